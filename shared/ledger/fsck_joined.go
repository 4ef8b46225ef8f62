package ledger

import (
	"strings"

	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
)

// part makes sure that what joined a visit was let in while that stood, has its code, and ended with it unless
// it took place; before is the page it was entered on.
func (c *check) part(book string, before *Page, e Entry) {
	lead, ok := before.find(e.Joins)
	_, gone := before.gaveBack(e.Joins)
	switch {
	case !ok || gone:
		c.impossible(book, "inspection %s joins %s, which did not stand", e.ID, e.Joins)
		return
	case lead.Joins != "" || lead.Agency == e.Agency || lead.Day != e.Day || lead.Code != e.Code:
		c.impossible(book, "inspection %s cannot be a part of %s", e.ID, e.Joins)
	}
	c.missing(e.ID, JoinedKey(lead.Ref, e.Agency, e.ID), "the marker of a part of "+book)
	if in, err := factData[inspection.Inspection](c.objects[FactKey(e.Ref, issuedFact)]); err == nil {
		led, err := factData[inspection.Inspection](c.objects[FactKey(lead.Ref, issuedFact)])
		if in.Joins == nil || *in.Joins != lead.Ref || err == nil && (!sameJSON(in.Lead, led.AsLead()) || in.Code != led.Code) {
			c.impossible(FactKey(e.Ref, issuedFact), "does not say what the visit it joins says")
		}
	}
	if rev := c.revocation(lead.Ref); rev != nil && !rev.Lapsed {
		if _, ended := c.objects[FactKey(e.Ref, outcomeFact(0))]; !ended {
			c.findings = append(c.findings, Finding{book, "inspection " + string(e.ID) + " stands, and the visit it is a part of was called off", c.pending[lead.ID]})
		}
	}
}

// joined makes sure that a marker beside a visit is of a part of it.
func (c *check) joined(key string, lead inspection.Ref, name string) {
	i := strings.LastIndexByte(name, '-')
	ref := inspection.Ref{Day: lead.Day, ID: inspection.ID(name[i+1:])}
	issued := FactKey(ref, issuedFact)
	c.missing(ref.ID, issued, "marked in "+key)
	if in, err := factData[inspection.Inspection](c.objects[issued]); err == nil && (in.Joins == nil || *in.Joins != lead || JoinedKey(lead, in.Agency.Code, in.ID) != key) {
		c.impossible(key, "marks what is no part of the visit")
	}
}

// endedWith makes sure that a part which says that it ended with its visit did; what it still lacks is left to
// the intent of that.
func (c *check) endedWith(key string, part inspection.Ref) {
	rev := c.revocation(part)
	if rev == nil || rev.With == nil {
		return
	}
	c.pending[part.ID] = c.pending[part.ID] || c.pending[rev.With.ID]
	if lead := c.revocation(rev.With.Ref); lead == nil || lead.Lapsed {
		c.impossible(key, "ended with a visit that was not called off")
	}
}

// revocation is how a visit was called off; nil if it was not.
func (c *check) revocation(r inspection.Ref) *inspection.Revocation {
	body := c.objects[FactKey(r, outcomeFact(0))]
	if e, err := event.Unmarshal(body); err != nil || e.Type() != event.CodeRevoked {
		return nil
	}
	rev, err := factData[inspection.Revocation](body)
	if err != nil {
		return nil
	}
	return &rev
}
