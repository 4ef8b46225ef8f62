package faults

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"inspectioncode.example/shared/inspection"
)

// atOnce does something n times at the same time and returns what came of it.
func atOnce(n int, do func(i int) error) []error {
	errs := make([]error, n)
	var wg sync.WaitGroup
	begin := make(chan struct{})
	for i := range n {
		wg.Go(func() {
			<-begin
			errs[i] = do(i)
		})
	}
	close(begin)
	wg.Wait()
	return errs
}

func (c *city) sound(t *testing.T) {
	t.Helper()
	findings, err := c.Fsck(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		t.Error(f)
	}
}

// Ensure that one task delivered many times at once is one code, and everyone gets it.
func TestOneTaskAtOnceIsOneCode(t *testing.T) {
	c := newCity(t)
	var mu sync.Mutex
	codes := map[string]int{}
	for _, err := range atOnce(16, func(int) error {
		e, err := c.Issue(t.Context(), task("1"), inspection.Author{Agency: "310000-transport"})
		mu.Lock()
		defer mu.Unlock()
		codes[string(e.Data())]++
		return err
	}) {
		if err != nil {
			t.Error(err)
		}
	}
	if len(codes) != 1 {
		t.Errorf("got %d different codes", len(codes))
	}
	c.sound(t)
}

// Ensure that many tasks for one enterprise at once each get a code, in one unbroken ledger.
func TestManyTasksAtOnceMakeOneLedger(t *testing.T) {
	c := newCity(t)
	c.uncapped()
	const n = 40
	for _, err := range atOnce(n, func(i int) error {
		_, err := c.Issue(t.Context(), taskOn(i, fmt.Sprint(i)), inspection.Author{Agency: "310000-transport"})
		return err
	}) {
		if err != nil {
			t.Error(err)
		}
	}
	pages := 0
	for key := range c.end(t) {
		if strings.HasPrefix(key, "ledgers/") {
			pages++
		}
	}
	if pages != n {
		t.Errorf("the ledger has %d pages, want %d", pages, n)
	}
	c.sound(t)
}

// Ensure that of many different results at once one is recorded, and every other is refused and kept.
func TestOfManyResultsAtOnceOneIsRecorded(t *testing.T) {
	c := newCity(t)
	if err := then(issue, later)(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	r, err := ref(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	const n = 12
	recorded := 0
	for _, err := range atOnce(n, func(i int) error {
		_, err := c.Record(t.Context(), inspection.Result{
			Inspection: r, Arrived: morning.Add(35 * time.Minute), Left: morning.Add(95 * time.Minute), Unscanned: inspection.NoNetwork,
			Items:  []inspection.ItemResult{{Item: "T01", Outcome: inspection.Conforming}, {Item: "T04", Outcome: inspection.NotApplicable}},
			Signed: inspection.SignedByPersonInCharge, Note: fmt.Sprint("说法", i),
		}, inspection.Author{Agency: "310000-transport"})
		return err
	}) {
		var refusal *inspection.Refusal
		switch {
		case err == nil:
			recorded++
		case !errors.As(err, &refusal) || refusal.Why != inspection.Conflict:
			t.Error(err)
		}
	}
	conflicts := 0
	for key := range c.end(t) {
		if strings.Contains(key, "/conflicts/") {
			conflicts++
		}
		if strings.HasPrefix(key, "intents/") {
			t.Errorf("%s is left", key)
		}
	}
	if recorded != 1 || conflicts != n-1 {
		t.Errorf("%d recorded and %d kept as conflicts, want 1 and %d", recorded, conflicts, n-1)
	}
	c.sound(t)
}

// Ensure that of many different evaluations at once one counts.
func TestOfManyEvaluationsAtOnceOneCounts(t *testing.T) {
	c := newCity(t)
	if err := then(issue, later, record)(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	r, err := ref(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	f, err := c.Read(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	kept := 0
	for _, err := range atOnce(10, func(i int) error {
		_, err := c.Evaluate(t.Context(), f, inspection.Evaluation{Role: inspection.PersonInCharge, Rating: 1 + i%5, Text: fmt.Sprint(i)})
		return err
	}) {
		var refusal *inspection.Refusal
		switch {
		case err == nil:
			kept++
		case !errors.As(err, &refusal) || refusal.Why != inspection.Conflict:
			t.Error(err)
		}
	}
	if kept != 1 {
		t.Errorf("%d evaluations were kept, want one", kept)
	}
	c.sound(t)
}

// Ensure that fsck sees what it is there to see: each kind of damage, done by hand, is found.
func TestFsckFindsWhatIsBroken(t *testing.T) {
	for _, damage := range []struct {
		name string
		do   func(t *testing.T, c *city, objects map[string]string)
		want string
	}{
		{"a code vanishes", func(t *testing.T, c *city, o map[string]string) { remove(o, "/issued.json") }, "the code of an entry"},
		{"a ledger page vanishes", func(t *testing.T, c *city, o map[string]string) { remove(o, "ledgers/") }, "issued without an entry"},
		{"a symbol vanishes", func(t *testing.T, c *city, o map[string]string) { remove(o, "code.png") }, "symbol"},
		{"a result is altered", func(t *testing.T, c *city, o map[string]string) {
			alter(o, "outcome/0.json", `"outcome": "conforming"`, `"outcome": "not-applicable"`)
		}, "names another revision before it"},
		{"a code is altered", func(t *testing.T, c *city, o map[string]string) {
			alter(o, "issued.json", `"digits": "04`, `"digits": "05`)
		}, "does not say what its entry"},
		{"an officer is replaced", func(t *testing.T, c *city, o map[string]string) {
			alter(o, "issued.json", `"name": "甲"`, `"name": "冒名者"`)
		}, "something else than the task"},
		{"a claim cannot be read", func(t *testing.T, c *city, o map[string]string) { o["tasks/310000-transport/zzz.json"] = "not json" }, "zzz.json: cannot be read"},
		{"a symbol is exchanged", func(t *testing.T, c *city, o map[string]string) { alter(o, "code.svg", "M4 4h7", "M4 4h6") }, "shows another code"},
		{"a receipt for a revision there is not", func(t *testing.T, c *city, o map[string]string) {
			o["receipts/result.recorded.vyet3b3v99c0zm8z.7"] = ""
		}, "a receipt for nothing"},
		{"an evaluation too many", func(t *testing.T, c *city, o map[string]string) {
			for key, body := range o {
				if strings.HasPrefix(key, "evaluations/") {
					o["evaluations/2023-W36/0000000000000000.json"] = body
					return
				}
			}
		}, "2 evaluations of 1 results"},
		{"a marker of a part that is none", func(t *testing.T, c *city, o map[string]string) {
			for key := range o {
				if strings.Contains(key, "/joined/") {
					o[strings.Replace(key, "310000-emergency", "310115-emergency", 1)] = ""
					return
				}
			}
		}, "no part of the visit"},
		{"the marker of a part vanishes", func(t *testing.T, c *city, o map[string]string) { remove(o, "/joined/") }, "the marker of a part"},
		{"a part names another lead", func(t *testing.T, c *city, o map[string]string) {
			alter(o, "ledgers/", `"joins": "vyet3b3v99c0zm8z"`, `"joins": "0000000000000000"`)
		}, "which did not stand"},
		{"a part has another code", func(t *testing.T, c *city, o map[string]string) {
			alter(o, "issued.json", `"agency": {
        "code": "310000-transport"`, `"agency": {
        "code": "310000-gas"`)
		}, "what the visit it joins says"},
		{"a stray object", func(t *testing.T, c *city, o map[string]string) { o["stray.json"] = "{}" }, "no such object name"},
		{"a receipt for nothing", func(t *testing.T, c *city, o map[string]string) { o["receipts/code.issued.0000000000000000"] = "" }, "a receipt for nothing"},
	} {
		t.Run(damage.name, func(t *testing.T) {
			c := newCity(t)
			if err := then(issue, join, later, record, correct, evaluate)(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			c.sound(t)
			objects := map[string]string{}
			for key, err := range c.memory.List(t.Context(), "", "") {
				if err != nil {
					t.Fatal(err)
				}
				b, err := c.memory.Get(t.Context(), key)
				if err != nil {
					t.Fatal(err)
				}
				objects[key] = string(b)
			}
			damage.do(t, c, objects)
			broken := emptyCity(t)
			for key, body := range objects {
				if _, err := broken.memory.Create(t.Context(), key, []byte(body)); err != nil {
					t.Fatal(err)
				}
			}
			findings, err := broken.Fsck(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(fmt.Sprint(findings), damage.want) {
				t.Errorf("found %v, want %q", findings, damage.want)
			}
		})
	}
}

func remove(objects map[string]string, part string) {
	for key := range objects {
		if strings.Contains(key, part) {
			delete(objects, key)
		}
	}
}

func alter(objects map[string]string, part, old, new string) {
	for key, body := range objects {
		if strings.Contains(key, part) {
			objects[key] = strings.Replace(body, old, new, 1)
		}
	}
}
