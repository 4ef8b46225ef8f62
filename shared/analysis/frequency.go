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

// rolling is how many days a window for the most visits has.
const rolling = 90

// Loads are how often each enterprise was visited, by the code of its word.
type Loads struct {
	Enterprise                            *Words
	Day30, Day90, Day365, Year, Rolling90 []int32 // Rolling90: most in any 90 days that end within the last 365
	Agencies, Minutes, PersonMin          []int32 // in 365 days; 0 where those columns were not read
	Repeats                               []int32 // for the caller to fill
}

// Load counts the visits of rows that were done: 30, 90 and 365 days back from until, until among them, and
// in its calendar year.
func (in *Inspections) Load(rows Rows, until inspection.Date) *Loads {
	n := len(in.Enterprise.Names)
	l := &Loads{Enterprise: &in.Enterprise, Day30: make([]int32, n), Day90: make([]int32, n), Day365: make([]int32, n),
		Year: make([]int32, n), Rolling90: make([]int32, n)}
	last, year := until.Number(), inspection.Date(until.Year()+"-01-01").Number()
	days, start := in.daysDone(rows, last)
	for e := range n {
		of := days[start[e]:start[e+1]]
		l.Day365[e] = since(of, last-364)
		l.Day90[e] = since(of, last-89)
		l.Day30[e] = since(of, last-29)
		l.Year[e] = since(of, year)
		l.Rolling90[e] = busiest(of, last-364)
	}
	l.burden(in, rows, last)
	return l
}

// burden counts person-minutes and agencies.
func (l *Loads) burden(in *Inspections, rows Rows, last int32) {
	n := len(l.Day30)
	l.Agencies, l.Minutes, l.PersonMin = make([]int32, n), make([]int32, n), make([]int32, n)
	if len(in.Agency.Of) == 0 || len(in.Minutes) == 0 || len(in.Persons) == 0 {
		return
	}
	done := in.State.Code(Done)
	came := make([]int32, len(in.Agency.Names)) // to which enterprise last, from 1
	for e, of := range By(l.Enterprise, rows) {
		for _, i := range of {
			if d := in.Day[i]; in.State.Of[i] != done || d > last || d <= last-365 {
				continue
			}
			l.Minutes[e] += in.Minutes[i]
			l.PersonMin[e] += in.Minutes[i] * in.Persons[i]
			if a := in.Agency.Of[i]; came[a] != int32(e)+1 {
				came[a] = int32(e) + 1
				l.Agencies[e]++
			}
		}
	}
}

// daysDone are the days of the visits done up to last, enterprise after enterprise, each in order; those of
// code e from start[e] to start[e+1].
func (in *Inspections) daysDone(rows Rows, last int32) (days, start []int32) {
	done := in.State.Code(Done)
	start = make([]int32, len(in.Enterprise.Names)+1)
	for _, i := range rows {
		if in.State.Of[i] == done && in.Day[i] <= last {
			start[in.Enterprise.Of[i]+1]++
		}
	}
	for e := 1; e < len(start); e++ {
		start[e] += start[e-1]
	}
	days = make([]int32, start[len(start)-1])
	for _, i := range slices.Backward(rows) { // from the ends, which then are the beginnings
		if in.State.Of[i] == done && in.Day[i] <= last {
			e := in.Enterprise.Of[i] + 1
			start[e]--
			days[start[e]] = in.Day[i]
		}
	}
	copy(start, start[1:])
	start[len(start)-1] = int32(len(days))
	return days, start
}

// since counts the days from first on; days are in order.
func since(days []int32, first int32) int32 {
	i, _ := slices.BinarySearch(days, first)
	return int32(len(days) - i)
}

// busiest is the most of days within 90 that end on one from first on.
func busiest(days []int32, first int32) (most int32) {
	begin := 0
	for i, d := range days {
		for days[begin] <= d-rolling {
			begin++
		}
		if d >= first {
			most = max(most, int32(i-begin+1))
		}
	}
	return most
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
