package notifyagency

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/serve"
)

var nine = time.Date(2023, 9, 5, 9, 0, 0, 0, inspection.Shanghai)

const (
	transport = "310000-transport"
	gas       = "310000-gas"
)

var ours = event.Keys{bytes.Repeat([]byte("o"), 32)}

// keyOf is the key of an agency's own.
func keyOf(agency string) event.Keys { return event.Keys{[]byte(agency + strings.Repeat(".", 32))} }

// A partner is an agency's own system, which keeps what it takes.
type partner struct {
	*httptest.Server
	agency string

	mu     sync.Mutex
	status int           // what it answers an event with
	takes  time.Duration // to answer
	took   []string      // events, by ID
}

func newPartner(t *testing.T, agency string) *partner {
	p := &partner{agency: agency, status: http.StatusNoContent}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		status, takes := p.status, p.takes
		p.mu.Unlock()
		time.Sleep(takes)
		if r.Method == http.MethodOptions {
			w.Header().Set("WebHook-Allowed-Origin", r.Header.Get("WebHook-Request-Origin"))
			return
		}
		body, _ := io.ReadAll(r.Body)
		events, err := event.Receive(r.Header, body)
		switch {
		case err != nil || !keyOf(agency).Signed(events[0]):
			t.Errorf("%s was pushed what it cannot verify: %v", agency, err)
		case events[0].Extensions()["intent"] != nil:
			t.Errorf("%s was told of our bucket: %v", agency, events[0].Extensions())
		case status/100 == 2:
			p.mu.Lock()
			p.took = append(p.took, events[0].ID())
			p.mu.Unlock()
		}
		w.WriteHeader(status)
	}))
	t.Cleanup(p.Close)
	return p
}

func (p *partner) answers(status int, takes time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.status, p.takes = status, takes
}

func (p *partner) has(ids ...string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return strings.Join(p.took, " ") == strings.Join(ids, " ")
}

// A city is the function as a platform runs it, over a bucket in memory, with partners.
type city struct {
	*function
	store *bucket.Memory
	now   time.Time // of the machine
}

func newCity(t *testing.T, partners ...*partner) *city {
	c := &city{store: &bucket.Memory{Deletable: []string{"intents/"}, Replaceable: []string{"directory/"}, Violation: func(err error) { t.Error(err) }}, now: time.Now()}
	c.function = &function{keys: ours, agencyKeys: map[string]event.Keys{}, lines: map[string]*line{},
		ledger: &ledger.Ledger{Bucket: c.store, Now: func() time.Time { return nine }, Log: slog.New(slog.DiscardHandler)}}
	env := &serve.Env{Setting: func(name string) string {
		return map[string]string{"PUBLIC_URL": "https://jcm.example", "WEBHOOK_NETWORKS": "127.0.0.0/8"}[name]
	}, Now: time.Now}
	c.push = env.Webhooks(env.Outward())
	urls := map[string]string{}
	for _, p := range partners {
		urls[p.agency] = p.URL
		c.agencyKeys[p.agency] = keyOf(p.agency)
		c.lines[p.agency+" "+p.URL] = newLine(c.push(p.URL, keyOf(p.agency)), func() time.Time { return c.now })
	}
	if err := errors.Join(env.Err(), c.ledger.SetWebhooks(t.Context(), urls)); err != nil {
		t.Fatal(err)
	}
	return c
}

// issued puts a code's fact into the bucket, and returns its event as the broker brings it.
func (c *city) issued(t *testing.T, id inspection.ID, agency string, joins *inspection.Ref) event.Event {
	t.Helper()
	r := inspection.Ref{Day: "2023-09-05", ID: id}
	e, err := event.New(event.CodeIssued, "code.issued."+string(id), r.String(), nine, struct {
		inspection.Inspection
		Joins *inspection.Ref `json:"joins,omitempty"`
	}{inspection.Inspection{Ref: r, Agency: inspection.Agency{Code: agency}}, joins})
	if err != nil {
		t.Fatal(err)
	}
	body, err := event.Marshal(e)
	if err == nil {
		_, err = c.store.Create(t.Context(), ledger.FactKey(r, "issued.json"), body)
	}
	if err != nil {
		t.Fatal(err)
	}
	return ours.Sign(e)
}

// recorded is the event of a result.
func recorded(t *testing.T, id inspection.ID) event.Event {
	t.Helper()
	r := inspection.Ref{Day: "2023-09-05", ID: id}
	e, err := event.New(event.ResultRecorded, "result.recorded."+string(id)+".0", r.String(), nine.Add(time.Hour), inspection.RecordedResult{Result: inspection.Result{Inspection: r}})
	if err != nil {
		t.Fatal(err)
	}
	return ours.Sign(e)
}

const (
	one inspection.ID = "041061050r3gg28a"
	two inspection.ID = "041061050r3gg28b"
)

// Ensure that an event goes to its own agency's system, once however often it comes, in whatever order, and to
// nobody else's.
func TestAnEventIsPushedToItsAgencyOnce(t *testing.T) {
	t.Parallel()
	a, b := newPartner(t, transport), newPartner(t, gas)
	c := newCity(t, a, b)
	issued := c.issued(t, one, transport, nil)
	for _, e := range []event.Event{recorded(t, one), issued, issued, recorded(t, one)} { // reordered, and doubled
		if err := c.deliver(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	if !a.has("result.recorded."+string(one)+".0", "code.issued."+string(one)) || !b.has() {
		t.Errorf("the one took %v and the other %v", a.took, b.took)
	}
}

// Ensure that the agency whose visit is joined hears as well, and that what one has taken is not sent to it
// again when the other has not.
func TestAJoinedVisitIsPushedToBoth(t *testing.T) {
	t.Parallel()
	leads, joins := newPartner(t, transport), newPartner(t, gas)
	c := newCity(t, leads, joins)
	c.issued(t, one, transport, nil)
	e := c.issued(t, two, gas, &inspection.Ref{Day: "2023-09-05", ID: one})
	leads.answers(http.StatusBadGateway, 0)
	if err := c.deliver(t.Context(), e); err == nil || !strings.Contains(err.Error(), transport) || strings.Contains(err.Error(), gas) {
		t.Errorf("got %v, want that %s did not take it", err, transport)
	}
	leads.answers(http.StatusOK, 0)
	c.now = c.now.Add(rest)
	if err := c.deliver(t.Context(), e); err != nil {
		t.Error(err)
	}
	if id := "code.issued." + string(two); !leads.has(id) || !joins.has(id) {
		t.Errorf("took %v and %v", leads.took, joins.took)
	}
}

// Ensure that what one agency found at a joint visit is pushed to no other.
func TestAResultIsPushedToItsOwnAgencyAlone(t *testing.T) {
	t.Parallel()
	leads, joins := newPartner(t, transport), newPartner(t, gas)
	c := newCity(t, leads, joins)
	c.issued(t, one, transport, nil)
	c.issued(t, two, gas, &inspection.Ref{Day: "2023-09-05", ID: one})
	for _, id := range []inspection.ID{one, two} {
		if err := c.deliver(t.Context(), recorded(t, id)); err != nil {
			t.Error(err)
		}
	}
	if !leads.has("result.recorded."+string(one)+".0") || !joins.has("result.recorded."+string(two)+".0") {
		t.Errorf("took %v and %v", leads.took, joins.took)
	}
}

// Ensure that a system that is away is tried again, that its intent stays until it has everything, and that it is
// left in peace meanwhile.
func TestWhatAnAgencyDoesNotTakeComesAgain(t *testing.T) {
	t.Parallel()
	a := newPartner(t, transport)
	c := newCity(t, a)
	e := c.issued(t, one, transport, nil)
	intent := ledger.IntentKey(nine, e.ID(), "01234567")
	if _, err := c.store.Create(t.Context(), intent, []byte("{}")); err != nil {
		t.Fatal(err)
	}
	e.SetExtension("intent", intent)
	for _, status := range []int{http.StatusServiceUnavailable, http.StatusMovedPermanently, http.StatusTooManyRequests} {
		a.answers(status, 0)
		if err := c.deliver(t.Context(), e); err == nil {
			t.Errorf("answered %d, and it is done", status)
		}
		if err := c.deliver(t.Context(), e); !errors.Is(err, errResting) {
			t.Errorf("a moment after %d: %v, want that it is left in peace", status, err)
		}
		c.now = c.now.Add(rest)
	}
	if err := c.ledger.Arrived(t.Context(), e); err != nil { // the enterprise is told
		t.Fatal(err)
	}
	if _, err := c.store.Get(t.Context(), intent); err != nil {
		t.Errorf("the intent is gone before the agency has its news: %v", err)
	}
	a.answers(http.StatusNoContent, 0)
	if err := c.deliver(t.Context(), e); err != nil || !a.has(e.ID()) {
		t.Errorf("got %v, took %v", err, a.took)
	}
	if _, err := c.store.Get(t.Context(), intent); err == nil {
		t.Error("the intent stays, though all have their news")
	}
}

// Ensure that an answer that refuses one event does not keep the agency from the next.
func TestARefusedEventRestsNobody(t *testing.T) {
	t.Parallel()
	a := newPartner(t, transport)
	c := newCity(t, a)
	a.answers(http.StatusBadRequest, 0)
	if err := c.deliver(t.Context(), c.issued(t, one, transport, nil)); err == nil {
		t.Error("a refused event is done")
	}
	a.answers(http.StatusNoContent, 0)
	if err := c.deliver(t.Context(), c.issued(t, two, transport, nil)); err != nil {
		t.Error(err)
	}
}

// Ensure that a system which answers slowly, or not at all, holds up no other agency's events.
func TestASlowAgencyHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	slow, quick := newPartner(t, transport), newPartner(t, gas)
	c := newCity(t, slow, quick)
	slow.answers(http.StatusNoContent, 3*time.Second)
	var all sync.WaitGroup
	for i := range 12 {
		id := inspection.NewID([10]byte{byte(i)})
		e := c.issued(t, id, transport, nil)
		all.Go(func() { c.deliver(t.Context(), e) })
	}
	time.Sleep(100 * time.Millisecond)
	began := time.Now()
	if err := c.deliver(t.Context(), c.issued(t, two, gas, nil)); err != nil {
		t.Error(err)
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("the other agency's event took %v", took)
	}
	all.Wait()
	if took := time.Since(began); took > patience+2*time.Second {
		t.Errorf("events of the slow one ended after %v, want that they give up after %v", took, patience)
	}
}

// Ensure that what is not ours, what is another's, and an address that may not be pushed to, get nothing.
func TestNothingIsPushedThatShouldNotBe(t *testing.T) {
	t.Parallel()
	a := newPartner(t, transport)
	c := newCity(t, a)
	issued := c.issued(t, one, transport, nil)
	var refusal *inspection.Refusal
	body, err := json.Marshal(event.Bare(issued))
	if err != nil {
		t.Fatal(err)
	}
	req := handler.Request{Method: http.MethodPost, Header: http.Header{"Content-Type": {event.Structured}}, Body: body}
	if _, err := c.Handle(req); !errors.As(err, &refusal) || refusal.Faults[0].Rule != "event-signature" {
		t.Errorf("without our signature: %v", err)
	}
	told, err := event.New(event.EvaluationRecorded, "evaluation.recorded.1", "", nine, inspection.RecordedEvaluation{})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.deliver(t.Context(), ours.Sign(told)); !errors.As(err, &refusal) || refusal.Faults[0].Rule != "event-type" {
		t.Errorf("an evaluation: %v", err)
	}
	c.agencyKeys = nil
	if err := c.deliver(t.Context(), issued); err == nil || !strings.Contains(err.Error(), "no key") {
		t.Errorf("without a key of the agency's: %v", err)
	}
	c.agencyKeys = map[string]event.Keys{transport: keyOf(transport)}
	for address, why := range map[string]string{
		"http://transport.example/": "no address of https", "https://user@transport.example/": "no address of https",
		"https://10.0.0.1/": "private network", "https://169.254.169.254/latest": "private network", "https://[::ffff:10.0.0.1]/": "private network", "https://[fd00::1]/": "private network",
		"https://100.64.0.1/": "private network", "https://0.0.0.0/": "private network",
	} {
		if err := c.ledger.SetWebhooks(t.Context(), map[string]string{transport: address}); err != nil {
			t.Fatal(err)
		}
		if err := c.deliver(t.Context(), issued); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%s: got %v, want %s", address, err, why)
		}
	}
	if !a.has() {
		t.Errorf("it was pushed %v", a.took)
	}
}

// Ensure that an agency is not pushed what happened before it had a webhook, and that nothing waits for one that
// has none any more.
func TestAWebhookBeginsAndEndsWithTheDirectory(t *testing.T) {
	t.Parallel()
	a := newPartner(t, transport)
	c := newCity(t)
	issued := c.issued(t, one, transport, nil)
	c.ledger.Now = func() time.Time { return nine.Add(time.Minute) }
	c.agencyKeys[transport] = keyOf(transport)
	if err := c.ledger.SetWebhooks(t.Context(), map[string]string{transport: a.URL}); err != nil {
		t.Fatal(err)
	}
	if err := c.deliver(t.Context(), issued); err != nil || !a.has() {
		t.Errorf("of what came before: %v, took %v", err, a.took)
	}
	if err := c.deliver(t.Context(), recorded(t, one)); err != nil || !a.has("result.recorded."+string(one)+".0") {
		t.Errorf("of what came after: %v, took %v", err, a.took)
	}
	a.answers(http.StatusServiceUnavailable, 0)
	later := c.issued(t, two, transport, nil)
	if err := c.ledger.SetWebhooks(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if err := c.deliver(t.Context(), later); err != nil {
		t.Errorf("of what came when it had none any more: %v", err)
	}
}

// Ensure that however the failures of many agencies fall, each ends with every event of its own, once it is
// back.
func TestManyAgenciesInTroubleEndWithAllTheyAreOwed(t *testing.T) {
	t.Parallel()
	partners := []*partner{newPartner(t, "a"), newPartner(t, "b"), newPartner(t, "c")}
	c := newCity(t, partners...)
	r := rand.New(rand.NewPCG(1, 2))
	var open []event.Event
	want := map[string]int{}
	for i := range 30 {
		agency := partners[i%3].agency
		open = append(open, c.issued(t, inspection.NewID([10]byte{1, byte(i)}), agency, nil))
		want[agency]++
	}
	for round := 0; len(open) > 0 && round < 60; round++ {
		for _, p := range partners {
			p.answers([]int{204, 503, 400}[r.IntN(3)], 0)
		}
		c.now = c.now.Add(rest)
		var again []event.Event
		for _, i := range r.Perm(len(open)) {
			if c.deliver(context.WithoutCancel(t.Context()), open[i]) != nil {
				again = append(again, open[i])
			}
		}
		open = again
	}
	for _, p := range partners {
		once := map[string]bool{}
		for _, id := range p.took {
			once[id] = true
		}
		if len(once) != want[p.agency] || len(p.took) != len(once) {
			t.Errorf("%s took %d events, %d of them different, want %d", p.agency, len(p.took), len(once), want[p.agency])
		}
	}
}
