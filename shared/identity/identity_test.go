package identity

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"inspectioncode.example/shared/inspection"
)

const (
	agencies    = "https://agencies.example"    // stands for 综合执法系统: makes officers
	enterprises = "https://enterprises.example" // stands for 随申办: makes people of enterprises
	sampleUSCC  = inspection.USCC("91350100M000100Y43")
)

var noon = time.Date(2023, 9, 5, 12, 0, 0, 0, inspection.Shanghai)

var officer = Caller{Role: Officer, Subject: "u-17", Agency: "310115-transport", Certificate: "09150013001"}

// atNoon is a clock that stands still.
func atNoon() time.Time { return noon }

// rsaSigner makes one RSA key for all tests, because making one is slow.
var rsaSigner = sync.OnceValues(func() (*Signer, error) { return GenerateSigner("RS256", "RS256") })

// signer makes a signer whose kid is its algorithm.
func signer(t testing.TB, algorithm string) *Signer {
	t.Helper()
	s, err := GenerateSigner(algorithm, algorithm)
	if algorithm == "RS256" {
		s, err = rsaSigner()
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// fixedSigner is an Ed25519 signer that is the same in every run.
func fixedSigner(t testing.TB, kid string) *Signer {
	t.Helper()
	s, err := NewSigner(kid, ed25519.NewKeyFromSeed([]byte(strings.Repeat("k", ed25519.SeedSize))))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// jwks publishes the signers.
func jwks(t testing.TB, signers ...*Signer) json.RawMessage {
	t.Helper()
	doc, err := JWKS(signers...)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// issuer trusts the signers for every algorithm and role under the name of the agencies' issuer.
func issuer(t testing.TB, signers ...*Signer) Issuer {
	t.Helper()
	return Issuer{Issuer: agencies, Algorithms: algorithms, Roles: roles, JWKS: jwks(t, signers...)}
}

// verifier makes a verifier whose clock stands at noon and which must not use the network.
func verifier(t testing.TB, issuers ...Issuer) *Verifier {
	t.Helper()
	v, err := New(issuers, atNoon, &http.Client{Transport: noNetwork{t}})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

type noNetwork struct{ t testing.TB }

func (n noNetwork) RoundTrip(r *http.Request) (*http.Response, error) {
	n.t.Errorf("a request to %s, want none", r.URL)
	return nil, errors.New("no network")
}

// mint signs an hour's token for c.
func mint(t testing.TB, s *Signer, c Caller) string {
	t.Helper()
	token, err := s.Sign(c, agencies, DefaultAudience, time.Hour, noon)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// object is a JSON object to be changed before it is signed.
type object map[string]any

// with is o with some members changed; those set to nil are left out, those set to null are null.
func (o object) with(changes object) object {
	o = maps.Clone(o)
	for k, v := range changes {
		if o[k] = v; v == nil {
			delete(o, k)
		}
	}
	return o
}

var null = json.RawMessage("null")

// goodHeader and goodClaims are accepted as they are.
func goodHeader(s *Signer) object { return object{"alg": s.Algorithm(), "kid": s.kid, "typ": "JWT"} }

func goodClaims() object {
	return object{"iss": agencies, "aud": DefaultAudience, "exp": noon.Add(time.Hour).Unix(), "role": "officer",
		"sub": "u-17", "agency": "310115-transport", "certificate": "09150013001"}
}

// signed makes a token of any header and claims, with a signature of s that is right for it.
func signed(t testing.TB, s *Signer, header, claims object) string {
	t.Helper()
	h, err := json.Marshal(header)
	if err != nil {
		t.Fatal(err)
	}
	c, err := json.Marshal(claims)
	if err != nil {
		t.Fatal(err)
	}
	return signedText(t, s, string(h), string(c))
}

// signedText is signed for what is not JSON, or not quite.
func signedText(t testing.TB, s *Signer, header, claims string) string {
	t.Helper()
	text := b64(header) + "." + b64(claims)
	signature, err := s.method.Sign(text, s.private)
	if err != nil {
		t.Fatal(err)
	}
	return text + "." + b64(string(signature))
}

func b64(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }

// refused fails the test unless v refuses the token and gives a reason which contains want and nothing
// of the token.
func refused(t *testing.T, v *Verifier, token, want string) {
	t.Helper()
	c, err := v.Verify(t.Context(), token)
	if !errors.Is(err, ErrRefused) || errors.Is(err, ErrUnavailable) {
		t.Errorf("got caller %+v, error %v; want ErrRefused", c, err)
		return
	}
	if !c.Nobody() || c != (Caller{}) {
		t.Errorf("got caller %+v with the error, want nobody", c)
	}
	if !strings.Contains(err.Error(), want) {
		t.Errorf("got reason %q, want one with %q", err, want)
	}
	for _, part := range strings.Split(token, ".") {
		if len(part) > 8 && strings.Contains(err.Error(), part) {
			t.Errorf("the error repeats the token: %q", err)
		}
	}
	for _, secret := range []string{"u-17", "09150013001", "evil"} {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("the error repeats the claim %s: %q", secret, err)
		}
	}
}

// accepted fails the test unless v takes the token as want's.
func accepted(t *testing.T, v *Verifier, token string, want Caller) {
	t.Helper()
	if c, err := v.Verify(t.Context(), token); err != nil || c != want {
		t.Errorf("got %+v, %v; want %+v", c, err, want)
	}
}
