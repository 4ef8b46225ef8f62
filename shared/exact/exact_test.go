package exact

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// What Decode takes has no name twice, says another decoder that sees each of them.
func FuzzDecode(f *testing.F) {
	for _, doc := range []string{`{"a":1,"b":[true,null,{"c":"d"}]}`, `{"a":1,"A":2}`, `{"ſ":1,"s":2}`, `{"K":1,"k":2}`, `[1,2`, `{"a"}`, `1e999`, `[}`, `{]`, `"x" "y"`, "{\"\xff\":1}", `[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]`} {
		f.Add([]byte(doc))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		_, err := Decode(doc)
		var v any // a number can be valid JSON and yet too large to decode
		if valid := json.Unmarshal(doc, &v) == nil && utf8.Valid(doc); (err == nil) != (valid && !twice(json.NewDecoder(bytes.NewReader(doc)))) {
			t.Errorf("%s: got %v", doc, err)
		}
	})
}

// twice reads one value of a valid document, token by token.
func twice(d *json.Decoder) bool {
	token, _ := d.Token()
	bad, names := false, []string{}
	if token == json.Delim('{') || token == json.Delim('[') {
		for d.More() {
			if token == json.Delim('{') {
				name, _ := d.Token()
				bad = bad || slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name.(string)) })
				names = append(names, name.(string))
			}
			bad = twice(d) || bad
		}
		d.Token()
	}
	return bad
}

func FuzzFold(f *testing.F) {
	f.Add("sub", "ſUB")
	f.Add("k", "\u212a")
	f.Add("ß", "ẞ")
	f.Fuzz(func(t *testing.T, a, b string) {
		if a, b := strings.ToValidUTF8(a, ""), strings.ToValidUTF8(b, ""); (fold(a) == fold(b)) != strings.EqualFold(a, b) {
			t.Errorf("%q and %q: fold says %v, EqualFold %v", a, b, fold(a) == fold(b), strings.EqualFold(a, b))
		}
	})
}
