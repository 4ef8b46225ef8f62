package code

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image/png"
	"strings"
	"testing"
)

func drawn(t testing.TB, level Level) *Symbol {
	t.Helper()
	s, err := NewSymbol(prefix, sign(t, newSet(t, newKey(t, Ed25519, 1)), sample()), level)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestThePNGIsTheSymbolOneBitAPixel(t *testing.T) {
	s := drawn(t, M)
	for _, scale := range []int{1, 2, 3, 6, 8, 13} {
		b, err := s.PNG(scale)
		if err != nil {
			t.Fatal(err)
		}
		if depth, colour := b[24], b[25]; depth != 1 || colour != 3 { // IHDR (RFC 2083 4.1.1): a palette
			t.Errorf("scale %d: bit depth %d, colour type %d; want 1 and 3", scale, depth, colour)
		}
		img, err := png.Decode(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if got, want := img.Bounds().Dx(), (s.Size+8)*scale; got != want || img.Bounds().Dy() != want {
			t.Fatalf("scale %d: %v, want %d square", scale, img.Bounds(), want)
		}
		for y := range img.Bounds().Dy() {
			for x := range img.Bounds().Dx() {
				r, _, _, _ := img.At(x, y).RGBA()
				if black := r == 0; black != s.Black(x/scale-Quiet, y/scale-Quiet) {
					t.Fatalf("scale %d: pixel %d,%d is wrong", scale, x, y)
				}
			}
		}
	}
	if b, err := s.PNG(MaxScale); err != nil {
		t.Error(err)
	} else if c, err := png.DecodeConfig(bytes.NewReader(b)); err != nil || c.Width != 3392 {
		t.Errorf("at the largest scale the picture is %d wide, %v; want 3392", c.Width, err)
	}
	for _, scale := range []int{-1, 0, MaxScale + 1, 1 << 40} {
		if _, err := s.PNG(scale); err == nil {
			t.Errorf("scale %d is drawn", scale)
		}
	}
}

// The path is followed bar by bar, and must paint each black module once and nothing else.
func TestTheSVGIsTheSymbol(t *testing.T) {
	s := drawn(t, Q)
	var image struct {
		XMLName xml.Name `xml:"http://www.w3.org/2000/svg svg"`
		ViewBox string   `xml:"viewBox,attr"`
		Title   string   `xml:"title"`
		Rect    struct {
			Width  int    `xml:"width,attr"`
			Height int    `xml:"height,attr"`
			Fill   string `xml:"fill,attr"`
		} `xml:"rect"`
		Path []struct {
			D string `xml:"d,attr"`
		} `xml:"path"`
	}
	title := `检查码 <script>alert("1")</script> & ]]> '` + "\x00"
	if err := xml.Unmarshal(s.SVG(title), &image); err != nil {
		t.Fatal(err)
	}
	if want := strings.Replace(title, "\x00", "\ufffd", 1); image.Title != want {
		t.Errorf("title is %q, want %q", image.Title, want)
	}
	width := s.Size + 8
	if want := fmt.Sprintf("0 0 %d %d", width, width); image.ViewBox != want {
		t.Errorf("viewBox is %q, want %q", image.ViewBox, want)
	}
	if r := image.Rect; r.Width != width || r.Height != width || r.Fill != "#fff" {
		t.Errorf("background is %+v, want white and %d wide", r, width)
	}
	if len(image.Path) != 1 {
		t.Fatalf("%d paths, want one", len(image.Path))
	}
	painted := map[[2]int]int{}
	for _, bar := range strings.SplitAfter(image.Path[0].D, "z") {
		if bar == "" {
			continue
		}
		var x, y, run, back int
		if _, err := fmt.Sscanf(bar, "M%d %dh%dv1h-%dz", &x, &y, &run, &back); err != nil || run < 1 || back != run {
			t.Fatalf("bar %q: %v", bar, err)
		}
		for i := range run {
			painted[[2]int{x + i, y}]++
		}
	}
	for y := range width {
		for x := range width {
			want := 0
			if s.Black(x-Quiet, y-Quiet) {
				want = 1
			}
			if got := painted[[2]int{x, y}]; got != want {
				t.Fatalf("module %d,%d is painted %d times, want %d", x, y, got, want)
			}
			delete(painted, [2]int{x, y})
		}
	}
	if len(painted) > 0 {
		t.Errorf("painted outside: %v", painted)
	}
}
