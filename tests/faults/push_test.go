package faults

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
)

// Ensure that an agency whose system is away for an hour loses nothing, that what waits for it is told apart from
// what nobody has finished, and that it costs the sweep a few reads each, so that the others need not wait.
func TestAnAgencyThatIsAwayIsOwedEverythingAndDelaysNobody(t *testing.T) {
	c := newCity(t)
	c.uncapped()
	healthy := c.Ledger.Send
	away := func(ctx context.Context, e event.Event) error { return c.Arrived(ctx, e) } // the enterprise alone is told
	c.Ledger.Send = away
	const many = 20
	for day := range many {
		if _, err := c.Issue(t.Context(), taskOn(day, "away-"+string(rune('a'+day))), inspection.Author{Agency: "310000-transport"}); err != nil {
			t.Fatal(err)
		}
	}
	c.pass(11 * time.Minute)
	c.faults.log = nil
	s, err := c.Sweep(t.Context())
	if err != nil || s.Unpushed != many || s.Overdue != 0 {
		t.Errorf("the sweep: %+v, %v; want %d that wait for the agency alone", s, err, many)
	}
	for _, op := range c.faults.log {
		if strings.HasPrefix(op, "create") && !strings.HasPrefix(op, "create receipts") {
			t.Errorf("what is done was done over: %s", op)
		}
	}
	if most := 12*many + 10; len(c.faults.log) > most {
		t.Errorf("the sweep took %d operations for %d intents, want %d at most", len(c.faults.log), many, most)
	}
	findings, err := c.Fsck(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	owed := 0
	for _, f := range findings {
		if !f.Unfinished {
			t.Errorf("fsck: %v", f)
		}
		if strings.Contains(f.Problem, "the system of 310000-transport has not been pushed to") {
			owed++
		}
	}
	if owed != many {
		t.Errorf("fsck finds %d events owed, want %d", owed, many)
	}
	c.Ledger.Send = healthy
	c.settle(t)
	c.sound(t)
	for key := range c.end(t) {
		if strings.HasPrefix(key, "intents/") {
			t.Errorf("%s is left", key)
		}
	}
	if got := c.pushed(t); got != many {
		t.Errorf("the agency has taken %d events, want %d", got, many)
	}
}

// Ensure that an enterprise that is told late does not make its agency hear twice, and the other way round: each
// has its own receipt.
func TestEachHearerHasItsOwnReceipt(t *testing.T) {
	for _, first := range []string{"enterprise", "agency"} {
		c := newCity(t)
		asked := map[string]int{}
		hear := func(who string, ctx context.Context, e event.Event) error {
			done, err := c.Delivered(ctx, e)
			owed, err2 := c.Owed(ctx, e)
			if err != nil || err2 != nil {
				return err
			}
			if who == "enterprise" {
				if !done {
					asked[who]++
				}
				return c.Arrived(ctx, e)
			}
			asked[who] += len(owed)
			for agency := range owed {
				if err := c.Taken(ctx, agency, e); err != nil {
					return err
				}
			}
			return c.Settle(ctx, e)
		}
		second := map[string]string{"enterprise": "agency", "agency": "enterprise"}[first]
		c.Ledger.Send = func(ctx context.Context, e event.Event) error { return hear(first, ctx, e) }
		if err := issue(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		c.pass(3 * time.Minute)
		c.Ledger.Send = func(ctx context.Context, e event.Event) error {
			if err := hear(first, ctx, e); err != nil {
				return err
			}
			return hear(second, ctx, e)
		}
		c.settle(t)
		if asked["enterprise"] != 1 || asked["agency"] != 1 {
			t.Errorf("%s first: heard %v, want once each", first, asked)
		}
		c.sound(t)
	}
}

// pushed is how many events the agencies' systems have taken.
func (c *city) pushed(t *testing.T) (n int) {
	for key := range c.end(t) {
		if strings.HasPrefix(key, "pushed/") {
			n++
		}
	}
	return n
}

// Ensure that fsck finds a push to an agency that it does not concern, and one of nothing.
func TestFsckFindsAPushThatCannotBe(t *testing.T) {
	c := newCity(t)
	if err := issue(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	r, err := ref(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	for _, wrong := range [][2]string{
		{"pushed/310000-transport/result.recorded." + string(r.ID) + ".0", "nothing that happened"},
		{"pushed/310000-emergency/code.issued." + string(r.ID), "does not concern"},
	} {
		key, want := wrong[0], wrong[1]
		if _, err := c.memory.Create(t.Context(), key, nil); err != nil {
			t.Fatal(err)
		}
		findings, err := c.Fsck(t.Context())
		found := slices.ContainsFunc(findings, func(f ledger.Finding) bool { return f.Key == key && strings.Contains(f.Problem, want) && !f.Unfinished })
		if err != nil || !found {
			t.Errorf("%s: fsck says %v, %v; want %q", key, findings, err, want)
		}
	}
}

// Ensure that a result whose request crashed while another's was recorded and told is kept as a conflict by the
// sweep, and not taken for the one that was told.
func TestASweptResultThatMetAnotherIsKeptAsAConflict(t *testing.T) {
	c := newCity(t)
	if err := then(issue, later)(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	r, err := ref(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	c.faults.plan = []fault{{"create inspections/2023-09-05/" + string(r.ID) + "/outcome/0.json", false}}
	theirs := inspection.Result{Inspection: r, Arrived: morning.Add(40 * time.Minute), Left: morning.Add(50 * time.Minute), Unscanned: inspection.Declined,
		Items:  []inspection.ItemResult{{Item: "T01", Outcome: inspection.Conforming}, {Item: "T04", Outcome: inspection.Conforming}},
		Signed: inspection.SignedByPersonInCharge}
	if _, err := c.Record(t.Context(), theirs, inspection.Author{Agency: "310000-transport", Certificate: "0912"}); err == nil {
		t.Fatal("the first request should have crashed")
	}
	if err := record(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	c.settle(t)
	conflicts := 0
	for key := range c.end(t) {
		if strings.Contains(key, "/conflicts/") {
			conflicts++
		}
		if strings.HasPrefix(key, "intents/") {
			t.Errorf("%s is left", key)
		}
	}
	if conflicts != 1 {
		t.Errorf("%d conflicts were kept, want the one of the crashed request", conflicts)
	}
	c.sound(t)
}

// Ensure that what waits for an agency's system, be it so much that a sweep does not come to its end, keeps no visit
// from being closed that nobody made.
func TestAnAgencyThatIsAwayKeepsNoVisitOpen(t *testing.T) {
	c := newCity(t)
	c.uncapped()
	c.Ledger.Send = func(ctx context.Context, e event.Event) error { return c.Arrived(ctx, e) } // the enterprise alone is told
	if err := then(issue, aMonthLater)(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	p := longTrial()
	c.Ledger.Policy = func(context.Context) (*inspection.Policy, error) { return p, nil }
	c.Ledger.Send = func(ctx context.Context, e event.Event) error {
		if e.Type() == event.CodeIssued {
			<-ctx.Done() // all the time there is
			return ctx.Err()
		}
		return c.Arrived(ctx, e)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	s, err := c.Sweep(ctx)
	if err != nil || s.Lapsed != 1 || s.Failed != 1 {
		t.Errorf("the sweep: %+v, %v; want one visit closed", s, err)
	}
}
