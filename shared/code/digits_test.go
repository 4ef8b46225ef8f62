package code

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestDigitsAreOneSpellingOfEveryToken(t *testing.T) {
	random := rand.NewChaCha8([32]byte{1})
	var zero, full [tokenSize]byte
	for i := range full {
		full[i] = 0xff
	}
	tokens := [][tokenSize]byte{zero, full}
	for range 100 {
		var raw [tokenSize]byte
		random.Read(raw[:])
		tokens = append(tokens, raw)
	}
	for _, raw := range tokens {
		s := printDigits(raw)
		if len(s) != Length {
			t.Fatalf("%x is written with %d digits, want %d", raw, len(s), Length)
		}
		if back, err := readDigits(s); err != nil || back != raw {
			t.Errorf("%x came back as %x, %v", raw, back, err)
		}
	}
}

func TestWhatIsNotOurDigitsIsMalformed(t *testing.T) {
	good := printDigits([tokenSize]byte{1, 2, 3})
	for _, c := range []struct {
		digits string
		want   error
	}{
		{"", errLength},
		{good[1:], errLength},
		{good + "0", errLength},
		{strings.Repeat("0", 1<<20), errLength},
		{" " + good[1:], errDigit},
		{good[:100] + "x" + good[101:], errDigit},
		{good[:Length-1] + "-", errDigit},
		{good[:100] + "/" + good[101:], errDigit}, // the characters on either side of the digits
		{good[:100] + ":" + good[101:], errDigit},
		{good[:100] + "\x00" + good[101:], errDigit},
		{good[:Length-3] + "９", errDigit}, // a full-width nine is three bytes
		{"72057594037927936" + good[17:], errBlock},
		{good[:17] + "99999999999999999" + good[34:], errBlock},
		{good[:Length-10] + "4294967296", errBlock},
	} {
		if _, err := readDigits(c.digits); err != c.want {
			t.Errorf("readDigits(%.300q) = %v, want %v", c.digits, err, c.want)
		}
	}
	for _, s := range []string{"72057594037927935" + good[17:], good[:Length-10] + "4294967295"} {
		if raw, err := readDigits(s); err != nil || printDigits(raw) != s {
			t.Errorf("%s, whose block is the largest there is, was refused or changed: %v", s, err)
		}
	}
}

func TestWhatIsMalformedCostsNoMemory(t *testing.T) {
	set := newSet(t, newKey(t, Ed25519, 1))
	good := sign(t, set, sample())
	for _, bad := range []string{"", good[1:], good[:Length-1] + "x", "2" + good[1:], strings.Repeat("9", Length)} {
		allocations := testing.AllocsPerRun(100, func() {
			if _, err := set.Parse(bad); !errors.Is(err, ErrMalformed) {
				t.Fatalf("Parse(%q): %v, want %v", bad, err, ErrMalformed)
			}
		})
		if allocations > 0 {
			t.Errorf("Parse(%q) allocates %v times, want none", bad, allocations)
		}
	}
}
