package main

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"math"
	"testing"
	"time"

	"inspectioncode.example/shared/code"
)

// A class says how far a code gets with a verifier.
type class string

const (
	yardstick class = "yardstick" // no code: one bare ed25519.Verify, what no verifier can do without
	genuine   class = "genuine"
	malformed class = "malformed" // refused before any signature is looked at
	forged    class = "forged"    // refused by its signature alone
)

// A cost is the least time that one call ever took: on a busy machine the best of many bursts is
// near the truth, and a mean is not.
type cost struct {
	Name        string  `json:"name"`
	Class       class   `json:"class"`
	Nanoseconds float64 `json:"nanoseconds"`
	Allocations float64 `json:"allocations"`
}

// bursts is how often each call is timed. The calls take turns, so that all have the same luck.
const bursts = 400

// costs times the yardstick, and code.Parse on each attempt.
func costs(attempts []attempt, keys *code.Keys, random io.Reader) ([]cost, error) {
	verify, err := bareVerify(random)
	if err != nil {
		return nil, err
	}
	list := []cost{{Name: "bare ed25519.Verify", Class: yardstick}}
	calls, wants := []func() error{verify}, []error{nil}
	for _, a := range attempts {
		list = append(list, cost{Name: a.name, Class: a.class})
		calls = append(calls, func() error { _, err := keys.Parse(a.digits); return err })
		wants = append(wants, a.want)
	}
	for i, call := range calls {
		list[i].Nanoseconds = math.Inf(1)
		list[i].Allocations = testing.AllocsPerRun(100, func() { err = call() })
		if !errors.Is(err, wants[i]) {
			return nil, fmt.Errorf("time %s: got %v, want %v", list[i].Name, err, wants[i])
		}
	}
	for range bursts {
		for i, call := range calls {
			list[i].Nanoseconds = min(list[i].Nanoseconds, burst(call, list[i].Class))
		}
	}
	return list, nil
}

// burst is the mean time of a few calls in a row, in nanoseconds: few enough to fit between two
// interruptions, enough for the clock.
func burst(call func() error, of class) float64 {
	calls := 4
	if of == malformed {
		calls = 200
	}
	started := time.Now()
	for range calls {
		_ = call() // looked at before
	}
	return float64(time.Since(started).Nanoseconds()) / float64(calls)
}

// bareVerify verifies a signature over as many bytes as a code signs: 7 of domain and 31 of body.
func bareVerify(random io.Reader) (func() error, error) {
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(random, seed); err != nil {
		return nil, fmt.Errorf("make yardstick: %w", err)
	}
	private := ed25519.NewKeyFromSeed(seed)
	public, message := private.Public().(ed25519.PublicKey), make([]byte, 7+31)
	signature := ed25519.Sign(private, message)
	return func() error {
		if !ed25519.Verify(public, message, signature) {
			return errors.New("signature is refused")
		}
		return nil
	}, nil
}

// worst is the dearest of a class.
func worst(list []cost, of class) cost {
	var w cost
	for _, c := range list {
		if c.Class == of && c.Nanoseconds > w.Nanoseconds {
			w = c
		}
	}
	return w
}
