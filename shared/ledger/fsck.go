package ledger

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
)

// A Finding is something a whole bucket should not show.
type Finding struct {
	Key     string
	Problem string
	// Unfinished findings have an intent that will mend them. The others cannot come of any crash or
	// race: they are an alarm.
	Unfinished bool
}

func (f Finding) String() string {
	kind := "impossible"
	if f.Unfinished {
		kind = "unfinished"
	}
	return kind + ": " + f.Key + ": " + f.Problem
}

// Fsck reads the whole bucket and finds what does not fit together: an entry without its code, a code
// without its entry, a page that does not repeat the one before, a part without the visit it joined, a broken
// chain of corrections, more evaluations than results, an enterprise nobody told, an intent nobody finishes, an
// object of no known name. What an evaluation says cannot be checked: nothing else knows it. Needs Bucket, Now, Address and
// IDKey, and, to verify the codes, Codes.
func (l *Ledger) Fsck(ctx context.Context) ([]Finding, error) {
	c := check{l: l, objects: map[string][]byte{}, pending: map[inspection.ID]bool{}, revoked: map[inspection.ID]bool{}, claimed: map[inspection.ID]inspection.Inspection{}, evaluable: map[string]int{}, photos: map[string]inspection.Evidence{}}
	for key, err := range l.Bucket.List(ctx, "", "") {
		if err != nil {
			return nil, fmt.Errorf("fsck: %w", err)
		}
		c.keys = append(c.keys, key)
		c.objects[key] = nil
		if strings.HasPrefix(key, "inspections/") && strings.Contains(key, "/"+evidenceFolder) || visitPhoto(key) {
			if err := c.photo(ctx, key); err != nil {
				return nil, err
			}
			continue
		}
		if !strings.HasSuffix(key, ".json") && !strings.HasSuffix(key, ".svg") || strings.Contains(key, "/scans/") || strings.HasPrefix(key, "directory/") ||
			strings.HasPrefix(key, "lake/") || strings.HasPrefix(key, "reports/") { // made from facts, and made again
			continue // that it is there says all
		}
		if c.objects[key], err = l.Bucket.Get(ctx, key); err != nil {
			return nil, fmt.Errorf("fsck: %w", err)
		}
	}
	var err error
	if c.webhooks, err = l.Webhooks(ctx); err != nil {
		return nil, fmt.Errorf("fsck: %w", err)
	}
	c.intents()
	c.claims()
	c.inspections()
	c.ledgers()
	for id := range c.revoked {
		c.findings = append(c.findings, Finding{"inspections/…/" + string(id), "called off, and its place was not given back", c.pending[id]})
	}
	c.evaluations()
	c.others()
	return c.findings, nil
}

// A check is one fsck at work.
type check struct {
	l         *Ledger
	webhooks  map[string]Webhook // where agencies' own systems are pushed to
	keys      []string
	objects   map[string][]byte
	pending   map[inspection.ID]bool                  // inspections that have an intent
	revoked   map[inspection.ID]bool                  // called off, and not yet seen to have given their place back
	claimed   map[inspection.ID]inspection.Inspection // what task numbers stand for
	evaluable map[string]int                          // results by week and agency
	photos    map[string]inspection.Evidence          // photos and documents, by key, as they are
	findings  []Finding
}

func (c *check) impossible(key, format string, args ...any) {
	c.findings = append(c.findings, Finding{Key: key, Problem: fmt.Sprintf(format, args...)})
}

// missing is impossible unless an intent of the inspection is open.
func (c *check) missing(of inspection.ID, key, why string) {
	if _, ok := c.objects[key]; !ok {
		c.findings = append(c.findings, Finding{key, why, c.pending[of]})
	}
}

// under yields the keys with a prefix, and what follows it.
func (c *check) under(prefix string) func(yield func(key, rest string) bool) {
	return func(yield func(key, rest string) bool) {
		first, _ := slices.BinarySearch(c.keys, prefix)
		for _, key := range c.keys[first:] {
			rest, ok := strings.CutPrefix(key, prefix)
			if !ok || !yield(key, rest) {
				return
			}
		}
	}
}

// stuck is how old an intent may be: by then the sweep has met it twice.
const stuck = 10 * time.Minute

func (c *check) intents() {
	for key := range c.under("intents/") {
		var in intent
		if err := json.Unmarshal(c.objects[key], &in); err != nil {
			c.impossible(key, "cannot be read: %v", err)
			continue
		}
		switch {
		case in.Issue != nil:
			c.pending[c.l.refOf(in.Issue).ID] = true
			if in.Issue.Replaces != nil {
				c.pending[in.Issue.Replaces.ID] = true
			}
		case in.Result != nil:
			c.pending[in.Result.Inspection.ID] = true
		case in.Lapse != nil:
			c.pending[in.Lapse.ID] = true
		case in.Revoke != nil:
			c.pending[in.Revoke.Inspection.ID] = true
		}
		if age := c.l.Now().Sub(in.At); age > stuck {
			c.findings = append(c.findings, Finding{key, fmt.Sprintf("nobody has finished it for %s", age.Round(time.Minute)), true})
		}
	}
}

// claims looks at what every task number stands for.
func (c *check) claims() {
	for key := range c.under("tasks/") {
		var cl claim
		if err := json.Unmarshal(c.objects[key], &cl); err != nil {
			c.impossible(key, "cannot be read: %v", err)
			continue
		}
		if TaskKey(cl.Task.Agency, cl.Task.Number) != key || c.l.refOf(&cl.Task) != cl.Inspection.Ref {
			c.impossible(key, "stands for another task")
		}
		c.claimed[cl.Inspection.ID] = cl.Inspection
	}
}

// inspections looks at every fact for what must have been before it.
func (c *check) inspections() {
	for key, rest := range c.under("inspections/") {
		part := strings.Split(rest, "/")
		ref, ok := inspection.ParseRef(part[0] + "-" + part[min(1, len(part)-1)])
		if !ok || len(part) < 3 {
			c.impossible(key, "no such object name")
			continue
		}
		body, issued := c.objects[FactKey(ref, issuedFact)]
		switch fact := strings.Join(part[2:], "/"); {
		case fact == issuedFact:
			c.issued(key, ref)
		case fact == screenImage, fact == printImage, fact == photosFact:
		case !issued:
			c.impossible(key, "of an inspection that was never issued")
		case part[2]+"/" == evidenceFolder: // looked at already; that nobody names it is no harm
		case part[2] == "outcome":
			c.outcome(key, ref, part[3], body)
		case part[2] == "joined":
			c.joined(key, ref, part[len(part)-1])
		case part[2] != "scans" && part[2] != "conflicts":
			c.impossible(key, "no such object name")
		}
	}
}

// issued makes sure that a code stands in its enterprise's ledger.
func (c *check) issued(key string, ref inspection.Ref) {
	in, err := factData[inspection.Inspection](c.objects[key])
	if err != nil {
		c.impossible(key, "cannot be read: %v", err)
		return
	}
	if e, err := event.Unmarshal(c.objects[key]); err == nil {
		c.told(ref.ID, key, e)
	}
	for page := range c.under(PagePrefix(in.Enterprise.USCC, ref.Day.Year())) {
		if p, err := parsePage(page, c.objects[page]); err == nil {
			if _, ok := p.find(ref.ID); ok {
				return
			}
		}
	}
	c.impossible(key, "issued without an entry in the ledger")
}

// outcome looks at a revocation, or follows the chain of a result's revisions.
func (c *check) outcome(key string, ref inspection.Ref, name string, issued []byte) {
	e, err := event.Unmarshal(c.objects[key])
	if err == nil {
		c.endedWith(key, ref)
		c.told(ref.ID, key, e)
	}
	if err == nil && e.Type() == event.CodeRevoked {
		if _, more := c.objects[FactKey(ref, outcomeFact(1))]; more || name != "0.json" {
			c.impossible(key, "a visit that was called off has another outcome")
		}
		c.revoked[ref.ID] = true
		return
	}
	rec, err := factData[inspection.RecordedResult](c.objects[key])
	if err != nil {
		c.impossible(key, "cannot be read: %v", err)
		return
	}
	if name != strconv.Itoa(rec.Revision)+".json" || rec.Inspection != ref {
		c.impossible(key, "says it is revision %d of %s", rec.Revision, rec.Inspection)
	}
	previous := ""
	if rec.Revision > 0 {
		before, ok := c.objects[FactKey(ref, outcomeFact(rec.Revision-1))]
		if !ok {
			c.impossible(key, "corrects a revision that is not there")
		}
		sum := sha256.Sum256(before)
		previous = hex.EncodeToString(sum[:])
	}
	if rec.Previous != previous {
		c.impossible(key, "names another revision before it than the one that stands there")
	}
	for _, e := range rec.Evidence {
		c.shows(key, EvidenceKey(ref, e.Name), e)
	}
	if in, err := factData[inspection.Inspection](issued); err == nil && rec.Revision == 0 {
		c.evaluable[ref.Day.Week()+" "+in.Agency.Code]++
	}
}

// evaluations counts: there can be no more than there are results to evaluate.
func (c *check) evaluations() {
	count := map[string]int{}
	for key, rest := range c.under("evaluations/") {
		rec, err := factData[inspection.RecordedEvaluation](c.objects[key])
		if err != nil || !strings.HasPrefix(rest, rec.Week+"/") {
			c.impossible(key, "cannot be read, or lies in another week (%v)", err)
			continue
		}
		count[rec.Week+" "+rec.Agency]++
	}
	for of, n := range count {
		if n > c.evaluable[of] {
			c.impossible("evaluations/"+of, "%d evaluations of %d results", n, c.evaluable[of])
		}
	}
}

// others looks at markers, receipts and names.
func (c *check) others() {
	for _, key := range c.keys {
		kind, _, _ := strings.Cut(key, "/")
		switch kind {
		case "enterprises", "agencies", "officers":
			ref, ok := inspection.ParseRef(path.Base(key))
			if !ok {
				c.impossible(key, "marks nothing")
				continue
			}
			c.missing(ref.ID, FactKey(ref, issuedFact), "marked in "+key)
		case "visits":
			c.visit(key)
		case "receipts":
			c.receipt(key)
		case "pushed":
			c.pushed(key)
		case "tasks", "intents", "ledgers", "inspections", "evaluations", "directory", "policies", "lapsed", "feedback", "lake", "reports", "alerts":
		default:
			c.impossible(key, "no such object name")
		}
	}
}

// factData reads the data of a stored fact.
func factData[T any](body []byte) (T, error) {
	e, err := event.Unmarshal(bytes.Clone(body))
	if err != nil {
		var none T
		return none, err
	}
	return event.Data[T](e)
}
