package code

import (
	"errors"
	"fmt"
	"time"
)

// The three ways a code is no good. A page says "forged" to each; whoever counts tells them apart:
// malformed is noise, an unknown key may be a verifier with an old key document, a bad signature is
// somebody's work.
var (
	ErrMalformed    = errors.New("not an inspection code")
	ErrUnknownKey   = errors.New("signed by a key that is not ours")
	ErrBadSignature = errors.New("signature is not ours")
)

// The reasons under them, made once because making an error costs more than finding one.
var (
	errLength     = fmt.Errorf("%w: not %d digits", ErrMalformed, Length)
	errDigit      = fmt.Errorf("%w: something else than digits", ErrMalformed)
	errBlock      = fmt.Errorf("%w: a block of digits is too large", ErrMalformed)
	errVersion    = fmt.Errorf("%w: unknown version or kind", ErrMalformed)
	errWindow     = fmt.Errorf("%w: window of no length", ErrMalformed)
	errEnterprise = fmt.Errorf("%w: enterprise is not a credit code", ErrMalformed)
	errRevoked    = fmt.Errorf("%w: its key is revoked", ErrBadSignature)
)

// domain goes before the body under the signature, so that nothing else signed with the same key,
// for whatever purpose, can pass for a code.
const domain = "jcm/c1\x00"

func message(body []byte) []byte { return append([]byte(domain), body...) }

// Sign writes t as digits, signed by the newest key that may sign at now, whose number replaces
// t.Key. What it returns has been verified: a signing device that answers in another encoding, or
// for another key, is an error here and not a forgery on somebody's door.
//
// Signing the same token twice need not give the same digits, since an SM2 signature contains a
// random number and the key may have changed; both are good. Keep the one that was given out.
func (k *Keys) Sign(t Token, now time.Time) (digits string, err error) {
	key := k.signer(now)
	if key == nil {
		return "", fmt.Errorf("sign code of %s: no key signs at %s", t.ID, now.Format(time.RFC3339))
	}
	t.Key = key.ID
	body, err := t.body()
	if err != nil {
		return "", fmt.Errorf("sign code of %s: %w", t.ID, err)
	}
	signature, err := key.Sign(message(body[:]))
	if err != nil {
		return "", fmt.Errorf("sign code of %s with %v: %w", t.ID, key, err)
	}
	if !key.verify(message(body[:]), signature) {
		return "", fmt.Errorf("sign code of %s with %v: its public half refuses the signature", t.ID, key)
	}
	var raw [tokenSize]byte
	copy(raw[:], body[:])
	copy(raw[bodySize:], signature)
	return printDigits(raw), nil
}

// Parse reads the digits of a code and verifies its signature. It does no I/O of any kind, and a
// code that is not one costs it less than a microsecond. The error is ErrMalformed, ErrUnknownKey or
// ErrBadSignature. Nothing is said about time: see Token.WindowAt and Token.FreshnessAt.
func (k *Keys) Parse(digits string) (Token, error) {
	raw, err := readDigits(digits)
	if err != nil {
		return Token{}, err
	}
	t, err := readBody((*[bodySize]byte)(raw[:bodySize]))
	if err != nil {
		return Token{}, err
	}
	key := k.find(t.Key)
	if key == nil {
		return Token{}, ErrUnknownKey
	}
	if key.Revoked {
		return Token{}, errRevoked
	}
	if !key.verify(message(raw[:bodySize]), raw[bodySize:]) {
		return Token{}, ErrBadSignature
	}
	return t, nil
}
