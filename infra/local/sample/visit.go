package sample

import (
	"fmt"
	"math"
	"slices"
	"time"

	"inspectioncode.example/shared/inspection"
)

// A Visit is one visit as it will be: what is asked for, and what comes of it.
type visit struct {
	agency *agency
	task   inspection.Task
	joins  *visit    // 并入检查: another agency's, which it is made together with
	asked  time.Time // when the code is asked for
	system bool      // by the agency's own system

	fate       fate
	why        string        // it is called off or moves
	moved      time.Duration // how much later
	scans      []look
	result     inspection.Result      // without its ref
	correction string                 // why the result is corrected later; empty if it is not
	evaluation *inspection.Evaluation // nil if the enterprise says nothing
}

// A fate is what becomes of a visit.
type fate int

const (
	takesPlace fate = iota
	calledOff
	moves
	nobodyComes
)

// A look at the code, so long after the officers have come.
type look struct {
	after time.Duration
	app   string
}

// visit adds a visit of an agency to f on some day from first to last, or returns nil if the agency keeps
// away or no day is free.
func (p *plan) visit(f *firm, a *agency, kind inspection.Kind, first, last inspection.Date) *visit {
	day, ok := p.day(f, first, last)
	if !ok {
		return nil
	}
	return p.visitAt(f, a, kind, p.site(f, a), day.Start().Add(9*time.Hour+time.Duration(p.r.IntN(27))*15*time.Minute))
}

// visitAt adds a visit that begins at a time, or returns nil if the agency keeps away.
func (p *plan) visitAt(f *firm, a *agency, kind inspection.Kind, site string, from time.Time) *visit {
	day := inspection.DateOf(from)
	counts := kind.Planned() || kind == inspection.OtherUnplanned
	book := a.Code + " " + day.Year()
	if counts && f.counted[book] >= ownCap(a, f) {
		return nil
	}
	items := p.policy.ItemsOf(a.Line, day)
	if len(items) == 0 {
		return nil
	}
	if counts {
		f.counted[book]++
	}
	a.number++
	p.planned++
	v := &visit{agency: a, asked: from.AddDate(0, 0, -1-p.r.IntN(7)).Add(-time.Duration(p.r.IntN(60)) * time.Minute), system: p.chance(0.4)}
	v.task = inspection.Task{
		Number: fmt.Sprintf("S%s-%05d", day.Year(), a.number), Agency: a.Code, Enterprise: f.USCC, Site: site,
		Kind: kind, From: from, Until: from.Add(2 * time.Hour),
	}
	if kind.Planned() {
		v.task.Plan = plans[kind]
	} else {
		v.task.Reason = p.one(reasons[kind])
		v.asked = from.Add(-time.Duration(20+p.r.IntN(40)) * time.Minute)
	}
	p.r.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
	for _, it := range items[:min(len(items), 2+p.r.IntN(4))] {
		v.task.Items = append(v.task.Items, it.Code)
	}
	slices.Sort(v.task.Items)
	p.outcome(v)
	f.visits = append(f.visits, v)
	return v
}

// site is where the agency goes: into its own district.
func (p *plan) site(f *firm, a *agency) string {
	var open []string
	for _, s := range f.Sites {
		if a.District == "" || s.District == a.District {
			open = append(open, s.Address)
		}
	}
	return p.one(open)
}

func (p *plan) one(of []string) string { return of[p.r.IntN(len(of))] }

// outcome draws what becomes of a visit.
func (p *plan) outcome(v *visit) {
	switch x := p.r.Float64(); {
	case x < 0.025:
		v.fate, v.why = calledOff, p.one(callOffs)
		return
	case x < 0.035 && v.task.Kind.Planned():
		v.fate, v.why, v.moved = moves, p.one(callOffs), time.Duration(1+p.r.IntN(2))*7*24*time.Hour
	case x < 0.055:
		v.fate = nobodyComes
		return
	}
	arrived := v.task.From.Add(time.Duration(p.r.IntN(40)) * time.Minute)
	stay := time.Duration(min(480, 75*math.Exp(0.5*p.r.NormFloat64()))) * time.Minute
	v.result = inspection.Result{Arrived: arrived, Left: arrived.Add(max(10*time.Minute, stay)), Signed: inspection.SignedByPersonInCharge}
	switch x := p.r.Float64(); {
	case x < 0.18:
		v.result.Signed = inspection.SignedByLegalRepresentative
	case x < 0.19:
		v.result.Signed = inspection.RefusedToSign
	}
	if p.chance(0.04) {
		v.result.Unscanned = []inspection.Unscanned{inspection.NoNetwork, inspection.NoPhones, inspection.Declined}[p.r.IntN(3)]
	} else {
		for range 1 + p.r.IntN(3) {
			v.scans = append(v.scans, look{time.Duration(1+p.r.IntN(15*60)) * time.Second, []string{"suishenban", "wechat", "wechat", "alipay", "browser"}[p.r.IntN(5)]})
		}
	}
	p.find(v)
	if p.chance(0.01) {
		v.correction = p.one(corrections)
	}
	if p.chance(0.5) {
		v.evaluation = p.evaluation()
	}
}

// find draws what the officers find: something in 28 of a hundred visits, a case filed in 13.
func (p *plan) find(v *visit) {
	found, filed := p.chance(0.28), p.chance(0.13/0.28)
	for i, item := range v.task.Items {
		it := inspection.ItemResult{Item: item, Outcome: inspection.Conforming}
		switch {
		case found && (i == 0 || p.chance(0.2)):
			it.Outcome, it.Finding, it.Handling = inspection.NotConforming, p.one(findings[v.agency.Line]), inspection.CorrectedOnSite
			switch {
			case i == 0 && filed:
				it.Handling = inspection.CaseFiled
			case p.chance(0.6):
				it.Handling, it.Deadline = inspection.Rectify, v.task.Day().AddDays(7+int(v.moved.Hours())/24+p.r.IntN(24))
			case p.chance(0.05):
				it.Handling = inspection.Transferred
			}
		case p.chance(0.04):
			it.Outcome = inspection.NotApplicable
		}
		v.result.Items = append(v.result.Items, it)
	}
}

// evaluation draws what an enterprise thinks, whatever the visit was like.
func (p *plan) evaluation() *inspection.Evaluation {
	e := &inspection.Evaluation{Role: inspection.PersonInCharge, Duties: map[inspection.Duty]inspection.Answer{}}
	if p.chance(0.3) {
		e.Role = inspection.LegalRepresentative
	}
	x := p.r.Float64()
	for rating, upTo := range []float64{5: 1, 4: 0.38, 3: 0.14, 2: 0.06, 1: 0.02} {
		if rating > 0 && x < upTo && e.Rating == 0 {
			e.Rating = rating
		}
	}
	for _, d := range inspection.Duties() {
		e.Duties[d] = inspection.Yes
		switch x := p.r.Float64(); {
		case x < 0.03:
			e.Duties[d] = inspection.No
		case x < 0.07:
			e.Duties[d] = inspection.Unknown
		}
	}
	p.say(e)
	return e
}

// say draws what goes with a rating: reasons that are ticked, and now and then a text.
func (p *plan) say(e *inspection.Evaluation) {
	e.Reasons, e.Text = nil, ""
	good := []inspection.Reason{inspection.Helpful, inspection.Professional}
	bad := []inspection.Reason{inspection.TooFrequent, inspection.Duplicate, inspection.TooLong, inspection.Unclear, inspection.Rude}
	offered, texts := good, praise
	if e.Rating <= 2 {
		offered, texts = bad, complaints
	}
	for _, r := range offered {
		if p.chance(0.35) {
			e.Reasons = append(e.Reasons, r)
		}
	}
	if p.chance(0.15) {
		e.Text = p.one(texts)
	}
}
