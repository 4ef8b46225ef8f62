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

// Loads are how often each enterprise was visited, by the code of its word.
type Loads struct {
	Enterprise                            *Words
	Day30, Day90, Day365, Year, Rolling90 []int32 // Rolling90: most in any 90 days that end within the last 365
	Agencies, Minutes, PersonMin          []int32 // in 365 days; 0 where those columns were not read
	Repeats                               []int32 // for the caller to fill

	last, year int32
	recent     []int32   // visits in the 90 days up to the newest row
	window     [][]int32 // their enterprises, by day
	newest     int32
	came       []uint64 // which agencies came to an enterprise, bit by bit
	words      int      // of came, for each enterprise
}

// LoadsUntil begins to count 30, 90 and 365 days back from until, until among them, and in its calendar year.
func LoadsUntil(until inspection.Date) *Loads {
	return &Loads{last: until.Number(), year: inspection.Date(until.Year() + "-01-01").Number(), window: make([][]int32, rolling), words: 1}
}

// Load counts the visits of rows that were done.
func (in *Inspections) Load(rows Rows, until inspection.Date) *Loads {
	l := LoadsUntil(until)
	l.Add(in, rows)
	return l
}

// Add counts more rows, of the same or later days, by the same codes of enterprises and agencies.
func (l *Loads) Add(in *Inspections, rows Rows) {
	l.Enterprise = &in.Enterprise
	l.grow(len(in.Enterprise.Names), len(in.Agency.Names))
	done := in.State.Code(Done)
	burden := len(in.Agency.Of) > 0 && len(in.Minutes) > 0 && len(in.Persons) > 0
	for _, i := range rows {
		day, e := in.Day[i], in.Enterprise.Of[i]
		if in.State.Of[i] != done || day > l.last {
			continue
		}
		l.visit(e, day)
		if burden && day > l.last-365 {
			l.Minutes[e] += in.Minutes[i]
			l.PersonMin[e] += in.Minutes[i] * in.Persons[i]
			a := in.Agency.Of[i]
			if at, bit := int(e)*l.words+int(a/64), uint64(1)<<(a%64); l.came[at]&bit == 0 {
				l.came[at] |= bit
				l.Agencies[e]++
			}
		}
	}
}

// visit counts one visit. Visits come in the order of days, so those of the last 90 are all a window needs.
func (l *Loads) visit(e, day int32) {
	if day > l.last-365 {
		l.Day365[e]++
	}
	if day > l.last-90 {
		l.Day90[e]++
	}
	if day > l.last-30 {
		l.Day30[e]++
	}
	if day >= l.year {
		l.Year[e]++
	}
	for l.newest = max(l.newest, day-rolling); l.newest < day; {
		l.newest++
		leaving := &l.window[l.newest%rolling] // 90 days older
		for _, old := range *leaving {
			l.recent[old]--
		}
		*leaving = (*leaving)[:0]
	}
	l.window[day%rolling] = append(l.window[day%rolling], e)
	l.recent[e]++
	if day > l.last-365 {
		l.Rolling90[e] = max(l.Rolling90[e], l.recent[e])
	}
}

// grow makes room for more enterprises and agencies.
func (l *Loads) grow(enterprises, agencies int) {
	for _, column := range []*[]int32{&l.Day30, &l.Day90, &l.Day365, &l.Year, &l.Rolling90, &l.Agencies, &l.Minutes, &l.PersonMin, &l.recent} {
		*column = append(*column, make([]int32, enterprises-len(*column))...)
	}
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
	for _, n := range l.Year {
		if n > 0 {
			had[n]++
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
		return cmp.Or(cmp.Compare(l.Day365[b], l.Day365[a]), cmp.Compare(l.Rolling90[b], l.Rolling90[a]),
			cmp.Compare(l.Enterprise.Names[a], l.Enterprise.Names[b]))
	}
	for e := range int32(len(l.Day365)) {
		if l.Day365[e] == 0 || len(all) == max && order(e, all[max-1]) > 0 {
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
	v := Visits{Enterprise: inspection.USCC(l.Enterprise.Names[e]), Day30: int(l.Day30[e]), Day90: int(l.Day90[e]),
		Day365: int(l.Day365[e]), Year: int(l.Year[e]), Rolling90: int(l.Rolling90[e]),
		Agencies: int(l.Agencies[e]), PersonMin: int(l.PersonMin[e])}
	if l.Repeats != nil {
		v.Repeats = int(l.Repeats[e])
	}
	return v
}
