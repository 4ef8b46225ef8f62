package identity

import (
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"

	"github.com/emmansun/gmsm/sm2"
)

// pemType is the label of an unencrypted PKCS #8 key (RFC 7468 section 10).
const pemType = "PRIVATE KEY"

// PEM writes the private key as PKCS #8, for the key file of a local run. The kid is not part of it.
func (s *Signer) PEM() ([]byte, error) {
	var der []byte
	var err error
	if key, ok := s.private.(*sm2.PrivateKey); ok {
		der, err = marshalSM2(key)
	} else {
		der, err = x509.MarshalPKCS8PrivateKey(s.private)
	}
	if err != nil {
		return nil, fmt.Errorf("write private key: %w", err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: pemType, Bytes: der}), nil
}

// ParseSigner makes a signer of a private key in PKCS #8, as PEM writes it and OpenSSL does. The
// errors say nothing of the file's content.
func ParseSigner(kid string, file []byte) (*Signer, error) {
	block, _ := pem.Decode(file)
	if block == nil || block.Type != pemType {
		return nil, errors.New("parse private key: want PEM with the label " + pemType)
	}
	if key, ok := parseSM2(block.Bytes); ok {
		return NewSigner(kid, key)
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, errors.New("parse private key: not PKCS #8")
	}
	private, ok := key.(crypto.Signer)
	if !ok {
		return nil, errors.New("parse private key: it cannot sign")
	}
	return NewSigner(kid, private)
}
