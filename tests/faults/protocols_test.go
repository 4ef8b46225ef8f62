package faults

import (
	"context"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
)

// A protocol is one thing that is asked of the ledger, and what must have happened before.
type protocol struct {
	name   string
	before func(context.Context, *city) error
	ask    func(context.Context, *city) error
	says   string // what its event's ID begins with
}

func issue(ctx context.Context, c *city) error {
	_, err := c.Issue(ctx, task("1"), inspection.Author{Agency: "310000-transport"})
	return err
}

// ref is where the inspection of task 1 lies.
func ref(ctx context.Context, c *city) (inspection.Ref, error) {
	refs, _, err := c.Refs(ctx, ledger.ListOfAgency("310000-transport"), "2023-01-01", "2023-12-31", 10)
	if err != nil || len(refs) == 0 {
		return inspection.Ref{}, errors.Join(err, errors.New("nothing is issued"))
	}
	return refs[0], nil
}

func record(ctx context.Context, c *city) error { return recordAs(ctx, c, nil) }

func correct(ctx context.Context, c *city) error {
	return recordAs(ctx, c, &inspection.Correction{Revision: 0, Reason: "笔误"})
}

func recordAs(ctx context.Context, c *city, corrects *inspection.Correction) error {
	r, err := ref(ctx, c)
	if err != nil {
		return err
	}
	left := morning.Add(95 * time.Minute)
	if now := c.Now(); now.Before(left) {
		left = now
	}
	_, err = c.Record(ctx, inspection.Result{
		Inspection: r, Arrived: morning.Add(35 * time.Minute), Left: left, Unscanned: inspection.NoNetwork, Corrects: corrects,
		Items:  []inspection.ItemResult{{Item: "T01", Outcome: inspection.Conforming}, {Item: "T04", Outcome: inspection.NotApplicable}},
		Signed: inspection.SignedByPersonInCharge,
	}, inspection.Author{Agency: "310000-transport", Certificate: "0911"})
	return err
}

func evaluate(ctx context.Context, c *city) error {
	r, err := ref(ctx, c)
	if err != nil {
		return err
	}
	f, err := c.Read(ctx, r)
	if err != nil {
		return err
	}
	_, err = c.Evaluate(ctx, f, inspection.Evaluation{Role: inspection.PersonInCharge, Rating: 2, Text: "时间太长"})
	return err
}

func revoke(ctx context.Context, c *city) error {
	r, err := ref(ctx, c)
	if err != nil {
		return err
	}
	_, err = c.Revoke(ctx, inspection.Cancellation{Inspection: r, Reason: "台风"}, inspection.Author{Agency: "310000-transport", Certificate: "0911"})
	return err
}

// move asks for a visit the day after in place of the first.
func move(ctx context.Context, c *city) error {
	r, err := ref(ctx, c)
	if err != nil {
		return err
	}
	t := task("2")
	t.From, t.Until = t.From.Add(24*time.Hour), t.Until.Add(24*time.Hour)
	t.Replaces = &inspection.Replaces{Ref: r, Why: "设备检修"}
	_, err = c.Issue(ctx, t, inspection.Author{Agency: "310000-transport"})
	return err
}

// moveOverNewYear asks for one in the next year's ledger.
func moveOverNewYear(ctx context.Context, c *city) error {
	r, err := ref(ctx, c)
	if err != nil {
		return err
	}
	t := task("2")
	t.From, t.Until = t.From.AddDate(0, 4, 0), t.Until.AddDate(0, 4, 0)
	t.Replaces = &inspection.Replaces{Ref: r, Why: "设备检修"}
	_, err = c.Issue(ctx, t, inspection.Author{Agency: "310000-transport"})
	return err
}

// then does one thing after another, each at its hour.
func then(steps ...func(context.Context, *city) error) func(context.Context, *city) error {
	return func(ctx context.Context, c *city) error {
		for _, step := range steps {
			if err := step(ctx, c); err != nil {
				return err
			}
		}
		return nil
	}
}

func later(_ context.Context, c *city) error { c.pass(2 * time.Hour); return nil }

func aMonthLater(_ context.Context, c *city) error { c.pass(35 * 24 * time.Hour); return nil }

func lapse(ctx context.Context, c *city) error {
	r, err := ref(ctx, c)
	if err == nil {
		_, err = c.Lapse(ctx, r)
	}
	return err
}

var protocols = []protocol{
	{"issue", then(), issue, "code.issued."},
	{"result", then(issue, later), record, "result.recorded."},
	{"correction", then(issue, later, record), correct, "result.recorded."},
	{"revocation", then(issue), revoke, "code.revoked."},
	{"move", then(issue), move, "code.issued."},
	{"move over new year", then(issue), moveOverNewYear, "code.issued."},
	{"lapse", then(issue, aMonthLater), lapse, "code.revoked."},
	{"evidence", then(issue, later), attach, ""},
	{"result with evidence", then(issue, later, attach), recordWithEvidence, "result.recorded."},
	{"evaluation", then(issue, later, record), evaluate, ""},
	{"join", then(issue), join, "code.issued."},
	{"join in place of a visit of one's own", then(issue, issueApart), joinInstead, "code.issued."},
	{"lead called off with parts", then(issue, join, joinAsThird), revoke, "code.revoked."},
	{"lead moved with parts", then(issue, join, joinAsThird), move, "code.issued."},
	{"part called off", then(issue, join), revokePart, "code.revoked."},
	{"part moved away", then(issue, join), movePart, "code.issued."},
	{"result of a part", then(issue, join, later), recordPart, "result.recorded."},
}

// prepared makes cities in which everything before the protocol went well, as copies of one.
func (p protocol) prepared(t *testing.T) func() *city {
	first := newCity(t)
	if err := p.before(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	return func() *city {
		c := emptyCity(t)
		for key, err := range first.memory.List(t.Context(), "", "") {
			if err != nil {
				t.Fatal(err)
			}
			body, err := first.memory.Get(t.Context(), key)
			if err == nil {
				_, err = c.memory.Create(t.Context(), key, body)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		c.now = first.now
		return c
	}
}

// operations are all that the protocol does to the bucket when nothing fails.
func (p protocol) operations(t *testing.T, prepared func() *city) (ops []string, begin, end map[string]string) {
	c := prepared()
	begin = c.end(t)
	if err := p.ask(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	ops = slices.Compact(slices.Sorted(slices.Values(c.faults.log)))
	c.settle(t)
	return ops, begin, c.end(t)
}

// Ensure that whatever single operation fails, before it or after it, the end is the same once the
// request is repeated, and once the sweep has passed.
func TestEveryFaultOfEveryProtocolHeals(t *testing.T) {
	for _, p := range protocols {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			prepared := p.prepared(t)
			ops, begin, end := p.operations(t, prepared)
			for _, op := range ops {
				for _, after := range []bool{false, true} {
					for _, way := range []string{"repeat", "sweep", "repeat and sweep"} {
						p.survive(t, prepared(), way, begin, end, fault{op, after})
					}
				}
			}
			t.Logf("%d operations", len(ops))
		})
	}
}

// Ensure the same of every pair of faults in what is written and sent. (A read that fails ends a try, as
// the test above shows; it leaves nothing for a second fault to meet. Of what is derived in one step, the
// symbol and one marker stand for all.)
func TestEveryPairOfFaultsHeals(t *testing.T) {
	if testing.Short() {
		t.Skip("pairs take a while")
	}
	for _, p := range protocols {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			prepared := p.prepared(t)
			ops, begin, end := p.operations(t, prepared)
			var all []fault
			for _, op := range ops {
				if written.MatchString(op) {
					all = append(all, fault{op, false}, fault{op, true})
				}
			}
			for i, one := range all {
				for _, other := range all[i:] { // with itself too: the same fault twice
					p.survive(t, prepared(), "repeat", begin, end, one, other)
					p.survive(t, prepared(), "sweep", begin, end, one, other)
				}
			}
			t.Logf("%d pairs", len(all)*(len(all)+1)/2)
		})
	}
}

var written = regexp.MustCompile(`^(send|delete|create (intents|receipts|pushed|tasks|ledgers|enterprises|evaluations|inspections/.*json|inspections/.*png|inspections/.*/joined))`)

// survive plays the protocol under faults: the caller repeats the request, or is gone and the sweep
// comes, or both; and at last the sweep comes when nothing fails any more.
func (p protocol) survive(t *testing.T, c *city, way string, begin, end map[string]string, faults ...fault) {
	t.Helper()
	c.faults.plan = slices.Clone(faults)
	acknowledged := p.ask(t.Context(), c) == nil
	for range len(faults) + 1 { // each fault breaks one try
		if strings.Contains(way, "repeat") {
			if err := p.ask(t.Context(), c); err == nil {
				acknowledged = true
			} else if errors.As(err, new(*inspection.Refusal)) {
				t.Errorf("%v, %s: the repeated request is refused: %v", faults, way, err)
			}
		}
		if strings.Contains(way, "sweep") {
			c.pass(3 * time.Minute)
			c.Sweep(t.Context())
		}
	}
	c.faults.plan = nil
	c.settle(t)
	c.judge(t, p, way, faults, acknowledged, begin, end)
}

// settle lets the sweep come until nothing is left: what is sent again, and what is refused, takes a while.
func (c *city) settle(t *testing.T) {
	t.Helper()
	for range 3 {
		c.pass(2 * time.Hour)
		if _, err := c.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// judge looks at how it ended.
func (c *city) judge(t *testing.T, p protocol, way string, faults []fault, acknowledged bool, begin, end map[string]string) {
	t.Helper()
	got := c.end(t)
	if way == "repeat and sweep" { // what is asked again an hour later happened an hour later
		got, begin, end = timeless(got), timeless(begin), timeless(end)
	}
	for key := range got {
		if strings.HasPrefix(key, "intents/") {
			t.Errorf("%v, %s: %s is left", faults, way, key)
		}
	}
	happened := maps.Equal(got, end)
	if acknowledged && !happened {
		t.Errorf("%v, %s: acknowledged, and the bucket ends otherwise:%s", faults, way, difference(got, end))
	}
	if !happened {
		// Nobody was told that it happened, so it may not have; the number it was asked under may be taken.
		without := maps.Clone(begin)
		for _, number := range []string{"transport/1", "transport/2", "emergency/1", "emergency/2"} {
			delete(got, "tasks/310000-"+number+".json")
			delete(without, "tasks/310000-"+number+".json")
		}
		if !maps.Equal(got, without) {
			t.Errorf("%v, %s: neither done nor undone:%s", faults, way, difference(got, begin))
		}
	}
	if happened && p.says != "" && !c.announced(p.says) {
		t.Errorf("%v, %s: it happened, and %s was never announced", faults, way, p.says)
	}
	findings, err := c.Fsck(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		t.Errorf("%v, %s: %v", faults, way, f)
	}
}

var moment = regexp.MustCompile(`"(time|issued|recorded|at)": "[^"]*"`)

// timeless is a bucket without the moments at which things were done.
func timeless(m map[string]string) map[string]string {
	without := map[string]string{}
	for key, body := range m {
		without[key] = moment.ReplaceAllString(body, `"$1": ""`)
	}
	return without
}

func (c *city) announced(prefix string) bool {
	for id := range c.sent {
		if strings.HasPrefix(id, prefix) {
			return true
		}
	}
	return false
}

// difference names what one bucket has and the other has not.
func difference(got, want map[string]string) string {
	var b strings.Builder
	for key := range got {
		if want[key] != got[key] {
			b.WriteString("\n  has " + key + "\n" + got[key])
		}
	}
	for key := range want {
		if got[key] != want[key] {
			b.WriteString("\n  wants " + key + "\n" + want[key])
		}
	}
	return b.String()
}
