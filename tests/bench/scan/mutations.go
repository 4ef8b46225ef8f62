package main

import (
	"context"
	"fmt"
	"io"
	"sync/atomic"

	"inspectioncode.example/shared/code"
)

// Mutations are what became of every code that is one digit away from a real one.
type mutations struct {
	Codes    int `json:"codes"`
	Tried    int `json:"tried"`
	Accepted int `json:"accepted"`
}

// realCodes are n codes, by turns signed with Ed25519 and SM2, and the keys that verify them.
func realCodes(n int, random io.Reader) (codes []string, keys *code.Keys, err error) {
	var all []code.Key
	var signers []*code.Keys
	for i, algorithm := range []code.Algorithm{code.Ed25519, code.SM2} {
		key, err := code.Generate(random, algorithm, uint8(1+i), keysFrom)
		if err != nil {
			return nil, nil, err
		}
		signer, err := code.NewKeys(key)
		if err != nil {
			return nil, nil, err
		}
		all, signers = append(all, key), append(signers, signer)
	}
	if keys, err = code.NewKeys(all...); err != nil {
		return nil, nil, err
	}
	for i := range n {
		token, err := inspectionToken(random)
		if err != nil {
			return nil, nil, err
		}
		digits, err := signers[i%len(signers)].Sign(token, signedAt)
		if err != nil {
			return nil, nil, err
		}
		codes = append(codes, digits)
	}
	return codes, keys, nil
}

// mutate changes every digit of every code to each of the nine others and counts what parse accepts.
// A code that is not accepted as it is would prove nothing and is an error.
func mutate(ctx context.Context, codes []string, parse func(string) (code.Token, error), done func(float64)) (mutations, error) {
	var tried, accepted, finished atomic.Int64
	err := each(ctx, len(codes), func(ctx context.Context, i int) error {
		if _, err := parse(codes[i]); err != nil {
			return fmt.Errorf("parse real code %d: %w", i, err)
		}
		for at := range codes[i] {
			for _, changed := range otherDigits(codes[i], at) {
				tried.Add(1)
				if _, err := parse(changed); err == nil {
					accepted.Add(1)
				}
			}
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		done(float64(finished.Add(1)) / float64(len(codes)))
		return nil
	})
	return mutations{len(codes), int(tried.Load()), int(accepted.Load())}, err
}

// otherDigits are the nine codes that differ from digits at one place.
func otherDigits(digits string, at int) (others []string) {
	for d := byte('0'); d <= '9'; d++ {
		if d != digits[at] {
			others = append(others, digits[:at]+string(d)+digits[at+1:])
		}
	}
	return others
}
