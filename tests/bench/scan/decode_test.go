package main

import (
	"context"
	"errors"
	"image"
	"slices"
	"strings"
	"testing"
)

// everyReader is what this machine has.
func everyReader(t *testing.T) []reader {
	t.Helper()
	z, installed, err := zbar(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !installed {
		t.Log("zbarimg is not installed: only gozxing is tested")
		return []reader{zxing()}
	}
	return []reader{zxing(), z}
}

func TestEveryReaderReadsEveryDesignUndistorted(t *testing.T) {
	readers := everyReader(t)
	for _, d := range someDesigns(t, 4) {
		texts, pictures := scene{direct(), profile{name: "clean"}, 240}.shoot(d, 1)
		for _, by := range readers {
			found, err := by.read(t.Context(), pictures)
			if err != nil {
				t.Fatal(err)
			}
			for i, text := range texts {
				if !slices.Equal(found[i], []string{text}) {
					t.Errorf("%s, %s, picture %d: got %q, want %q", by.name, d.name, i, found[i], text)
				}
			}
		}
	}
}

func TestNoReaderReadsABlankPicture(t *testing.T) {
	drawing := someDesigns(t, 1)[0]
	_, pictures := scene{direct(), profile{name: "clean"}, 240}.shoot(drawing, 1)
	blank := image.NewGray(image.Rect(0, 0, 384, 384))
	for _, by := range everyReader(t) {
		found, err := by.read(t.Context(), []*image.Gray{blank, pictures[0], blank})
		if err != nil {
			t.Fatal(err)
		}
		if len(found[0])+len(found[2]) > 0 || len(found[1]) != 1 {
			t.Errorf("%s: got %q, want one symbol in the second picture", by.name, found)
		}
	}
}

func TestAReaderStopsWhenItIsToldTo(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	readers := everyReader(t)
	stop()
	for _, by := range readers {
		if _, err := by.read(ctx, []*image.Gray{image.NewGray(image.Rect(0, 0, 8, 8))}); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v, want %v", by.name, err, context.Canceled)
		}
	}
}

func TestZbarsAnswersAreLaidToTheRightPictures(t *testing.T) {
	const symbol = `<index num='0'><symbol type='QR-Code'><data format='base64' length='3'><![CDATA[` + "\nYSZi\n" + `]]></data></symbol></index>`
	const two = `<index num='0'><symbol><data><![CDATA[one]]></data></symbol><symbol><data><![CDATA[two]]></data></symbol></index>`
	document := func(sources ...string) string {
		return `<barcodes xmlns='http://zbar.sourceforge.net/2008/barcode'>` + strings.Join(sources, "") + `</barcodes>`
	}
	a, b := `<source href='a.png'>`+symbol+`</source>`, `<source href='b.png'></source>`
	names := []string{"a.png", "b.png"}
	for _, c := range []struct {
		name, output string
		want         [][]string // nil is an error
	}{
		{"one found", document(a, b), [][]string{{"a&b"}, nil}},
		{"two in one picture", document(`<source href='a.png'>`+two+`</source>`, b), [][]string{{"one", "two"}, nil}},
		{"swapped", document(b, a), nil},
		{"one left out", document(a), nil},
		{"cut off", document(a, b)[:150], nil},
		{"nothing", "", nil},
		{"bad base64", document(strings.Replace(a, "YSZi", "Y!", 1), b), nil},
	} {
		got, err := readZbar([]byte(c.output), names)
		if (err != nil) != (c.want == nil) || !slices.EqualFunc(got, c.want, slices.Equal) {
			t.Errorf("%s: got %q, %v; want %q", c.name, got, err, c.want)
		}
	}
}
