package identity

import (
	"bytes"
	"encoding/json"
	"testing"
)

func TestTheSizeOfAnRSAKeyIsBounded(t *testing.T) {
	// number is an odd number of so many bits; that it is no product of primes does not show.
	number := func(bits int) string {
		b := bytes.Repeat([]byte{0xff}, (bits+7)/8)
		b[0] >>= (8 - bits%8) % 8
		return b64(string(b))
	}
	for _, c := range []struct {
		why, n, e string
		ok        bool
	}{
		{"2048 bits", number(2048), "AQAB", true},
		{"a zero before the modulus, as some write it", "AAAA" + number(2048), "AQAB", true},
		{"exponent 3", number(2048), "Aw", true},
		{"8192 bits", number(8192), "AQAB", true},
		{"2047 bits", number(2047), "AQAB", false},
		{"8193 bits", number(8193), "AQAB", false},
		{"even modulus", number(2040) + "AA", "AQAB", false},
		{"exponent 1: every text is its own signature", number(2048), "AQ", false},
		{"even exponent", number(2048), "BA", false},
		{"exponent beyond an int32", number(2048), "_____w", false},
		{"no exponent", number(2048), "", false},
		{"no modulus", "", "AQAB", false},
		{"padded base64", number(2048), "AQAB=", false},
	} {
		if got := publicKey(object{"kty": "RSA", "n": c.n, "e": c.e}); (got != nil) != c.ok {
			t.Errorf("%s: got %v, want a key: %v", c.why, got, c.ok)
		}
	}
}

// Whatever an issuer publishes, the keys taken from it are sound and can be published again.
func FuzzKeys(f *testing.F) {
	for _, a := range []string{"RS256", "ES256", "EdDSA", "SM2"} {
		f.Add([]byte(jwks(f, signer(f, a))))
	}
	f.Add([]byte(`{"keys":[{"kty":"EC","crv":"SM2","kid":"a","x":"AAAA","y":"AAAA"},{"kty":"RSA","kid":"b","n":"_____w","e":"AQAB"}]}`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		keys, err := parseKeys(doc)
		if (err == nil) != (len(keys) > 0) || err == nil && !json.Valid(doc) {
			t.Fatalf("%d keys, error %v", len(keys), err)
		}
		for kid, k := range keys {
			if _, err := jwkOf(k.public); err != nil || kid == "" {
				t.Errorf("key %q: %v", kid, err)
			}
		}
	})
}
