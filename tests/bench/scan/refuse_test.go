package main

import (
	"errors"
	"math/rand/v2"
	"testing"

	"inspectioncode.example/shared/code"
)

func TestNoCodeOneDigitFromARealOneIsAccepted(t *testing.T) {
	codes, keys, err := realCodes(2, rand.NewChaCha8(seed))
	if err != nil {
		t.Fatal(err)
	}
	got, err := mutate(t.Context(), codes, keys.Parse, func(float64) {})
	if want := (mutations{2, 2 * 231 * 9, 0}); err != nil || got != want {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
}

func TestAVerifierThatAcceptsMutationsIsCounted(t *testing.T) {
	credulous := func(digits string) (code.Token, error) {
		if digits[0] == '7' || digits[230] == '7' {
			return code.Token{}, code.ErrMalformed
		}
		return code.Token{}, nil
	}
	accepted := "04" + randomDigits()[2:230] + "1"
	got, err := mutate(t.Context(), []string{accepted}, credulous, func(float64) {})
	if want := (mutations{1, 231 * 9, 231*9 - 2}); err != nil || got != want {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
}

func TestAVerifierThatRefusesRealCodesProvesNothing(t *testing.T) {
	refuses := func(string) (code.Token, error) { return code.Token{}, code.ErrMalformed }
	if _, err := mutate(t.Context(), []string{randomDigits()}, refuses, func(float64) {}); !errors.Is(err, code.ErrMalformed) {
		t.Errorf("got %v, want %v", err, code.ErrMalformed)
	}
}

func TestEveryAttemptIsAnsweredAsItsClassSays(t *testing.T) {
	offered, keys, err := attempts(rand.NewChaCha8(seed))
	if err != nil {
		t.Fatal(err)
	}
	classes := map[class]int{}
	for _, a := range offered {
		classes[a.class]++
		_, err := keys.Parse(a.digits)
		if !errors.Is(err, a.want) {
			t.Errorf("%s: got %v, want %v", a.name, err, a.want)
		}
		if bySignature := errors.Is(err, code.ErrBadSignature); bySignature != (a.class == forged) || (err == nil) != (a.class == genuine) {
			t.Errorf("%s is %s, and answered %v", a.name, a.class, err)
		}
	}
	if classes[genuine] != 2 || classes[malformed] != 7 || classes[forged] != 2 {
		t.Errorf("got %v", classes)
	}
}

func TestAnAttemptThatIsAnsweredOtherwiseIsNotTimed(t *testing.T) {
	random := rand.NewChaCha8(seed)
	offered, keys, err := attempts(random)
	if err != nil {
		t.Fatal(err)
	}
	offered[0].want = code.ErrMalformed
	if _, err := costs(offered[:1], keys, random); err == nil {
		t.Error("a genuine code was timed as a malformed one")
	}
}
