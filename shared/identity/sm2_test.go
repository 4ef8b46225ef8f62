package identity

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"encoding/pem"
	"errors"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/smx509"
	"github.com/golang-jwt/jwt/v5"
)

func TestAnSM2TokenIsAcceptedUnderTheNamesItsIssuerUses(t *testing.T) {
	s := signer(t, "SM2")
	plain, aliased := issuer(t, s), issuer(t, s)
	aliased.Issuer, aliased.SM2Aliases = enterprises, []string{"GmSM2", "SM3withSM2"}
	v := verifier(t, plain, aliased)
	for _, c := range []struct {
		issuer, algorithm string
		ok                bool
	}{
		{agencies, "SM2", true},
		{enterprises, "SM2", true},
		{enterprises, "GmSM2", true},
		{enterprises, "SM3withSM2", true},
		{agencies, "GmSM2", false}, // the other issuer's name
		{enterprises, "sm2", false},
		{enterprises, "SM2WithSM3", false},
	} {
		token := signed(t, s, goodHeader(s).with(object{"alg": c.algorithm}), goodClaims().with(object{"iss": c.issuer}))
		if c.ok {
			accepted(t, v, token, officer)
		} else {
			refused(t, v, token, "")
		}
	}
}

func TestSM2AndP256AreNeverTakenForOneAnother(t *testing.T) {
	gm, es := signer(t, "SM2"), signer(t, "ES256")
	v := verifier(t, issuer(t, gm, es))
	accepted(t, v, mint(t, gm, officer), officer)
	accepted(t, v, mint(t, es, officer), officer)
	for _, c := range []struct {
		why      string
		by       *Signer
		alg, kid string
		reason   string
	}{
		{"P-256 signature called SM2", es, "SM2", "ES256", "algorithm does not belong"},
		{"P-256 signature under the SM2 key", es, "ES256", "SM2", "algorithm does not belong"},
		{"P-256 signature called SM2 under the SM2 key", es, "SM2", "SM2", "signature or algorithm"},
		{"SM2 signature called ES256", gm, "ES256", "SM2", "algorithm does not belong"},
		{"SM2 signature under the P-256 key", gm, "SM2", "ES256", "algorithm does not belong"},
		{"SM2 signature called ES256 under the P-256 key", gm, "ES256", "ES256", "signature or algorithm"},
	} {
		t.Run(c.why, func(t *testing.T) {
			refused(t, v, signed(t, c.by, goodHeader(c.by).with(object{"alg": c.alg, "kid": c.kid}), goodClaims()), c.reason)
		})
	}
}

// The method guards itself, too: it is registered with the jwt package, where others could reach it.
func TestTheSM2MethodTakesNoOtherKey(t *testing.T) {
	gm := signer(t, "SM2")
	text, raw := splitSignature(t, mint(t, gm, officer))
	if err := gm.method.Verify(text, raw, gm.private.Public()); err != nil {
		t.Errorf("its own key: %v", err)
	}
	for _, algorithm := range []string{"RS256", "ES256", "EdDSA"} {
		other := signer(t, algorithm)
		if err := gm.method.Verify(text, raw, other.private.Public()); !errors.Is(err, jwt.ErrInvalidKeyType) {
			t.Errorf("verify with a key for %s: got %v, want ErrInvalidKeyType", algorithm, err)
		}
		if _, err := gm.method.Sign(text, other.private); !errors.Is(err, jwt.ErrInvalidKeyType) {
			t.Errorf("sign with a key for %s: got %v, want ErrInvalidKeyType", algorithm, err)
		}
	}
}

// ECDSA works on the SM2 curve too, and the jwt package would believe it: it looks at the Go type only.
func TestECDSAOnTheSM2CurveIsRefused(t *testing.T) {
	s := signer(t, "SM2")
	private := s.private.(*sm2.PrivateKey)
	text := b64(`{"alg":"ES256","kid":"SM2"}`) + "." + strings.Split(signed(t, s, goodHeader(s), goodClaims()), ".")[1]
	digest := sha256.Sum256([]byte(text))
	r, z, err := ecdsa.Sign(rand.Reader, &private.PrivateKey, digest[:])
	if err != nil {
		t.Fatal(err)
	}
	raw := append(r.FillBytes(make([]byte, 32)), z.FillBytes(make([]byte, 32))...)
	if err := jwt.SigningMethodES256.Verify(text, raw, private.Public()); err != nil {
		t.Fatalf("the jwt package refuses it by itself: %v", err)
	}
	for _, algorithm := range []string{"", "SM2", "ES256"} { // whatever the published key says it is for
		jwk, err := s.JWK()
		if err != nil {
			t.Fatal(err)
		}
		jwk["alg"] = algorithm
		if (key{s.private.Public(), algorithm}).fits(jwt.SigningMethodES256) {
			t.Errorf("an SM2 key published for %q fits ES256", algorithm)
		}
	}
	refused(t, verifier(t, issuer(t, s)), text+"."+b64(string(raw)), "algorithm does not belong")
}

func TestAnSM2SignatureHasOneForm(t *testing.T) {
	s := signer(t, "SM2")
	v := verifier(t, issuer(t, s))
	text, raw := splitSignature(t, signed(t, s, goodHeader(s), goodClaims()))
	der, err := s.private.Sign(rand.Reader, []byte(text), sm2.NewSM2SignerOption(true, nil))
	if err != nil {
		t.Fatal(err)
	}
	n := sm2.P256().Params().N
	plusN := new(big.Int).Add(new(big.Int).SetBytes(raw[32:]), n).Bytes() // 33 bytes, mostly
	otherUser, err := s.private.Sign(rand.Reader, []byte(text), sm2.NewSM2SignerOption(true, []byte("somebody")))
	if err != nil {
		t.Fatal(err)
	}
	for why, signature := range map[string][]byte{
		"DER":                   der,
		"zeros":                 make([]byte, 64),
		"r alone":               raw[:32],
		"a zero before":         append([]byte{0}, raw...),
		"a zero within":         slices.Concat(raw[:32], []byte{0}, raw[32:]),
		"s + n":                 append(append([]byte{}, raw[:32]...), plusN...),
		"all ones":              []byte(strings.Repeat("\xff", 64)),
		"another user id (DER)": otherUser,
		"s and r exchanged":     append(append([]byte{}, raw[32:]...), raw[:32]...),
	} {
		t.Run(why, func(t *testing.T) { refused(t, v, text+"."+b64(string(signature)), "signature or algorithm") })
	}
}

// A point of P-256 is none of the SM2 curve, and the other way round.
func TestAPublishedPointMustLieOnItsCurve(t *testing.T) {
	for _, algorithm := range []string{"SM2", "ES256"} {
		jwk, err := signer(t, algorithm).JWK()
		if err != nil {
			t.Fatal(err)
		}
		entry := object{"kty": "EC", "crv": jwk["crv"], "x": jwk["x"], "y": jwk["y"]}
		if publicKey(entry) == nil {
			t.Errorf("%s: not read as %s", algorithm, jwk["crv"])
		}
		other := map[string]string{"SM2": "P-256", "P-256": "SM2"}[jwk["crv"]]
		for why, changed := range map[string]object{
			"other curve": entry.with(object{"crv": other}), "x for y": entry.with(object{"y": jwk["x"]}), "no y": entry.with(object{"y": nil}),
			"short x": entry.with(object{"x": jwk["x"][4:]}), "long x": entry.with(object{"x": "AAAA" + jwk["x"]}), "infinity": entry.with(object{"x": b64(strings.Repeat("\x00", 32)), "y": b64(strings.Repeat("\x00", 32))}),
		} {
			if k := publicKey(changed); k != nil {
				t.Errorf("%s, %s: got a key %v, want none", algorithm, why, k)
			}
		}
	}
}

// Our few lines of PKCS #8 agree with gmsm's own, in both directions.
func TestAnSM2KeyFileIsReadByOthers(t *testing.T) {
	s := signer(t, "SM2")
	file, err := s.PEM()
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(file)
	theirs, err := smx509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		t.Fatalf("gmsm does not read our key file: %v", err)
	}
	if !s.private.(*sm2.PrivateKey).Equal(theirs) {
		t.Error("gmsm reads another key from our file")
	}
	der, err := smx509.MarshalPKCS8PrivateKey(theirs)
	if err != nil {
		t.Fatal(err)
	}
	ours, ok := parseSM2(der)
	if !ok || !ours.Equal(theirs) {
		t.Errorf("we read another key from gmsm's file: %v", ok)
	}
}

// splitSignature returns the text that was signed, and the signature.
func splitSignature(t *testing.T, token string) (text string, signature []byte) {
	t.Helper()
	i := strings.LastIndexByte(token, '.')
	signature, err := jwt.NewParser().DecodeSegment(token[i+1:])
	if err != nil {
		t.Fatal(err)
	}
	return token[:i], signature
}
