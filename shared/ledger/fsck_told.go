package ledger

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
)

// told makes sure that what happened some time ago has arrived at its enterprise, and at the own systems of the
// agencies that are pushed to.
func (c *check) told(of inspection.ID, key string, e event.Event) {
	if c.l.Now().Sub(e.Time()) <= stuck {
		return
	}
	if _, ok := c.objects[ReceiptKey(e.ID())]; !ok {
		c.findings = append(c.findings, Finding{key, "the enterprise has not been told", c.pending[of]})
	}
	r, _ := inspection.ParseRef(e.Subject())
	agencies, _ := concerned(e.Type(), r, c.fact) // what cannot be read is found elsewhere
	for _, agency := range agencies {
		hook, ok := c.webhooks[agency]
		if _, pushed := c.objects[PushedKey(agency, e.ID())]; ok && !pushed && !e.Time().Before(hook.Since) {
			c.findings = append(c.findings, Finding{key, "the system of " + agency + " has not been pushed to", c.pending[of]})
		}
	}
}

// fact is one of those that were read.
func (c *check) fact(key string) (event.Event, error) {
	return event.Unmarshal(bytes.Clone(c.objects[key]))
}

// pushed makes sure that what an agency's system has taken had happened, and concerned it.
func (c *check) pushed(key string) {
	kind, r, ok := c.receipt(key)
	if !ok {
		return
	}
	agencies, err := concerned(kind, r, c.fact)
	if agency := path.Base(path.Dir(key)); err == nil && !slices.ContainsFunc(agencies, func(a string) bool { return segment(a) == agency }) {
		c.impossible(key, "pushed to an agency that it does not concern")
	}
}

// receipt makes sure that what was delivered had happened, and says what it was and to which inspection; false where
// it was to none.
func (c *check) receipt(key string) (kind string, r inspection.Ref, ok bool) {
	id := path.Base(key)
	if alert, ok := strings.CutPrefix(id, event.AlertRaised+"."); ok {
		c.missing("", AlertKey(alert), "said to have been raised in "+key)
		return "", r, false
	}
	for kind, fact := range map[string]string{event.CodeIssued: issuedFact, event.CodeRevoked: outcomeFact(0), event.ResultRecorded: "outcome/%s.json"} {
		rest, ok := strings.CutPrefix(id, kind+".")
		if !ok {
			continue
		}
		of, revision, _ := strings.Cut(rest, ".")
		fact = "/" + of + "/" + strings.Replace(fact, "%s", revision, 1)
		if i := slices.IndexFunc(c.keys, func(k string) bool { return strings.HasSuffix(k, fact) }); i >= 0 {
			day := path.Base(strings.TrimSuffix(c.keys[i], fact))
			return kind, inspection.Ref{Day: inspection.Date(day), ID: inspection.ID(of)}, true
		}
	}
	c.impossible(key, "a receipt for nothing that happened")
	return "", r, false
}
