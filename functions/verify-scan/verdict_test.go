package verifyscan

import (
	"context"
	"crypto/rand"
	"iter"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/code"
	"inspectioncode.example/shared/identity"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
)

var nine = time.Date(2023, 9, 5, 9, 0, 0, 0, inspection.Shanghai)

const enterprise inspection.USCC = "91310101XX0000019H"

func TestEveryOutcomeOfAGenuineToken(t *testing.T) {
	result := []inspection.RecordedResult{{}}
	ours := identity.Caller{Role: identity.LegalRepresentative, Enterprise: enterprise}
	other := identity.Caller{Role: identity.LegalRepresentative, Enterprise: "91310101XX0000027C"}
	for _, c := range []struct {
		why     string
		slot    uint16
		at      time.Duration // after nine
		results []inspection.RecordedResult
		caller  identity.Caller
		want    outcome
	}{
		{"paper, inside the window", 0, time.Hour, nil, identity.Caller{}, printed},
		{"live slot, now", 121, time.Hour, nil, identity.Caller{}, live},
		{"live slot, ninety seconds old", 121, time.Hour + 90*time.Second, nil, identity.Caller{}, live},
		{"live slot, older", 121, time.Hour + 91*time.Second, nil, identity.Caller{}, stale},
		{"live slot from the future", 121, time.Hour - 31*time.Second, nil, identity.Caller{}, stale},
		{"three minutes early", 0, -3 * time.Minute, nil, identity.Caller{}, early},
		{"inside the leeway of clocks", 0, -2 * time.Minute, nil, identity.Caller{}, printed},
		{"over, nothing recorded", 0, 3 * time.Hour, nil, identity.Caller{}, over},
		{"recorded", 0, time.Hour, result, identity.Caller{}, concluded},
		{"recorded, days later", 0, 72 * time.Hour, result, identity.Caller{}, concluded},
		{"called off", 0, time.Hour, nil, identity.Caller{}, revoked},
		{"called off, another enterprise", 0, time.Hour, nil, other, otherCompany},
		{"withdrawn today", 121, time.Hour, nil, identity.Caller{}, withdrawn},
		{"withdrawn today, recorded", 0, time.Hour, result, identity.Caller{}, concluded},
		{"withdrawn tomorrow", 0, time.Hour, nil, identity.Caller{}, printed},
		{"its own enterprise", 0, time.Hour, nil, ours, printed},
		{"another enterprise", 0, time.Hour, nil, other, otherCompany},
		{"another enterprise, recorded", 0, time.Hour, result, other, otherCompany},
		{"an officer", 121, time.Hour, nil, identity.Caller{Role: identity.Officer, Agency: "a"}, live},
	} {
		token := code.Token{Enterprise: enterprise, From: nine, Until: nine.Add(2 * time.Hour), Slot: c.slot}
		door := ledger.Door{Facts: ledger.Facts{Results: c.results}}
		door.Inspection.Officers = []inspection.NamedOfficer{{Certificate: "0911"}}
		switch {
		case strings.HasPrefix(c.why, "called off"):
			door.Revoked = &inspection.Revocation{}
		case strings.HasPrefix(c.why, "withdrawn today"):
			door.Withdrawn = map[string]inspection.Date{"0911": "2023-09-05"}
		case strings.HasPrefix(c.why, "withdrawn tomorrow"):
			door.Withdrawn = map[string]inspection.Date{"0911": "2023-09-06", "0912": "2023-01-01"}
		}
		v := judge(token, door, c.caller, nine.Add(c.at))
		if v.Outcome != c.want {
			t.Errorf("%s: got %s, want %s", c.why, v.Outcome, c.want)
		}
		if v.Outcome == otherCompany && v.Result != nil {
			t.Errorf("%s: another's result is shown", c.why)
		}
	}
}

func TestEveryOutcomeHasAPageOfItsOwn(t *testing.T) {
	words := map[string]outcome{}
	for _, o := range []outcome{live, printed, stale, early, over, concluded, withdrawn, revoked, lapsed, otherCompany, forged, unconfirmed} {
		p := o.page(&inspection.Inspection{})
		if p.Word.ZH == "" || p.Word.EN == "" || p.First.ZH == "" || p.First.EN == "" || p.Tone == "" || p.Icon == "" {
			t.Errorf("%s: something is not said", o)
		}
		if p.Tone == "bad" && (!p.Law || len(p.Next) == 0) {
			t.Errorf("%s: a bad verdict says neither the law nor what to do", o)
		}
		if other, ok := words[p.Word.ZH]; ok {
			t.Errorf("%s and %s say the same", o, other)
		}
		words[p.Word.ZH] = o
	}
}

// counting counts every request to the store.
type counting struct {
	bucket.Bucket
	requests atomic.Int32
}

func (c *counting) Get(ctx context.Context, key string) ([]byte, error) {
	c.requests.Add(1)
	return c.Bucket.Get(ctx, key)
}

func (c *counting) Create(ctx context.Context, key string, body []byte) ([]byte, error) {
	c.requests.Add(1)
	return c.Bucket.Create(ctx, key, body)
}

func (c *counting) List(ctx context.Context, prefix, after string) iter.Seq2[string, error] {
	c.requests.Add(1)
	return c.Bucket.List(ctx, prefix, after)
}

// Ensure that a forged, altered or foreign token is refused before any storage request, and that a
// genuine one costs the requests it should.
func TestAForgeryCostsNoStorageRequest(t *testing.T) {
	f, store, genuine, _ := newDoor(t)
	token := code.Token{ID: "041061050r3gg28a", Enterprise: enterprise, Agency: 7, From: nine, Until: nine.Add(2 * time.Hour)}
	foreign, err := newKeys(t, 1).Sign(token, nine)
	if err != nil {
		t.Fatal(err)
	}
	altered := genuine[:100] + string('0'+(genuine[100]-'0'+1)%10) + genuine[101:]
	for _, digits := range []string{foreign, altered, genuine[:230], genuine + "0", "", "0", strings.Repeat("9", 231), strings.Repeat("1", 100000), "../../issued.json"} {
		if _, got := f.from(t, "10.0.0.1", "/c/"+url.PathEscape(digits)); !strings.Contains(got, "不是真实的检查码") {
			t.Errorf("%.40q… is not called forged", digits)
		}
		if n := store.requests.Load(); n != 0 {
			t.Fatalf("%.40q… made %d storage requests", digits, n)
		}
	}
	if _, got := f.from(t, "10.0.0.1", "/c/"+genuine); !strings.Contains(got, "真实有效（纸质）") {
		t.Error("a genuine code is not called genuine")
	}
	if n := store.requests.Load(); n != 7 { // what was issued, two revisions of its outcome, portraits, withdrawals, who joined, and the scan beside them
		t.Errorf("a genuine code made %d storage requests, want 7", n)
	}
}

func newKeys(t *testing.T, id uint8) *code.Keys {
	t.Helper()
	key, err := code.Generate(rand.Reader, code.Ed25519, id, nine.AddDate(-1, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	keys, err := code.NewKeys(key)
	if err != nil {
		t.Fatal(err)
	}
	return keys
}
