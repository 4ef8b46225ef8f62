package main

import (
	"crypto/ed25519"
	"fmt"
	"io"
	"math/rand/v2"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"inspectioncode.example/shared/code"
	"inspectioncode.example/shared/inspection"
)

// prefix is the address in front of every payload: 24 characters, the longest that leaves our code
// in version 7 at level M.
const prefix = "https://jcm.sh.gov.cn/c/"

// keysFrom is when the benchmark's keys begin to sign; signedAt is when they do.
var (
	keysFrom = time.Date(2023, 9, 1, 0, 0, 0, 0, inspection.Shanghai)
	signedAt = keysFrom.AddDate(0, 0, 3)
)

// A payload is one inspection in the three forms that are compared.
type payload struct {
	token   code.Token
	live    string // our digits as a screen shows them, with a slot
	printed string // our digits as paper shows them, with slot 0
	jwt     string
}

// payloads makes n inspections from the source; the same source gives the same payloads. The last
// result verifies their JWTs.
func payloads(n int, random io.Reader) ([]payload, ed25519.PublicKey, error) {
	key, err := code.Generate(random, code.Ed25519, 1, keysFrom)
	if err != nil {
		return nil, nil, err
	}
	keys, err := code.NewKeys(key)
	if err != nil {
		return nil, nil, err
	}
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(random, seed); err != nil {
		return nil, nil, fmt.Errorf("make JWT key: %w", err)
	}
	jwtKey := ed25519.NewKeyFromSeed(seed)

	made := make([]payload, n)
	for i := range made {
		p := &made[i]
		if p.token, err = inspectionToken(random); err != nil {
			return nil, nil, err
		}
		if p.live, err = keys.Sign(p.token, signedAt); err != nil {
			return nil, nil, err
		}
		onPaper := p.token
		onPaper.Slot = 0
		if p.printed, err = keys.Sign(onPaper, signedAt); err != nil {
			return nil, nil, err
		}
		if p.jwt, err = minimalJWT(p.token, jwtKey); err != nil {
			return nil, nil, err
		}
	}
	return made, jwtKey.Public().(ed25519.PublicKey), nil
}

// inspectionToken is some inspection of some enterprise in the autumn of 2023, in one of the 120 slots
// that a live page holds.
func inspectionToken(random io.Reader) (code.Token, error) {
	var seed [32]byte
	if _, err := io.ReadFull(random, seed[:]); err != nil {
		return code.Token{}, fmt.Errorf("make inspection: %w", err)
	}
	r := rand.New(rand.NewChaCha8(seed))
	var id [10]byte
	for i := range id {
		id[i] = byte(r.Uint32())
	}
	const symbols = "0123456789ABCDEFGHJKLMNPQRTUWXY" // GB 32100-2015
	first16 := []byte(fmt.Sprintf("913101%02d", r.IntN(21)))
	for len(first16) < 16 {
		first16 = append(first16, symbols[r.IntN(len(symbols))])
	}
	enterprise, ok := inspection.CompleteUSCC(string(first16))
	if !ok {
		return code.Token{}, fmt.Errorf("make inspection: %s is no beginning of a credit code", first16)
	}
	from := signedAt.AddDate(0, 0, r.IntN(90)).Add(time.Duration(8+r.IntN(8)) * time.Hour)
	return code.Token{
		ID:         inspection.NewID(id),
		Enterprise: enterprise,
		Agency:     uint16(1000 + r.IntN(9000)),
		From:       from,
		Until:      from.Add(time.Duration(4+4*r.IntN(7)) * 15 * time.Minute),
		Slot:       uint16(1 + r.IntN(120)),
	}, nil
}

// minimalJWT says what the token says in the fewest registered claims (RFC 7519, RFC 8037). It is
// kind to the JWT: no typ, no aud, and no kid although a verifier of many keys would need one, which
// alone would make the symbol a version larger.
func minimalJWT(t code.Token, key ed25519.PrivateKey) (string, error) {
	token := jwt.NewWithClaims(jwt.SigningMethodEdDSA, jwt.MapClaims{
		"iss": fmt.Sprint(t.Agency),
		"sub": t.Enterprise,
		"jti": t.ID,
		"nbf": t.From.Unix(),
		"exp": t.Until.Unix(),
		"n":   t.Slot,
	})
	delete(token.Header, "typ")
	signed, err := token.SignedString(key)
	if err != nil {
		return "", fmt.Errorf("sign JWT of %s: %w", t.ID, err)
	}
	return signed, nil
}
