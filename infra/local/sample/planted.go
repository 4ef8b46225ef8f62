package sample

import (
	"slices"
	"time"

	"inspectioncode.example/shared/inspection"
)

// plant draws the visits of the planted cases.
func (p *plan) plant() {
	p.overInspect()
	p.double("310113-gas", "310112-gas")
	p.planted.Uncoded = "310117-transport"
	p.planted.Silent = "310120-emergency"
	p.retaliate("310116-transport")
}

// of is an agency by its code; nil if the directory has none.
func (p *plan) of(code string) *agency {
	i := slices.IndexFunc(p.agencies, func(a *agency) bool { return a.Code == code })
	if i < 0 {
		return nil
	}
	return p.agencies[i]
}

// inspectedBy are the enterprises that an agency may inspect.
func (p *plan) inspectedBy(a *agency) (firms []*firm) {
	for _, f := range p.firms {
		if a != nil && slices.Contains(f.may, a) {
			firms = append(firms, f)
		}
	}
	return firms
}

// overInspect lets the city and a district come to one carrier six times as often as to others, most of
// it on what somebody reported.
func (p *plan) overInspect() {
	const times = 6
	city, district := p.of("310000-transport"), p.of("310101-transport")
	firms := p.inspectedBy(district)
	if len(firms) == 0 {
		return
	}
	f := firms[len(firms)/2]
	p.planted.OverInspected = f.USCC
	want := max(times*p.Visits/len(p.firms), times*2)
	for tries := 0; len(f.visits) < want && tries < 20*want; tries++ {
		a := []*agency{city, district, district}[p.r.IntN(3)]
		kind := p.kind(a)
		if len(f.visits) >= 4 {
			kind = []inspection.Kind{inspection.Report, inspection.Complaint}[p.r.IntN(2)]
		}
		if v := p.visit(f, a, kind, p.From, p.Until); v != nil {
			v.fate, v.moved = takesPlace, 0
			p.sure(v)
		}
	}
}

// double lets districts inspect the same items two to five weeks after the city.
func (p *plan) double(districts ...string) {
	city := p.of("310000-gas")
	for _, code := range districts {
		a := p.of(code)
		for i, f := range p.inspectedBy(a) {
			if i == max(6, p.Visits/400) {
				break
			}
			first := p.visit(f, city, inspection.Routine, p.From, p.Until.AddDays(-40))
			if first == nil {
				continue
			}
			p.sure(first)
			second := p.visit(f, a, inspection.Routine, first.task.Day().AddDays(14), first.task.Day().AddDays(35))
			if second != nil {
				second.task.Items = slices.Clone(first.task.Items)
				second.result.Items = nil
				p.sure(second)
			}
		}
		p.planted.Doubling = append(p.planted.Doubling, code)
	}
}

// retaliate lets an agency answer a bad rating: to one half of those who gave it it comes five times in
// ten weeks, on reports nobody can check; the other half, which it visited before, never sees it again.
func (p *plan) retaliate(code string) {
	a := p.of(code)
	if a == nil {
		return
	}
	p.planted.Retaliating = code
	half := p.From.AddDays(int(p.Until.Start().Sub(p.From.Start()).Hours()/24) * 2 / 5)
	firms := p.inspectedBy(a)
	for i, f := range firms[:min(len(firms), max(8, p.Visits/800))] {
		if i%2 == 1 {
			for range 4 {
				if before := p.sureVisit(f, a, p.From, half.AddDays(-apart)); before != nil {
					before.evaluation = nil // the one that is answered is the first
				}
			}
		}
		rated := p.sureVisit(f, a, half, half.AddDays(20))
		if rated == nil {
			continue
		}
		rated.evaluation = p.evaluation()
		rated.evaluation.Rating = 1 + p.r.IntN(2)
		p.say(rated.evaluation)
		if i%2 == 1 {
			p.planted.Dropped = append(p.planted.Dropped, f.USCC)
			f.may = slices.DeleteFunc(f.may, func(o *agency) bool { return o == a })
			continue
		}
		p.planted.Pressed = append(p.planted.Pressed, f.USCC)
		for week := range 5 {
			first := rated.task.Day().AddDays(10 + 14*week)
			p.sureVisit(f, a, first, first.AddDays(13))
		}
	}
}

// sureVisit is a visit on a report that takes place and is scanned.
func (p *plan) sureVisit(f *firm, a *agency, first, last inspection.Date) *visit {
	v := p.visit(f, a, inspection.Report, first, last)
	if v != nil {
		p.sure(v)
	}
	return v
}

// sure makes a visit take place, whatever was drawn for it.
func (p *plan) sure(v *visit) {
	for v.fate != takesPlace || len(v.result.Items) == 0 {
		v.fate, v.why, v.moved, v.scans, v.correction, v.evaluation = takesPlace, "", 0, nil, "", nil
		p.outcome(v)
	}
}

// leaveCodesAtHome gives the silent agency its evaluations, and lets enterprises report visits of the
// agency that comes without a code.
func (p *plan) leaveCodesAtHome() {
	for _, f := range p.firms {
		for _, v := range f.visits {
			if v.agency.Code == p.planted.Silent && v.evaluation != nil && p.chance(0.7) {
				v.evaluation.Duties[inspection.RightsTold] = inspection.No
				v.evaluation.Rating = 1 + p.r.IntN(3)
				p.say(v.evaluation)
			}
		}
	}
	a := p.of(p.planted.Uncoded)
	firms := p.inspectedBy(a)
	for i := 0; i < max(5, p.Visits/250) && len(firms) > 0; i++ {
		f := firms[p.r.IntN(len(firms))]
		span := int(p.Until.Start().Sub(p.From.Start())/(24*time.Hour)) + 1
		f.told = append(f.told, inspection.VisitReport{Signed: true, About: inspection.NoCode, Enterprise: f.USCC, Agency: a.Name.ZH,
			Day: p.From.AddDays(p.r.IntN(span)), Text: "来了两个人，没有出示检查码"})
	}
}
