package code

import (
	"strings"
	"testing"
	"time"

	"inspectioncode.example/shared/inspection"
)

func TestATokenComesBackAsItWasSigned(t *testing.T) {
	set := map[Algorithm]*Keys{
		Ed25519: newSet(t, newKey(t, Ed25519, 1)),
		SM2:     newSet(t, newKey(t, SM2, 8)),
	}
	lowest, _ := inspection.CompleteUSCC("0000000000000000")
	highest, _ := inspection.CompleteUSCC("YYYYYYYYYYYYYYYY")
	earliest := epoch.In(inspection.Shanghai)
	latest := earliest.Add((1<<24 - 1) * time.Minute)
	for name, token := range map[string]Token{
		"ordinary": sample(),
		"smallest": {ID: "0000000000000000", Enterprise: lowest, From: earliest, Until: earliest.Add(15 * time.Minute)},
		"largest": {ID: "zzzzzzzzzzzzzzzz", Enterprise: highest, Agency: 65535, Slot: 65535,
			From: latest, Until: latest.Add(63*time.Hour + 45*time.Minute)},
	} {
		for algorithm, keys := range set {
			token.Key = keys.All()[0].ID
			digits := sign(t, keys, token)
			if len(digits) != Length {
				t.Errorf("%s, %s: %d digits, want %d", name, algorithm, len(digits), Length)
			}
			got, err := keys.Parse(digits)
			if err != nil || got != token {
				t.Errorf("%s, %s: got %+v, %v; want %+v", name, algorithm, got, err, token)
			}
		}
	}
}

// What does not fit the bytes is refused, in words that say what it was.
func TestATokenThatDoesNotFitIsNotSigned(t *testing.T) {
	set := newSet(t, newKey(t, Ed25519, 1))
	for _, c := range []struct {
		change func(*Token)
		says   string
	}{
		{func(k *Token) { k.From = k.From.Add(time.Second) }, "not on a whole minute"},
		{func(k *Token) { k.From = k.From.Add(time.Nanosecond) }, "not on a whole minute"},
		{func(k *Token) { k.Until = k.Until.Add(time.Minute) }, "not whole quarters"},
		{func(k *Token) { k.Until = k.From.Add(63*time.Hour + 46*time.Minute) }, "not whole quarters"},
		{func(k *Token) { k.Until = k.From }, "not 15m to 63h45m"},
		{func(k *Token) { k.Until = k.From.Add(-quarter) }, "not 15m to 63h45m"},
		{func(k *Token) { k.Until = k.From.Add(64 * time.Hour) }, "not 15m to 63h45m"},
		{func(k *Token) { k.From = epoch.Add(-time.Minute); k.Until = k.From.Add(quarter) }, "outside 2023 to 2054"},
		{func(k *Token) { k.From = epoch.Add((1 << 24) * time.Minute); k.Until = k.From.Add(quarter) }, "outside 2023 to 2054"},
		{func(k *Token) { k.From = time.Time{} }, "outside 2023 to 2054"},
		{func(k *Token) { k.From = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC) }, "outside 2023 to 2054"},
		{func(k *Token) { k.Until = time.Time{} }, "not 15m to 63h45m"},
		{func(k *Token) { k.Enterprise = "91350100M000100Y44" }, "not a valid unified social credit code"},
		{func(k *Token) { k.Enterprise = "" }, "not a valid unified social credit code"},
		{func(k *Token) { k.ID = "" }, "not an inspection's"},
		{func(k *Token) { k.ID = "041061050r3gg28I" }, "not an inspection's"},
	} {
		token := sample()
		c.change(&token)
		if digits, err := set.Sign(token, made); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("Sign(%+v) = %q, %v; want an error that says %q", token, digits, err, c.says)
		}
	}
}

func TestThePlannedDayIsTheDayTheWindowOpensInShanghai(t *testing.T) {
	token := sample()
	token.From = time.Date(2023, 9, 4, 16, 0, 0, 0, time.UTC) // midnight in Shanghai
	want := inspection.Ref{Day: "2023-09-05", ID: token.ID}
	if got := token.Ref(); got != want {
		t.Errorf("Ref() = %v, want %v", got, want)
	}
	token.From = token.From.Add(-time.Minute)
	want.Day = "2023-09-04"
	if got := token.Ref(); got != want {
		t.Errorf("a minute earlier: Ref() = %v, want %v", got, want)
	}
}

// Whatever is not written by body is not read by readBody, even if the holder of a key signed it.
func TestABodyOfAnotherFormatIsMalformed(t *testing.T) {
	k := newKey(t, Ed25519, 1)
	set := newSet(t, k)
	good, _ := split(t, sign(t, set, sample()))
	for _, c := range []struct {
		change func(*[bodySize]byte)
		want   error
	}{
		{func(b *[bodySize]byte) {}, nil},
		{func(b *[bodySize]byte) { b[0] = 0x11 }, errVersion},
		{func(b *[bodySize]byte) { b[0] = 0x20 }, errVersion},
		{func(b *[bodySize]byte) { b[0] = 0x00 }, errVersion},
		{func(b *[bodySize]byte) { b[28] = 0 }, errWindow},
		{func(b *[bodySize]byte) { b[12] = 0xff }, errEnterprise},
		{func(b *[bodySize]byte) { b[22]++ }, errEnterprise}, // the organisation code's check digit
	} {
		body := good
		c.change(&body)
		if _, err := set.Parse(signBody(t, k, body)); err != c.want {
			t.Errorf("body %x: %v, want %v", body, err, c.want)
		}
	}
}

func TestEveryEnterpriseSymbolHasItsPlace(t *testing.T) {
	for i := range 16 {
		for _, symbol := range usccSymbols {
			first16 := strings.Repeat("1", i) + string(symbol) + strings.Repeat("Y", 15-i)
			c, ok := inspection.CompleteUSCC(first16)
			if !ok {
				t.Fatalf("CompleteUSCC(%q) failed", first16)
			}
			b, err := packUSCC(c)
			if err != nil {
				t.Fatal(err)
			}
			if got, ok := unpackUSCC(b); !ok || got != c {
				t.Errorf("%s came back as %s, %v", c, got, ok)
			}
		}
	}
}

// The number 31^17 would wrap around to eighteen noughts, a second spelling of an enterprise.
func TestAnEnterpriseNumberHasOneSpelling(t *testing.T) {
	tooLarge := [11]byte{0x12, 0xa7, 0x2c, 0x47, 0xa2, 0x1d, 0xd9, 0xc4, 0x91, 0xe2, 0x1f}
	if c, ok := unpackUSCC(tooLarge); ok {
		t.Errorf("31^17 was read as %s", c)
	}
	if c, ok := unpackUSCC([11]byte{}); !ok || c != "000000000000000000" {
		t.Errorf("0 was read as %q, %v; want noughts", c, ok)
	}
}
