package faults

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"testing"
	"time"

	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
)

// photo is the nth of any number of photos.
func photo(n int) []byte {
	p := image.NewGray(image.Rect(0, 0, 8, 8))
	p.Pix[0], p.Pix[1] = uint8(n), uint8(n>>8)
	var b bytes.Buffer
	if err := png.Encode(&b, p); err != nil {
		panic(err)
	}
	return b.Bytes()
}

var leader = inspection.Author{Agency: "310000-transport", Certificate: "0911"}

func attach(ctx context.Context, c *city) error {
	r, err := ref(ctx, c)
	if err != nil {
		return err
	}
	_, err = c.KeepEvidence(ctx, r, leader, nil, photo(0))
	return err
}

func recordWithEvidence(ctx context.Context, c *city) error {
	r, err := ref(ctx, c)
	if err != nil {
		return err
	}
	_, err = c.Record(ctx, found(r, inspection.NewEvidence("image/png", photo(0)).Name), leader)
	return err
}

// found is a result with one finding, of which there are photos.
func found(r inspection.Ref, photos ...string) inspection.Result {
	return inspection.Result{
		Inspection: r, Arrived: morning.Add(35 * time.Minute), Left: morning.Add(95 * time.Minute), Unscanned: inspection.NoNetwork,
		Items: []inspection.ItemResult{{Item: "T01", Outcome: inspection.Conforming},
			{Item: "T04", Outcome: inspection.NotConforming, Finding: "缺签字", Handling: inspection.CorrectedOnSite, Evidence: photos}},
		Signed: inspection.SignedByPersonInCharge,
	}
}

// visited is a city with one visit that can be recorded.
func visited(t *testing.T) (*city, inspection.Ref) {
	t.Helper()
	c := newCity(t)
	if err := then(issue, later)(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	r, err := ref(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return c, r
}

// Ensure that evidence is sent by the visit's own officers, during or after it, and before its result, or for a correction that
// names what it corrects; and that a refusal leaves nothing.
func TestWhoMaySendEvidenceWhen(t *testing.T) {
	number := func(n int) *int { return &n }
	revoked := then(issue, revoke, later)
	for name, s := range map[string]struct {
		before   func(context.Context, *city) error
		by       inspection.Author
		corrects *int
		file     []byte
		rule     string
	}{
		"during the visit":             {then(issue, during), leader, nil, photo(1), ""},
		"after it":                     {then(issue, later), leader, nil, photo(1), ""},
		"by the agency's system":       {then(issue, later), inspection.Author{Agency: "310000-transport"}, nil, photo(1), ""},
		"too early":                    {then(issue), leader, nil, photo(1), "evidence-not-yet"},
		"another agency":               {then(issue, later), inspection.Author{Agency: "310000-emergency"}, nil, photo(1), "not-your-inspection"},
		"an officer who was not there": {then(issue, later), inspection.Author{Agency: "310000-transport", Certificate: "0999"}, nil, photo(1), "not-your-inspection"},
		"called off":                   {revoked, leader, nil, photo(1), "revoked"},
		"after the result":             {then(issue, later, record), leader, nil, photo(1), "result-recorded"},
		"for its correction":           {then(issue, later, record), leader, number(0), photo(1), ""},
		"for another one's correction": {then(issue, later, record), leader, number(1), photo(1), "result-recorded"},
		"a correction of nothing":      {then(issue, later), leader, number(0), photo(1), "nothing-to-correct"},
		"after it was corrected":       {then(issue, later, record, correct), leader, number(0), photo(1), "result-recorded"},
		"no picture":                   {then(issue, later), leader, nil, []byte("<script>"), "evidence-kind"},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCity(t)
			if err := s.before(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			r, err := ref(t.Context(), c)
			if err != nil {
				t.Fatal(err)
			}
			before := len(c.end(t))
			_, err = c.KeepEvidence(t.Context(), r, s.by, s.corrects, s.file)
			if s.rule == "" && err != nil || s.rule != "" && !errors.As(err, new(*inspection.Refusal)) {
				t.Fatalf("got %v, want %q", err, s.rule)
			}
			if s.rule != "" {
				wantRule(t, err, s.rule)
				if after := len(c.end(t)); after != before {
					t.Errorf("the refusal left %d objects, there were %d", after, before)
				}
			}
		})
	}
	c := newCity(t)
	_, err := c.KeepEvidence(t.Context(), inspection.Ref{Day: "2023-09-05", ID: "0000000000000000"}, leader, nil, photo(1))
	wantRule(t, err, "inspection-unknown")
}

// Ensure that the same photo twice is one, and that there is an end to how many an inspection may have.
func TestEvidenceIsBounded(t *testing.T) {
	c, r := visited(t)
	for n := range inspection.MaxEvidenceSent {
		one, err1 := c.KeepEvidence(t.Context(), r, leader, nil, photo(n))
		again, err2 := c.KeepEvidence(t.Context(), r, leader, nil, photo(n))
		if err1 != nil || err2 != nil || one != again {
			t.Fatalf("photo %d is %v and %v (%v, %v)", n, one, again, err1, err2)
		}
	}
	_, err := c.KeepEvidence(t.Context(), r, leader, nil, photo(1000))
	wantRule(t, err, "evidence-often")
	if _, err := c.KeepEvidence(t.Context(), r, leader, nil, photo(3)); err != nil {
		t.Errorf("one that is there is refused: %v", err)
	}
}

// Ensure that a result names only what was sent for its inspection, where it belongs, and not too much of it.
func TestWhatEvidenceAResultMayName(t *testing.T) {
	c, r := visited(t)
	var names []string
	for n := range inspection.MaxEvidenceOfItem + 1 {
		e, err := c.KeepEvidence(t.Context(), r, leader, nil, photo(n))
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, e.Name)
	}
	never := inspection.NewEvidence("image/png", photo(500)).Name
	conforming := found(r, names[0])
	conforming.Items[1].Outcome, conforming.Items[1].Handling = inspection.Conforming, ""
	for rule, result := range map[string]inspection.Result{
		"evidence-unknown": found(r, names[0], never),
		"evidence-name":    found(r, "../../issued.json"),
		"evidence-number":  found(r, names...),
		"evidence-unused":  conforming,
	} {
		_, err := c.Record(t.Context(), result, leader)
		wantRule(t, err, rule)
	}
	if _, err := c.Record(t.Context(), found(r, names[:2]...), leader); err != nil {
		t.Fatal(err)
	}
	f, err := c.Read(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	if got := f.Result().Evidence; len(got) != 2 || got[0] != inspection.NewEvidence("image/png", photo(0)) {
		t.Errorf("recorded with %v", got)
	}
	if _, _, err := c.RecordedEvidence(t.Context(), f.Result(), names[3]); !errors.Is(err, ledger.ErrNone) {
		t.Errorf("a photo that was sent and is in no result: %v", err)
	}
}

// Ensure that neither fsck nor a reader takes another picture for the one that was recorded, and that fsck notices one that is
// gone. Whoever swaps it must be able to write in the store, past Create.
func TestASwappedPhotoIsAnAlarm(t *testing.T) {
	c, r := visited(t)
	if err := then(attach, recordWithEvidence)(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	key := ledger.EvidenceKey(r, inspection.NewEvidence("image/png", photo(0)).Name)
	for name, there := range map[string][]byte{"swapped": photo(1), "given a tail": append(photo(0), "GPS"...), "gone": nil} {
		other := emptyCity(t)
		other.now = c.now
		for k, body := range copied(t, c) {
			if k == key {
				body = there
			}
			if body == nil {
				continue
			}
			if _, err := other.memory.Create(t.Context(), k, body); err != nil {
				t.Fatal(err)
			}
		}
		findings, err := other.Fsck(t.Context())
		if err != nil || len(findings) == 0 || findings[0].Unfinished {
			t.Errorf("%s: fsck finds %v, %v", name, findings, err)
		}
		f, err := other.Read(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		if body, _, err := other.RecordedEvidence(t.Context(), f.Result(), f.Result().Evidence[0].Name); err == nil || errors.Is(err, ledger.ErrNone) || body != nil {
			t.Errorf("%s: it is shown, %v", name, err)
		}
	}
}

// Ensure that a report broken anywhere names no photo that is not there, and is kept whole once it is sent again.
func TestAReportWithAPhotoIsWhole(t *testing.T) {
	report := inspection.VisitReport{About: inspection.NoCode, Day: "2023-09-05", Text: "无码", Signed: true}
	for _, op := range []string{"photo", "report"} {
		for _, after := range []bool{false, true} {
			c := newCity(t)
			c.faults.plan = nil
			first, err := c.KeepVisit(t.Context(), report, photo(0))
			if err != nil {
				t.Fatal(err)
			}
			c.faults.plan = []fault{{"create " + ledger.VisitKey(first.Day, first.ID, true, 1), after}}
			if op == "photo" {
				c.faults.plan[0].op = "create " + ledger.VisitPhotoKey(first, true, inspection.NewEvidence("image/png", photo(1)).Name)
			}
			if err := c.AddToVisit(t.Context(), first, report, photo(1)); err == nil {
				t.Fatalf("%s: the fault was not met", op)
			}
			c.clean(t)
			if err := c.AddToVisit(t.Context(), first, report, photo(1)); err != nil {
				t.Fatal(err)
			}
			c.clean(t)
			all, err := c.Visits(t.Context(), first.Day, first.Day)
			if err != nil || len(all) != 1 || len(all[0].Photos) < 2 {
				t.Errorf("%s: %v, %v", op, all, err)
			}
		}
	}
	c := newCity(t)
	_, err := c.KeepVisit(t.Context(), report, []byte("%PDF-1.4 startxref %%EOF"))
	wantRule(t, err, "photo-only")
	if n := len(c.end(t)); n > 0 {
		t.Errorf("the refusal left %d objects", n)
	}
}

// clean insists that fsck finds nothing.
func (c *city) clean(t *testing.T) {
	t.Helper()
	findings, err := c.Fsck(t.Context())
	if err != nil || len(findings) > 0 {
		t.Errorf("fsck finds %v, %v", findings, err)
	}
}

// copied is everything in a city's bucket.
func copied(t *testing.T, c *city) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	for key, err := range c.memory.List(t.Context(), "", "") {
		if err != nil {
			t.Fatal(err)
		}
		body, err := c.memory.Get(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		all[key] = body
	}
	return all
}

// Ensure that whoever names thousands of photos in a form is not looked up thousands of them.
func TestNoMorePhotosAreLookedForThanCanBeSent(t *testing.T) {
	c := newCity(t)
	if err := issue(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	r, err := ref(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	named := inspection.Result{Inspection: r, Items: []inspection.ItemResult{{Item: "T01"}}}
	for n := range 1000 {
		named.Items[0].Evidence = append(named.Items[0].Evidence, fmt.Sprintf("%016d.jpg", n))
	}
	c.faults.log = nil
	var refusal *inspection.Refusal
	if _, err := c.EvidenceOf(t.Context(), &named); !errors.As(err, &refusal) || refusal.Faults[0].Rule != "evidence-unknown" {
		t.Errorf("got %v", err)
	}
	if n := len(c.faults.log); n > inspection.MaxEvidenceSent+1 {
		t.Errorf("%d were looked for", n)
	}
}
