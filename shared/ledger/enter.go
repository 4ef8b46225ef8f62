package ledger

import (
	"context"
	"fmt"
	"slices"

	"inspectioncode.example/shared/code"
	"inspectioncode.example/shared/inspection"
)

// enter adds the inspection to its enterprise's ledger. Whoever loses a race judges again on what
// the winner wrote, so every rule about what an enterprise has had holds exactly.
func (l *Ledger) enter(ctx context.Context, c *claim, b *basis) (Entry, error) {
	in := &c.Inspection
	entry := Entry{Ref: in.Ref, Agency: in.Agency.Code, Task: in.Number, Kind: in.Kind, Ground: in.Ground, From: in.From, Until: in.Until, At: in.Issued}
	if in.Joins != nil {
		entry.Joins = in.Joins.ID
	} else {
		var err error
		if entry.Code, err = l.Sign(in, 0); err != nil {
			return Entry{}, err
		}
	}
	var moves inspection.ID
	if old := c.Task.Replaces; old != nil {
		moves = old.ID
		if old.Day.Year() == in.Day.Year() {
			entry.Moves = old.ID
		}
	}
	entry, _, err := l.add(ctx, in.Enterprise.USCC, b.newest, entry, func(p *Page, e *Entry) (err error) {
		e.Policy = b.rules.Version
		if e.Tally, err = mayEnter(b, in, p, moves); err == nil && e.Joins != "" {
			lead, _ := p.find(e.Joins) // which stands, or it could not enter
			e.Code = lead.Code
		}
		return err
	})
	return entry, err
}

// The pages of a ledger repeat one another, so what they hold is bounded: by far more than any policy lets
// an enterprise bear, and for each agency, so that none can use up what the others need.
const (
	maxOfAgency = 100
	maxEntries  = 1000
	// A scan reads all parts of a visit, those given up included, so they are bounded as well; of one agency, so that it
	// keeps no other from joining.
	maxParts         = 20
	maxPartsOfAgency = 5
)

// mayEnter judges an inspection by what stands on a page; moves is the visit it takes the place of, if any.
func mayEnter(b *basis, in *inspection.Inspection, p *Page, moves inspection.ID) (inspection.Tally, error) {
	all, own, parts, ownParts := 0, 0, 0, 0
	for _, entry := range p.Entries {
		if entry.Released {
			continue
		}
		all++
		if in.Joins != nil && entry.Joins == in.Joins.ID {
			parts++
			if entry.Agency == in.Agency.Code {
				ownParts++
			}
		}
		if entry.Agency == in.Agency.Code {
			own++
		}
	}
	if all >= maxEntries || own >= maxOfAgency {
		return inspection.Tally{}, inspection.Refuse(inspection.Invalid, inspection.Fault{Field: "enterprise", Rule: "enterprise-too-often",
			Text: inspection.Text{ZH: "该企业本年度申请的检查码过多（含已取消、改期的）", EN: "too many codes have been asked for this enterprise this year, those called off and moved included"},
			Mend: inspection.Text{ZH: "请联系市级试点单位核查", EN: "turn to the municipal unit of your line"}})
	}
	if parts >= maxParts || ownParts >= maxPartsOfAgency {
		return inspection.Tally{}, inspection.Refuse(inspection.Invalid, inspection.Fault{Field: "joins", Rule: "joins-many",
			Text: inspection.Text{ZH: "并入这次检查的申请过多（含已取消的）", EN: "too many have asked to join this visit, those given up included"},
			Mend: inspection.Text{ZH: "请另行申请检查码，或并入其他检查", EN: "ask for a code of your own, or join another visit"}})
	}
	tally, faults := b.rules.CheckFrequency(in, b.particulars.Enterprise, p.standing(moves, in.ID))
	return tally, faults.Err()
}

// standing are the visits that have their place on the page: entered, and not given back. Those left out are
// about to pass their place on, and their parts end with them; or are the very one that is judged: another try may
// have entered it.
func (p *Page) standing(leftOut ...inspection.ID) []inspection.Visit {
	gone := map[inspection.ID]bool{}
	for _, id := range leftOut {
		gone[id] = true
	}
	for _, e := range p.Entries {
		if e.Released {
			gone[e.ID] = true
		}
		if e.Moves != "" {
			gone[e.Moves] = true
		}
	}
	var visits []inspection.Visit
	for _, e := range p.Entries {
		if !gone[e.ID] && (e.Joins == "" || !slices.Contains(leftOut, e.Joins)) {
			visits = append(visits, inspection.Visit{Ref: e.Ref, Agency: e.Agency, Kind: e.Kind, Ground: e.Ground, Counts: e.Tally.Counts, From: e.From, Until: e.Until, Joins: e.Joins})
		}
	}
	return visits
}

// Sign makes the digits of an inspection's code for a slot; slot 0 is the printed form. The code of a part is
// that of the visit it is a part of. Needs Codes.
func (l *Ledger) Sign(in *inspection.Inspection, slot uint16) (string, error) {
	lead := in.Leading()
	digits, err := l.Codes.Sign(code.Token{
		ID: in.Visit().ID, Enterprise: in.Enterprise.USCC, Agency: lead.Agency.Number, From: lead.From, Until: lead.Until, Slot: slot,
	}, l.Now())
	if err != nil {
		return "", fmt.Errorf("sign code of %s: %w", in.Ref, err)
	}
	return digits, nil
}
