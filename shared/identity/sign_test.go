package identity

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/pem"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

func TestWhatASignerSignsIsAccepted(t *testing.T) {
	for _, algorithm := range []string{"RS256", "ES256", "EdDSA", "SM2"} {
		s := signer(t, algorithm)
		if s.Algorithm() != algorithm {
			t.Errorf("got algorithm %s, want %s", s.Algorithm(), algorithm)
		}
		accepted(t, verifier(t, issuer(t, s)), mint(t, s, officer), officer)
	}
	// PS256, by a key that is published for any algorithm of its kind
	s := signer(t, "RS256")
	is := issuer(t, s)
	is.JWKS = []byte(strings.Replace(string(is.JWKS), `"alg":"RS256",`, "", 1))
	accepted(t, verifier(t, is), signedWith(t, jwt.SigningMethodPS256, s, goodClaims()), officer)
}

func TestASignerOutlivesItsProcess(t *testing.T) {
	for _, algorithm := range []string{"RS256", "ES256", "EdDSA", "SM2"} {
		s := signer(t, algorithm)
		file, err := s.PEM()
		if err != nil {
			t.Fatal(err)
		}
		again, err := ParseSigner(algorithm, file)
		if err != nil {
			t.Fatalf("%s: %v", algorithm, err)
		}
		if got, want := string(jwks(t, again)), string(jwks(t, s)); got != want {
			t.Errorf("%s: published as %s, want %s", algorithm, got, want)
		}
		accepted(t, verifier(t, issuer(t, s)), mint(t, again, officer), officer)
	}
}

func TestAKeyFileOfAnotherKindIsAnError(t *testing.T) {
	p384, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := NewSigner("k1", p384); err == nil {
		t.Error("P-384: got no error")
	}
	if _, err := NewSigner("", p384); err == nil {
		t.Error("no kid: got no error")
	}
	if _, err := NewSigner("k1", nil); err == nil {
		t.Error("no key: got no error")
	}
	// ECDSA on the SM2 curve is neither SM2 nor ES256.
	if _, err := NewSigner("k1", &ecdsa.PrivateKey{PublicKey: *signer(t, "SM2").private.Public().(*ecdsa.PublicKey)}); err == nil {
		t.Error("ECDSA key on the SM2 curve: got no error")
	}
	if _, err := GenerateSigner("HS256", "k1"); err == nil {
		t.Error("HS256: got no error")
	}
	good, err := signer(t, "EdDSA").PEM()
	if err != nil {
		t.Fatal(err)
	}
	for why, file := range map[string]string{
		"empty":      "",
		"cut off":    string(good[:len(good)/2]),
		"other kind": strings.ReplaceAll(string(good), "PRIVATE", "PUBLIC"),
		"no key":     string(pem.EncodeToMemory(&pem.Block{Type: pemType, Bytes: []byte("secret")})),
	} {
		if _, err := ParseSigner("k1", []byte(file)); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: got %v, want an error that tells nothing of the file", why, err)
		}
	}
}

func TestASignerRefusesACallerThatMakesNoSense(t *testing.T) {
	s := fixedSigner(t, "k1")
	for _, c := range []Caller{{}, {Role: Officer, Subject: "s"}, {Role: Bureau}, {Role: "king", Subject: "s"}} {
		if token, err := s.Sign(c, agencies, DefaultAudience, time.Hour, noon); err == nil {
			t.Errorf("%+v: got token %s", c, token)
		}
	}
	if _, err := s.Sign(officer, agencies, DefaultAudience, 0, noon); err == nil {
		t.Error("a lifetime of nothing: got no error")
	}
}

func TestOnlyThePublicPartIsPublished(t *testing.T) {
	for _, algorithm := range []string{"RS256", "ES256", "EdDSA", "SM2"} {
		jwk, err := signer(t, algorithm).JWK()
		if err != nil {
			t.Fatal(err)
		}
		for member := range jwk {
			if !strings.Contains(" kty crv n e x y kid alg use ", " "+member+" ") {
				t.Errorf("%s publishes %s", algorithm, member)
			}
		}
	}
}
