package identity

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"
	"slices"

	"github.com/emmansun/gmsm/sm2"
	"github.com/golang-jwt/jwt/v5"

	"inspectioncode.example/shared/exact"
)

// RSA keys outside these sizes, in bits, are ignored: smaller ones can be broken, larger ones
// make a verification slow.
const minRSA, maxRSA = 2048, 8192

// A key is one public key of an issuer.
type key struct {
	public    crypto.PublicKey
	algorithm string // the only one it is meant for, if its owner said so
}

// fits reports whether k may verify a signature made by method m. Each kind of key has its own
// methods; in particular keys on P-256 and on the SM2 curve share a Go type and nothing else.
func (k key) fits(m jwt.SigningMethod) bool {
	meant := k.algorithm == "" || k.algorithm == m.Alg()
	switch public := k.public.(type) {
	case *rsa.PublicKey:
		return meant && (m.Alg() == "RS256" || m.Alg() == "PS256")
	case ed25519.PublicKey:
		return meant && m.Alg() == "EdDSA"
	case *ecdsa.PublicKey:
		if sm2.IsSM2PublicKey(public) {
			_, ok := m.(sm2Method) // whatever name it goes by in the key and in the token
			return ok && (meant || sm2Name(k.algorithm))
		}
		return meant && m.Alg() == "ES256"
	}
	return false
}

// parseKeys reads a JWK Set (RFC 7517) into keys by their kid. A key that we could not use, or
// should not (secret, private, too short, without kid, meant for encryption), is passed over; a
// set without any other, or with one kid twice, is an error.
func parseKeys(doc []byte) (map[string]key, error) {
	set, err := exact.Object(doc, []string{"keys"})
	if err != nil {
		return nil, err
	}
	list, _ := set["keys"].([]any)
	keys := map[string]key{}
	for _, entry := range list {
		jwk, _ := entry.(map[string]any)
		kid, _ := jwk["kid"].(string)
		public := publicKey(jwk)
		if kid == "" || public == nil || !forSigning(jwk) {
			continue
		}
		if _, twice := keys[kid]; twice {
			return nil, fmt.Errorf("two keys are called %.40q", kid)
		}
		algorithm, _ := jwk["alg"].(string)
		keys[kid] = key{public, algorithm}
	}
	if len(keys) == 0 {
		return nil, errors.New("no usable key: want RSA of 2048 bits or more, P-256, Ed25519 or SM2, each public and with a kid")
	}
	return keys, nil
}

// forSigning reports whether the owner of a key means it for signatures, and kept its private part.
func forSigning(jwk map[string]any) bool {
	use, limited := jwk["use"]
	if limited && use != "sig" {
		return false
	}
	ops, limited := jwk["key_ops"]
	if list, _ := ops.([]any); limited && !slices.Contains(list, any("verify")) {
		return false
	}
	_, private := jwk["d"]
	return !private
}

// publicKey makes the key that a JWK describes (RFC 7518 section 6, RFC 8037; for SM2 as EC with
// crv "SM2"), or nil.
func publicKey(jwk map[string]any) crypto.PublicKey {
	member := func(name string) []byte {
		s, _ := jwk[name].(string)
		b, err := base64.RawURLEncoding.Strict().DecodeString(s)
		if err != nil {
			return nil
		}
		return b
	}
	kty, _ := jwk["kty"].(string)
	crv, _ := jwk["crv"].(string)
	switch kty + " " + crv {
	case "RSA ":
		n, e := new(big.Int).SetBytes(member("n")), new(big.Int).SetBytes(member("e"))
		if n.BitLen() < minRSA || n.BitLen() > maxRSA || n.Bit(0) == 0 || e.BitLen() < 2 || e.BitLen() > 31 || e.Bit(0) == 0 {
			return nil
		}
		return &rsa.PublicKey{N: n, E: int(e.Int64())}
	case "OKP Ed25519":
		if x := member("x"); len(x) == ed25519.PublicKeySize {
			return ed25519.PublicKey(x)
		}
	case "EC P-256", "EC SM2":
		x, y := member("x"), member("y")
		if len(x) != 32 || len(y) != 32 {
			return nil
		}
		var public *ecdsa.PublicKey
		var err error
		if crv == "SM2" {
			public, err = sm2Public(append(x, y...))
		} else {
			public, err = ecdsa.ParseUncompressedPublicKey(elliptic.P256(), append(append([]byte{4}, x...), y...))
		}
		if err == nil {
			return public
		}
	}
	return nil
}

// jwkOf is the reverse of publicKey, for the four kinds of key that a Signer has.
func jwkOf(public crypto.PublicKey) (map[string]string, error) {
	text := base64.RawURLEncoding.EncodeToString
	switch public := public.(type) {
	case *rsa.PublicKey:
		return map[string]string{"kty": "RSA", "n": text(public.N.Bytes()), "e": text(big.NewInt(int64(public.E)).Bytes())}, nil
	case ed25519.PublicKey:
		return map[string]string{"kty": "OKP", "crv": "Ed25519", "x": text(public)}, nil
	case *ecdsa.PublicKey:
		if sm2.IsSM2PublicKey(public) {
			point, err := sm2.PublicKeyToECDH(public)
			if err != nil {
				return nil, err
			}
			b := point.Bytes()
			return map[string]string{"kty": "EC", "crv": "SM2", "x": text(b[1:33]), "y": text(b[33:])}, nil
		}
		if public.Curve != elliptic.P256() {
			break
		}
		b, err := public.Bytes()
		if err != nil {
			return nil, err
		}
		return map[string]string{"kty": "EC", "crv": "P-256", "x": text(b[1:33]), "y": text(b[33:])}, nil
	}
	return nil, errors.New("want RSA, P-256, Ed25519 or SM2")
}
