// Package faults breaks every write of every protocol before it and after it, and pairs of them, and
// makes sure that what was acknowledged is never lost: once the request is repeated, or the sweep has
// passed, the bucket ends as if nothing had happened, and holds nothing impossible.
package faults

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/code"
	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/pilot"
)

// A city is a ledger on a bucket that can be told to fail, with a clock, and what it has announced.
type city struct {
	*ledger.Ledger
	memory *bucket.Memory
	faults *faulty
	mu     sync.Mutex
	now    time.Time
	sent   map[string]int
}

// morning is when every test begins, half an hour before its visit.
var morning = time.Date(2023, 9, 5, 8, 30, 0, 0, inspection.Shanghai)

// newCity is one with a directory.
func newCity(t testing.TB) *city {
	c := emptyCity(t)
	if err := c.Import(t.Context(), directory); err != nil {
		t.Fatal(err)
	}
	return c
}

// policy and keys are the same for all, and cost more to make than a city.
var (
	policy = longTrial()
	keys   = sync.OnceValue(func() *code.Keys {
		key, err := code.Generate(bytes.NewReader(bytes.Repeat([]byte{7}, ed25519.SeedSize)), code.Ed25519, 1, morning.AddDate(-1, 0, 0))
		if err != nil {
			panic(err)
		}
		k, err := code.NewKeys(key)
		if err != nil {
			panic(err)
		}
		return k
	})
)

// longTrial is the trial's policy, into the next year.
func longTrial() *inspection.Policy {
	p := pilot.Trial()
	p.Trial.Until = "2024-06-30"
	return p
}

func emptyCity(t testing.TB) *city {
	c := &city{now: morning, sent: map[string]int{}}
	c.memory = &bucket.Memory{Deletable: []string{"intents/"}, Replaceable: []string{"directory/"}, Violation: func(err error) { t.Error(err) }}
	c.faults = &faulty{Bucket: c.memory}
	c.Ledger = &ledger.Ledger{
		Bucket:    c.faults,
		Policy:    func(context.Context) (*inspection.Policy, error) { return policy, nil },
		Codes:     keys(),
		Send:      c.send,
		Now:       func() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.now },
		Random:    &seeded{r: rand.NewChaCha8([32]byte{1})},
		Log:       slog.New(slog.NewTextHandler(io.Discard, nil)),
		Address:   "https://jcm.sh.gov.cn",
		IDKey:     bytes.Repeat([]byte("i"), 32),
		BlindKey:  bytes.Repeat([]byte("b"), 32),
		TicketKey: bytes.Repeat([]byte("t"), 32),
	}
	return c
}

// seeded draws the same for everyone who draws in the same order, whoever they are.
type seeded struct {
	mu sync.Mutex
	r  *rand.ChaCha8
}

func (s *seeded) Read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.r.Read(p)
}

func (c *city) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// send is the broker, and behind it notify-enterprise and notify-agency, in either order: what the broker took may
// still not arrive. The system of the agency takes everything.
func (c *city) send(ctx context.Context, e event.Event) error {
	return c.faults.around("send", e.Type(), func() error {
		c.mu.Lock()
		c.sent[e.ID()]++
		agencyFirst := len(c.sent)%2 == 0
		c.mu.Unlock()
		ctx := context.WithoutCancel(ctx)
		hear := []func(){ // if a receipt is lost, it arrives again
			func() { c.Arrived(ctx, e) },
			func() {
				owed, err := c.Owed(ctx, e)
				for agency := range owed {
					err = errors.Join(err, c.Taken(ctx, agency, e))
				}
				if err == nil {
					c.Settle(ctx, e)
				}
			},
		}
		if agencyFirst {
			slices.Reverse(hear)
		}
		for _, h := range hear {
			h()
		}
		return nil
	})
}

// end is everything in the bucket but the directory.
func (c *city) end(t testing.TB) map[string]string {
	end := map[string]string{}
	for key, err := range c.memory.List(context.Background(), "", "") {
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(key, "directory/") {
			continue
		}
		b, err := c.memory.Get(context.Background(), key)
		if err != nil {
			t.Fatal(err)
		}
		end[nonce.ReplaceAllString(key, "-NONCE")] = string(b)
	}
	return end
}

var nonce = regexp.MustCompile(`-[0-9a-z]{8}(?:\.json)?$`)

// directory is as small as a trial can be.
var directory = ledger.Directory{
	Agencies: []inspection.Agency{
		{Code: "310000-transport", Number: 1, Name: inspection.Text{ZH: "市交通委"}, Line: inspection.Transport, Level: inspection.Municipal},
		{Code: "310000-emergency", Number: 2, Name: inspection.Text{ZH: "市应急局"}, Line: inspection.Emergency, Level: inspection.Municipal},
	},
	Officers: []inspection.Officer{
		{Certificate: "0911", Name: "甲", Agency: "310000-transport", From: "2022-01-01", Until: "2025-12-31"},
		{Certificate: "0912", Name: "乙", Agency: "310000-transport", From: "2022-01-01", Until: "2025-12-31"},
		{Certificate: "0921", Name: "丙", Agency: "310000-emergency", From: "2022-01-01", Until: "2025-12-31"},
		{Certificate: "0922", Name: "丁", Agency: "310000-emergency", From: "2022-01-01", Until: "2025-12-31"},
	},
	Enterprises: []inspection.Enterprise{{USCC: enterprise, Name: "例安运输", Trades: []inspection.Trade{inspection.DangerousGoods},
		Sites: []inspection.Site{{Address: "示例路1号", District: "310115"}}}},
	Webhooks: map[string]string{"310000-transport": "https://transport.example/events"},
}

const enterprise inspection.USCC = "91310101XX0000019H"

// task is one that nothing is wrong with.
func task(number string) inspection.Task {
	return inspection.Task{
		Number: number, Agency: "310000-transport", Enterprise: enterprise, Kind: inspection.Routine, Plan: "年度计划",
		Items: []string{"T01", "T04"}, Officers: []string{"0911", "0912"},
		From: morning.Add(30 * time.Minute), Until: morning.Add(150 * time.Minute),
	}
}

// taskOn is one of a later day.
func taskOn(day int, number string) inspection.Task {
	t := task(number)
	t.From, t.Until = t.From.AddDate(0, 0, day), t.Until.AddDate(0, 0, day)
	return t
}

// uncapped lets everybody come as often as they like.
func (c *city) uncapped() {
	p := longTrial()
	p.Frequency = inspection.FrequencyRules{}
	c.Ledger.Policy = func(context.Context) (*inspection.Policy, error) { return p, nil }
}

// errBroken is what a broken write says.
var errBroken = fmt.Errorf("%w: broken by the test", bucket.ErrUnknown)

// A fault breaks one operation, once: before it happens or after it has.
type fault struct {
	op    string // as the log names it
	after bool
}

// faulty is a bucket that keeps a log of what was written, and breaks what it is told to.
type faulty struct {
	bucket.Bucket
	mu   sync.Mutex
	log  []string
	plan []fault
	hit  int
}

// around performs an operation under the plan.
func (f *faulty) around(verb, key string, do func() error) error {
	op := verb + " " + nonce.ReplaceAllString(key, "-NONCE")
	f.mu.Lock()
	f.log = append(f.log, op)
	mode := -1
	for i, p := range f.plan {
		if p.op == op {
			f.plan = append(f.plan[:i:i], f.plan[i+1:]...)
			f.hit++
			mode = 0
			if p.after {
				mode = 1
			}
			break
		}
	}
	f.mu.Unlock()
	switch mode {
	case 0:
		return errBroken
	case 1:
		return errors.Join(do(), errBroken)
	}
	return do()
}

func (f *faulty) Create(ctx context.Context, key string, body []byte) (stands []byte, err error) {
	err = f.around("create", key, func() (err error) { stands, err = f.Bucket.Create(ctx, key, body); return })
	if errors.Is(err, bucket.ErrUnknown) {
		return nil, errBroken // whether it happened or not, nobody is told
	}
	return stands, err
}

func (f *faulty) Delete(ctx context.Context, key string) error {
	return f.around("delete", key, func() error { return f.Bucket.Delete(ctx, key) })
}

func (f *faulty) Get(ctx context.Context, key string) (b []byte, err error) {
	err = f.around("get", key, func() (err error) { b, err = f.Bucket.Get(ctx, key); return })
	return b, err
}

func (f *faulty) List(ctx context.Context, prefix, after string) iter.Seq2[string, error] {
	if err := f.around("list", prefix, func() error { return nil }); err != nil {
		return func(yield func(string, error) bool) { yield("", err) }
	}
	return f.Bucket.List(ctx, prefix, after)
}
