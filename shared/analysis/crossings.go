package analysis

import (
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

// Crossings are those of all visits done among rows, in the order of enterprises and days.
func (in *Inspections) Crossings(rows Rows, limits Limits) []Crossing {
	done := in.State.Code(Done)
	var held Rows
	for _, i := range rows {
		if in.State.Of[i] == done {
			held = append(held, i)
		}
	}
	order, start := in.Enterprise.group(held)
	rules := []struct {
		name  string
		limit int
		from  func(day int32) int32
	}{
		{OverDay, limits.Day, func(day int32) int32 { return day }},
		{OverWeek, limits.Week, monday},
		{OverMonth, limits.Month, firstOfMonth},
	}
	var all []Crossing
	for e := range in.Enterprise.Names {
		of := order[start[e]:start[e+1]:start[e+1]]
		for _, r := range rules {
			for begin := 0; begin < len(of); {
				from, end := r.from(in.Day[of[begin]]), begin+1
				for end < len(of) && r.from(in.Day[of[end]]) == from {
					end++
				}
				if end-begin > r.limit {
					all = append(all, Crossing{r.name, int32(e), from, of[begin:end]})
				}
				begin = end
			}
		}
	}
	return all
}

// monday is the first day of a day's week. Day 0 was a Thursday.
func monday(day int32) int32 {
	return day - ((day+3)%7+7)%7
}

// firstOfMonth is the first day of a day's month.
func firstOfMonth(day int32) int32 {
	return day - int32(time.Unix(int64(day)*24*60*60, 0).UTC().Day()) + 1
}
