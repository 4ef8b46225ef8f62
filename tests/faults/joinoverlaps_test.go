package faults

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
)

// Ensure that a part whose slow request has entered it and not yet issued it ends with its visit all the same: what
// it lacks is written first, and nobody is left waiting for it.
func TestAPartThatIsOnlyEnteredEndsWithItsVisit(t *testing.T) {
	another := newCity(t)
	if err := then(issue, join)(t.Context(), another); err != nil {
		t.Fatal(err)
	}
	p, err := part(t.Context(), another) // where it will lie here too
	if err != nil {
		t.Fatal(err)
	}
	c := newCity(t)
	if err := issue(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	r, err := ref(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	task, err := joining(t.Context(), c, "310000-emergency", "1")
	if err != nil {
		t.Fatal(err)
	}
	worker, g := c.slow(ledger.FactKey(p, "issued.json"))
	done := make(chan error)
	go func() { done <- file(t.Context(), worker, task) }()
	<-g.arrived
	if err := revoke(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	close(g.open)
	if err := <-done; err != nil {
		t.Errorf("the slow request: %v", err)
	}
	endedWith(t, c, p, r)
	c.told(t, "code.revoked."+string(p.ID))
}

// Ensure that a result which is recorded while the visit is being called off counts, and that its agency's place
// is not given back.
func TestAPartThatTookPlaceOutlivesItsVisit(t *testing.T) {
	c := newCity(t)
	if err := then(issue, join, during)(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	r, err := ref(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	worker, g := c.slow("inspections/2023-09-05/" + string(r.ID) + "/outcome/0")
	done := make(chan error)
	go func() { done <- revoke(t.Context(), worker) }()
	<-g.arrived
	c.pass(40 * time.Minute)
	if err := recordPart(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	close(g.open)
	if err := <-done; err != nil {
		t.Errorf("the slow request: %v", err)
	}
	d, err := c.AtDoor(t.Context(), r)
	if err != nil || d.Revoked == nil || len(d.Parts) != 1 || d.Parts[0].Result() == nil || d.Parts[0].Revoked != nil {
		t.Errorf("at the door: %+v, %v; want the visit called off, and the part with its result", d, err)
	}
	standing, err := c.Standing(t.Context(), enterprise, []inspection.Date{"2023-09-05"})
	if err != nil || len(standing) != 1 || standing[0].Agency != "310000-emergency" {
		t.Errorf("%+v stand, %v; want the part alone", standing, err)
	}
	c.told(t, "code.revoked."+string(r.ID))
}

// Ensure that of agencies which come together each ends by itself: one that did not come lapses once another has
// its result, though the code was opened, and leaves that alone; and nobody calls off what another has done.
func TestEachAgencyOfAVisitEndsByItself(t *testing.T) {
	scan := func(ctx context.Context, c *city) error {
		r, err := ref(ctx, c)
		if err != nil {
			return err
		}
		return c.Scan(ctx, r, ledger.Scan{At: c.Now(), App: "wechat"})
	}
	lapsePart := func(ctx context.Context, c *city) error {
		r, err := part(ctx, c)
		if err == nil {
			_, err = c.Lapse(ctx, r)
		}
		return err
	}
	for _, c := range []struct {
		why    string
		before []func(context.Context, *city) error
		ask    func(context.Context, *city) error
		want   string // rule that refuses; empty: allowed
		stand  string // agencies whose places stand at the end
	}{
		{"the lead did not come, nobody scanned", steps(aMonthLater), lapse, "", "emergency"},
		{"the part did not come, nobody scanned", steps(aMonthLater), lapsePart, "", "transport"},
		{"scanned, and nobody has a result", steps(during, during, scan, aMonthLater), lapse, "under-way", "transport emergency"},
		{"scanned, and the part has its result", steps(during, during, scanRecord(scan), aMonthLater), lapse, "", "emergency"},
		{"scanned, and the lead has its result", steps(later, record, aMonthLater), lapsePart, "", "transport"},
		{"the part has its result, and the lead is called off", steps(during, during, recordPart), revoke, "took-place", "transport emergency"},
		{"the part has its result, and the lead moves", steps(during, during, recordPart), move, "took-place", "transport emergency"},
		{"the lead has its result, and the part is called off", steps(during, during, record), revokePart, "", "transport"},
		{"the part is called off", nil, revokePart, "", "transport"},
		{"scanned, and the part is called off", steps(during, during, scan), revokePart, "under-way", "transport emergency"},
	} {
		city := newCity(t)
		if err := then(append(steps(issue, join), c.before...)...)(t.Context(), city); err != nil {
			t.Fatalf("%s: %v", c.why, err)
		}
		err := c.ask(t.Context(), city)
		var refusal *inspection.Refusal
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", c.why, err)
		case c.want != "" && (!errors.As(err, &refusal) || refusal.Faults[0].Rule != c.want):
			t.Errorf("%s: got %v, want %s", c.why, err, c.want)
		}
		var stand []string
		for _, e := range []string{"transport", "emergency"} {
			standing, err := city.Standing(t.Context(), enterprise, []inspection.Date{"2023-09-05"})
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range standing {
				if v.Agency == "310000-"+e {
					stand = append(stand, e)
				}
			}
		}
		if got := strings.Join(stand, " "); got != c.stand {
			t.Errorf("%s: the places of %q stand, want %q", c.why, got, c.stand)
		}
		city.sound(t)
	}
}

// scanRecord scans, and records the part's result as one that was scanned.
func scanRecord(scan func(context.Context, *city) error) func(context.Context, *city) error {
	return func(ctx context.Context, c *city) error {
		if err := scan(ctx, c); err != nil {
			return err
		}
		return recordPartAs(ctx, c, "")
	}
}

// Ensure that a visit with parts moves like any other: those that end with it are no further visit of the day.
func TestMovingAJointVisitNeedsNoExplanation(t *testing.T) {
	c := newCity(t)
	if err := then(issue, join, joinAsThird)(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	r, err := ref(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	later := task("2")
	later.From, later.Until = later.From.Add(4*time.Hour), later.Until.Add(4*time.Hour)
	later.Replaces = &inspection.Replaces{Ref: r, Why: "设备检修"}
	if err := file(t.Context(), c, later); err != nil {
		t.Errorf("moving within the day: %v", err)
	}
	c.told(t, "code.issued.")
}
