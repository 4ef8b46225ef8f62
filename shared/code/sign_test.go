package code

import (
	"crypto/ed25519"
	"errors"
	"strings"
	"testing"
)

// Each of the 2079 ways to misprint one digit is refused, by either algorithm.
func TestEveryWrongDigitIsNoticed(t *testing.T) {
	for _, algorithm := range []Algorithm{Ed25519, SM2} {
		set := newSet(t, newKey(t, algorithm, 1))
		good := sign(t, set, sample())
		for i := range good {
			for c := byte('0'); c <= '9'; c++ {
				if c == good[i] {
					continue
				}
				bad := good[:i] + string(c) + good[i+1:]
				if token, err := set.Parse(bad); err == nil {
					t.Errorf("%s: with digit %d changed from %c to %c the code is read as %+v", algorithm, i, good[i], c, token)
				}
			}
		}
	}
}

func TestAKeyVerifiesOnlyWhatItSigned(t *testing.T) {
	ed1, ed2, sm8, sm9 := newKey(t, Ed25519, 1), newKey(t, Ed25519, 2), newKey(t, SM2, 8), newKey(t, SM2, 9)
	all := []Key{ed1, ed2, sm8, sm9}
	set := newSet(t, all...)
	for _, signer := range all {
		for _, named := range all {
			token := sample()
			token.Key = named.ID
			body, err := token.body()
			if err != nil {
				t.Fatal(err)
			}
			got, err := set.Parse(signBody(t, signer, body))
			switch {
			case signer.ID == named.ID && (err != nil || got != token):
				t.Errorf("%v refuses what it signed: %v", named, err)
			case signer.ID != named.ID && err != ErrBadSignature:
				t.Errorf("%v takes what %v signed: %v, want %v", named, signer, err, ErrBadSignature)
			}
		}
	}
}

func TestTheThreeErrorsAreToldApart(t *testing.T) {
	k, stolen := newKey(t, Ed25519, 1), newKey(t, SM2, 7)
	good := sign(t, newSet(t, k), sample())
	signedByStolen := sign(t, newSet(t, stolen), sample())
	stolen.Revoked = true
	set := newSet(t, k, stolen)
	body, signature := split(t, good)

	bare := ed25519.Sign(ed25519.NewKeyFromSeed(k.seed()), body[:])
	unreduced := addOrder(signature)
	for _, c := range []struct {
		name, digits string
		want         error
	}{
		{"no digits at all", "hello", ErrMalformed},
		{"another version", "2" + good[1:], ErrMalformed},
		{"a key we do not list", sign(t, newSet(t, newKey(t, Ed25519, 2)), sample()), ErrUnknownKey},
		{"a key that was revoked", signedByStolen, ErrBadSignature},
		{"no signature", join(body, make([]byte, signatureSize)), ErrBadSignature},
		{"signed outside our domain", join(body, bare), ErrBadSignature},
		{"the same signature with S beyond the group's order", join(body, unreduced), ErrBadSignature},
	} {
		_, err := set.Parse(c.digits)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
		for _, other := range []error{ErrMalformed, ErrUnknownKey, ErrBadSignature} {
			if other != c.want && errors.Is(err, other) {
				t.Errorf("%s: %v is also %v", c.name, err, other)
			}
		}
	}
	if _, err := set.Parse(good); err != nil {
		t.Errorf("the good code: %v", err)
	}
}

// addOrder adds the order of the group to an Ed25519 signature's S, which RFC 8032 5.1.7 forbids and
// careless verifiers take: a second spelling of the same signature.
func addOrder(signature []byte) []byte {
	order := []byte{
		0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
	}
	sum := append([]byte(nil), signature...)
	carry := 0
	for i, b := range order {
		carry += int(sum[32+i]) + int(b)
		sum[32+i] = byte(carry)
		carry >>= 8
	}
	return sum
}

// A device that signs badly is found when it signs, not when an enterprise scans.
func TestSignGivesOutNothingThatParseWouldRefuse(t *testing.T) {
	k := newKey(t, SM2, 8)
	broken := errors.New("the device is on fire")
	genuine := k.Sign
	for name, signer := range map[string]func([]byte) ([]byte, error){
		"fails":                      func([]byte) ([]byte, error) { return nil, broken },
		"answers nothing":            func([]byte) ([]byte, error) { return nil, nil },
		"answers in DER":             func(m []byte) ([]byte, error) { s, err := genuine(m); return append([]byte{0x30, 70}, s...), err },
		"signs with another key":     newKey(t, SM2, 9).Sign,
		"signs something else":       func(m []byte) ([]byte, error) { return genuine(m[1:]) },
		"alters what it was to sign": func(m []byte) ([]byte, error) { s, err := genuine(m); m[8] ^= 1; return s, err },
	} {
		k.Sign = signer
		digits, err := newSet(t, k).Sign(sample(), made)
		if name == "alters what it was to sign" {
			if _, bad := newSet(t, k).Parse(digits); err != nil || bad != nil {
				t.Errorf("a device that %s: %v, %v; want a good code", name, err, bad)
			}
			continue
		}
		if err == nil || digits != "" {
			t.Errorf("a device that %s: Sign = %q, %v; want an error", name, digits, err)
		}
		if name == "fails" && !errors.Is(err, broken) {
			t.Errorf("a device that %s: %v does not say why", name, err)
		}
		if !strings.Contains(err.Error(), "key 8 (SM2)") {
			t.Errorf("a device that %s: %v does not name the key", name, err)
		}
	}
}
