package sample

import (
	"slices"
	"time"

	"inspectioncode.example/shared/inspection"
)

// jointly is the share of visits that another agency joins: Shanghai made 32 000 joint inspections of 703 000
// in 2025.
const jointly = 0.048

// comeAlong lets another agency join a visit that takes place (并入检查): at the same site and within its time,
// under its code. Nothing comes of it where no other may inspect the enterprise there, or would.
func (p *plan) comeAlong(f *firm, lead *visit) {
	if lead.fate != takesPlace {
		return
	}
	var others []*agency
	for _, a := range f.may {
		there := func(s inspection.Site) bool {
			return s.Address == lead.task.Site && (a.District == "" || s.District == a.District)
		}
		if a != lead.agency && slices.ContainsFunc(f.Sites, there) {
			others = append(others, a)
		}
	}
	if len(others) == 0 {
		return
	}
	v := p.visitAt(f, others[p.r.IntN(len(others))], inspection.Routine, lead.task.Site, lead.task.From)
	if v == nil {
		return
	}
	v.joins = lead
	v.asked = lead.asked.Add(lead.task.From.Sub(lead.asked) * time.Duration(1+p.r.IntN(3)) / 8)
	v.scans = nil // the code at the door is the lead's
	if v.fate == moves {
		v.fate, v.moved = calledOff, 0
	}
	if v.fate == takesPlace {
		v.result.Unscanned = lead.result.Unscanned
	}
}
