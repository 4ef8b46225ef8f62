package analysis

import (
	"iter"
	"time"

	"inspectioncode.example/shared/inspection"
)

// The soft thresholds.
const (
	OverDay   = "over-day"   // 一天
	OverWeek  = "over-week"  // 一周, from Monday
	OverMonth = "over-month" // 一月
)

// of is a rule's limit, and the time it is for.
func (l Limits) of(rule string) (int, inspection.Text) {
	switch rule {
	case OverDay:
		return l.Day, inspection.Text{ZH: "一天", EN: "day"}
	case OverWeek:
		return l.Week, inspection.Text{ZH: "一周", EN: "week"}
	}
	return l.Month, inspection.Text{ZH: "一月", EN: "month"}
}

// A Crossing is an enterprise that had more visits in a day, week or month, by all agencies, than a soft threshold.
type Crossing struct {
	Rule       string
	Enterprise int32 // code of its word
	From       int32 // first day of the day, week or month
	Rows       Rows  // the visits, in order
}

// Crossings are those of all visits done among rows, in the order of enterprises and days. Agencies that came together came
// once.
func (in *Inspections) Crossings(rows Rows, limits Limits) iter.Seq[Crossing] {
	return func(yield func(Crossing) bool) { in.crossings(rows, limits, yield) }
}

func (in *Inspections) crossings(rows Rows, limits Limits, yield func(Crossing) bool) {
	done := in.State.Code(Done)
	order, start := in.Enterprise.group(rows, func(i int32) bool { return in.State.Of[i] == done && !in.Part[i] })
	rules := []struct {
		name  string
		limit int
		from  func(day int32) int32
	}{
		{OverDay, limits.Day, func(day int32) int32 { return day }},
		{OverWeek, limits.Week, monday},
		{OverMonth, limits.Month, firstOfMonth},
	}
	for e := range in.Enterprise.Names {
		of := order[start[e]:start[e+1]:start[e+1]]
		for _, r := range rules {
			for begin := 0; begin < len(of); {
				from, end := r.from(in.Day[of[begin]]), begin+1
				for end < len(of) && r.from(in.Day[of[end]]) == from {
					end++
				}
				if end-begin > r.limit && !yield(Crossing{r.name, int32(e), from, of[begin:end]}) {
					return
				}
				begin = end
			}
		}
	}
}

// monday is the first day of a day's week. Day 0 was a Thursday.
func monday(day int32) int32 {
	return day - ((day+3)%7+7)%7
}

// firstOfMonth is the first day of a day's month.
func firstOfMonth(day int32) int32 {
	return day - int32(time.Unix(int64(day)*24*60*60, 0).UTC().Day()) + 1
}
