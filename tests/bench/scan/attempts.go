package main

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"

	"inspectioncode.example/shared/code"
)

// An attempt is a code offered to a verifier, and what it must answer.
type attempt struct {
	name   string
	class  class
	digits string
	want   error
}

// attempts are what a verifier meets: a genuine code of each algorithm, and of the ways to be none those
// that are found out last.
func attempts(random io.Reader) ([]attempt, *code.Keys, error) {
	codes, keys, err := realCodes(2, random)
	if err != nil {
		return nil, nil, err
	}
	strange, err := code.Generate(random, code.Ed25519, 200, keysFrom)
	if err != nil {
		return nil, nil, err
	}
	stranger, err := code.NewKeys(strange)
	if err != nil {
		return nil, nil, err
	}
	token, err := keys.Parse(codes[0])
	if err != nil {
		return nil, nil, err
	}
	unlisted, err := stranger.Sign(token, signedAt)
	if err != nil {
		return nil, nil, err
	}
	// FORMAT.md: bytes 14 to 20 of a token, all of them the enterprise's, are its third block of 17
	// digits, and bytes 70 to 76, of the signature's second half, the eleventh.
	enterprise, err := oneDigitAway(codes[0], 2, keys, code.ErrMalformed)
	if err != nil {
		return nil, nil, err
	}
	forgedEd, err := oneDigitAway(codes[0], 10, keys, code.ErrBadSignature)
	if err != nil {
		return nil, nil, err
	}
	forgedSM2, err := oneDigitAway(codes[1], 10, keys, code.ErrBadSignature)
	if err != nil {
		return nil, nil, err
	}
	last := code.Length - 1
	return []attempt{
		{"genuine, Ed25519", genuine, codes[0], nil},
		{"genuine, SM2", genuine, codes[1], nil},
		{"random digits", malformed, randomDigits(), code.ErrMalformed},
		{"a digit short", malformed, codes[0][:last], code.ErrMalformed},
		{"last digit is a letter", malformed, codes[0][:last] + "x", code.ErrMalformed},
		{"last block too large", malformed, codes[0][:code.Length-10] + "4294967296", code.ErrMalformed},
		{"another version", malformed, "03" + codes[0][2:], code.ErrMalformed},
		{"enterprise is none", malformed, enterprise, code.ErrMalformed},
		{"key is not listed", malformed, unlisted, code.ErrUnknownKey},
		{"forged, Ed25519", forged, forgedEd, code.ErrBadSignature},
		{"forged, SM2", forged, forgedSM2, code.ErrBadSignature},
	}, keys, nil
}

// oneDigitAway is a code that differs from digits somewhere in the given block of seventeen, and is
// refused for the given reason.
func oneDigitAway(digits string, block int, keys *code.Keys, reason error) (string, error) {
	for at := 17 * block; at < 17*(block+1); at++ {
		for _, other := range otherDigits(digits, at) {
			if _, err := keys.Parse(other); errors.Is(err, reason) {
				return other, nil
			}
		}
	}
	return "", fmt.Errorf("make attempt: no change in block %d gives %q", block, reason)
}

// randomDigits are what one gets who types as many digits as a code has.
func randomDigits() string {
	random, digits := rand.New(rand.NewPCG(1, 2)), make([]byte, code.Length)
	for i := range digits {
		digits[i] = '0' + byte(random.IntN(10))
	}
	return string(digits)
}
