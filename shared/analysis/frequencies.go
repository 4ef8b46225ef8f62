package analysis

import (
	"slices"
	"strconv"

	"inspectioncode.example/shared/inspection"
)

// Frequencies are how often everybody was visited, looked at once for all scopes.
type Frequencies struct {
	Loads     *Loads // of all agencies together
	Again     Again
	Crossings []Crossing // in the period

	in          *Inspections
	first, last inspection.Date
	limits      Limits
	trade       []int32 // of each enterprise, as its newest row says
}

// FrequenciesOf looks at the period from first to last, and in rows before it as far as windows reach: see Reach.
func FrequenciesOf(in *Inspections, items *Items, first, last inspection.Date, limits Limits) *Frequencies {
	f := &Frequencies{in: in, first: first, last: last, limits: limits,
		Again: items.Again(first, last, limits.Window), trade: make([]int32, len(in.Enterprise.Names))}
	all := in.Select(Scope{}, Reach(first, last, limits), last)
	f.Loads = in.Load(all, last)
	f.Loads.Repeats = f.repeats(items)
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

// repeats are those of each enterprise, by the code it has among inspections.
func (f *Frequencies) repeats(items *Items) []int32 {
	all := make([]int32, len(f.in.Enterprise.Names))
	for e, n := range f.Again.ByEnterprise {
		if c := f.in.Enterprise.Code(items.Enterprise.Names[e]); n > 0 && c >= 0 {
			all[c] = n
		}
	}
	return all
}

// mostInspected is how many enterprises a summary names.
const mostInspected = 50

// Of are the frequencies of a scope's own visits; thresholds count all agencies' visits, where the scope made
// one of them. Items are those FrequenciesOf was given.
func (f *Frequencies) Of(s Scope, items *Items) Frequency {
	in := f.in
	loads := f.Loads
	if s != (Scope{}) {
		loads = in.Load(in.Select(s, Reach(f.first, f.last, f.limits), f.last), f.last)
		loads.Repeats = f.Loads.Repeats
	}
	all := Frequency{PerEnterprise: loads.Spread(), WindowDays: f.limits.Window}
	for _, n := range loads.Rolling90 {
		all.MaxRolling90 = max(all.MaxRolling90, int(n))
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
	lineOf := make(map[int32]string, len(items.Agency.Names))
	for i, a := range items.Agency.Of {
		if _, ok := lineOf[a]; !ok {
			lineOf[a] = items.Line.At(i)
		}
	}
	for a, name := range items.Agency.Names {
		if s.Agency == "" && (s.Line == "" || lineOf[int32(a)] == string(s.Line)) || s.Agency == name {
			all.Repeats += f.Again.Repeats[a]
			all.CityDistrict += f.Again.CityDistrict[a]
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
