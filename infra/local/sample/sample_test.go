package sample

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"io"
	"log/slog"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/code"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/pilot"
)

// policy is the trial's, for the year 2025.
func policy() *inspection.Policy {
	p := pilot.Trial()
	p.Trial.From, p.Trial.Until = "2025-01-01", "2025-12-31"
	return p
}

// newLedger is one on a bucket in memory that holds the house's rules, with a policy for the year 2025.
func newLedger(t testing.TB) *ledger.Ledger {
	t.Helper()
	key, err := code.Generate(bytes.NewReader(bytes.Repeat([]byte{7}, ed25519.SeedSize)), code.Ed25519, 1, time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	keys, err := code.NewKeys(key)
	if err != nil {
		t.Fatal(err)
	}
	return &ledger.Ledger{
		Bucket: &bucket.Memory{Deletable: []string{"intents/"}, Replaceable: []string{"directory/"}, Violation: func(err error) { t.Error(err) }},
		Policy: func(context.Context) (*inspection.Policy, error) { return policy(), nil }, Codes: keys, Now: trial.end, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Address: "https://jcm.sh.gov.cn",
		IDKey: bytes.Repeat([]byte("i"), 32), BlindKey: bytes.Repeat([]byte("b"), 32), TicketKey: bytes.Repeat([]byte("t"), 32),
	}
}

type fixed Trial

func (f fixed) end() time.Time { return f.Now.Add(2 * time.Hour) }

// trial is what the tests play: a year, of which the last two weeks have not come yet.
var trial = fixed{Visits: 400, Seed: 1, From: "2025-01-01", Until: "2025-12-31", Now: time.Date(2025, 12, 17, 12, 0, 0, 0, inspection.Shanghai), Plant: true}

func fill(t testing.TB, l *ledger.Ledger, trial Trial) (Tally, ledger.Directory) {
	t.Helper()
	d := Directory(policy().Districts, 2025, Enterprises(trial.Visits))
	if err := l.Import(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	tally, err := Fill(t.Context(), l, d, trial, func() {})
	if err != nil {
		t.Fatal(err)
	}
	return tally, d
}

// contents are all objects of a bucket.
func contents(t testing.TB, l *ledger.Ledger) map[string]string {
	all := map[string]string{}
	for key, err := range l.Bucket.List(t.Context(), "", "") {
		if err != nil {
			t.Fatal(err)
		}
		b, err := l.Bucket.Get(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		all[key] = string(b)
	}
	return all
}

func TestAFilledBucketIsWholeAndNothingIsLeftToDo(t *testing.T) {
	l := newLedger(t)
	tally, _ := fill(t, l, Trial(trial))
	findings, err := l.Fsck(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		t.Error(f)
	}
	if left := slices.Collect(maps.Keys(contents(t, l))); slices.ContainsFunc(left, func(key string) bool { return strings.HasPrefix(key, "intents/") }) {
		t.Error("an intent is left")
	}
	if refused := refusals(tally.Refused); tally.Issued+refused < trial.Visits*9/10 || refused > trial.Visits/20 {
		t.Errorf("of %d visits %d were issued, and refused %v", trial.Visits, tally.Issued, tally.Refused)
	}
}

func TestTheSameSeedGivesTheSameBucketAndAgainChangesNothing(t *testing.T) {
	one, two := newLedger(t), newLedger(t)
	fill(t, one, Trial(trial))
	fill(t, two, Trial(trial))
	first := contents(t, one)
	if !maps.Equal(first, contents(t, two)) {
		t.Error("the same seed gave two buckets")
	}
	fill(t, one, Trial(trial))
	if again := contents(t, one); !maps.Equal(first, again) {
		t.Errorf("filling again changed the bucket: %d objects, were %d", len(again), len(first))
	}
	other := newLedger(t)
	changed := Trial(trial)
	changed.Seed = 2
	fill(t, other, changed)
	if maps.Equal(first, contents(t, other)) {
		t.Error("another seed gave the same bucket")
	}
}

// Ensure the proportions of the published figures, within four standard deviations.
func TestTheProportionsAreThePublishedOnes(t *testing.T) {
	p := newPlan(Trial{Visits: 20_000, Seed: 3, From: "2025-01-01", Until: "2025-12-31"}, policy(), Directory(pilot.Trial().Districts, 2025, 6000))
	p.draw()
	var visits, planned, results, found, filed, evaluated, together int
	most := map[int]int{}
	for _, f := range p.firms {
		most[len(f.visits)]++
		for _, v := range f.visits {
			visits++
			if v.joins != nil {
				together++
			}
			if v.task.Kind.Planned() {
				planned++
			}
			if len(v.result.Items) == 0 {
				continue
			}
			results++
			if v.result.NonConforming() > 0 {
				found++
			}
			if slices.ContainsFunc(v.result.Items, func(it inspection.ItemResult) bool { return it.Handling == inspection.CaseFiled }) {
				filed++
			}
			if v.evaluation != nil {
				evaluated++
			}
		}
	}
	if visits != 20_000 {
		t.Errorf("planned %d visits, want 20000", visits)
	}
	for _, c := range []struct {
		what     string
		n, of    int
		want, by float64
	}{
		{"planned", planned, visits, 0.92, 0.01},
		{"something found", found, results, 0.28, 0},
		{"case filed", filed, results, 0.13, 0},
		{"evaluated", evaluated, results, 0.5, 0},
		{"made together with another's", together, visits, 0.04, 0.01},
	} {
		share := float64(c.n) / float64(c.of)
		if dev := 4 * math.Sqrt(c.want*(1-c.want)/float64(c.of)); math.Abs(share-c.want) > dev+c.by {
			t.Errorf("%s: %.3f, want %.3f", c.what, share, c.want)
		}
	}
	if most[0] == 0 || slices.Max(slices.Collect(maps.Keys(most))) < 8 {
		t.Errorf("enterprises by number of visits: %v, want many with few and few with many", most)
	}
}

func TestThePlantedCasesAreThere(t *testing.T) {
	p := newPlan(Trial{Visits: 2000, Seed: 1, From: "2025-01-01", Until: "2025-12-31", Plant: true}, policy(), Directory(pilot.Trial().Districts, 2025, Enterprises(2000)))
	p.draw()
	by := map[inspection.USCC]*firm{}
	var uncoded, doubled int
	for _, f := range p.firms {
		by[f.USCC] = f
		uncoded += len(f.told)
		for i, v := range f.visits {
			if slices.Contains(p.planted.Doubling, v.agency.Code) && slices.ContainsFunc(f.visits[:i], func(c *visit) bool {
				return c.agency.Code == "310000-gas" && slices.Equal(c.task.Items, v.task.Items) && v.task.From.Sub(c.task.From) < 36*24*time.Hour
			}) {
				doubled++
			}
		}
	}
	average := float64(p.planned) / float64(len(p.firms))
	if n := len(by[p.planted.OverInspected].visits); float64(n) < 4.5*average {
		t.Errorf("the over-inspected enterprise has %d visits, others %.1f", n, average)
	}
	since := func(u inspection.USCC) (n int) {
		f := by[u]
		last := slices.IndexFunc(f.visits, func(v *visit) bool {
			return v.agency.Code == p.planted.Retaliating && v.evaluation != nil && v.evaluation.Rating <= 2
		})
		for _, v := range f.visits[last+1:] {
			if v.agency.Code == p.planted.Retaliating {
				n++
			}
		}
		return n
	}
	for _, u := range p.planted.Pressed {
		if since(u) < 3 {
			t.Errorf("%s was visited %d times after it rated badly", u, since(u))
		}
	}
	for _, u := range p.planted.Dropped {
		if n := since(u); n > 0 {
			t.Errorf("%s was to be left alone, and visited %d times", u, n)
		}
	}
	if len(p.planted.Pressed) < 3 || len(p.planted.Dropped) < 3 || doubled < 8 || uncoded < 5 {
		t.Errorf("pressed %d, dropped %d, doubled %d, uncoded %d", len(p.planted.Pressed), len(p.planted.Dropped), doubled, uncoded)
	}
}

func TestEverybodyInTheDirectoryIsInOrder(t *testing.T) {
	d := Directory(pilot.Trial().Districts, 2026, 3000)
	seen := map[string]bool{}
	for _, o := range d.Officers {
		if !inspection.PhotoOK(o.Photo) || len(o.Photo) > 1<<10 {
			t.Errorf("%s has a portrait of %d bytes", o.Certificate, len(o.Photo))
		}
		if seen[o.Certificate] {
			t.Errorf("%s stands twice", o.Certificate)
		}
		seen[o.Certificate] = true
	}
	for _, e := range d.Enterprises {
		if !e.USCC.Valid() || seen[string(e.USCC)] || seen[e.Name] || e.USCC[8:10] != "XX" {
			t.Errorf("%s %s is not in order, or stands twice", e.USCC, e.Name)
		}
		seen[string(e.USCC)], seen[e.Name] = true, true
	}
	if len(d.Agencies) != 51 || len(d.Enterprises) != 3000 {
		t.Errorf("%d agencies and %d enterprises", len(d.Agencies), len(d.Enterprises))
	}
}
