package code

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

func TestTheKeyDocumentsCarryTheSet(t *testing.T) {
	ed, sm, old := newKey(t, Ed25519, 1), newKey(t, SM2, 8), newKey(t, Ed25519, 0)
	ed.Until = made.AddDate(1, 0, 0)
	old.From, old.Until, old.Revoked = made.AddDate(-1, 0, 0), made, true
	set := newSet(t, ed, sm, old)
	code := sign(t, set, sample())

	public, private := set.PublicDocument(), set.PrivateDocument()
	verifier, err := ParseKeys(public)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := verifier.Parse(code); err != nil {
		t.Errorf("the public document does not verify: %v", err)
	}
	if got := verifier.PublicDocument(); !bytes.Equal(got, public) {
		t.Errorf("the public document came back as %s, want %s", got, public)
	}
	if bytes.Contains(public, []byte(`"d"`)) || bytes.Equal(public, private) {
		t.Errorf("the public document has private keys: %s", public)
	}
	signer, err := ParsePrivateKeys(private, steady(1))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := verifier.Parse(sign(t, signer, sample())); err != nil {
		t.Errorf("what the private document signs is refused: %v", err)
	}
	if got := signer.PrivateDocument(); !bytes.Equal(got, private) {
		t.Errorf("the private document came back changed")
	}
	if got := signer.PublicDocument(); !bytes.Equal(got, public) {
		t.Errorf("the private document publishes %s, want %s", got, public)
	}
	keys := verifier.All()
	if k := keys[0]; k.ID != 0 || !k.Revoked || !k.Until.Equal(made) || !k.From.Equal(old.From) {
		t.Errorf("key 0 came back as %+v", k)
	}
}

func TestAKeyDocumentIsReadStrictly(t *testing.T) {
	ed, sm := newSet(t, newKey(t, Ed25519, 1)), newSet(t, newKey(t, SM2, 8))
	// change returns a document with fields of its one entry changed, or taken away by nil.
	change := func(document []byte, fields map[string]any) string {
		var d struct {
			Keys []map[string]any `json:"keys"`
		}
		if err := json.Unmarshal(document, &d); err != nil {
			t.Fatal(err)
		}
		for name, value := range fields {
			d.Keys[0][name] = value
			if value == nil {
				delete(d.Keys[0], name)
			}
		}
		b, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	other := newSet(t, newKey(t, Ed25519, 2)).list[0].entry().X
	otherD := strings.Repeat("AgIC", 10) + "AgI"
	publicEd, publicSM, privateEd := ed.PublicDocument(), sm.PublicDocument(), ed.PrivateDocument()
	for _, c := range []struct {
		document, says string
		private        bool
	}{
		{document: "", says: "EOF"},
		{document: "[]", says: "array"},
		{document: "{}", says: "no keys"},
		{document: `{"keys":null}`, says: "no keys"},
		{document: `{"keys":[]} {}`, says: "something follows"},
		{document: `{"keys":[],"more":1}`, says: "unknown field"},
		{document: change(publicEd, map[string]any{"use": "sig"}), says: "unknown field"},
		{document: change(publicEd, map[string]any{"kid": nil}), says: "kid is missing"},
		{document: change(publicEd, map[string]any{"kid": 256}), says: "number 256"},
		{document: change(publicEd, map[string]any{"kid": "1"}), says: "kid"},
		{document: change(publicEd, map[string]any{"from": nil}), says: "from is missing"},
		{document: change(publicEd, map[string]any{"from": "today"}), says: "today"},
		{document: change(publicEd, map[string]any{"until": "2023-01-01T00:00:00Z"}), says: "until is not after from"},
		{document: change(publicEd, map[string]any{"alg": nil}), says: `alg ""`},
		{document: change(publicEd, map[string]any{"alg": "SM2"}), says: `alg "SM2"`},
		{document: change(publicEd, map[string]any{"alg": "none"}), says: `alg "none"`},
		{document: change(publicEd, map[string]any{"crv": "X25519"}), says: `crv "X25519"`},
		{document: change(publicEd, map[string]any{"x": nil}), says: "x is not 32 bytes"},
		{document: change(publicEd, map[string]any{"x": other[1:]}), says: "x is not 32 bytes"},
		{document: change(publicEd, map[string]any{"x": other + "="}), says: "x is not 32 bytes"},
		{document: change(publicEd, map[string]any{"x": other[:42] + "_"}), says: "x is not 32 bytes"}, // bits to spare
		{document: change(publicEd, map[string]any{"y": other}), says: "y has no place"},
		{document: change(publicSM, map[string]any{"y": nil}), says: "y is not 32 bytes"},
		{document: change(publicSM, map[string]any{"y": other}), says: "not on the curve"},
		{document: change(publicSM, map[string]any{"crv": "P-256"}), says: `crv "P-256"`},
		{document: string(privateEd), says: "d, a private key, is in a public document"},
		{private: true, document: string(publicEd), says: "no key has d"},
		{private: true, document: change(privateEd, map[string]any{"d": "AA"}), says: "d is not 32 bytes"},
		{private: true, document: change(privateEd, map[string]any{"d": otherD}), says: "another public key"},
		{private: true, document: change(sm.PrivateDocument(), map[string]any{"d": strings.Repeat("A", 43)}), says: "out of range"},
	} {
		var err error
		if c.private {
			_, err = ParsePrivateKeys([]byte(c.document), steady(1))
		} else {
			_, err = ParseKeys([]byte(c.document))
		}
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s\ngives %v, want an error that says %q", c.document, err, c.says)
		}
		if c.private && err != nil && strings.Contains(err.Error(), "AgICAgIC") {
			t.Errorf("the error repeats a secret: %v", err)
		}
	}
}
