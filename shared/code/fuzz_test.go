package code

import (
	"errors"
	"strings"
	"testing"

	"inspectioncode.example/shared/inspection"
)

// What Parse reads, it could only have read from these very digits.
func FuzzParse(f *testing.F) {
	v := readVectors(f)
	keys, err := ParsePrivateKeys(v.Keys, steady(1))
	if err != nil {
		f.Fatal(err)
	}
	for _, a := range v.Accepted {
		f.Add(a.Digits)
	}
	for _, r := range v.Rejected {
		f.Add(r.Digits)
	}
	f.Fuzz(func(t *testing.T, digits string) {
		token, err := keys.Parse(digits)
		if err != nil {
			if classOf(err) == "" || token != (Token{}) {
				t.Fatalf("Parse(%q) = %+v, %v", digits, token, err)
			}
			return
		}
		body, err := token.body()
		if err != nil {
			t.Fatal(err)
		}
		if _, signature := split(t, digits); join(body, signature) != digits {
			t.Errorf("%s is written again as %s", digits, join(body, signature))
		}
	})
}

// The same for bodies that the holder of the key signed, whatever they say: a fuzzer cannot forge.
func FuzzSignedBody(f *testing.F) {
	k := newKey(f, Ed25519, 1)
	keys := newSet(f, k)
	for _, a := range readVectors(f).Accepted {
		f.Add(unhex(f, a.Body))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var body [bodySize]byte
		copy(body[:], b)
		body[1] = k.ID
		digits := signBody(t, k, body)
		token, err := keys.Parse(digits)
		if err != nil {
			if !errors.Is(err, ErrMalformed) {
				t.Fatalf("body %x: %v", body, err)
			}
			return
		}
		if again, err := keys.Sign(token, made); err != nil || again != digits {
			t.Errorf("body %x is written again as %s, %v; want %s", body, again, err, digits)
		}
		if short, err := ShortOf(token.Ref()); err != nil {
			t.Errorf("body %x has no short code: %v", body, err)
		} else if day, prefix, ok := ParseShort(short); !ok || day != token.Ref().Day || !strings.HasPrefix(string(token.ID), prefix) {
			t.Errorf("short code %s of %v leads to %s, %s, %v", short, token.Ref(), day, prefix, ok)
		}
	})
}

func FuzzParseShort(f *testing.F) {
	for _, s := range readVectors(f).Short {
		f.Add(s.Typed)
	}
	f.Add("０７ｑ０－4106—1050　r3m6")
	f.Fuzz(func(t *testing.T, typed string) {
		day, prefix, ok := ParseShort(typed)
		if !ok {
			if day != "" || prefix != "" {
				t.Fatalf("ParseShort(%q) = %s, %s, false", typed, day, prefix)
			}
			return
		}
		short, err := ShortOf(inspection.Ref{Day: day, ID: inspection.ID(prefix + "00000")})
		if err != nil {
			t.Fatalf("ParseShort(%q) = %s, %s, which has no short code: %v", typed, day, prefix, err)
		}
		if day2, prefix2, ok := ParseShort(short); !ok || day2 != day || prefix2 != prefix {
			t.Errorf("ParseShort(%q) = %s, %s; written as %s it leads to %s, %s", typed, day, prefix, short, day2, prefix2)
		}
	})
}

// A key document that is read says the same when it is written.
func FuzzParseKeys(f *testing.F) {
	f.Add(newSet(f, newKey(f, Ed25519, 1), newKey(f, SM2, 8)).PublicDocument())
	f.Fuzz(func(t *testing.T, document []byte) {
		keys, err := ParseKeys(document)
		if err != nil {
			return
		}
		written := keys.PublicDocument()
		again, err := ParseKeys(written)
		if err != nil || string(again.PublicDocument()) != string(written) {
			t.Errorf("%s is written as %s, which reads %v", document, written, err)
		}
	})
}
