package analyzefrequency

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"inspectioncode.example/shared/analysis"
	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/lake"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/ledger/ledgertest"
	"inspectioncode.example/shared/pilot"
	"inspectioncode.example/shared/serve"
)

var december = time.Date(2023, 12, 20, 2, 0, 0, 0, inspection.Shanghai)

// A city is a night's function on a bucket in memory, and what it has sent.
type city struct {
	*function
	bucket *bucket.Memory
	mu     sync.Mutex
	sent   map[string]int
	broken bool // the broker is
}

func newCity(t *testing.T, visits int) *city {
	t.Helper()
	c := &city{sent: map[string]int{}, bucket: &bucket.Memory{Replaceable: []string{"reports/"}, Violation: func(err error) { t.Error(err) }}}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	blind := bytes.Repeat([]byte("b"), 32)
	c.function = &function{env: &serve.Env{Now: func() time.Time { return december }, Log: log},
		ledger: &ledger.Ledger{Bucket: c.bucket, Policy: func(context.Context) (*inspection.Policy, error) { return pilot.Trial(), nil }, BlindKey: blind, Log: log, Send: c.send}}
	for v := range ledgertest.Visits(1, visits, "2023-09-01", 105, december) {
		if err := ledgertest.Put(t.Context(), c.bucket, blind, &v); err != nil {
			t.Fatal(err)
		}
	}
	return c
}

func (c *city) send(_ context.Context, e event.Event) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.broken {
		return errors.New("broker away")
	}
	c.sent[e.ID()]++
	return nil
}

func quiet(string, string, int, int) {}

// Ensure that a night says of the city, its lines and agencies and to enterprises what the facts say, and raises
// every alert once, whatever nights follow.
func TestANightSaysWhatTheFactsSay(t *testing.T) {
	c := newCity(t, 1500)
	did, err := c.night(t.Context(), quiet)
	if err != nil {
		t.Fatal(err)
	}
	day, err := lake.NewestSummaries(t.Context(), c.bucket)
	if err != nil || day != "2023-12-20" {
		t.Fatalf("newest summaries of %s, %v", day, err)
	}
	city, err := lake.Summary(t.Context(), c.bucket, day, analysis.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	var want analysis.Usage
	visits, came := map[inspection.USCC]int{}, map[inspection.Ref]bool{}
	for v := range ledgertest.Visits(1, 1500, "2023-09-01", 105, december) {
		want.Issued++
		if v.Result != nil {
			want.Done++
			if !came[v.Visit()] { // agencies that came together came once
				came[v.Visit()] = true
				visits[v.Enterprise.USCC]++
			} else {
				want.Saved++
			}
		}
		if v.Revoked != nil {
			want.Revoked++
		}
	}
	if city.Usage.Issued != want.Issued || city.Usage.Done != want.Done || city.Usage.Revoked != want.Revoked || city.Usage.Inspected != len(visits) || city.Usage.Saved != want.Saved || want.Saved == 0 {
		t.Errorf("the city: %+v, want %+v of %d enterprises", city.Usage, want, len(visits))
	}
	issued := 0
	for _, line := range []inspection.Line{inspection.Transport, inspection.Gas, inspection.Emergency} {
		s, err := lake.Summary(t.Context(), c.bucket, day, analysis.Scope{Line: line})
		if err != nil {
			t.Fatal(err)
		}
		issued += s.Usage.Issued
	}
	if issued != want.Issued {
		t.Errorf("lines were issued %d codes, the city %d", issued, want.Issued)
	}
	for u, n := range visits {
		own, err := lake.Own(t.Context(), c.bucket, day, u)
		if err != nil || own.Day365 != n {
			t.Errorf("%s is told of %+v, %v; want %d visits", u, own, err, n)
		}
	}
	if len(city.Alerts) == 0 || did.Alerts != len(city.Alerts) || len(c.sent) != did.Alerts {
		t.Errorf("%d alerts, %d raised, %d sent", len(city.Alerts), did.Alerts, len(c.sent))
	}
	if did, err = c.night(t.Context(), quiet); err != nil || did.Alerts != 0 {
		t.Errorf("the next night raised %d, %v", did.Alerts, err)
	}
	for id, n := range c.sent {
		if n != 1 {
			t.Errorf("%s was sent %d times", id, n)
		}
	}
}

// Ensure that a night whose broker is away raises its alerts the next night.
func TestAlertsWaitForTheBroker(t *testing.T) {
	c := newCity(t, 600)
	c.broken = true
	if _, err := c.night(t.Context(), quiet); err == nil {
		t.Fatal("a night that could not raise its alerts said nothing")
	}
	c.broken = false
	did, err := c.night(t.Context(), quiet)
	if err != nil || did.Alerts == 0 || len(c.sent) != did.Alerts {
		t.Errorf("%d raised, %d sent, %v", did.Alerts, len(c.sent), err)
	}
}

// Ensure that nothing a night keeps says which enterprise made which evaluation: blind names stand beside agencies
// alone, and no summary but a supervisor's knows of an enterprise that rated badly.
func TestNothingKeptJoinsAnEvaluation(t *testing.T) {
	c := newCity(t, 900)
	if _, err := c.night(t.Context(), quiet); err != nil {
		t.Fatal(err)
	}
	var blinds []string
	for key, err := range c.bucket.List(t.Context(), "evaluations/", "") {
		if err != nil {
			t.Fatal(err)
		}
		name := key[strings.LastIndexByte(key, '/')+1:]
		blinds = append(blinds, strings.TrimSuffix(name, ".json"))
	}
	if len(blinds) < 100 {
		t.Fatalf("only %d evaluations to look for", len(blinds))
	}
	for _, prefix := range []string{"reports/", "alerts/", "lake/manifest/"} {
		for key, err := range c.bucket.List(t.Context(), prefix, "") {
			if err != nil {
				t.Fatal(err)
			}
			body, err := c.bucket.Get(t.Context(), key)
			if err != nil {
				t.Fatal(err)
			}
			for _, blind := range blinds {
				if bytes.Contains(body, []byte(blind)) {
					t.Fatalf("%s names evaluation %s", key, blind)
				}
			}
			var sum analysis.Summary
			if strings.Contains(key, "/agencies/") && (json.Unmarshal(body, &sum) != nil || sum.Evaluations != nil && (len(sum.Evaluations.Watch) > 0 || len(sum.Evaluations.Texts) > 0)) {
				t.Errorf("%s shows an agency what supervisors see", key)
			}
		}
	}
	n, err := c.gather(t.Context(), mustNewest(t, c), "2023-12-20")
	if err != nil || len(n.Rated) != n.Evaluated.Len() || len(n.Rated) == 0 {
		t.Errorf("in memory %d of %d evaluations know their inspection, %v", len(n.Rated), n.Evaluated.Len(), err)
	}
	for _, r := range n.Rated {
		if n.Inspections.Agency.At(int(r.Inspection)) != n.Evaluated.Agency.At(int(r.Evaluation)) {
			t.Fatal("an evaluation was joined with another agency's inspection")
		}
	}
}

func mustNewest(t *testing.T, c *city) *lake.Snapshot {
	t.Helper()
	s, err := lake.Newest(t.Context(), c.bucket)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Ensure that two nights at once, and one after, say the same.
func TestTwoNightsAtOnceSayTheSame(t *testing.T) {
	c := newCity(t, 300)
	var wg sync.WaitGroup
	errs := make([]error, 2)
	for i := range errs {
		wg.Go(func() { _, errs[i] = c.night(t.Context(), quiet) })
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	at := everything(t, c.bucket)
	if _, err := c.night(t.Context(), quiet); err != nil {
		t.Fatal(err)
	}
	after := everything(t, c.bucket)
	for key, body := range after {
		if at[key] != body {
			t.Errorf("%s differs after one more night", key)
		}
	}
	if len(at) != len(after) {
		t.Errorf("%d objects, and %d after one more night", len(at), len(after))
	}
}

func everything(t *testing.T, b *bucket.Memory) map[string]string {
	t.Helper()
	all := map[string]string{}
	for key, err := range b.List(t.Context(), "", "") {
		if err != nil {
			t.Fatal(err)
		}
		body, err := b.Get(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		all[key] = string(body)
	}
	return all
}
