package identity

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"
)

// However a token is twisted, Verify neither panics nor takes one that was not signed.
func FuzzVerify(f *testing.F) {
	s := fixedSigner(f, "k1")
	v := verifier(f, issuer(f, s, signer(f, "SM2"), signer(f, "ES256")))
	genuine := map[string]Caller{}
	for _, c := range sample {
		genuine[mint(f, s, c)] = c
	}
	for token := range genuine {
		f.Add(token)
		f.Add(strings.Replace(token, ".", "..", 1))
		f.Add(token[:strings.LastIndexByte(token, '.')+1])
	}
	f.Add(b64(`{"alg":"none","kid":"k1"}`) + "." + b64(`{"iss":"`+agencies+`","aud":"jcm","exp":1693976400,"role":"operator","sub":"evil"}`) + ".")
	f.Fuzz(func(t *testing.T, token string) {
		c, err := v.Verify(t.Context(), token)
		want, signed := genuine[token]
		switch {
		case signed && (err != nil || c != want):
			t.Errorf("genuine: got %+v, %v; want %+v", c, err, want)
		case !signed && (!errors.Is(err, ErrRefused) || c != Caller{}):
			t.Errorf("unsigned: got %+v, %v; want ErrRefused", c, err)
		}
	})
}

// Even under a good signature, only claims that are plain and make sense are taken, and then
// exactly as encoding/json reads them.
func FuzzSignedClaims(f *testing.F) {
	s := fixedSigner(f, "k1")
	v := verifier(f, issuer(f, s))
	for _, c := range sample {
		parts := strings.Split(mint(f, s, c), ".")
		header, _ := jwt.NewParser().DecodeSegment(parts[0])
		claims, _ := jwt.NewParser().DecodeSegment(parts[1])
		f.Add(string(header), string(claims))
	}
	f.Add(`{"alg":"EdDSA","kid":"k1","crit":[],"typ":"at+jwt"}`, `{"iss":"`+agencies+`","aud":["jcm"],"exp":1e9,"nbf":1,"iat":0,"role":"bureau","sub":"s"}`)
	f.Fuzz(func(t *testing.T, header, claims string) {
		c, err := v.Verify(t.Context(), signedText(t, s, header, claims))
		if err != nil {
			if !errors.Is(err, ErrRefused) || c != (Caller{}) {
				t.Errorf("got %+v, %v; want ErrRefused", c, err)
			}
			return
		}
		var plain struct {
			Role                                           Role
			Sub, Agency, Certificate, USCC, Line, Iss, Kid string
			Crit                                           any
		}
		if err := errors.Join(json.Unmarshal([]byte(claims), &plain), json.Unmarshal([]byte(header), &plain)); err != nil {
			t.Fatalf("accepted what is no JSON: %v", err)
		}
		if err := c.check(); err != nil || c.Role != plain.Role || c.Subject != plain.Sub || c.Agency != plain.Agency || c.Certificate != plain.Certificate ||
			string(c.Enterprise) != plain.USCC || c.Line != plain.Line || plain.Iss != agencies || plain.Kid != "k1" || plain.Crit != nil {
			t.Errorf("%s %s: got %+v, %v", header, claims, c, err)
		}
	})
}
