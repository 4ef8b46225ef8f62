package sample

import (
	"math"
	"math/rand/v2"
	"slices"
	"sort"
	"time"

	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
)

// A plan is every visit there will be, drawn before the first is played.
type plan struct {
	Trial
	policy   *inspection.Policy
	r        *rand.Rand
	agencies []*agency
	firms    []*firm
	planned  int // visits
	planted  Planted
}

// An agency and the officers it can send.
type agency struct {
	inspection.Agency
	officers []inspection.Officer
	number   int // of its last task
}

// A firm is an enterprise, and the visits to it.
type firm struct {
	inspection.Enterprise
	may     []*agency      // inspect it
	counted map[string]int // visits by agency and year that agencies keep down
	met     map[string]int // visits by officer
	visits  []*visit
	told    []inspection.VisitReport // visits without a code, as it reports them
}

// ownCap is how many counted visits a year an agency makes of one enterprise by its own habit, one where
// the enterprise is of the first grade of safety.
func ownCap(a *agency, f *firm) int {
	if a.Line == inspection.Emergency && f.Grade == "1" {
		return 1
	}
	return 2
}

func newPlan(t Trial, policy *inspection.Policy, d ledger.Directory) *plan {
	p := &plan{Trial: t, policy: policy, r: rand.New(stream(t.Seed, "plan", 0))}
	for _, a := range d.Agencies {
		p.agencies = append(p.agencies, &agency{Agency: a})
	}
	for _, o := range d.Officers {
		i := slices.IndexFunc(p.agencies, func(a *agency) bool { return a.Code == o.Agency })
		if i >= 0 && o.Withdrawn == "" && o.From <= t.From && t.Until < o.Until {
			p.agencies[i].officers = append(p.agencies[i].officers, o)
		}
	}
	for _, e := range d.Enterprises {
		f := &firm{Enterprise: e, counted: map[string]int{}, met: map[string]int{}}
		for _, a := range p.agencies {
			scope, ok := policy.Scope(a.Line)
			mine := a.Level == inspection.Municipal || slices.ContainsFunc(e.Sites, func(s inspection.Site) bool { return s.District == a.District })
			if ok && mine && len(a.officers) >= policy.Officers.AtLeast && (scope.Trade == "" || slices.Contains(e.Trades, scope.Trade)) {
				f.may = append(f.may, a)
			}
		}
		p.firms = append(p.firms, f)
	}
	return p
}

// draw draws all visits: the planted ones, which need room, and then the others by chance.
func (p *plan) draw() {
	if p.Plant {
		p.plant()
	}
	weights := make([]float64, len(p.firms)) // running sums
	sum := 0.0
	for i, f := range p.firms {
		if w := p.gamma2(); len(f.may) > 0 && f.USCC != p.planted.OverInspected {
			sum += w
		}
		weights[i] = sum
	}
	for misses := 0; p.planned < p.Visits && misses < 50*p.Visits && sum > 0; {
		f := p.firms[min(sort.SearchFloat64s(weights, p.r.Float64()*sum), len(p.firms)-1)]
		v := p.visitByChance(f)
		if v == nil {
			misses++ // it has had as many as its agencies allow themselves
		} else if p.chance(jointly) {
			p.comeAlong(f, v)
		}
	}
	for _, f := range p.firms {
		slices.SortStableFunc(f.visits, func(a, b *visit) int { return a.task.From.Compare(b.task.From) })
		p.sendOfficers(f)
	}
	if p.Plant {
		p.leaveCodesAtHome()
	}
}

// gamma2 draws how often an enterprise is looked at, next to others: mean 1, shape 2, so that a few have
// many visits.
func (p *plan) gamma2() float64 { return -math.Log(1-p.r.Float64())/2 - math.Log(1-p.r.Float64())/2 }

// visitByChance adds a visit by one of those who may; nil if none of them would.
func (p *plan) visitByChance(f *firm) *visit {
	if len(f.may) == 0 {
		return nil
	}
	a := f.may[p.r.IntN(len(f.may))]
	if a.Level == inspection.Municipal && p.r.IntN(2) == 0 { // districts do most of it
		a = f.may[p.r.IntN(len(f.may))]
	}
	return p.visit(f, a, p.kind(a), p.From, p.Until)
}

// kind draws why an agency comes. Planned and unplanned are 92 : 8 over all, and emergency management has
// no unplanned ones; special campaigns need an approval nobody here can give.
func (p *plan) kind(a *agency) inspection.Kind {
	if scope, _ := p.policy.Scope(a.Line); slices.Contains(scope.Kinds, inspection.Report) && p.chance(0.14) {
		switch x := p.r.Float64(); {
		case x < 0.45:
			return inspection.Report
		case x < 0.75:
			return inspection.Complaint
		case x < 0.80:
			return inspection.Media
		}
		return inspection.OtherUnplanned
	}
	switch x := p.r.Float64(); {
	case x < 0.45:
		return inspection.DoubleRandom
	case x < 0.85:
		return inspection.Routine
	}
	return inspection.OtherPlanned
}

func (p *plan) chance(share float64) bool { return p.r.Float64() < share }

// apart is how many days lie between two visits to one enterprise at least, whoever comes.
const apart = 9

// day finds a working day from first to last that is apart from all other visits to f; false if there
// is none near those it tries.
func (p *plan) day(f *firm, first, last inspection.Date) (inspection.Date, bool) {
	span := int(last.Start().Sub(first.Start())/(24*time.Hour)) + 1
	for range 12 {
		if span < 1 {
			return "", false
		}
		d := first.AddDays(p.r.IntN(span))
		weekday := d.Start().Weekday()
		if weekday == time.Saturday || weekday == time.Sunday {
			continue
		}
		if !slices.ContainsFunc(f.visits, func(v *visit) bool {
			days := d.Start().Sub(v.task.Day().Start()).Hours() / 24
			return math.Abs(days) < apart
		}) {
			return d, true
		}
	}
	return "", false
}

// sendOfficers chooses who comes to each visit, in order of time: those who have been at the enterprise
// least, two of them, and sometimes three.
func (p *plan) sendOfficers(f *firm) {
	for _, v := range f.visits {
		all := slices.Clone(v.agency.officers)
		p.r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		slices.SortStableFunc(all, func(a, b inspection.Officer) int { return f.met[a.Certificate] - f.met[b.Certificate] })
		many := p.policy.Officers.AtLeast
		if p.chance(0.15) {
			many++
		}
		for _, o := range all[:min(many, len(all))] {
			v.task.Officers = append(v.task.Officers, o.Certificate)
			f.met[o.Certificate]++
		}
	}
}
