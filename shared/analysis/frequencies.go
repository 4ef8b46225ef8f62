package analysis

import (
	"slices"
	"strconv"
	"time"

	"inspectioncode.example/shared/inspection"
)

// Frequencies are how often everybody was visited, looked at once for all scopes.
type Frequencies struct {
	Loads     *Loads     // of all agencies together
	Seconds   []Second   // in the period, by enterprise and day
	Crossings []Crossing // in the period

	lake        int
	made        time.Time
	in          *Inspections
	items       *Items
	first, last inspection.Date
	limits      Limits
	trade       []int32 // of each enterprise, as its newest row says
}

// FrequenciesOf looks at the period from first to last, and in rows before it as far as windows reach: see Reach.
func FrequenciesOf(in *Inspections, items *Items, first, last inspection.Date, limits Limits) *Frequencies {
	f := &Frequencies{in: in, items: items, first: first, last: last, limits: limits, trade: make([]int32, len(in.Enterprise.Names))}
	items.Again(first, last, limits.Window, func(s Second) { f.Seconds = append(f.Seconds, s) })
	all := in.Select(Scope{}, Reach(first, last, limits), last)
	f.Loads = in.Load(Scope{}, all, last)
	f.repeats(Scope{}, f.Loads)
	f.Crossings = slices.Collect(in.Crossings(in.Select(Scope{}, first, last), limits))
	for _, i := range all {
		f.trade[in.Enterprise.Of[i]] = in.Trade.Of[i]
	}
	return f
}

// Reach is the first day whose rows a period's frequencies look at.
func Reach(first, last inspection.Date, limits Limits) inspection.Date {
	year := last.AddDays(-364 - rolling + 1)
	return min(year, first.AddDays(-limits.Window), inspection.Date(last.Year()+"-01-01"))
}

// repeats fills in those of each enterprise.
func (f *Frequencies) repeats(s Scope, loads *Loads) {
	for _, x := range f.Seconds {
		if x.CityDistrict || !f.items.Has(s, x.Row) {
			continue
		}
		if e := f.in.Enterprise.Code(f.items.Enterprise.At(int(x.Row))); e >= 0 {
			loads.Of[e].Repeats++
		}
	}
}

// mostInspected is how many enterprises a summary names.
const mostInspected = 50

// Of are the frequencies of a scope's own visits; thresholds count all agencies' visits, where the scope made
// one of them.
func (f *Frequencies) Of(s Scope) Frequency {
	in := f.in
	loads := f.Loads
	if s != (Scope{}) {
		loads = in.Load(s, in.Select(s, Reach(f.first, f.last, f.limits), f.last), f.last)
		f.repeats(s, loads)
	}
	all := Frequency{PerEnterprise: loads.Spread(), WindowDays: f.limits.Window}
	for e, of := range loads.Of {
		if int(of.Rolling90) > all.MaxRolling90 {
			all.MaxRolling90, all.MostIn90 = int(of.Rolling90), Stretch{inspection.USCC(loads.Enterprise.Names[e]), inspection.NumberedDay(of.Ends)}
		}
	}
	for _, e := range loads.Most(mostInspected) {
		all.MostInspected = append(all.MostInspected, f.Visits(loads, e))
	}
	done := in.State.Code(Done)
	mine := make([]bool, in.Len())
	for _, i := range in.Select(s, f.first, f.last) {
		mine[i] = true
		all.OverCap += one(in.OverCap[i] && in.State.Of[i] == done)
	}
	for _, c := range f.Crossings {
		if !c.any(mine) {
			continue
		}
		switch c.Rule {
		case OverDay:
			all.OverDay++
		case OverWeek:
			all.OverWeek++
		case OverMonth:
			all.OverMonth++
		}
	}
	for _, x := range f.Seconds {
		if f.items.Has(s, x.Row) {
			all.Repeats += one(!x.CityDistrict)
			all.CityDistrict += one(x.CityDistrict)
		}
	}
	return all
}

// Visits are an enterprise's of some loads, with its trade. Its name is for the caller to fill.
func (f *Frequencies) Visits(loads *Loads, e int32) Visits {
	v := loads.At(e)
	v.Trade = f.in.Trade.Names[f.trade[e]]
	return v
}

func (c *Crossing) any(mine []bool) bool {
	for _, i := range c.Rows {
		if mine[i] {
			return true
		}
	}
	return false
}

// Alerts are the thresholds crossed in the period, each said of the agency whose visit crossed it. Agency says
// what one is called.
func (f *Frequencies) Alerts(agency func(code string) inspection.Text) []Alert {
	var all []Alert
	for _, c := range f.Crossings {
		limit, words := f.limits.of(c.Rule)
		i := c.Rows[limit] // the first that was too many
		from := inspection.NumberedDay(c.From)
		u := f.in.Enterprise.Names[c.Enterprise]
		by := agency(f.in.Agency.At(int(i)))
		all = append(all, Alert{Rule: c.Rule, Key: c.Rule + "." + u + "." + string(from), Agency: f.in.Agency.At(int(i)),
			Line: inspection.Line(f.in.Line.At(int(i))), Enterprise: inspection.USCC(u),
			Text: inspection.Text{
				ZH: "企业" + u + string(from) + "起" + words.ZH + "受检超过" + strconv.Itoa(limit) + "次，超过的一次由" + by.ZH + "实施",
				EN: "enterprise " + u + " was visited more than " + strconv.Itoa(limit) + " times in the " + words.EN + " of " + string(from) + "; the visit too many was made by " + by.In(inspection.English),
			}})
	}
	return all
}
