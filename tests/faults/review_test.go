package faults

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/pilot"
)

// Ensure that a lower cap names exactly the codes above it, that the rules a code was issued by refuse none,
// and that a review writes nothing.
func TestAReviewNamesWhatALowerCapWouldHaveRefused(t *testing.T) {
	c := newCity(t)
	c.uncapped()
	for i, number := range []string{"1", "2", "3"} {
		if _, err := c.Issue(t.Context(), taskOn(7*i, number), inspection.Author{Agency: "310000-transport"}); err != nil {
			t.Fatal(err)
		}
	}
	before := len(c.end(t))
	for most, want := range map[int][]string{1: {"2", "3"}, 2: {"3"}, 3: nil} {
		rules := pilot.Trial()
		for i := range rules.Frequency.Caps {
			rules.Frequency.Caps[i].Most = most
		}
		rules.Frequency.Thresholds = nil
		refused, count, err := c.Review(t.Context(), rules)
		if err != nil || count != 3 || len(refused) != len(want) {
			t.Fatalf("cap %d: %v of %d, %v; want %v of 3", most, refused, count, err, want)
		}
		for i, r := range refused {
			if r.Task != want[i] || r.Refusal.Faults[0].Rule != "over-cap" {
				t.Errorf("cap %d: task %s by %v, want %s", most, r.Task, r.Refusal, want[i])
			}
		}
	}
	if after := len(c.end(t)); after != before {
		t.Errorf("a review left %d objects, there were %d", after, before)
	}
}

// Ensure that asking and calling off again and again comes to an end, so that no agency can grow a ledger
// without bound.
func TestAnAgencyCannotFillALedger(t *testing.T) {
	c := newCity(t)
	c.uncapped()
	by := inspection.Author{Agency: "310000-transport"}
	for i := range 100 {
		if _, err := c.Issue(t.Context(), taskOn(1+i, fmt.Sprint(i)), by); err != nil {
			t.Fatal(err)
		}
	}
	before := len(c.end(t))
	_, err := c.Issue(t.Context(), taskOn(101, "one-more"), by)
	wantRule(t, err, "enterprise-too-often")
	if after := len(c.end(t)); after != before {
		t.Errorf("the refusal left %d objects, there were %d", after, before)
	}
}

// Ensure that a visit which was, or may have been, made is not closed, nor one whose days are not over, nor
// one that there is not.
func TestOnlyAVisitNobodyMadeLapses(t *testing.T) {
	scan := func(ctx context.Context, c *city) error {
		r, err := ref(ctx, c)
		if err != nil {
			return err
		}
		return c.Scan(ctx, r, ledger.Scan{At: c.Now(), App: "wechat"})
	}
	for _, s := range []struct {
		why    string
		before func(context.Context, *city) error
		want   string
	}{
		{"recorded", then(issue, later, record, aMonthLater), "took-place"},
		{"opened", then(issue, during, scan, aMonthLater), "under-way"},
		{"a minute early", then(issue, func(_ context.Context, c *city) error { c.pass(30*24*time.Hour + 149*time.Minute); return nil }), "not-due"},
		{"due", then(issue, func(_ context.Context, c *city) error { c.pass(30*24*time.Hour + 150*time.Minute); return nil }), ""},
	} {
		c := newCity(t)
		if err := s.before(t.Context(), c); err != nil {
			t.Fatalf("%s: %v", s.why, err)
		}
		if err := lapse(t.Context(), c); s.want != "" || err != nil {
			wantRule(t, err, s.want)
		}
	}
	c := newCity(t)
	_, err := c.Lapse(t.Context(), inspection.Ref{Day: "2023-09-05", ID: "0000000000000000"})
	wantRule(t, err, "inspection-unknown")
}

func wantRule(t *testing.T, err error, rule string) {
	t.Helper()
	var refusal *inspection.Refusal
	if !errors.As(err, &refusal) || refusal.Faults[0].Rule != rule {
		t.Errorf("got %v, want %s", err, rule)
	}
}

func TestAReportIsAddedToAFewTimes(t *testing.T) {
	c := newCity(t)
	report := inspection.VisitReport{About: inspection.NoCode, Day: "2023-09-05"}
	r, err := c.KeepVisit(t.Context(), report, nil)
	for range 5 {
		err = errors.Join(err, c.AddToVisit(t.Context(), r, report, nil))
	}
	if err != nil {
		t.Fatal(err)
	}
	wantRule(t, c.AddToVisit(t.Context(), r, report, nil), "added-often")
}
