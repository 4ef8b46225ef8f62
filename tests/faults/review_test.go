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
			if r.Inspection.Number != want[i] || r.Refusal.Faults[0].Rule != "over-cap" {
				t.Errorf("cap %d: task %s by %v, want %s", most, r.Inspection.Number, r.Refusal, want[i])
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

// Ensure that the turn of a year is no gap between visits: their ledgers are two, their hours and weeks are one.
func TestAVisitAtTheTurnOfAYearMeetsTheYearBeside(t *testing.T) {
	at := func(day, clock string) time.Time {
		when, err := time.ParseInLocation("2006-01-02 15:04", day+" "+clock, inspection.Shanghai)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	visit := func(from, until time.Time) inspection.Task {
		v := task(from.Format("T0102-1504"))
		v.From, v.Until = from, until
		return v
	}
	newYearsEve := visit(at("2024-12-31", "20:00"), at("2025-01-01", "04:00")) // a Tuesday
	for _, c := range []struct {
		why   string
		first []inspection.Task
		then  inspection.Task
		want  string
	}{
		{"over midnight, into the night", []inspection.Task{newYearsEve}, visit(at("2025-01-01", "03:00"), at("2025-01-01", "05:00")), "visit-overlaps"},
		{"over midnight, and after it", []inspection.Task{newYearsEve}, visit(at("2025-01-01", "04:00"), at("2025-01-01", "05:00")), ""},
		{"in the night, and over midnight", []inspection.Task{visit(at("2025-01-01", "03:00"), at("2025-01-01", "05:00"))}, newYearsEve, "visit-overlaps"},
		{"three in one week of two years", []inspection.Task{visit(at("2024-12-30", "09:00"), at("2024-12-30", "10:00")), newYearsEve}, visit(at("2025-01-02", "09:00"), at("2025-01-02", "10:00")), "over-threshold"},
		{"in the next week", []inspection.Task{visit(at("2024-12-30", "09:00"), at("2024-12-30", "10:00")), newYearsEve}, visit(at("2025-01-06", "09:00"), at("2025-01-06", "10:00")), ""},
	} {
		city := newCity(t)
		rules := longTrial()
		rules.Trial.Until, rules.Frequency.Caps, rules.Frequency.Quiet = "2025-06-30", nil, nil
		for i := range rules.Frequency.Thresholds {
			rules.Frequency.Thresholds[i].Until = ""
		}
		city.Policy = func(context.Context) (*inspection.Policy, error) { return rules, nil }
		city.now = at("2024-12-20", "09:00")
		for _, first := range c.first {
			if _, err := city.Issue(t.Context(), first, inspection.Author{Agency: first.Agency}); err != nil {
				t.Fatalf("%s: %v", c.why, err)
			}
		}
		_, err := city.Issue(t.Context(), c.then, inspection.Author{Agency: c.then.Agency})
		var refusal *inspection.Refusal
		if got := errors.As(err, &refusal); got != (c.want != "") || got && refusal.Faults[0].Rule != c.want || !got && err != nil {
			t.Errorf("%s: got %v, want %q", c.why, err, c.want)
		}
	}
}

// Ensure that what an enterprise reported signed in stays its own, whatever is added to it by whom.
func TestWhoVouchedForAReportStays(t *testing.T) {
	c := newCity(t)
	const other inspection.USCC = "91310101XX0000027C"
	for _, said := range [][]inspection.VisitReport{
		{{About: inspection.NoCode, Enterprise: enterprise, Signed: true}, {About: inspection.NoCode, Enterprise: other, Text: "三人"}},
		{{About: inspection.NoCode, Enterprise: other}, {About: inspection.NoCode, Enterprise: enterprise, Signed: true, Text: "三人"}},
	} {
		for i := range said {
			said[i].Day = "2023-09-05"
		}
		ref, err := c.KeepVisit(t.Context(), said[0], nil)
		if err == nil {
			err = c.AddToVisit(t.Context(), ref, said[1], nil)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	all, err := c.Visits(t.Context(), "2023-09-01", "2023-09-30")
	if err != nil || len(all) != 2 {
		t.Fatalf("got %d reports, %v", len(all), err)
	}
	for _, r := range all {
		if !r.Signed || r.Enterprise != enterprise || r.Text != "三人" {
			t.Errorf("got %+v", r)
		}
	}
}

// Ensure that nobody can wash away what enterprises reported by reporting more himself: a night reads so many of the newest, and
// whoever is not signed in can send any number.
func TestAFloodOfReportsHidesNone(t *testing.T) {
	c := newCity(t)
	if _, err := c.KeepVisit(t.Context(), inspection.VisitReport{About: inspection.NoCode, Day: "2023-09-05", Enterprise: enterprise, Signed: true}, nil); err != nil {
		t.Fatal(err)
	}
	c.pass(24 * time.Hour)
	const flood = 20_001 // more than a night reads
	for range flood {
		if _, err := c.KeepVisit(t.Context(), inspection.VisitReport{About: inspection.NoCode, Day: "2023-09-06", Enterprise: enterprise}, nil); err != nil {
			t.Fatal(err)
		}
	}
	all, err := c.Visits(t.Context(), "2023-09-01", "2023-09-30")
	if err != nil || len(all) != 1 || !all[0].Signed {
		t.Errorf("got %d reports, %v; want the one that was vouched for", len(all), err)
	}
	if n, err := c.UnsignedVisits(t.Context(), "2023-09-01", "2023-09-30"); err != nil || n != flood {
		t.Errorf("counted %d others, %v; want %d", n, err, flood)
	}
}
