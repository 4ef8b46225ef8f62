package code

import (
	"bytes"
	"testing"
	"time"

	"inspectioncode.example/shared/inspection"
)

// steady is a source of bytes that are all the same. With it an SM2 signature comes out the same
// each time, for the library mixes key and message into its random number.
type steady byte

func (s steady) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(s)
	}
	return len(p), nil
}

// made is the time at which test keys are in force.
var made = time.Date(2023, 9, 4, 9, 0, 0, 0, inspection.Shanghai)

func newKey(t testing.TB, algorithm Algorithm, id uint8) Key {
	t.Helper()
	k, err := Generate(bytes.NewReader(bytes.Repeat([]byte{id}, 32)), algorithm, id, made.AddDate(0, 0, -3))
	if err != nil {
		t.Fatal(err)
	}
	if err := k.hold(k.seed(), steady(id)); err != nil {
		t.Fatal(err)
	}
	return k
}

func newSet(t testing.TB, keys ...Key) *Keys {
	t.Helper()
	set, err := NewKeys(keys...)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// sample is the token of an ordinary inspection on the morning of 5 September 2023.
func sample() Token {
	from := time.Date(2023, 9, 5, 9, 0, 0, 0, inspection.Shanghai)
	return Token{
		ID:         "041061050r3gg28a",
		Enterprise: "91350100M000100Y43",
		Agency:     1204,
		From:       from,
		Until:      from.Add(8 * time.Hour),
	}
}

func sign(t testing.TB, set *Keys, token Token) string {
	t.Helper()
	digits, err := set.Sign(token, made)
	if err != nil {
		t.Fatal(err)
	}
	return digits
}

// signBody signs any body whatever with k, as only the holder of the key could.
func signBody(t testing.TB, k Key, body [bodySize]byte) string {
	t.Helper()
	signature, err := k.Sign(message(body[:]))
	if err != nil {
		t.Fatal(err)
	}
	return join(body, signature)
}

func join(body [bodySize]byte, signature []byte) string {
	var raw [tokenSize]byte
	copy(raw[:], body[:])
	copy(raw[bodySize:], signature)
	return printDigits(raw)
}

func split(t testing.TB, digits string) (body [bodySize]byte, signature []byte) {
	t.Helper()
	raw, err := readDigits(digits)
	if err != nil {
		t.Fatal(err)
	}
	return [bodySize]byte(raw[:bodySize]), raw[bodySize:]
}
