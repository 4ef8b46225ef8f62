package code

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"time"
)

// Generate makes a new key numbered id that signs from from on, cut to the second. Random gives its
// private half, and later the random number in each SM2 signature, perhaps to several goroutines at
// once: crypto/rand.Reader, outside tests.
func Generate(random io.Reader, algorithm Algorithm, id uint8, from time.Time) (Key, error) {
	k := Key{ID: id, Algorithm: algorithm, From: from.UTC().Truncate(time.Second)}
	seed := make([]byte, 32)
	if _, err := io.ReadFull(random, seed); err != nil {
		return Key{}, fmt.Errorf("generate %v: %w", k, err)
	}
	if err := k.hold(seed, random); err != nil {
		return Key{}, fmt.Errorf("generate %v: %w", k, err)
	}
	return k, nil
}

// hold gives the key its private half, and with it the public one. Seed is an Ed25519 seed or an SM2
// scalar, 32 bytes.
func (k *Key) hold(seed []byte, random io.Reader) error {
	switch k.Algorithm {
	case Ed25519:
		if len(seed) != ed25519.SeedSize {
			return errors.New("seed is not 32 bytes")
		}
		private := ed25519.NewKeyFromSeed(seed)
		k.Public = private.Public()
		k.Sign = func(message []byte) ([]byte, error) { return ed25519.Sign(private, message), nil }
	case SM2:
		private, err := SM2PrivateKey(seed)
		if err != nil {
			return err
		}
		k.Public = &private.PublicKey
		k.Sign = func(message []byte) ([]byte, error) { return SignSM2(random, private, message) }
	default:
		return fmt.Errorf("algorithm is neither %s nor %s", Ed25519, SM2)
	}
	k.seed = func() []byte { return seed }
	return nil
}
