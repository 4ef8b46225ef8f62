package code

import (
	"crypto/ecdsa"
	"errors"
	"fmt"
	"io"
	"math/big"

	"github.com/emmansun/gmsm/ecdh"
	"github.com/emmansun/gmsm/sm2"
)

// SM2 signatures here are those of GB/T 32918.2-2016 with SM3 over the default user id
// 1234567812345678 (GM/T 0009), written as the 32 bytes of r and the 32 of s: never DER, whose
// length varies. A JWT signing method needs the same, so these functions are public.

// SM2Key reports whether key is a public key on the SM2 curve. A P-256 key has the same Go type and
// is not.
func SM2Key(key any) (*ecdsa.PublicKey, bool) {
	public, ok := key.(*ecdsa.PublicKey)
	return public, ok && public != nil && sm2.IsSM2PublicKey(public)
}

// SignSM2 returns r||s, 64 bytes. Random gives the random number in it, mixed with the key and the
// message so that a bad source does not give the key away.
func SignSM2(random io.Reader, private *sm2.PrivateKey, message []byte) ([]byte, error) {
	r, s, err := sm2.SignWithSM2(random, &private.PrivateKey, nil, message)
	if err != nil {
		return nil, fmt.Errorf("sign with SM2: %w", err)
	}
	signature := make([]byte, signatureSize)
	r.FillBytes(signature[:32])
	s.FillBytes(signature[32:])
	return signature, nil
}

// VerifySM2 reports whether signature, r||s, is public's over message. A key of another curve
// verifies nothing.
func VerifySM2(public *ecdsa.PublicKey, message, signature []byte) bool {
	if _, ok := SM2Key(public); !ok || len(signature) != signatureSize {
		return false
	}
	r, s := new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])
	return sm2.VerifyWithSM2(public, nil, message, r, s)
}

// SM2PublicKey is the key at the point (x, y), 32 bytes big-endian each, as in a JWK. A point that is
// not on the curve is refused.
func SM2PublicKey(x, y []byte) (*ecdsa.PublicKey, error) {
	if len(x) != 32 || len(y) != 32 {
		return nil, errors.New("SM2 point is not twice 32 bytes")
	}
	point := append(append([]byte{4}, x...), y...)
	if _, err := ecdh.P256().NewPublicKey(point); err != nil {
		return nil, errors.New("SM2 point is not on the curve")
	}
	//lint:ignore SA1019 neither crypto/ecdsa nor gmsm has another way in for a point of this curve
	return &ecdsa.PublicKey{Curve: sm2.P256(), X: new(big.Int).SetBytes(x), Y: new(big.Int).SetBytes(y)}, nil
}

// SM2Coordinates is the inverse of SM2PublicKey.
func SM2Coordinates(public *ecdsa.PublicKey) (x, y []byte) {
	//lint:ignore SA1019 nor another way out
	return public.X.FillBytes(make([]byte, 32)), public.Y.FillBytes(make([]byte, 32))
}

// SM2PrivateKey is the key whose scalar is d, 32 bytes big-endian, from 1 to the order less two
// (GB/T 32918.1 6.1: one more and signing would divide by zero).
func SM2PrivateKey(d []byte) (*sm2.PrivateKey, error) {
	scalar, err := ecdh.P256().NewPrivateKey(d)
	orderLess1 := new(big.Int).Sub(sm2.P256().Params().N, big.NewInt(1))
	if err != nil || new(big.Int).SetBytes(d).Cmp(orderLess1) == 0 {
		return nil, errors.New("SM2 scalar is out of range")
	}
	point := scalar.PublicKey().Bytes()
	public, err := SM2PublicKey(point[1:33], point[33:])
	if err != nil {
		return nil, err
	}
	//lint:ignore SA1019 nor another way in for a scalar
	return &sm2.PrivateKey{PrivateKey: ecdsa.PrivateKey{PublicKey: *public, D: new(big.Int).SetBytes(d)}}, nil
}
