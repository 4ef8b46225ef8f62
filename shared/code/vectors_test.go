package code

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"inspectioncode.example/shared/inspection"
)

var update = flag.Bool("update", false, "write testdata/vectors.json anew")

// vectors is testdata/vectors.json, from which another implementation can be checked: FORMAT.md says
// how to read it.
type vectors struct {
	Format   string          `json:"format"`
	Keys     json.RawMessage `json:"privateKeys"`
	Accepted []accepted      `json:"accepted"`
	Rejected []rejected      `json:"rejected"`
	Short    []short         `json:"short"`
}

type accepted struct {
	Name       string          `json:"name"`
	Kid        uint8           `json:"kid"`
	ID         inspection.ID   `json:"id"`
	Enterprise inspection.USCC `json:"enterprise"`
	Agency     uint16          `json:"agency"`
	From       time.Time       `json:"from"`
	Until      time.Time       `json:"until"`
	Slot       uint16          `json:"slot"`
	Ref        string          `json:"ref"`
	Body       string          `json:"body"`
	Signature  string          `json:"signature"`
	Digits     string          `json:"digits"`
}

type rejected struct {
	Name   string `json:"name"`
	Error  string `json:"error"` // malformed, unknown key or bad signature
	Digits string `json:"digits"`
}

type short struct {
	Typed    string          `json:"typed"`
	OK       bool            `json:"ok"`
	Day      inspection.Date `json:"day,omitempty"`
	IDPrefix string          `json:"idPrefix,omitempty"`
}

func classOf(err error) string {
	for class, is := range map[string]error{"malformed": ErrMalformed, "unknown key": ErrUnknownKey, "bad signature": ErrBadSignature} {
		if errors.Is(err, is) {
			return class
		}
	}
	return ""
}

func readVectors(t testing.TB) (v vectors) {
	t.Helper()
	b, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	if len(v.Accepted) == 0 || len(v.Rejected) == 0 || len(v.Short) == 0 {
		t.Fatal("vectors.json is empty")
	}
	return v
}

func TestTheVectorsHold(t *testing.T) {
	v := readVectors(t)
	signing, err := ParsePrivateKeys(v.Keys, steady(1))
	if err != nil {
		t.Fatal(err)
	}
	keys, err := ParseKeys(signing.PublicDocument())
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range v.Accepted {
		want := Token{Key: a.Kid, ID: a.ID, Enterprise: a.Enterprise, Agency: a.Agency,
			From: a.From.In(inspection.Shanghai), Until: a.Until.In(inspection.Shanghai), Slot: a.Slot}
		got, err := keys.Parse(a.Digits)
		if err != nil || got != want || got.Ref().String() != a.Ref {
			t.Errorf("%s: %+v, %v; want %+v", a.Name, got, err, want)
			continue
		}
		body, err := want.body()
		if err != nil || hex.EncodeToString(body[:]) != a.Body {
			t.Errorf("%s: body %x, %v; want %s", a.Name, body, err, a.Body)
		}
		if digits := join(body, unhex(t, a.Signature)); digits != a.Digits {
			t.Errorf("%s: digits %s, want %s", a.Name, digits, a.Digits)
		}
		if k := signing.find(a.Kid); k.Algorithm == Ed25519 {
			if digits := signBody(t, *k, body); digits != a.Digits {
				t.Errorf("%s: signed again %s, want %s", a.Name, digits, a.Digits)
			}
		}
	}
	for _, r := range v.Rejected {
		if token, err := keys.Parse(r.Digits); classOf(err) != r.Error {
			t.Errorf("%s: %+v, %v; want %s", r.Name, token, err, r.Error)
		}
	}
	for _, s := range v.Short {
		if day, prefix, ok := ParseShort(s.Typed); day != s.Day || prefix != s.IDPrefix || ok != s.OK {
			t.Errorf("short %q: %s, %s, %v; want %+v", s.Typed, day, prefix, ok, s)
		}
	}
}

// Ensure that the file is what the fixed seeds give, so that it cannot drift from what made it.
func TestTheVectorsComeFromTheirSeeds(t *testing.T) {
	b, err := json.MarshalIndent(makeVectors(t), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	b = append(b, '\n')
	const name = "testdata/vectors.json"
	if *update {
		if err := os.WriteFile(name, b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if have, err := os.ReadFile(name); err != nil || !bytes.Equal(have, b) {
		t.Errorf("%s is not what its seeds give (%v); if the format was meant to change, run with -update", name, err)
	}
}

func makeVectors(t testing.TB) vectors {
	ed, sm, revoked := newKey(t, Ed25519, 1), newKey(t, SM2, 8), newKey(t, Ed25519, 2)
	revoked.Revoked = true
	set := newSet(t, ed, sm, revoked)
	v := vectors{Format: "jcm/c1", Keys: set.PrivateDocument()}
	for _, k := range []Key{ed, sm} {
		for _, c := range sampleTokens() {
			v.Accepted = append(v.Accepted, accept(t, k, c.name, c.token))
		}
	}
	v.Rejected = append(malformed(t, ed), forged(t, ed, revoked, sm)...)
	v.Short = shorts(t)
	return v
}

type namedToken struct {
	name  string
	token Token
}

func sampleTokens() []namedToken {
	printed, live := sample(), sample()
	live.Slot = 121
	lowest, _ := inspection.CompleteUSCC("0000000000000000")
	highest, _ := inspection.CompleteUSCC("YYYYYYYYYYYYYYYY")
	first, last := epoch.In(inspection.Shanghai), epoch.Add((1<<24-1)*time.Minute).In(inspection.Shanghai)
	return []namedToken{
		{"printed", printed},
		{"live, an hour after the window opened", live},
		{"every field at its least", Token{ID: "0000000000000000", Enterprise: lowest, From: first, Until: first.Add(quarter)}},
		{"every field at its most", Token{ID: "zzzzzzzzzzzzzzzz", Enterprise: highest, Agency: 65535,
			From: last, Until: last.Add(255 * quarter), Slot: 65535}},
	}
}

func accept(t testing.TB, k Key, name string, token Token) accepted {
	token.Key = k.ID
	body, err := token.body()
	if err != nil {
		t.Fatal(err)
	}
	digits := signBody(t, k, body)
	_, signature := split(t, digits)
	return accepted{Name: string(k.Algorithm) + ": " + name, Kid: token.Key, ID: token.ID, Enterprise: token.Enterprise,
		Agency: token.Agency, From: token.From, Until: token.Until, Slot: token.Slot, Ref: token.Ref().String(),
		Body: hex.EncodeToString(body[:]), Signature: hex.EncodeToString(signature), Digits: digits}
}

// malformed are codes that are wrong without any key; where it can be, the signature is right.
func malformed(t testing.TB, k Key) (all []rejected) {
	token := sample()
	token.Key = k.ID
	body, err := token.body()
	if err != nil {
		t.Fatal(err)
	}
	good := signBody(t, k, body)
	for _, c := range []struct{ name, digits string }{
		{"empty", ""},
		{"a digit short", good[:Length-1]},
		{"a digit long", good + "0"},
		{"a letter among the digits", good[:99] + "O" + good[100:]},
		{"a first block of 2^56", "72057594037927936" + good[17:]},
		{"a last block of 2^32", good[:Length-10] + "4294967296"},
	} {
		all = append(all, rejected{c.name, "malformed", c.digits})
	}
	for _, c := range []struct {
		name  string
		at    int
		bytes []byte
	}{
		{"version 2, well signed", 0, []byte{0x20}},
		{"kind 1, well signed", 0, []byte{0x11}},
		{"an enterprise number of 31^17, well signed", 12, unhex(t, "12a72c47a21dd9c491e21f")},
		{"an organisation code with a wrong check digit, well signed", 22, []byte{body[22] + 1}},
		{"a window of no length, well signed", 28, []byte{0}},
	} {
		changed := body
		copy(changed[c.at:], c.bytes)
		all = append(all, rejected{c.name, "malformed", signBody(t, k, changed)})
	}
	return all
}

// forged are codes of the right form that no key in force has signed.
func forged(t testing.TB, ed, revoked, sm Key) []rejected {
	body := func(id uint8) [bodySize]byte {
		token := sample()
		token.Key = id
		b, err := token.body()
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	edBody, smBody := body(ed.ID), body(sm.ID)
	_, edSignature := split(t, signBody(t, ed, edBody))
	_, smSignature := split(t, signBody(t, sm, smBody))
	bare, err := ed.Sign(edBody[:])
	if err != nil {
		t.Fatal(err)
	}
	otherAgency := edBody
	otherAgency[24]++
	_, swapped := split(t, join(smBody, append(smSignature[32:64:64], smSignature[:32]...)))
	return []rejected{
		{"key 9, which is not listed", "unknown key", signBody(t, ed, body(9))},
		{"signed by the revoked key 2", "bad signature", signBody(t, revoked, body(revoked.ID))},
		{"key 1, signed by key 2", "bad signature", signBody(t, revoked, edBody)},
		{"key 1, an Ed25519 key, signed with SM2", "bad signature", signBody(t, sm, edBody)},
		{"key 8, an SM2 key, signed with Ed25519", "bad signature", signBody(t, ed, smBody)},
		{"Ed25519: another agency under the same signature", "bad signature", join(otherAgency, edSignature)},
		{"Ed25519: signed without the domain", "bad signature", join(edBody, bare)},
		{"Ed25519: S increased by the order of the group", "bad signature", join(edBody, addOrder(edSignature))},
		{"Ed25519: noughts for a signature", "bad signature", join(edBody, make([]byte, signatureSize))},
		{"SM2: s before r", "bad signature", join(smBody, swapped)},
		{"SM2: noughts for a signature", "bad signature", join(smBody, make([]byte, signatureSize))},
	}
}

func shorts(t testing.TB) []short {
	ref := sample().Ref()
	s, err := ShortOf(ref)
	if err != nil {
		t.Fatal(err)
	}
	good := short{OK: true, Day: ref.Day, IDPrefix: string(ref.ID[:idChars])}
	var all []short
	for _, typed := range []string{
		s,
		strings.ToLower(strings.ReplaceAll(s, "-", "")),
		strings.NewReplacer("0", "o", "1", "L", "-", " ").Replace(s),
		strings.NewReplacer("0", "０", "4", "４", "R", "ｒ", "-", "　").Replace(s),
	} {
		good.Typed = typed
		all = append(all, good)
	}
	for _, typed := range []string{"", s[:18], s + "0", "U" + s[1:], "1" + s[1:], s[:18] + "7"} {
		all = append(all, short{Typed: typed})
	}
	return all
}
