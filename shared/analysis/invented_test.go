package analysis

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/pilot"
)

// A year invented from a seed: three lines with a city's and sixteen districts' agencies, 3,000 enterprises with some 10,000
// visits, 92 of 100 planned, something found at 28, half of them evaluated, 7 of 100 ratings bad. Rates differ between
// enterprises, but none is above twice its peers'; ratings hang on nothing; nobody comes back for them. What is to be
// found is planted on top.
type invented struct {
	random *rand.Rand
	n      *Night
	visits []invention

	rate   func(enterprise int) float64                      // against peers; nil for a null year
	undone func(agency string, duty inspection.Duty) float64 // chance
	odds   func(agency string, undone [6]bool) float64       // of a bad rating
	grudge func(agency string, day int32) (until int32, factor float64)
}

type invention struct {
	day        int32
	enterprise int
	agency     inspection.Agency
	evaluated  bool
	rating     int32
	duties     [6]inspection.Answer
}

const inventedEnterprises, inventedDays = 3000, 364

var inventedFrom = inspection.Date("2023-01-02") // a Monday

func newYear(seed uint64) *invented {
	policy := *pilot.Trial()
	policy.Trial.From, policy.Trial.Until = inventedFrom, inventedFrom.AddDays(inventedDays-1)
	y := &invented{random: rand.New(rand.NewPCG(seed, 20240120)), n: &Night{From: policy.Trial.From, Until: policy.Trial.Until,
		Made: time.Date(2024, 1, 1, 2, 0, 0, 0, inspection.Shanghai), Policy: &policy, Limits: TrialLimits(),
		Inspections: &Inspections{}, Items: &Items{}, Evaluated: &Evaluated{}, Ticked: &Ticked{}}}
	number := uint16(1)
	for _, line := range []inspection.Line{inspection.Transport, inspection.Gas, inspection.Emergency} {
		for d := range 17 {
			a := inspection.Agency{Code: fmt.Sprintf("%02d-%s", d, line), Number: number, Line: line, Level: inspection.District, District: fmt.Sprint(310100 + d)}
			if d == 0 {
				a.Level, a.District = inspection.Municipal, ""
			}
			a.Name = inspection.Text{ZH: "第" + a.Code + "单位", EN: "agency " + a.Code}
			y.n.Directory = append(y.n.Directory, a)
			number++
		}
	}
	return y
}

// night draws the year.
func (y *invented) night() *Night {
	for e := range inventedEnterprises {
		y.enterprise(e)
	}
	slices.SortStableFunc(y.visits, func(a, b invention) int { return cmp.Compare(a.day, b.day) })
	for i, v := range y.visits {
		y.row(i, v)
	}
	return y.asIs()
}

// asIs is of the rows there are.
func (y *invented) asIs() *Night {
	y.n.Released = y.n.Release(nil)
	return y.n
}

// enterprise draws the visits to one, day by day, since what came of one can change those after it.
func (y *invented) enterprise(e int) {
	line := e % 3
	agencies := y.n.Directory[17*line : 17*line+17]
	theirs := agencies[1+e/3%16]
	rate := 0.5 + 1.1*y.random.Float64() // against its peers' mean
	if y.rate != nil {
		if r := y.rate(e); r > 0 {
			rate = r
		}
	}
	first := inventedFrom.Number()
	grudgeUntil, grudgeFactor := int32(0), 1.0
	for day := first; day < first+inventedDays; day++ {
		if (day+3)%7 >= 5 { // no visits at weekends
			continue
		}
		chance := rate * 3.3 / 260
		for _, agency := range []inspection.Agency{theirs, agencies[0]} {
			p := chance * 0.85
			if agency.Level == inspection.Municipal {
				p = chance * 0.15
			} else if day <= grudgeUntil {
				p *= grudgeFactor
			}
			if y.random.Float64() >= p {
				continue
			}
			v := y.visit(e, day, agency)
			y.visits = append(y.visits, v)
			if v.evaluated && bad(v.rating) && y.grudge != nil {
				if until, factor := y.grudge(agency.Code, day); until > 0 {
					grudgeUntil, grudgeFactor = until, factor
				}
			}
		}
	}
}

func (y *invented) visit(e int, day int32, agency inspection.Agency) invention {
	v := invention{day: day, enterprise: e, agency: agency, evaluated: y.random.Float64() < 0.5}
	var undone [6]bool
	for d, duty := range inspection.Duties() {
		chance := []float64{0.03, 0.02, 0.05, 0.12, 0.04, 0.07}[d]
		if y.undone != nil {
			chance = max(chance, y.undone(agency.Code, duty))
		}
		switch u := y.random.Float64(); {
		case u < chance:
			v.duties[d], undone[d] = inspection.No, true
		case u < chance+0.1:
			v.duties[d] = inspection.Unknown
		default:
			v.duties[d] = inspection.Yes
		}
	}
	odds := 0.075
	if y.odds != nil {
		odds *= y.odds(agency.Code, undone)
	}
	v.rating = 3 + int32(y.random.IntN(3))
	if y.random.Float64() < odds/(1+odds) {
		v.rating = 1 + int32(y.random.IntN(2))
	}
	return v
}

func usccOf(e int) string { return fmt.Sprintf("9131000000%08d", e) }

// row writes a visit into the columns.
func (y *invented) row(i int, v invention) {
	in, e := y.n.Inspections, y.n.Evaluated
	planned, findings := y.random.Float64() < 0.92, y.random.Float64() < 0.28
	trades := []inspection.Trade{inspection.DangerousGoods, inspection.GasSupply, inspection.Industry}
	in.ID = append(in.ID, inspection.ID(fmt.Sprintf("%016d", i)))
	in.Day = append(in.Day, v.day)
	in.Enterprise.Add(usccOf(v.enterprise))
	in.Trade.Add(string(trades[v.enterprise%3]))
	in.Agency.Add(v.agency.Code)
	in.Line.Add(string(v.agency.Line))
	in.Level.Add(string(v.agency.Level))
	in.District.Add(v.agency.District)
	in.Kind.Add(string(inspection.Routine))
	in.State.Add(Done)
	in.Planned, in.Scanned = append(in.Planned, planned), append(in.Scanned, true)
	in.Counted, in.OverCap, in.OverSoft = append(in.Counted, planned), append(in.OverCap, false), append(in.OverSoft, false)
	in.Items, in.Findings = append(in.Items, 3), append(in.Findings, int32(one(findings)))
	in.Minutes, in.Persons, in.Joined = append(in.Minutes, 90), append(in.Persons, 2), append(in.Joined, 0)
	if !v.evaluated {
		return
	}
	y.n.Rated = append(y.n.Rated, Rated{int32(i), int32(e.Len())})
	e.ID = append(e.ID, inspection.ID(fmt.Sprintf("%016x", y.random.Uint64())))
	e.Monday = append(e.Monday, monday(v.day)) // visits come by day, so weeks come in order
	e.Agency.Add(v.agency.Code)
	e.Line.Add(string(v.agency.Line))
	e.Level.Add(string(v.agency.Level))
	e.District.Add(v.agency.District)
	e.Planned, e.Findings = append(e.Planned, planned), append(e.Findings, findings)
	e.Role.Add(string(inspection.PersonInCharge))
	e.Rating, e.Text = append(e.Rating, v.rating), append(e.Text, false)
	for d := range v.duties {
		e.Duties[d].Add(string(v.duties[d]))
	}
}

// called is everything that a summary calls out, one word each, but thresholds, which are counted and not judged.
func called(s *Summary) (all []string) {
	for _, c := range s.Concern {
		all = append(all, "concern "+string(c.Enterprise))
	}
	for _, f := range s.Evaluations.Funnel {
		if f.Outside {
			all = append(all, "outside "+f.Agency)
		}
	}
	for _, x := range s.Evaluations.Neglect {
		all = append(all, "neglect "+x.Agency+" "+string(x.Duty))
	}
	for _, g := range s.Evaluations.Goes {
		if g.Clear {
			all = append(all, "goes "+g.Factor)
		}
	}
	for _, w := range s.Evaluations.Watch {
		all = append(all, fmt.Sprintf("watch %s %s %v", w.Agency, w.Enterprise, w.Rise))
	}
	return all
}

func TestTheInventedYearIsLikeARealOne(t *testing.T) {
	n := newYear(1).night()
	u := n.Summary(Scope{}).Usage
	share := func(k int) float64 { return float64(k) / float64(u.Done) }
	rated := float64(n.Evaluated.Len()) / float64(u.Done)
	if u.Done < 8500 || u.Done > 11500 || math.Abs(share(u.Planned)-0.92) > 0.02 || math.Abs(share(u.Findings)-0.28) > 0.02 || math.Abs(rated-0.5) > 0.02 {
		t.Errorf("got %d visits, %.2f planned, %.2f with findings, %.2f evaluated", u.Done, share(u.Planned), share(u.Findings), rated)
	}
}
