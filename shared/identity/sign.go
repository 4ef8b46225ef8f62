package identity

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/emmansun/gmsm/sm2"
	"github.com/golang-jwt/jwt/v5"
)

// A Signer issues tokens: for the sign-in of a local run, and in tests. A deployment has no use for
// one; its issuers keep their keys to themselves.
type Signer struct {
	kid     string
	method  jwt.SigningMethod
	private crypto.Signer
}

// NewSigner makes a signer of a private key: *rsa.PrivateKey signs as RS256, *ecdsa.PrivateKey on P-256
// as ES256, ed25519.PrivateKey as EdDSA, and any key whose public part is on the SM2 curve as SM2.
func NewSigner(kid string, private crypto.Signer) (*Signer, error) {
	if !isText(kid) {
		return nil, errors.New("new signer: kid is missing or not a plain text")
	}
	switch p := private.(type) {
	case *rsa.PrivateKey:
		if p.N.BitLen() >= minRSA && p.N.BitLen() <= maxRSA {
			return &Signer{kid, jwt.SigningMethodRS256, p}, nil
		}
	case ed25519.PrivateKey:
		return &Signer{kid, jwt.SigningMethodEdDSA, p}, nil
	case *ecdsa.PrivateKey:
		if p.Curve == elliptic.P256() {
			return &Signer{kid, jwt.SigningMethodES256, p}, nil
		}
	default:
		if private != nil && sm2.IsSM2PublicKey(private.Public()) {
			return &Signer{kid, sm2Method("SM2"), p}, nil
		}
	}
	return nil, fmt.Errorf("new signer: no algorithm for a %T of this size or curve", private)
}

// GenerateSigner makes a signer with a new key for the algorithm RS256, ES256, EdDSA or SM2. The
// randomness is the system's: since Go 1.26 key generation takes no other.
func GenerateSigner(algorithm, kid string) (*Signer, error) {
	var private crypto.Signer
	var err error
	switch algorithm {
	case "RS256":
		private, err = rsa.GenerateKey(rand.Reader, 2048)
	case "ES256":
		private, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	case "EdDSA":
		_, private, err = ed25519.GenerateKey(rand.Reader)
	case "SM2":
		private, err = sm2.GenerateKey(rand.Reader)
	default:
		return nil, fmt.Errorf("generate signer: %q is not one of RS256, ES256, EdDSA, SM2", algorithm)
	}
	if err != nil {
		return nil, fmt.Errorf("generate signer: %w", err)
	}
	return NewSigner(kid, private)
}

// Algorithm is what the signer writes into the header as alg.
func (s *Signer) Algorithm() string { return s.method.Alg() }

// Sign issues a token for c, valid from now for the given lifetime. A caller that Verify would refuse
// for what belongs to its role is refused here, too.
func (s *Signer) Sign(c Caller, issuer, audience string, lifetime time.Duration, now time.Time) (string, error) {
	if err := c.check(); err != nil {
		return "", fmt.Errorf("sign: %w", err)
	}
	if lifetime <= 0 {
		return "", fmt.Errorf("sign: lifetime is %v", lifetime)
	}
	claims := writeCaller(c)
	claims["iss"], claims["aud"] = issuer, audience
	claims["iat"], claims["nbf"], claims["exp"] = now.Unix(), now.Unix(), now.Add(lifetime).Unix()
	token := jwt.NewWithClaims(s.method, claims)
	token.Header["kid"] = s.kid
	signed, err := token.SignedString(s.private)
	if err != nil {
		return "", fmt.Errorf("sign: %w", err)
	}
	return signed, nil
}

// JWK is the public key as an entry of a JWK Set.
func (s *Signer) JWK() (map[string]string, error) {
	jwk, err := jwkOf(s.private.Public())
	if err != nil {
		return nil, fmt.Errorf("write key %s: %w", s.kid, err)
	}
	jwk["kid"], jwk["alg"], jwk["use"] = s.kid, s.method.Alg(), "sig"
	return jwk, nil
}

// JWKS is the document in which an issuer publishes the public keys of its signers.
func JWKS(signers ...*Signer) (json.RawMessage, error) {
	set := struct {
		Keys []map[string]string `json:"keys"`
	}{Keys: []map[string]string{}}
	for _, s := range signers {
		jwk, err := s.JWK()
		if err != nil {
			return nil, err
		}
		set.Keys = append(set.Keys, jwk)
	}
	return json.Marshal(set)
}
