package main

import (
	"crypto/ed25519"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

func somePayloads(t testing.TB, n int) ([]payload, ed25519.PublicKey) {
	t.Helper()
	made, key, err := payloads(n, rand.NewChaCha8(seed))
	if err != nil {
		t.Fatal(err)
	}
	return made, key
}

func TestTheReferenceIsARealJWTThatSaysWhatTheTokenSays(t *testing.T) {
	made, key := somePayloads(t, payloadCount)
	for _, p := range made {
		at := p.token.From.Add(time.Minute)
		parser := jwt.NewParser(jwt.WithValidMethods([]string{"EdDSA"}), jwt.WithExpirationRequired(), jwt.WithStrictDecoding(),
			jwt.WithTimeFunc(func() time.Time { return at }), jwt.WithIssuer(fmt.Sprint(p.token.Agency)), jwt.WithSubject(string(p.token.Enterprise)))
		byKey := func(*jwt.Token) (any, error) { return key, nil }
		claims := jwt.MapClaims{}
		if _, err := parser.ParseWithClaims(p.jwt, claims, byKey); err != nil {
			t.Fatal(err)
		}
		want := map[string]string{
			"jti": string(p.token.ID), "n": fmt.Sprint(p.token.Slot),
			"nbf": fmt.Sprint(p.token.From.Unix()), "exp": fmt.Sprint(p.token.Until.Unix()),
		}
		for name, want := range want {
			got := fmt.Sprint(claims[name])
			if number, ok := claims[name].(float64); ok {
				got = fmt.Sprintf("%.0f", number)
			}
			if got != want {
				t.Errorf("%s is %s, want %s", name, got, want)
			}
		}
		altered := []byte(p.jwt)
		altered[len(altered)/4] ^= 1
		if _, err := parser.Parse(string(altered), byKey); err == nil {
			t.Error("an altered JWT verifies")
		}
	}
}

func TestOneSeedGivesOneSetOfPayloads(t *testing.T) {
	first, _ := somePayloads(t, 3)
	second, _ := somePayloads(t, 3)
	if !slices.Equal(first, second) {
		t.Errorf("got %v, then %v", first, second)
	}
	if first[0] == first[1] {
		t.Error("two payloads are the same")
	}
	for _, p := range first {
		if p.token.Slot == 0 || p.live == p.printed {
			t.Errorf("slot %d: the live code is the printed one", p.token.Slot)
		}
	}
}
