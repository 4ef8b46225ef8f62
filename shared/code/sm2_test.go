package code

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/hex"
	"testing"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The worked example of GM/T 0003.5-2012, Annex A: message, user id and key as printed there.
func TestSM2IsTheStandards(t *testing.T) {
	private, err := SM2PrivateKey(unhex(t, "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8"))
	if err != nil {
		t.Fatal(err)
	}
	x, y := SM2Coordinates(&private.PublicKey)
	if got, want := hex.EncodeToString(x)+hex.EncodeToString(y), "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"+
		"ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"; got != want {
		t.Errorf("public key is %s, want %s", got, want)
	}
	signature := unhex(t, "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"+
		"b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa")
	if !VerifySM2(&private.PublicKey, []byte("message digest"), signature) {
		t.Error("the standard's signature is refused")
	}
	if VerifySM2(&private.PublicKey, []byte("message digest."), signature) {
		t.Error("the standard's signature is taken for another message")
	}
}

func TestSM2RefusesWhatIsNoSignature(t *testing.T) {
	private, err := SM2PrivateKey(unhex(t, "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8"))
	if err != nil {
		t.Fatal(err)
	}
	m := []byte("m")
	good, err := SignSM2(rand.Reader, private, m)
	if err != nil || !VerifySM2(&private.PublicKey, m, good) {
		t.Fatalf("SignSM2 = %x, %v, which must verify", good, err)
	}
	p256, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	order := unhex(t, "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123")
	zeros := make([]byte, 32)
	for name, bad := range map[string][]byte{
		"nothing":         nil,
		"63 bytes":        good[:63],
		"65 bytes":        append(good[:64:64], 0),
		"33 bytes of s":   append(append(good[:32:32], 0), good[32:]...),
		"noughts":         make([]byte, 64),
		"r nought":        append(zeros[:32:32], good[32:]...),
		"s nought":        append(good[:32:32], zeros...),
		"r the order":     append(order[:32:32], good[32:]...),
		"s the order":     append(good[:32:32], order...),
		"the wrong way":   append(good[32:64:64], good[:32]...),
		"all bits set":    unhex(t, "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"),
		"r+s is nought":   append(good[:32:32], subtract(order, good[:32])...),
		"one bit changed": append([]byte{good[0] ^ 1}, good[1:]...),
	} {
		if VerifySM2(&private.PublicKey, m, bad) {
			t.Errorf("a signature of %s is taken", name)
		}
	}
	for name, key := range map[string]*ecdsa.PublicKey{"no key": nil, "a P-256 key": &p256.PublicKey} {
		if VerifySM2(key, m, good) {
			t.Errorf("%s verifies", name)
		}
	}
}

func subtract(a, b []byte) []byte {
	difference := make([]byte, len(a))
	borrow := 0
	for i := len(a) - 1; i >= 0; i-- {
		d := int(a[i]) - int(b[i]) - borrow
		borrow = 0
		if d < 0 {
			d, borrow = d+256, 1
		}
		difference[i] = byte(d)
	}
	return difference
}

func TestOnlySM2KeysAreSM2Keys(t *testing.T) {
	p256, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []any{nil, "key", ed25519.PublicKey{}, &p256.PublicKey, p256, (*ecdsa.PublicKey)(nil), &ecdsa.PublicKey{}} {
		if _, ok := SM2Key(key); ok {
			t.Errorf("%T is taken for an SM2 key", key)
		}
	}
	x, y := SM2Coordinates(newKey(t, SM2, 1).Public.(*ecdsa.PublicKey))
	if public, err := SM2PublicKey(x, y); err != nil {
		t.Error(err)
	} else if _, ok := SM2Key(public); !ok {
		t.Error("an SM2 key is not taken for one")
	}
	prime := unhex(t, "fffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffff")
	for name, point := range map[string][2][]byte{
		"the origin":    {make([]byte, 32), make([]byte, 32)},
		"the wrong way": {y, x},
		"too short":     {x[1:], y},
		"no y":          {x, nil},
		"x the prime":   {prime, y},
	} {
		if _, err := SM2PublicKey(point[0], point[1]); err == nil {
			t.Errorf("a point that is %s is taken for a key", name)
		}
	}
	for _, d := range []string{"", "01", "0000000000000000000000000000000000000000000000000000000000000000",
		"fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123", "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54122"} {
		if _, err := SM2PrivateKey(unhex(t, d)); err == nil {
			t.Errorf("the scalar %q is taken for a key", d)
		}
	}
	if _, err := SM2PrivateKey(unhex(t, "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54121")); err != nil {
		t.Errorf("the largest scalar: %v", err)
	}
}
