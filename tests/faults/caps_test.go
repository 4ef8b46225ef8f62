package faults

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/bucket/localserver"
	"inspectioncode.example/shared/bucket/open"
	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
)

// An ask is one operation of a client on the places that an agency has at the enterprise.
type ask struct {
	agency string
	cap    int
	back   bool // a visit is called off, which gives its place back
}

// A told is what the client was told: that it was refused, or where what it did stands among all that the
// agency did to the ledger, from 1.
type told struct {
	refused bool
	place   int
}

// A state is how many of the agency's visits stand, and how many times that changed.
type state struct{ standing, changes int }

// places is what the ledger promises of the visits of one agency, as if one client came after another, in
// the order of its pages: a code is issued while fewer stand than the cap, and refused otherwise.
var places = porcupine.Model{
	Init: func() any { return state{} },
	Step: func(before, input, output any) (bool, any) {
		s, in, out := before.(state), input.(ask), output.(told)
		if out.refused {
			return s.standing >= in.cap, s
		}
		next := out.place == s.changes+1
		if in.back {
			return next && s.standing > 0, state{s.standing - 1, s.changes + 1}
		}
		return next && s.standing < in.cap, state{s.standing + 1, s.changes + 1}
	},
	Partition: func(history []porcupine.Operation) [][]porcupine.Operation {
		of := map[string][]porcupine.Operation{}
		for _, op := range history {
			of[op.Input.(ask).agency] = append(of[op.Input.(ask).agency], op)
		}
		return [][]porcupine.Operation{of["310000-transport"], of["310000-emergency"]}
	},
	DescribeOperation: func(input, output any) string { return fmt.Sprintf("%+v: %v", input, output) },
}

// Ensure that no cap is exceeded, and none is refused too early, whatever runs at the same time: 64 clients
// of two agencies, with caps of 2 and 6, ask for codes at one enterprise and call some of them off. The
// history of what each was told, and when, is held against a city that serves one after another.
func TestCapsHoldUnder64Clients(t *testing.T) {
	for name, b := range buckets(t) {
		t.Run(name, func(t *testing.T) {
			c := emptyCity(t)
			c.Ledger.Bucket, c.Ledger.Random = b, rand.Reader
			c.now = time.Date(2024, 1, 1, 8, 30, 0, 0, inspection.Shanghai)
			c.Ledger.Policy = func(context.Context) (*inspection.Policy, error) { return allOf2024, nil }
			c.Ledger.Send = func(context.Context, event.Event) error { return nil }
			if err := c.Import(t.Context(), directory); err != nil {
				t.Fatal(err)
			}
			h := &history{began: time.Now()}
			for _, err := range atOnce(64, func(client int) error { return c.client(t.Context(), client, h) }) {
				if err != nil {
					t.Error(err)
				}
			}
			h.place(t, c)
			switch porcupine.CheckOperationsTimeout(places, h.ops, time.Minute) {
			case porcupine.Illegal:
				t.Errorf("no order of the %d operations explains what the clients were told", len(h.ops))
			case porcupine.Unknown:
				t.Error("the history was not checked in a minute")
			}
			issued, refused, back := h.counts()
			if issued < 8 || refused == 0 || back == 0 {
				t.Errorf("%d issued, %d refused, %d called off: that is no contest", issued, refused, back)
			}
			t.Logf("%d operations: %d codes issued, %d refused over the cap, %d called off", len(h.ops), issued, refused, back)
			for _, f := range findings(t, c) {
				if !strings.Contains(f.Problem, "has not been told") && !f.Unfinished { // nobody listens here
					t.Error(f)
				}
			}
		})
	}
}

var allOf2024 = func() *inspection.Policy {
	p := longTrial()
	p.Trial.Until = "2024-12-31"
	return p
}()

func findings(t *testing.T, c *city) []ledger.Finding {
	t.Helper()
	all, err := c.Fsck(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// client asks for three codes, each for a day of its own, and calls off the first it gets, and the third if
// it gets that.
func (c *city) client(ctx context.Context, client int, h *history) error {
	a := ask{agency: "310000-transport", cap: 2}
	if client%4 == 0 {
		a = ask{agency: "310000-emergency", cap: 6}
	}
	by := inspection.Author{Agency: a.agency}
	for n := range 3 {
		t := task(fmt.Sprintf("%d-%d", client, n))
		t.From = c.Now().Add(30*time.Minute).AddDate(0, 0, 3*client+n)
		t.Until = t.From.Add(2 * time.Hour)
		t.Agency, t.Explanation = a.agency, "试验"
		if a.agency == "310000-emergency" {
			t.Items, t.Officers = []string{"E01"}, []string{"0921", "0922"}
		}
		var in inspection.Inspection
		err := h.keep(client, a, &in, func() (bool, error) {
			e, err := c.Issue(ctx, t, by)
			if refusal := (*inspection.Refusal)(nil); errors.As(err, &refusal) && refusal.Faults[0].Rule == "over-cap" {
				return true, nil
			}
			if err == nil {
				in, err = event.Data[inspection.Inspection](e)
			}
			return false, err
		})
		if err != nil {
			return err
		}
		if in.ID == "" || n == 1 {
			continue
		}
		back := a
		back.back = true
		if err := h.keep(client, back, &in, func() (bool, error) {
			_, err := c.Revoke(ctx, inspection.Cancellation{Inspection: in.Ref, Reason: "试验"}, by)
			return false, err
		}); err != nil {
			return err
		}
	}
	return nil
}

// A history is what each client asked, when, and what it was told.
type history struct {
	mu    sync.Mutex
	began time.Time
	ops   []porcupine.Operation
	of    []inspection.ID // what each operation was about
}

func (h *history) keep(client int, in ask, about *inspection.Inspection, do func() (refused bool, err error)) error {
	call := time.Since(h.began).Nanoseconds()
	refused, err := do()
	op := porcupine.Operation{ClientId: client, Input: in, Call: call, Output: told{refused: refused}, Return: time.Since(h.began).Nanoseconds()}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ops, h.of = append(h.ops, op), append(h.of, about.ID)
	return err
}

// place finds each change among the entries of the last page.
func (h *history) place(t *testing.T, c *city) {
	t.Helper()
	page := lastPage(t, c, "2024")
	for i, op := range h.ops {
		if op.Output.(told).refused {
			continue
		}
		n := 0
		for _, e := range page.Entries {
			if e.Agency == op.Input.(ask).agency {
				n++
			}
			if e.ID == h.of[i] && e.Released == op.Input.(ask).back {
				h.ops[i].Output = told{place: n}
				break
			}
		}
	}
}

// lastPage is the newest page of the enterprise's ledger of a year.
func lastPage(t *testing.T, c *city, year string) (page ledger.Page) {
	t.Helper()
	last := ""
	for key, err := range c.Ledger.Bucket.List(t.Context(), ledger.PagePrefix(enterprise, year), "") {
		if err != nil {
			t.Fatal(err)
		}
		last = key
	}
	body, err := c.Ledger.Bucket.Get(t.Context(), last)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(body, &page); err != nil {
		t.Fatal(err)
	}
	return page
}

func (h *history) counts() (issued, refused, back int) {
	for _, op := range h.ops {
		switch {
		case op.Input.(ask).back:
			back++
		case op.Output.(told).refused:
			refused++
		default:
			issued++
		}
	}
	return issued, refused, back
}

// buckets are one in memory, and one on the embedded server for each driver.
func buckets(t *testing.T) map[string]bucket.Bucket {
	t.Helper()
	all := map[string]bucket.Bucket{"memory": &bucket.Memory{}}
	if testing.Short() {
		return all
	}
	server, err := localserver.Start(context.Background(), t.TempDir(), "127.0.0.1:0", "access", "secret-of-the-local-store")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	for _, driver := range []string{"minio", "aws"} {
		name := "caps-" + driver
		if err := server.MakeBucket(t.Context(), name); err != nil {
			t.Fatal(err)
		}
		all[driver], err = open.Bucket(bucket.Settings{Driver: driver, Endpoint: server.Endpoint(), Region: localserver.Region, Bucket: name,
			AccessKey: "access", SecretKey: "secret-of-the-local-store", PathStyle: true})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// Ensure that the checker sees what it is there to see: a third code under a cap of two, and a refusal where
// there was a place.
func TestTheCheckerKnowsAWrongHistory(t *testing.T) {
	a := ask{agency: "310000-transport", cap: 2}
	refused := told{refused: true}
	for _, c := range []struct {
		why  string
		told []told
		want bool
	}{
		{"two issued, one refused", []told{{place: 1}, {place: 2}, refused}, true},
		{"three issued", []told{{place: 1}, {place: 2}, {place: 3}}, false},
		{"refused with a place left", []told{{place: 1}, refused, {place: 2}}, false},
	} {
		var h []porcupine.Operation
		for i, told := range c.told {
			h = append(h, porcupine.Operation{Input: a, Call: int64(10 * i), Output: told, Return: int64(10*i + 1)})
		}
		if got := porcupine.CheckOperations(places, h); got != c.want {
			t.Errorf("%s: got %v, want %v", c.why, got, c.want)
		}
	}
}
