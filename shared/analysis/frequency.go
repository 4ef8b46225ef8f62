package analysis

import (
	"cmp"
	"slices"

	"inspectioncode.example/shared/inspection"
)

// Limits are what frequency is judged by.
type Limits struct {
	Day, Week, Month int // 一天、一周、一月: more visits than this to one enterprise, by all agencies, is over a soft threshold
	Window           int // days within which the same item is inspected again
}

// TrialLimits are the limits where a policy sets none: once a day, twice a week, three times a month, as
// provinces publish them, and a quarter for the same item.
func TrialLimits() Limits { return Limits{Day: 1, Week: 2, Month: 3, Window: 90} }

// LimitsOf are the limits a policy sets on day, and the trial's where it sets none.
func LimitsOf(p *inspection.Policy, day inspection.Date) Limits {
	l := TrialLimits()
	for _, r := range p.Frequency.Thresholds {
		if !r.Holds(day) {
			continue
		}
		switch r.Span {
		case inspection.OneDay:
			l.Day = r.Most
		case inspection.OneWeek:
			l.Week = r.Most
		case inspection.OneMonth:
			l.Month = r.Most
		}
	}
	if p.Frequency.Reuse.Days > 0 {
		l.Window = p.Frequency.Reuse.Days
	}
	return l
}

// rolling is how many days a window for the most visits has.
const rolling = 90

// A Load is how often one enterprise was visited. Agencies that came together came once; what they spent is everybody's.
type Load struct {
	Day30, Day90, Day365, Year int32
	Rolling90                  int32 // most visits in any 90 days that end within the last 365,
	Ends                       int32 // on this day, the first such
	Agencies                   int32 // which came in 365 days; 0 where agencies were not read
	Minutes                    int32 // it was being inspected in 365 days
	PersonMin                  int32 // which all who came spent
	Repeats                    int32 // for the caller to fill

	recent int32 // visits in the 90 days up to the newest row
}

// Loads are those of all enterprises, by the code of their word.
type Loads struct {
	Enterprise *Words
	Of         []Load

	last, year int32
	scope      Scope
	window     [][]int32 // enterprises visited in the 90 days up to the newest row, by day
	newest     int32
	came       []uint64 // which agencies came to an enterprise, bit by bit
	words      int      // of came, for each enterprise
}

// LoadsUntil begins to count a scope's visits 30, 90 and 365 days back from until, until among them, and in its calendar year.
func LoadsUntil(s Scope, until inspection.Date) *Loads {
	return &Loads{scope: s, last: until.Number(), year: inspection.Date(until.Year() + "-01-01").Number(), window: make([][]int32, rolling), words: 1}
}

// Load counts the visits of a scope's rows that were done.
func (in *Inspections) Load(s Scope, rows Rows, until inspection.Date) *Loads {
	l := LoadsUntil(s, until)
	l.Add(in, rows)
	return l
}

// parts says which rows are parts of a visit that another row of the scope stands for: in the city those joined with any
// agency's, in a line with one of the line. An agency's own are all visits of its own.
func (in *Inspections) parts(s Scope) []bool {
	switch {
	case s.Agency != "":
		return nil
	case s.Line != "":
		return in.LinePart
	}
	return in.Part
}

// Add counts more rows, of the same or later days, by the same codes of enterprises and agencies.
func (l *Loads) Add(in *Inspections, rows Rows) {
	l.Enterprise = &in.Enterprise
	l.grow(len(in.Enterprise.Names), len(in.Agency.Names))
	done, parts := in.State.Code(Done), in.parts(l.scope)
	burden := len(in.Agency.Of) > 0 && len(in.Minutes) > 0 && len(in.Persons) > 0
	for _, i := range rows {
		day, e := in.Day[i], in.Enterprise.Of[i]
		if in.State.Of[i] != done || day > l.last {
			continue
		}
		part := parts != nil && parts[i]
		if !part {
			l.visit(e, day)
		}
		if burden && day > l.last-365 {
			of := &l.Of[e]
			if !part {
				of.Minutes += in.Minutes[i]
			}
			of.PersonMin += in.Minutes[i] * in.Persons[i]
			a := in.Agency.Of[i]
			if at, bit := int(e)*l.words+int(a/64), uint64(1)<<(a%64); l.came[at]&bit == 0 {
				l.came[at] |= bit
				of.Agencies++
			}
		}
	}
}

// visit counts one visit. Visits come in the order of days, so those of the last 90 are all a window needs.
func (l *Loads) visit(e, day int32) {
	for l.newest = max(l.newest, day-rolling); l.newest < day; {
		l.newest++
		leaving := &l.window[l.newest%rolling] // 90 days older
		for _, old := range *leaving {
			l.Of[old].recent--
		}
		*leaving = (*leaving)[:0]
	}
	l.window[day%rolling] = append(l.window[day%rolling], e)
	of := &l.Of[e]
	of.recent++
	if day >= l.year {
		of.Year++
	}
	if day <= l.last-365 {
		return
	}
	of.Day365++
	if day > l.last-90 {
		of.Day90++
	}
	if day > l.last-30 {
		of.Day30++
	}
	if of.recent > of.Rolling90 {
		of.Rolling90, of.Ends = of.recent, day
	}
}

// grow makes room for more enterprises and agencies.
func (l *Loads) grow(enterprises, agencies int) {
	l.Of = append(l.Of, make([]Load, enterprises-len(l.Of))...)
	if words := (agencies + 63) / 64; words > l.words {
		wider := make([]uint64, enterprises*words)
		for at, bits := range l.came {
			wider[at/l.words*words+at%l.words] = bits
		}
		l.came, l.words = wider, words
	}
	l.came = append(l.came, make([]uint64, enterprises*l.words-len(l.came))...)
}

// Spread is how many enterprises had 1, 2, 3 … visits in the calendar year.
func (l *Loads) Spread() []Count {
	had := map[int32]int{}
	for _, of := range l.Of {
		if of.Year > 0 {
			had[of.Year]++
		}
	}
	var all []Count
	for n, enterprises := range had {
		all = append(all, Count{Visits: int(n), Enterprises: enterprises})
	}
	slices.SortFunc(all, func(a, b Count) int { return a.Visits - b.Visits })
	return all
}

// Most are the codes of the enterprises with the most visits in 365 days, at most max of them; of equals the
// busiest and then the smaller credit code first.
func (l *Loads) Most(max int) []int32 {
	var all []int32
	order := func(a, b int32) int {
		return cmp.Or(cmp.Compare(l.Of[b].Day365, l.Of[a].Day365), cmp.Compare(l.Of[b].Rolling90, l.Of[a].Rolling90),
			cmp.Compare(l.Enterprise.Names[a], l.Enterprise.Names[b]))
	}
	for e := range int32(len(l.Of)) {
		if l.Of[e].Day365 == 0 || len(all) == max && order(e, all[max-1]) > 0 {
			continue
		}
		i, _ := slices.BinarySearchFunc(all, e, order)
		all = slices.Insert(all, i, e)
		all = all[:min(len(all), max)]
	}
	return all
}

// At is one enterprise's. Its name and trade are not known here.
func (l *Loads) At(e int32) Visits {
	of := l.Of[e]
	v := Visits{Enterprise: inspection.USCC(l.Enterprise.Names[e]), Day30: int(of.Day30), Day90: int(of.Day90), Day365: int(of.Day365),
		Year: int(of.Year), Rolling90: int(of.Rolling90), Agencies: int(of.Agencies), Repeats: int(of.Repeats), PersonMin: int(of.PersonMin)}
	if of.Rolling90 > 0 {
		v.Ends = inspection.NumberedDay(of.Ends)
	}
	return v
}
