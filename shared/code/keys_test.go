package code

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// Ensure that keys follow one another without a moment at which none signs, and that what an old one
// signed stays good.
func TestKeysRotateWithoutAGap(t *testing.T) {
	day := func(n int) time.Time { return made.AddDate(0, 0, n) }
	first, second, third := newKey(t, Ed25519, 1), newKey(t, SM2, 2), newKey(t, Ed25519, 3)
	first.From, first.Until = day(0), day(30)
	second.From, second.Until = day(20), day(50)
	third.From = day(50)
	third.Sign = nil // its private half is elsewhere
	set := newSet(t, third, first, second)
	for _, c := range []struct {
		now    time.Time
		signer uint8 // 0: none
	}{
		{day(0).Add(-1), 0},
		{day(0), 1},
		{day(20).Add(-1), 1},
		{day(20), 2},
		{day(40), 2},
		{day(50).Add(-1), 2},
		{day(50), 0},
	} {
		digits, err := set.Sign(sample(), c.now)
		if (err == nil) != (c.signer != 0) {
			t.Errorf("at %v: %v, want signer %d", c.now, err, c.signer)
			continue
		}
		if err != nil {
			continue
		}
		token, err := set.Parse(digits)
		if err != nil || token.Key != c.signer {
			t.Errorf("at %v: signed by %d (%v), want %d", c.now, token.Key, err, c.signer)
		}
	}

	second.Revoked = true
	if got := newSet(t, first, second).signer(day(25)); got == nil || got.ID != 1 {
		t.Errorf("with its successor revoked, key 1 should sign again; got %v", got)
	}
}

func TestAHardwareModuleSignsForAKeyItHolds(t *testing.T) {
	held := newKey(t, SM2, 8)
	public, err := ParseKeys(newSet(t, held).PublicDocument())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := public.Sign(sample(), made); err == nil || !strings.Contains(err.Error(), "no key signs") {
		t.Errorf("a set of public keys signed: %v", err)
	}
	asked := 0
	keys := public.All()
	keys[0].Sign = func(m []byte) ([]byte, error) { asked++; return held.Sign(m) }
	if _, err := public.Parse(sign(t, newSet(t, keys...), sample())); err != nil || asked != 1 {
		t.Errorf("code signed by the module: %v, module asked %d times; want no error, once", err, asked)
	}
	if _, err := public.Sign(sample(), made); err == nil {
		t.Error("changing what All returned changed the set")
	}
}

func TestASetOfKeysThatDoNotFitIsRefused(t *testing.T) {
	ed, sm := newKey(t, Ed25519, 1), newKey(t, SM2, 8)
	p256, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	with := func(k Key, change func(*Key)) []Key { change(&k); return []Key{k} }
	for _, c := range []struct {
		keys []Key
		says string
	}{
		{nil, "no keys"},
		{[]Key{ed, sm, ed}, "number 1 is used twice"},
		{with(ed, func(k *Key) { k.Algorithm = SM2 }), "not an SM2 key"},
		{with(sm, func(k *Key) { k.Algorithm = Ed25519 }), "not an Ed25519 key"},
		{with(ed, func(k *Key) { k.Algorithm = "none" }), "neither Ed25519 nor SM2"},
		{with(ed, func(k *Key) { k.Public = nil }), "not an Ed25519 key"},
		{with(ed, func(k *Key) { k.Public = ed25519.PublicKey("short") }), "not an Ed25519 key"},
		{with(sm, func(k *Key) { k.Public = &p256.PublicKey }), "not an SM2 key"},
		{with(sm, func(k *Key) { k.Public = (*ecdsa.PublicKey)(nil) }), "not an SM2 key"},
		{with(ed, func(k *Key) { k.From = time.Time{} }), "from is missing"},
		{with(ed, func(k *Key) { k.Until = k.From }), "until is not after from"},
		{with(ed, func(k *Key) { k.From = k.From.AddDate(8000, 0, 0) }), "RFC 3339"},
		{with(ed, func(k *Key) { k.Until = k.From.AddDate(8000, 0, 0) }), "RFC 3339"},
		{with(ed, func(k *Key) { k.From = k.From.AddDate(-3000, 0, 0) }), "RFC 3339"},
	} {
		if _, err := NewKeys(c.keys...); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("NewKeys(%v) = %v, want an error that says %q", c.keys, err, c.says)
		}
	}
}

func TestGenerateNeedsRandomnessAndAnAlgorithm(t *testing.T) {
	if _, err := Generate(rand.Reader, "RSA", 1, made); err == nil {
		t.Error("Generate made an RSA key")
	}
	if _, err := Generate(strings.NewReader("too short"), Ed25519, 1, made); err == nil {
		t.Error("Generate made a key of nine bytes")
	}
	if _, err := Generate(steady(0), SM2, 1, made); err == nil {
		t.Error("Generate made the SM2 key nought")
	}
	a, errA := Generate(rand.Reader, SM2, 1, made)
	b, errB := Generate(rand.Reader, SM2, 2, made)
	if err := errors.Join(errA, errB); err != nil {
		t.Fatal(err)
	}
	if a.Public.(*ecdsa.PublicKey).Equal(b.Public) {
		t.Error("Generate made the same key twice")
	}
}

// A log line with a key, or a set, in it must not give the key away.
func TestNoFormatPrintsAPrivateKey(t *testing.T) {
	for _, k := range []Key{newKey(t, Ed25519, 3), newKey(t, SM2, 3)} {
		set := newSet(t, k)
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d"} {
			for _, v := range []any{k, &k, set, *set} {
				got := strings.NewReplacer(" ", "", ",", "", "0x", "", "03", "3").Replace(fmt.Sprintf(verb, v))
				if strings.Contains(got, "3333333333333333") {
					t.Errorf("%s of %T prints the seed: %s", verb, v, got)
				}
			}
		}
	}
}
