package code

import (
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"testing"
)

// The yardstick is what no parser can do without: one bare ed25519.Verify of the same message.
// A code that is refused by its form must cost about a hundredth of that, the whole of Parse little
// more.
func BenchmarkParse(b *testing.B) {
	ed, sm, unlisted := newKey(b, Ed25519, 1), newKey(b, SM2, 8), newKey(b, Ed25519, 9)
	keys := newSet(b, ed, sm)
	goodEd, goodSM := sign(b, newSet(b, ed), sample()), sign(b, newSet(b, sm), sample())
	body, signature := split(b, goodEd)

	b.Run("yardstick/ed25519.Verify", func(b *testing.B) {
		m := message(body[:])
		for b.Loop() {
			if !ed25519.Verify(ed.Public.(ed25519.PublicKey), m, signature) {
				b.Fatal("refused")
			}
		}
	})
	forged := func(digits string) string {
		body, signature := split(b, digits)
		signature[40] ^= 1
		return join(body, signature)
	}
	foreign := body
	foreign[22]++
	for _, c := range []struct {
		name, digits string
		want         error
	}{
		{"good/Ed25519", goodEd, nil},
		{"good/SM2", goodSM, nil},
		{"malformed/too short", goodEd[1:], ErrMalformed},
		{"malformed/last digit is none", goodEd[:Length-1] + "x", ErrMalformed},
		{"malformed/last block too large", goodEd[:Length-10] + "4294967296", ErrMalformed},
		{"malformed/version", "03" + goodEd[2:], ErrMalformed},
		{"malformed/enterprise", join(foreign, signature), ErrMalformed},
		{"unknown key", sign(b, newSet(b, unlisted), sample()), ErrUnknownKey},
		{"forged/Ed25519", forged(goodEd), ErrBadSignature},
		{"forged/SM2", forged(goodSM), ErrBadSignature},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := keys.Parse(c.digits); !errors.Is(err, c.want) {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkSign(b *testing.B) {
	for _, algorithm := range []Algorithm{Ed25519, SM2} {
		k, err := Generate(rand.Reader, algorithm, 1, made)
		if err != nil {
			b.Fatal(err)
		}
		keys := newSet(b, k)
		b.Run(string(algorithm), func(b *testing.B) {
			for b.Loop() {
				sign(b, keys, sample())
			}
		})
	}
}

func BenchmarkSymbol(b *testing.B) {
	digits := sign(b, newSet(b, newKey(b, Ed25519, 1)), sample())
	s := drawn(b, M)
	b.Run("best of eight masks", func(b *testing.B) {
		for b.Loop() {
			if _, err := NewSymbol(prefix, digits, M); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("mask 0", func(b *testing.B) {
		for b.Loop() {
			if _, err := NewQuickSymbol(prefix, digits, M); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("PNG", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.PNG(6); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("SVG", func(b *testing.B) {
		for b.Loop() {
			s.SVG("检查码")
		}
	})
}
