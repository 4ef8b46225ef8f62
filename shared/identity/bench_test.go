package identity

import (
	"crypto/ed25519"
	"fmt"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"
)

// BenchmarkVerify compares a whole verification with what it cannot do without: one signature. The
// yardstick is the bare ed25519.Verify over the same bytes.
func BenchmarkVerify(b *testing.B) {
	ed := fixedSigner(b, "EdDSA")
	token := mint(b, ed, officer)
	dot := strings.LastIndexByte(token, '.')
	signature, err := jwt.NewParser().DecodeSegment(token[dot+1:])
	if err != nil {
		b.Fatal(err)
	}
	public, text := ed.private.Public().(ed25519.PublicKey), []byte(token[:dot])
	b.Run("yardstick", func(b *testing.B) {
		for b.Loop() {
			if !ed25519.Verify(public, text, signature) {
				b.Fatal("not verified")
			}
		}
	})
	for _, s := range []*Signer{ed, signer(b, "SM2"), signer(b, "ES256"), signer(b, "RS256")} {
		v, token := verifier(b, issuer(b, s)), mint(b, s, officer)
		b.Run(s.Algorithm(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := v.Verify(b.Context(), token); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkRefuse shows what an attacker's token costs us, by how far it gets.
func BenchmarkRefuse(b *testing.B) {
	s := fixedSigner(b, "k1")
	v, good := verifier(b, issuer(b, s)), mint(b, s, officer)
	for _, c := range []struct{ name, token string }{
		{"noise", strings.Repeat("x", 300)},
		{"issuer", signed(b, s, goodHeader(s), goodClaims().with(object{"iss": "https://evil.example"}))},
		{"kid", signed(b, s, goodHeader(s).with(object{"kid": "k2"}), goodClaims())},
		{"signature", good[:len(good)-6] + "AAAAAA"},
		{"names", signedText(b, s, `{"alg":"EdDSA","kid":"k1"}`, manyNames())},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := v.Verify(b.Context(), c.token); err == nil {
					b.Fatal("accepted")
				}
			}
		})
	}
}

// manyNames is an object of as many names as a token has room for.
func manyNames() string {
	names := `{"iss":"x"`
	for i := range 600 {
		names += fmt.Sprintf(`,"%d":0`, i)
	}
	return names + "}"
}
