package faults

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
)

// A gate holds up the first Create of a key until it is opened: a worker that is slow in the middle.
type gate struct {
	bucket.Bucket
	key     string // or what it begins with
	met     atomic.Bool
	arrived chan struct{}
	open    chan struct{}
}

func (g *gate) Create(ctx context.Context, key string, body []byte) ([]byte, error) {
	if strings.HasPrefix(key, g.key) && g.met.CompareAndSwap(false, true) {
		close(g.arrived)
		<-g.open
	}
	return g.Bucket.Create(ctx, key, body)
}

// slow is a worker in the same city that is held up at a key, and whose broker is away.
func (c *city) slow(key string) (*city, *gate) {
	g := &gate{Bucket: c.Ledger.Bucket, key: key, arrived: make(chan struct{}), open: make(chan struct{})}
	worker := *c.Ledger
	worker.Bucket = g
	worker.Send = func(context.Context, event.Event) error { return errors.New("broker away") }
	return &city{Ledger: &worker, memory: c.memory, faults: c.faults, now: c.now, sent: c.sent}, g
}

// told makes sure that in the end a fact stands, was announced, and nothing is left or broken.
func (c *city) told(t *testing.T, id string) {
	t.Helper()
	c.settle(t)
	if !c.announced(id) {
		t.Errorf("%s was never announced", id)
	}
	for key := range c.end(t) {
		if strings.HasPrefix(key, "intents/") {
			t.Errorf("%s is left", key)
		}
	}
	c.sound(t)
}

// Ensure that a sweep which refuses what a slow worker is doing takes nothing from it: a result is being
// recorded for which nobody had scanned, and somebody scans meanwhile.
func TestASweepThatRefusesTakesNothingFromASlowRequest(t *testing.T) {
	c := newCity(t)
	if err := then(issue, during)(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	r, err := ref(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	worker, g := c.slow("inspections/2023-09-05/" + string(r.ID) + "/outcome/0")
	done := make(chan error)
	go func() { done <- record(t.Context(), worker) }()
	<-g.arrived
	if err := c.Scan(t.Context(), r, ledger.Scan{At: c.Now(), App: "wechat"}); err != nil {
		t.Fatal(err)
	}
	c.pass(3 * time.Minute)
	if s, err := c.Sweep(t.Context()); err != nil || s.Waiting != 1 {
		t.Errorf("the sweep: %+v, %v; want one that waits", s, err)
	}
	close(g.open)
	if err := <-done; err != nil {
		t.Errorf("the slow request: %v", err)
	}
	c.told(t, "result.recorded.")
}

// Ensure the same of two sweeps, one of them slow.
func TestTwoSweepsAtOnceLoseNothing(t *testing.T) {
	c := newCity(t)
	if err := then(issue, during)(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	r, err := ref(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	outcome := "inspections/2023-09-05/" + string(r.ID) + "/outcome/0.json"
	c.faults.plan = []fault{{"create " + outcome, false}}
	if err := record(t.Context(), c); err == nil {
		t.Fatal("the request should have crashed")
	}
	c.pass(3 * time.Minute)
	one, g := c.slow(outcome)
	done := make(chan ledger.Swept)
	go func() {
		s, _ := one.Sweep(t.Context())
		done <- s
	}()
	<-g.arrived
	if err := c.Scan(t.Context(), r, ledger.Scan{At: c.Now(), App: "wechat"}); err != nil {
		t.Fatal(err)
	}
	if s, err := c.Sweep(t.Context()); err != nil || s.Waiting != 1 {
		t.Errorf("the second sweep: %+v, %v; want one that waits", s, err)
	}
	close(g.open)
	if s := <-done; s.Failed != 1 {
		t.Errorf("the first sweep: %+v; want one that could not be sent", s)
	}
	c.told(t, "result.recorded.")
}

// Ensure that a code whose slow request ended in a fault is there, and told, once it is asked for again,
// though a sweep had refused its intent: an officer's certificate was withdrawn meanwhile.
func TestACodeOnceEnteredIsNotLostToARefusingSweep(t *testing.T) {
	c := newCity(t)
	worker, g := c.slow("ledgers/")
	done := make(chan error)
	go func() { done <- issue(t.Context(), worker) }()
	<-g.arrived
	c.pass(3 * time.Minute)
	d := directory
	d.Officers = slices.Clone(d.Officers)
	d.Officers[0].Withdrawn = "2023-09-05"
	if err := c.Import(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	if s, err := c.Sweep(t.Context()); err != nil || s.Waiting != 1 {
		t.Errorf("the sweep: %+v, %v; want one that waits", s, err)
	}
	c.faults.plan = []fault{{"create inspections/2023-09-05/vyet3b3v99c0zm8z/issued.json", false}}
	close(g.open)
	if err := <-done; err == nil {
		t.Error("the slow request should have met a fault")
	}
	if err := issue(t.Context(), c); err != nil {
		t.Errorf("asked again: %v", err)
	}
	c.told(t, "code.issued.")
}

// Ensure that what the broker took and lost arrives all the same.
func TestWhatTheBrokerLosesIsSentAgain(t *testing.T) {
	c := newCity(t)
	deliver := c.Ledger.Send
	c.Ledger.Send = func(context.Context, event.Event) error { return nil } // taken, and dropped
	if err := issue(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	c.pass(11 * time.Minute)
	findings, err := c.Fsck(t.Context())
	if err != nil || len(findings) == 0 || !findings[0].Unfinished {
		t.Errorf("fsck says %v, %v; want an unfinished announcement", findings, err)
	}
	c.Ledger.Send = deliver
	c.told(t, "code.issued.")
}

// Ensure that an evaluation sent twice is one, though the result was corrected in between.
func TestAnEvaluationSentAgainAfterACorrectionIsTheSame(t *testing.T) {
	c := newCity(t)
	if err := then(issue, later, record, evaluate, correct, evaluate)(t.Context(), c); err != nil {
		t.Error(err)
	}
}

// Ensure that a visit which moves to a code that is refused after all is called off, and sends nobody to a
// visit that does not exist.
func TestAMoveThatIsRefusedAfterAllIsACancellation(t *testing.T) {
	c := newCity(t)
	if err := issue(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	r, err := ref(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	c.faults.plan = []fault{{"create ledgers/" + string(enterprise) + "/2023/000002.json", false}}
	if err := move(t.Context(), c); err == nil {
		t.Fatal("the move should have crashed")
	}
	d := directory
	d.Officers = slices.Clone(d.Officers)
	d.Officers[0].Withdrawn = "2023-09-05"
	if err := c.Import(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	c.settle(t)
	f, err := c.Look(t.Context(), r)
	if err != nil || f.Revoked == nil || f.Revoked.MovedTo != nil {
		t.Errorf("the visit: %+v, %v; want it called off, and moved nowhere", f.Revoked, err)
	}
	c.told(t, "code.revoked.")
}

// Ensure that nothing can be called off or moved once it has begun, has been recorded, or is over, nor by
// anybody else.
func TestNoVisitIsUndone(t *testing.T) {
	stranger := func(ctx context.Context, c *city) error {
		r, err := ref(ctx, c)
		if err != nil {
			return err
		}
		_, err = c.Revoke(ctx, inspection.Cancellation{Inspection: r, Reason: "与我何干"}, inspection.Author{Agency: "310000-emergency"})
		return err
	}
	scan := func(ctx context.Context, c *city) error {
		r, err := ref(ctx, c)
		if err != nil {
			return err
		}
		return c.Scan(ctx, r, ledger.Scan{At: c.Now(), App: "wechat"})
	}
	for _, c := range []struct {
		why    string
		before []func(context.Context, *city) error
		ask    func(context.Context, *city) error
		want   string // rule that refuses; empty: allowed
	}{
		{"before the visit", nil, revoke, ""},
		{"during it, before anyone scanned", steps(during), revoke, ""},
		{"scanned too early to say that it began", steps(scan, during), revoke, ""},
		{"scanned during it", steps(during, scan), revoke, "under-way"},
		{"scanned during it, by moving", steps(during, scan), move, "under-way"},
		{"recorded", steps(later, record), revoke, "took-place"},
		{"over", steps(later, later), revoke, "time-over"},
		{"over, by moving", steps(later, later), move, "time-over"},
		{"by another agency", nil, stranger, "not-your-inspection"},
		{"by another agency, when it is called off", steps(revoke), stranger, "not-your-inspection"},
	} {
		city := newCity(t)
		if err := then(append(steps(issue), c.before...)...)(t.Context(), city); err != nil {
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
	}
}

func steps(all ...func(context.Context, *city) error) []func(context.Context, *city) error {
	return all
}

// during is a while into the visit.
func during(_ context.Context, c *city) error { c.pass(45 * time.Minute); return nil }
