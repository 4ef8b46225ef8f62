package analysis

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"inspectioncode.example/shared/inspection"
)

// visit adds a visit of two officers, sixty minutes long, by an agency of a line.
func (in *Inspections) visit(day inspection.Date, enterprise, agency, state string) {
	in.ID = append(in.ID, inspection.ID(fmt.Sprint(len(in.ID))))
	in.Day = append(in.Day, day.Number())
	in.Enterprise.Add(enterprise)
	in.Agency.Add(agency)
	in.State.Add(state)
	in.Trade.Add("gas-supply")
	in.Line.Add("gas")
	in.Level.Add("district")
	in.District.Add("310115")
	in.Kind.Add("routine")
	for _, c := range []*[]bool{&in.Planned, &in.Counted, &in.Scanned} {
		*c = append(*c, true)
	}
	in.OverCap, in.OverSoft = append(in.OverCap, false), append(in.OverSoft, false)
	minutes := int32(60)
	if state != Done {
		minutes = 0
	}
	in.Items, in.Findings, in.Minutes = append(in.Items, 1), append(in.Findings, 0), append(in.Minutes, minutes)
	in.Persons, in.Joined = append(in.Persons, 2), append(in.Joined, 0)
	in.Part, in.LinePart = append(in.Part, false), append(in.LinePart, false)
}

func (it *Items) look(day inspection.Date, enterprise, agency, level, item string) {
	it.Day = append(it.Day, day.Number())
	it.Enterprise.Add(enterprise)
	it.Agency.Add(agency)
	it.Line.Add("gas")
	it.Level.Add(level)
	it.Item.Add(item)
	it.Outcome.Add("conforming")
	it.LinePart = append(it.LinePart, false)
}

func everything(n int) Rows {
	rows := make(Rows, n)
	for i := range rows {
		rows[i] = int32(i)
	}
	return rows
}

// Ensure that windows reach back as many days as they say, and no further, and that what did not take place
// counts for nothing.
func TestWindowsReachBackAsFarAsTheySay(t *testing.T) {
	var in Inspections
	for _, day := range []inspection.Date{"2023-01-01", "2023-01-02", "2023-10-03", "2023-10-04", "2023-12-02", "2023-12-31", "2024-01-01"} {
		in.visit(day, "E", "a", Done)
		in.visit(day, "E", "b", Lapsed)
	}
	l := in.Load(Scope{}, everything(in.Len()), "2024-01-01")
	got := l.At(in.Enterprise.Code("E"))
	want := Visits{Enterprise: "E", Day30: 2, Day90: 4, Day365: 6, Year: 1, Rolling90: 4, Ends: "2023-12-31", Agencies: 1, PersonMin: 6 * 120}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// Ensure that agencies that came together came once to the enterprise, and each for itself, and that what they spent is counted
// of all.
func TestWhoComesTogetherComesOnce(t *testing.T) {
	var in Inspections
	in.visit("2024-01-01", "E", "a", Done)
	in.visit("2024-01-01", "E", "b", Done) // with a
	in.visit("2024-01-01", "E", "c", Done) // with a, of another line
	in.Joined[0], in.Part[1], in.LinePart[1], in.Part[2] = 2, true, true, true
	in.Line.Of[2] = in.Line.Intern("transport")
	for _, c := range []struct {
		scope Scope
		want  Visits
	}{
		{Scope{}, Visits{Day30: 1, Day90: 1, Day365: 1, Year: 1, Rolling90: 1, Agencies: 3, PersonMin: 360}},
		{Scope{Line: "gas"}, Visits{Day30: 1, Day90: 1, Day365: 1, Year: 1, Rolling90: 1, Agencies: 2, PersonMin: 240}},
		{Scope{Line: "transport"}, Visits{Day30: 1, Day90: 1, Day365: 1, Year: 1, Rolling90: 1, Agencies: 1, PersonMin: 120}},
		{Scope{Agency: "b"}, Visits{Day30: 1, Day90: 1, Day365: 1, Year: 1, Rolling90: 1, Agencies: 1, PersonMin: 120}},
	} {
		c.want.Enterprise, c.want.Ends = "E", "2024-01-01"
		rows := in.Select(c.scope, "2023-01-01", "2024-01-01")
		if got := in.Load(c.scope, rows, "2024-01-01").At(0); got != c.want {
			t.Errorf("%+v: got %+v, want %+v", c.scope, got, c.want)
		}
	}
	u := in.Usage(everything(3))
	if u.Done != 3 || u.Joined != 1 || u.Saved != 2 || u.SavedMin != 240 || u.PersonMin != 360 {
		t.Errorf("%+v", u)
	}
	for c := range in.Crossings(everything(3), TrialLimits()) {
		t.Errorf("coming together crossed %s", c.Rule)
	}
}

// Ensure that the most visits of any 90 days are what trying every day finds, however the rows are handed over.
func TestTheBusiestNinetyDays(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	const until inspection.Date = "2023-12-31"
	for range 100 {
		days := make([]int32, r.IntN(60))
		for i := range days {
			days[i] = until.Number() - r.Int32N(600)
		}
		slices.Sort(days)
		var in Inspections
		want := map[string]int32{}
		for i, day := range days {
			in.visit(inspection.NumberedDay(day), fmt.Sprint("E", r.IntN(3)), "a", Done)
			n := int32(0)
			for j := range i + 1 {
				if in.Enterprise.Of[j] == in.Enterprise.Of[i] && in.Day[j] > day-90 {
					n++
				}
			}
			if day > until.Number()-365 {
				want[in.Enterprise.At(i)] = max(want[in.Enterprise.At(i)], n)
			}
		}
		l := LoadsUntil(Scope{}, until)
		all := everything(in.Len())
		cut := r.IntN(len(all) + 1)
		l.Add(&in, all[:cut])
		l.Add(&in, all[cut:])
		for e, name := range in.Enterprise.Names {
			if l.Of[e].Rolling90 != want[name] {
				t.Fatalf("%s: got %d, want %d of %v", name, l.Of[e].Rolling90, want[name], days)
			}
		}
	}
}

// Ensure what counts as inspected again.
func TestWhatIsInspectedAgain(t *testing.T) {
	type look struct {
		day                 inspection.Date
		agency, level, item string
	}
	const city, district = "municipal", "district"
	for _, c := range []struct {
		why                 string
		looks               []look
		repeats, duplicates int
	}{
		{"nothing twice", []look{{"2023-10-01", "d", district, "G1"}, {"2023-10-02", "d", district, "G2"}}, 0, 0},
		{"the same item within 90 days", []look{{"2023-10-01", "d", district, "G1"}, {"2023-12-30", "d", district, "G1"}}, 1, 0},
		{"the same item after 91 days", []look{{"2023-10-01", "d", district, "G1"}, {"2023-12-31", "d", district, "G1"}}, 0, 0},
		{"the earlier one before the period", []look{{"2023-08-20", "d", district, "G1"}, {"2023-09-01", "d", district, "G1"}}, 1, 0},
		{"the later one before the period", []look{{"2023-08-01", "d", district, "G1"}, {"2023-08-20", "d", district, "G1"}}, 0, 0},
		{"another district's agency", []look{{"2023-10-01", "d", district, "G1"}, {"2023-10-02", "e", district, "G1"}}, 0, 0},
		{"the city after the district", []look{{"2023-10-01", "d", district, "G1"}, {"2023-10-02", "c", city, "G1"}}, 0, 1},
		{"both on one day", []look{{"2023-10-01", "d", district, "G1"}, {"2023-10-01", "c", city, "G1"}}, 0, 1},
		{"both on one day, the city first", []look{{"2023-10-01", "c", city, "G1"}, {"2023-10-01", "d", district, "G1"}}, 0, 1},
		{"both on one day, together", []look{{"2023-10-01", "c", city, "G1"}, {"2023-10-01", "d", district, "G1 together"}}, 0, 0},
		{"both on one day, together, the city joining", []look{{"2023-10-01", "c", city, "G1 together"}, {"2023-10-01", "d", district, "G1"}}, 0, 0},
		{"together, and the city before", []look{{"2023-09-20", "c", city, "G1"}, {"2023-10-01", "c", city, "G1"}, {"2023-10-01", "d", district, "G1 together"}}, 1, 1},
		{"three in turn", []look{{"2023-10-01", "c", city, "G1"}, {"2023-10-05", "d", district, "G1"}, {"2023-10-09", "c", city, "G1"}}, 1, 2},
	} {
		var it Items
		for _, l := range c.looks {
			item, together := strings.CutSuffix(l.item, " together")
			for _, enterprise := range []string{"E", "F" + l.agency + string(l.day)} { // and somebody else each time
				it.look(l.day, enterprise, l.agency, l.level, item)
				it.LinePart[it.Len()-1] = together
			}
		}
		told := 0
		a := it.Again("2023-09-01", "2023-12-31", 90, func(s Second) {
			told += one(it.Enterprise.At(int(s.Row)) == "E" && s.Before >= it.Day[s.Row]-90 && s.Before <= it.Day[s.Row])
		})
		repeats, duplicates := 0, 0
		for i := range a.Repeats {
			repeats += a.Repeats[i]
			duplicates += a.CityDistrict[i]
		}
		if repeats != c.repeats || duplicates != c.duplicates || told != c.repeats+c.duplicates {
			t.Errorf("%s: got %d repeats and %d duplicates, want %d and %d", c.why, repeats, duplicates, c.repeats, c.duplicates)
		}
	}
}

// Ensure that thresholds are crossed by one more than they allow, in a day, a week from Monday and a month, and
// that the alert names the agency whose visit was too many.
func TestThresholdsAreCrossedByOneMore(t *testing.T) {
	for _, c := range []struct {
		why  string
		days []inspection.Date
		want []string
	}{
		{"one a day, two a week, three a month", []inspection.Date{"2023-09-04", "2023-09-10", "2023-09-11"}, nil},
		{"two a day", []inspection.Date{"2023-09-04", "2023-09-04"}, []string{"over-day.E.2023-09-04"}},
		{"three a week", []inspection.Date{"2023-09-04", "2023-09-05", "2023-09-10"}, []string{"over-week.E.2023-09-04"}},
		{"three over a Sunday", []inspection.Date{"2023-09-09", "2023-09-10", "2023-09-11"}, nil},
		{"four a month", []inspection.Date{"2023-09-01", "2023-09-08", "2023-09-15", "2023-09-30"}, []string{"over-month.E.2023-09-01"}},
		{"four over the end of a month", []inspection.Date{"2023-09-08", "2023-09-15", "2023-09-30", "2023-10-08"}, nil},
	} {
		var in Inspections
		for i, day := range c.days {
			in.visit(day, "E", fmt.Sprint("agency", i), Done)
			in.visit(day, "E", "nobody", Revoked)
		}
		f := FrequenciesOf(&in, &Items{}, "2023-09-01", "2023-12-31", TrialLimits())
		var keys []string
		for _, a := range f.Alerts(func(code string) inspection.Text { return inspection.Text{ZH: code} }) {
			keys = append(keys, a.Key)
			if last := fmt.Sprint("agency", len(c.days)-1); a.Agency != last {
				t.Errorf("%s: the alert names %s, want %s", c.why, a.Agency, last)
			}
		}
		if !slices.Equal(keys, c.want) {
			t.Errorf("%s: got %v, want %v", c.why, keys, c.want)
		}
	}
}

// Ensure that scopes add up: what lines and agencies count is what the city counts.
func TestScopesAddUp(t *testing.T) {
	var in Inspections
	r := rand.New(rand.NewPCG(3, 3))
	for i := range 3000 {
		in.visit(inspection.Date("2023-09-01").AddDays(i/30), fmt.Sprint("E", r.IntN(200)), fmt.Sprint("agency", r.IntN(7)), []string{Done, Done, Done, Revoked, Lapsed, Pending}[r.IntN(6)])
	}
	city := in.Usage(in.Select(Scope{}, "2023-09-01", "2023-12-31"))
	var sum Usage
	for a := range in.Agency.Names {
		u := in.Usage(in.Select(Scope{Agency: in.Agency.Names[a]}, "2023-09-01", "2023-12-31"))
		sum.Issued, sum.Done, sum.Revoked, sum.Lapsed, sum.Pending, sum.PersonMin = sum.Issued+u.Issued, sum.Done+u.Done, sum.Revoked+u.Revoked, sum.Lapsed+u.Lapsed, sum.Pending+u.Pending, sum.PersonMin+u.PersonMin
	}
	if city.Issued != 3000 || sum.Issued != 3000 || sum.Done != city.Done || sum.Revoked != city.Revoked || sum.Lapsed != city.Lapsed || sum.Pending != city.Pending || sum.PersonMin != city.PersonMin {
		t.Errorf("agencies sum up to %+v, the city is %+v", sum, city)
	}
	months := 0
	for _, m := range in.Months(in.Select(Scope{}, "2023-09-01", "2023-12-31")) {
		months += m.Issued
	}
	if months != 3000 {
		t.Errorf("months sum up to %d", months)
	}
	if none := in.Select(Scope{Agency: "nobody"}, "2023-09-01", "2023-12-31"); len(none) != 0 {
		t.Errorf("an agency nobody knows has %d rows", len(none))
	}
}
