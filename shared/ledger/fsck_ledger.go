package ledger

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path"
	"slices"

	"inspectioncode.example/shared/inspection"
)

// ledgers looks at every page, and at every entry of the newest.
func (c *check) ledgers() {
	newest := map[string]*Page{}
	for key := range c.under("ledgers/") {
		p, err := parsePage(key, c.objects[key])
		if err != nil {
			c.impossible(key, "cannot be read: %v", err)
			continue
		}
		book := path.Dir(key)
		before := newest[book]
		if before == nil {
			before = &Page{}
		}
		switch {
		case p.Number != before.Number+1 || path.Base(key) != fmt.Sprintf("%06d.json", p.Number):
			c.impossible(key, "page %d follows page %d", p.Number, before.Number)
		case len(p.Entries) != len(before.Entries)+1 || !slices.EqualFunc(p.Entries[:len(before.Entries)], before.Entries, same):
			c.impossible(key, "does not repeat the page before it and add one entry")
		}
		newest[book] = p
	}
	for book, p := range newest {
		for i, e := range p.Entries {
			if slices.ContainsFunc(p.Entries[:i], func(o Entry) bool { return o.ID == e.ID && o.Released == e.Released }) {
				c.impossible(book, "inspection %s stands twice", e.ID)
			}
			if e.Moves != "" {
				delete(c.revoked, e.Moves)
			}
			if e.Released {
				c.missing(e.ID, FactKey(e.Ref, outcomeFact(0)), "the revocation of an entry of "+book)
				delete(c.revoked, e.ID)
				continue
			}
			before := &Page{Entries: p.Entries[:i]}
			c.tally(book, before, e)
			c.entry(book, e)
			if e.Joins != "" {
				c.part(book, before, e)
			}
		}
	}
}

func sameJSON(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

func same(a, b Entry) bool { return sameJSON(a, b) }

// entry looks for everything that follows from an entry.
func (c *check) entry(book string, e Entry) {
	c.missing(e.ID, TaskKey(e.Agency, e.Task), "the claim of an entry of "+book)
	issued := FactKey(e.Ref, issuedFact)
	c.missing(e.ID, issued, "the code of an entry of "+book)
	body, ok := c.objects[issued]
	if !ok {
		return
	}
	in, err := factData[inspection.Inspection](body)
	if err != nil {
		c.impossible(issued, "cannot be read: %v", err)
		return
	}
	if in.Ref != e.Ref || in.Code.Digits != e.Code || in.Number != e.Task || in.Agency.Code != e.Agency ||
		path.Dir(PageKey(in.Enterprise.USCC, e.Day.Year(), 1)) != book {
		c.impossible(issued, "does not say what its entry in %s says", book)
	}
	if c.l.Codes != nil {
		if t, err := c.l.Codes.Parse(e.Code); err != nil || t.Ref() != in.Visit() || t.Enterprise != in.Enterprise.USCC {
			c.impossible(issued, "its code does not verify (%v)", err)
		}
	}
	if e.Tally.Beyond && in.Approval == nil {
		c.impossible(issued, "goes over the cap without an approval")
	}
	said := in
	said.Code, said.Tally = inspection.Code{}, nil
	if claimed, ok := c.claimed[e.ID]; ok && !sameJSON(said, claimed) {
		c.impossible(issued, "says something else than the task it was issued for")
	}
	if in.Joins == nil {
		c.symbols(&in)
	}
	c.missing(e.ID, EnterpriseKey(in.Enterprise.USCC, e.Ref), "marker")
	c.missing(e.ID, AgencyKey(e.Agency, e.Ref), "marker")
	for _, o := range in.Officers {
		c.missing(e.ID, OfficerKey(o.Certificate, e.Ref), "marker")
	}
}

// tally counts again which visit of its agency an entry was when it was made: no cap is exceeded without
// an approval.
func (c *check) tally(book string, before *Page, e Entry) {
	nth := 1
	for _, v := range before.standing(e.Moves) {
		if v.Agency == e.Agency && v.Counts == e.Tally.Counts {
			nth++
		}
	}
	if nth != e.Tally.Nth || e.Tally.Beyond != (e.Tally.Cap > 0 && nth > e.Tally.Cap) {
		c.impossible(book, "inspection %s says it is visit %d under a cap of %d, and it is visit %d", e.ID, e.Tally.Nth, e.Tally.Cap, nth)
	}
}

// symbols looks at the pictures of a code.
func (c *check) symbols(in *inspection.Inspection) {
	c.missing(in.ID, FactKey(in.Ref, screenImage), "symbol")
	print := FactKey(in.Ref, printImage)
	c.missing(in.ID, print, "symbol")
	if svg, err := c.l.paper(in); err == nil && c.objects[print] != nil && !bytes.Equal(svg, c.objects[print]) {
		c.impossible(print, "shows another code")
	}
}
