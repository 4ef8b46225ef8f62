package code

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// KeysPath is where the public key document is published, for whoever verifies codes offline.
const KeysPath = "/.well-known/inspection-code-keys"

// document lists keys as JWKs (RFC 7517) whose kid is a number and whose times say when they sign.
// The public and the private document differ by d alone.
type document struct {
	Keys []entry `json:"keys"`
}

type entry struct {
	Kid     *uint8    `json:"kid"`
	Alg     Algorithm `json:"alg"`
	Kty     string    `json:"kty"` // OKP (RFC 8037), or EC
	Crv     string    `json:"crv"`
	X       string    `json:"x"`
	Y       string    `json:"y,omitempty"`
	D       string    `json:"d,omitempty"`
	From    time.Time `json:"from"`
	Until   time.Time `json:"until,omitzero"`
	Revoked bool      `json:"revoked,omitempty"`
}

// ParseKeys reads a public key document, such as PublicDocument writes: the configuration of whoever
// only verifies. A private key in it is an error, for it has strayed from where it belongs.
func ParseKeys(public []byte) (*Keys, error) {
	return parseDocument(public, func(_ *Key, d string) error {
		if d != "" {
			return errors.New("d, a private key, is in a public document")
		}
		return nil
	})
}

// ParsePrivateKeys reads a private key document, such as PrivateDocument writes: the configuration of
// whoever signs. Entries without d only verify, but not all may be without. Random is as in
// Generate.
func ParsePrivateKeys(private []byte, random io.Reader) (*Keys, error) {
	held := 0
	keys, err := parseDocument(private, func(k *Key, d string) error {
		if d == "" {
			return nil
		}
		held++
		seed, err := read32("d", d)
		if err != nil {
			return err
		}
		listed := k.entry()
		if err := k.hold(seed, random); err != nil {
			return err
		}
		if derived := k.entry(); derived.X != listed.X || derived.Y != listed.Y {
			return errors.New("d is the private key of another public key")
		}
		return nil
	})
	if err == nil && held == 0 {
		return nil, errors.New("read key document: no key has d, its private half")
	}
	return keys, err
}

// PublicDocument is what to publish at KeysPath, as JSON that ParseKeys reads.
func (k *Keys) PublicDocument() []byte {
	return k.document(func(*Key) string { return "" })
}

// PrivateDocument is the same document with the private half of every key that is held here, for
// ParsePrivateKeys. It is a secret.
func (k *Keys) PrivateDocument() []byte {
	return k.document(func(k *Key) string {
		if k.seed == nil {
			return ""
		}
		return base64.RawURLEncoding.EncodeToString(k.seed())
	})
}

func (k *Keys) document(private func(*Key) string) []byte {
	var d document
	for i := range k.list {
		e := k.list[i].entry()
		e.D = private(&k.list[i])
		d.Keys = append(d.Keys, e)
	}
	b, err := json.MarshalIndent(d, "", "  ")
	if err != nil {
		panic(err) // strings, numbers and times of this era: there is nothing to fail
	}
	return append(b, '\n')
}

func (k *Key) entry() entry {
	e := entry{Kid: &k.ID, Alg: k.Algorithm, Crv: string(k.Algorithm), From: k.From, Until: k.Until, Revoked: k.Revoked}
	if public, ok := k.Public.(ed25519.PublicKey); ok {
		e.Kty, e.X = "OKP", base64.RawURLEncoding.EncodeToString(public)
	} else if public, ok := SM2Key(k.Public); ok {
		x, y := SM2Coordinates(public)
		e.Kty, e.X, e.Y = "EC", base64.RawURLEncoding.EncodeToString(x), base64.RawURLEncoding.EncodeToString(y)
	}
	return e
}

// parseDocument reads a document strictly. Private is told of each key's d, empty or not.
func parseDocument(b []byte, private func(k *Key, d string) error) (*Keys, error) {
	var d document
	decoder := json.NewDecoder(bytes.NewReader(b))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&d); err != nil {
		return nil, fmt.Errorf("read key document: %w", err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, errors.New("read key document: something follows it")
	}
	keys := make([]Key, len(d.Keys))
	for i, e := range d.Keys {
		var err error
		if keys[i], err = e.key(); err == nil {
			err = private(&keys[i], e.D)
		}
		if err != nil {
			return nil, fmt.Errorf("read key document: entry %d: %w", i+1, err)
		}
	}
	set, err := NewKeys(keys...)
	if err != nil {
		return nil, fmt.Errorf("read key document: %w", err)
	}
	return set, nil
}

func (e entry) key() (Key, error) {
	if e.Kid == nil {
		return Key{}, errors.New("kid is missing")
	}
	k := Key{ID: *e.Kid, Algorithm: e.Alg, From: e.From, Until: e.Until, Revoked: e.Revoked}
	x, err := read32("x", e.X)
	if err != nil {
		return Key{}, err
	}
	switch [3]string{string(e.Alg), e.Kty, e.Crv} {
	case [3]string{"Ed25519", "OKP", "Ed25519"}:
		if e.Y != "" {
			return Key{}, errors.New("y has no place in an Ed25519 key")
		}
		k.Public = ed25519.PublicKey(x)
	case [3]string{"SM2", "EC", "SM2"}:
		y, err := read32("y", e.Y)
		if err != nil {
			return Key{}, err
		}
		if k.Public, err = SM2PublicKey(x, y); err != nil {
			return Key{}, err
		}
	default:
		return Key{}, fmt.Errorf("alg %q, kty %q, crv %q are not Ed25519, OKP, Ed25519 nor SM2, EC, SM2", e.Alg, e.Kty, e.Crv)
	}
	return k, nil
}

// read32 never repeats what it was given, which may be a secret.
func read32(name, s string) ([]byte, error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	if err != nil || len(b) != 32 {
		return nil, fmt.Errorf("%s is not 32 bytes of base64url", name)
	}
	return b, nil
}
