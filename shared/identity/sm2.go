package identity

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"encoding/asn1"
	"math/big"
	"strings"

	"github.com/emmansun/gmsm/sm2"
	"github.com/golang-jwt/jwt/v5"
)

// sm2Method signs JWTs with SM2 (GB/T 32918.2) over SM3, with the default user id of GM/T 0009; the
// signature is r || s in 64 bytes, as ES256 has it. IANA registers no name for it. "SM2" is what
// draft-dang-webauthn-sm2 (expired) proposed; partners write it in other ways too, so the method's
// value is the name it goes by.
type sm2Method string

// registerSM2 makes the jwt package know SM2 under the given names. Doing so twice is harmless, and
// no name can replace another method's, since each contains "SM2" (see Issuer).
func registerSM2(names ...string) {
	for _, n := range names {
		jwt.RegisterSigningMethod(n, func() jwt.SigningMethod { return sm2Method(n) })
	}
}

// sm2Name reports whether s can be a name for SM2: "SM2" itself, "GmSM2", "SM3withSM2", …
func sm2Name(s string) bool {
	return isName(s) && strings.Contains(strings.ToUpper(s), "SM2")
}

func (m sm2Method) Alg() string { return string(m) }

// Verify wants the *ecdsa.PublicKey of a key on the SM2 curve; one on P-256 has the same type.
func (m sm2Method) Verify(signed string, signature []byte, key any) error {
	public, ok := key.(*ecdsa.PublicKey)
	if !ok || !sm2.IsSM2PublicKey(public) {
		return jwt.ErrInvalidKeyType
	}
	if len(signature) != 64 {
		return jwt.ErrSignatureInvalid
	}
	r, s := new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])
	if !sm2.VerifyWithSM2(public, nil, []byte(signed), r, s) {
		return jwt.ErrSignatureInvalid
	}
	return nil
}

// Sign wants a crypto.Signer whose public key is on the SM2 curve; it may sit in a 密码机.
func (m sm2Method) Sign(text string, key any) ([]byte, error) {
	private, ok := key.(crypto.Signer)
	if !ok || !sm2.IsSM2PublicKey(private.Public()) {
		return nil, jwt.ErrInvalidKeyType
	}
	der, err := private.Sign(rand.Reader, []byte(text), sm2.NewSM2SignerOption(true, nil))
	if err != nil {
		return nil, err
	}
	var signature struct{ R, S *big.Int }
	if _, err := asn1.Unmarshal(der, &signature); err != nil {
		return nil, err
	}
	for _, n := range []*big.Int{signature.R, signature.S} {
		if n.Sign() <= 0 || n.BitLen() > 256 {
			return nil, jwt.ErrSignatureInvalid // from a device, so not to be taken for granted
		}
	}
	raw := make([]byte, 64)
	signature.R.FillBytes(raw[:32])
	signature.S.FillBytes(raw[32:])
	return raw, nil
}
