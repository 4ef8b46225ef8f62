package faults

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"inspectioncode.example/shared/lake"
	"inspectioncode.example/shared/ledger/ledgertest"
)

// lakeOf is what a bucket holds of the lake.
func (c *city) lakeOf(t *testing.T) map[string]string {
	end := c.end(t)
	maps.DeleteFunc(end, func(key, _ string) bool { return !strings.HasPrefix(key, "lake/") })
	return end
}

// autumn puts visits of two months into a city, and moves its clock behind most of them.
func (c *city) autumn(t *testing.T, seed uint64, n int) {
	t.Helper()
	for v := range ledgertest.Visits(seed, n, "2023-09-20", 30, morning.AddDate(0, 1, 0)) {
		if err := ledgertest.Put(t.Context(), c.memory, c.BlindKey, &v); err != nil {
			t.Fatal(err)
		}
	}
}

func night(ctx context.Context, c *city) error {
	_, err := lake.Update(ctx, c.Ledger, morning.AddDate(0, 1, 0), func(string, string, int, int) {})
	return err
}

// Ensure that a night broken anywhere, before or after an operation, or at two of them, ends as if nothing
// had happened once it is run again.
func TestANightBrokenAnywhereEndsTheSame(t *testing.T) {
	whole := newCity(t)
	whole.autumn(t, 1, 12)
	whole.faults.log = nil
	if err := night(t.Context(), whole); err != nil {
		t.Fatal(err)
	}
	end, ops := whole.lakeOf(t), whole.faults.log
	if len(end) < 10 {
		t.Fatalf("the lake is %d objects, want two months of several tables and five pages", len(end))
	}
	var plans [][]fault
	for _, op := range ops {
		for _, after := range []bool{false, true} {
			plans = append(plans, []fault{{op, after}})
			if strings.HasPrefix(op, "create lake/manifest") {
				for _, second := range ops {
					if strings.HasPrefix(second, "create") {
						plans = append(plans, []fault{{op, after}, {second, !after}})
					}
				}
			}
		}
	}
	for _, plan := range plans {
		c := newCity(t)
		c.autumn(t, 1, 12)
		c.faults.plan = plan
		for range 4 {
			if err := night(t.Context(), c); err == nil {
				break
			}
		}
		if d := difference(c.lakeOf(t), end); d != "" {
			t.Fatalf("with %v: %s", plan, d)
		}
	}
	t.Logf("%d operations, %d plans of faults", len(ops), len(plans))
}

// Ensure that nights at once, while visits are still being recorded, end as one night after them all.
func TestNightsAtOnceEndAsOne(t *testing.T) {
	c := newCity(t)
	c.autumn(t, 1, 40)
	for _, err := range atOnce(4, func(i int) error {
		if i == 3 {
			for v := range ledgertest.Visits(2, 20, "2023-09-20", 30, morning.AddDate(0, 1, 0)) {
				if err := ledgertest.Put(t.Context(), c.memory, c.BlindKey, &v); err != nil {
					return err
				}
			}
		}
		return night(t.Context(), c)
	}) {
		if err != nil {
			t.Error(err)
		}
	}
	if err := night(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	alone := newCity(t)
	alone.autumn(t, 1, 40)
	alone.autumn(t, 2, 20)
	if err := night(t.Context(), alone); err != nil {
		t.Fatal(err)
	}
	ours, err := lake.Newest(t.Context(), c.memory)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := lake.Newest(t.Context(), alone.memory)
	if err != nil {
		t.Fatal(err)
	}
	ours.Number, theirs.Number = 0, 0
	if got, want := files(ours), files(theirs); !maps.Equal(got, want) {
		t.Errorf("at once the lake is %v, alone %v", got, want)
	}
}

// Ensure that a night held up before it commits does not undo what another one, later, has seen.
func TestASlowNightUndoesNothing(t *testing.T) {
	c := newCity(t)
	c.autumn(t, 1, 12)
	worker, g := c.slow("lake/manifest/000001")
	held := make(chan error)
	go func() { held <- night(t.Context(), worker) }()
	<-g.arrived
	c.autumn(t, 2, 12)
	if err := night(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	before, err := lake.Newest(t.Context(), c.memory)
	if err != nil {
		t.Fatal(err)
	}
	close(g.open)
	if err := <-held; err != nil {
		t.Error(err)
	}
	after, err := lake.Newest(t.Context(), c.memory)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := files(after), files(before); !maps.Equal(got, want) {
		t.Errorf("after the slow night the lake is %v, before %v", got, want)
	}
	in, err := after.Inspections(t.Context(), "2023-09-01", "2023-12-31")
	if err != nil || in.Len() != 24 {
		t.Errorf("%d rows, %v; want 24", in.Len(), err)
	}
}

func files(s *lake.Snapshot) map[string]string {
	all := map[string]string{}
	for _, months := range [][]lake.Month{s.Manifest.Inspections, s.Manifest.Evaluations} {
		for _, m := range months {
			for _, f := range m.Files {
				all[f.Table+" "+m.Month] = f.Hash
			}
		}
	}
	return all
}

// Ensure that what is not there yet is an error nobody takes for an empty lake.
func TestALakeThatCannotBeReadIsNotEmpty(t *testing.T) {
	c := newCity(t)
	c.autumn(t, 1, 12)
	if err := night(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	s, err := lake.Newest(t.Context(), c.faults)
	if err != nil {
		t.Fatal(err)
	}
	for key := range c.lakeOf(t) {
		if strings.HasSuffix(key, ".parquet") {
			c.faults.plan = append(c.faults.plan, fault{"get " + key, false})
		}
	}
	if _, err := s.Inspections(t.Context(), "2023-09-01", "2023-10-31"); !errors.Is(err, errBroken) {
		t.Errorf("got %v, want the fault", err)
	}
}

// Ensure that an alert is one fact and one event, whatever breaks and however many nights see it, and that
// none sends it again once the broker has taken it.
func TestAnAlertIsRaisedOnce(t *testing.T) {
	const key = "over-week.91310101XX0000019H.2023-09-04"
	raise := func(c *city, after time.Duration) error {
		return c.Raise(t.Context(), key, morning.Add(after), map[string]string{"rule": "over-week"})
	}
	whole := newCity(t)
	if err := raise(whole, 0); err != nil {
		t.Fatal(err)
	}
	end, ops := whole.end(t), whole.faults.log
	for _, op := range ops {
		for _, after := range []bool{false, true} {
			c := newCity(t)
			c.faults.plan = []fault{{op, after}}
			for n := range 4 {
				if err := raise(c, time.Duration(n)*time.Hour); err == nil {
					break
				}
			}
			if c.sent["alert.raised."+key] == 0 {
				t.Errorf("with %s broken (after: %v) it was never sent", op, after)
			}
			before := c.sent["alert.raised."+key]
			if err := raise(c, 24*time.Hour); err != nil || c.sent["alert.raised."+key] != before {
				t.Errorf("with %s broken (after: %v) the next night sent it again, %v", op, after, err)
			}
			if got := slices.Sorted(maps.Keys(c.end(t))); !slices.Equal(got, slices.Sorted(maps.Keys(end))) {
				t.Errorf("with %s broken (after: %v) the bucket holds %v, want %v", op, after, got, end)
			}
			c.sound(t)
		}
	}
	c := newCity(t)
	for _, err := range atOnce(8, func(i int) error { return raise(c, time.Duration(i)*time.Second) }) {
		if err != nil {
			t.Error(err)
		}
	}
	if got := slices.Sorted(maps.Keys(c.end(t))); !slices.Equal(got, slices.Sorted(maps.Keys(end))) {
		t.Errorf("at once the bucket holds %v", got)
	}
	if raised, err := c.Raised(t.Context()); err != nil || !raised[key] || len(raised) != 1 {
		t.Errorf("raised: %v, %v", raised, err)
	}
}
