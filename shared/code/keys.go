package code

import (
	"cmp"
	"crypto"
	"crypto/ed25519"
	"errors"
	"fmt"
	"slices"
	"time"
)

// An Algorithm is how a key signs. It belongs to the key, never to the token: a token can name a
// key, but cannot choose how it is checked.
type Algorithm string

const (
	Ed25519 Algorithm = "Ed25519" // RFC 8032
	SM2     Algorithm = "SM2"     // GB/T 32918.2 with SM3 and the default user id, as r||s
)

// A Key signs codes from From until Until, and verifies them for as long as it is listed.
//
// To rotate without a gap, list the new key everywhere with a From at least a day ahead, then let
// time pass: the newest key whose From has come signs. Take the old one off the list only when
// nobody will ask about its codes again. A key that was stolen stays listed as Revoked, so that its
// codes are counted as forged and not as unknown.
type Key struct {
	ID        uint8
	Algorithm Algorithm
	Public    crypto.PublicKey // ed25519.PublicKey, or *ecdsa.PublicKey on the SM2 curve
	From      time.Time
	Until     time.Time // zero is no end
	Revoked   bool

	// Sign returns 64 bytes: an Ed25519 signature, or r||s of SM2. It may be called from several
	// goroutines at once. Nil in a set that only verifies. Set it to let a hardware module or a
	// key service hold the private half.
	Sign func(message []byte) (signature []byte, err error)

	// seed returns the private half, if it is in this process. It is a function so that no format
	// verb ever prints a secret.
	seed func() []byte
}

// String names the key, as "key 8 (SM2)".
func (k Key) String() string { return fmt.Sprintf("key %d (%s)", k.ID, k.Algorithm) }

func (k *Key) verify(message, signature []byte) bool {
	switch public := k.Public.(type) {
	case ed25519.PublicKey:
		return ed25519.Verify(public, message, signature)
	default:
		sm2Key, ok := SM2Key(public)
		return ok && VerifySM2(sm2Key, message, signature)
	}
}

func (k *Key) signsAt(now time.Time) bool {
	return k.Sign != nil && !k.Revoked && !now.Before(k.From) && (k.Until.IsZero() || now.Before(k.Until))
}

func (k *Key) check() error {
	switch k.Algorithm {
	case Ed25519:
		if public, ok := k.Public.(ed25519.PublicKey); !ok || len(public) != ed25519.PublicKeySize {
			return errors.New("public half is not an Ed25519 key")
		}
	case SM2:
		if _, ok := SM2Key(k.Public); !ok {
			return errors.New("public half is not an SM2 key")
		}
	default:
		return fmt.Errorf("algorithm is neither %s nor %s", Ed25519, SM2)
	}
	if k.From.IsZero() {
		return errors.New("from is missing")
	}
	if k.From.Year() < 0 || max(k.From.Year(), k.Until.Year()) > 9999 {
		return errors.New("from or until is a year that RFC 3339 cannot write")
	}
	if !k.Until.IsZero() && !k.Until.After(k.From) {
		return errors.New("until is not after from")
	}
	return nil
}

// Keys are the keys in force, each with a number of its own. They do not change: to add or end one,
// make a new set of a changed All. Any number of goroutines may use them.
type Keys struct{ list []Key } // by From, oldest first

// NewKeys refuses an empty set, a number used twice, and a key whose fields do not fit together.
func NewKeys(keys ...Key) (*Keys, error) {
	if len(keys) == 0 {
		return nil, errors.New("make key set: no keys")
	}
	list := slices.Clone(keys)
	slices.SortStableFunc(list, func(a, b Key) int {
		return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.ID, b.ID))
	})
	set := &Keys{list: list}
	for i := range list {
		if err := list[i].check(); err != nil {
			return nil, fmt.Errorf("make key set: %v: %w", list[i], err)
		}
		if set.find(list[i].ID) != &list[i] {
			return nil, fmt.Errorf("make key set: number %d is used twice", list[i].ID)
		}
	}
	return set, nil
}

// All returns the keys, oldest first.
func (k *Keys) All() []Key { return slices.Clone(k.list) }

func (k *Keys) find(id uint8) *Key {
	for i := range k.list {
		if k.list[i].ID == id {
			return &k.list[i]
		}
	}
	return nil
}

// signer is the newest key that signs at now; nil if there is none.
func (k *Keys) signer(now time.Time) *Key {
	for i := len(k.list) - 1; i >= 0; i-- {
		if k.list[i].signsAt(now) {
			return &k.list[i]
		}
	}
	return nil
}
