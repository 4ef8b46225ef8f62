package identity

import (
	"crypto/ecdsa"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"math/big"

	"github.com/emmansun/gmsm/ecdh"
	"github.com/emmansun/gmsm/sm2"
)

// The identifiers of an SM2 key in PKCS #8: id-ecPublicKey (RFC 5480) on the curve sm2p256v1 (GM/T 0006).
var (
	oidECPublicKey = asn1.ObjectIdentifier{1, 2, 840, 10045, 2, 1}
	oidSM2Curve    = asn1.ObjectIdentifier{1, 2, 156, 10197, 1, 301}
)

// pkcs8 is the PrivateKeyInfo of RFC 5208, ecPrivateKey what it holds for an elliptic curve (RFC 5915).
// crypto/x509 refuses curves it does not know, and gmsm's own x509 would bring SM9 into every function.
type (
	pkcs8 struct {
		Version    int
		Algorithm  pkix.AlgorithmIdentifier
		PrivateKey []byte
	}
	ecPrivateKey struct {
		Version   int
		D         []byte
		Curve     asn1.ObjectIdentifier `asn1:"optional,explicit,tag:0"`
		PublicKey asn1.BitString        `asn1:"optional,explicit,tag:1"`
	}
)

// marshalSM2 writes a private key as PKCS #8, as OpenSSL does.
func marshalSM2(key *sm2.PrivateKey) ([]byte, error) {
	private, err := key.ECDH()
	if err != nil {
		return nil, err
	}
	point := private.PublicKey().Bytes()
	inner, err := asn1.Marshal(ecPrivateKey{Version: 1, D: private.Bytes(),
		PublicKey: asn1.BitString{Bytes: point, BitLength: 8 * len(point)}})
	if err != nil {
		return nil, err
	}
	curve, err := asn1.Marshal(oidSM2Curve)
	if err != nil {
		return nil, err
	}
	return asn1.Marshal(pkcs8{Algorithm: pkix.AlgorithmIdentifier{Algorithm: oidECPublicKey,
		Parameters: asn1.RawValue{FullBytes: curve}}, PrivateKey: inner})
}

// parseSM2 reads what marshalSM2 wrote; false if der is something else.
func parseSM2(der []byte) (*sm2.PrivateKey, bool) {
	var outer pkcs8
	var curve asn1.ObjectIdentifier
	var inner ecPrivateKey
	if rest, err := asn1.Unmarshal(der, &outer); err != nil || len(rest) > 0 || !outer.Algorithm.Algorithm.Equal(oidECPublicKey) {
		return nil, false
	}
	if _, err := asn1.Unmarshal(outer.Algorithm.Parameters.FullBytes, &curve); err != nil || !curve.Equal(oidSM2Curve) {
		return nil, false
	}
	if rest, err := asn1.Unmarshal(outer.PrivateKey, &inner); err != nil || len(rest) > 0 || inner.Version != 1 {
		return nil, false
	}
	private, err := ecdh.P256().NewPrivateKey(inner.D)
	if err != nil {
		return nil, false
	}
	public, err := sm2Public(private.PublicKey().Bytes()[1:])
	if err != nil {
		return nil, false
	}
	key := new(sm2.PrivateKey)
	key.PublicKey = *public
	key.D = new(big.Int).SetBytes(inner.D)
	return key, true
}

// sm2Public makes a public key of its coordinates, 32 bytes each. An error if they are no point of the curve.
func sm2Public(xy []byte) (*ecdsa.PublicKey, error) {
	if len(xy) != 64 {
		return nil, errors.New("want 32 bytes for each coordinate")
	}
	if _, err := ecdh.P256().NewPublicKey(append([]byte{4}, xy...)); err != nil {
		return nil, err
	}
	x, y := new(big.Int).SetBytes(xy[:32]), new(big.Int).SetBytes(xy[32:])
	return &ecdsa.PublicKey{Curve: sm2.P256(), X: x, Y: y}, nil //lint:ignore SA1019 gmsm knows no other way to make a key
}
