package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"inspectioncode.example/shared/analysis"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/lake"
)

// The period that is asked about.
const (
	periodFirst inspection.Date = "2025-04-01"
	periodLast                  = lastDay
	yearFirst   inspection.Date = "2026-01-01"
)

// A query is one of package lake's, summed up, so that no time is spent on handing over rows.
type query struct {
	name string // of its SQL, without .sql
	sums string // what is selected from it
	ours func(context.Context, *lake.Snapshot) ([]int64, error)
}

var queries = []query{
	{"visits", "count(*), sum(day30), sum(day90), sum(day365), sum(year), sum(agencies), sum(person_minutes)", visits},
	{"rolling", "count(*), sum(rolling90), max(rolling90)", rolling},
	{"repeats", "sum(repeats)", repeats},
	{"city_district", "sum(times)", cityDistrict},
	{"thresholds", "sum(times), sum(visits)", thresholds},
	{"items", "sum(times), sum(applied), sum(bad)", items},
	{"evaluations", "sum(evaluations), sum(bad), sum(ratings), sum(no_code_shown), sum(of_code_shown), sum(no_identity_shown), sum(no_content_told), sum(no_rights_told), sum(no_only_listed), sum(no_not_disturbed)", evaluations},
}

// nothing is what is asked to see what this program takes by itself.
const nothing = "nothing"

// answer runs one query of ours on a folder's lake and prints what it counts.
func answer(ctx context.Context, name, dir string) error {
	if name == nothing {
		return nil
	}
	s, err := lake.Newest(ctx, folder(dir))
	if err != nil {
		return err
	}
	if name == "night" {
		return night(ctx, s)
	}
	for _, q := range queries {
		if q.name == name {
			sums, err := q.ours(ctx, s)
			if err != nil {
				return err
			}
			return json.NewEncoder(os.Stdout).Encode(sums)
		}
	}
	return fmt.Errorf("no query %s", name)
}

// load counts the visits of a time, a group of rows at a time.
func load(ctx context.Context, s *lake.Snapshot, first inspection.Date, columns ...string) (*analysis.Loads, error) {
	l := analysis.LoadsUntil(analysis.Scope{}, periodLast)
	var rows analysis.Rows
	return l, s.EachInspections(ctx, first, periodLast, columns, func(in *analysis.Inspections) error {
		rows = counting(rows, max(in.Len(), len(rows)))
		l.Add(in, rows[:in.Len()])
		return nil
	})
}

func visits(ctx context.Context, s *lake.Snapshot) ([]int64, error) {
	l, err := load(ctx, s, periodLast.AddDays(-364), "enterprise", "agency", "state", "part", "minutes", "persons")
	had := int64(0)
	sums := make([]int64, 7)
	for _, of := range l.Of {
		if of.Day365 > 0 || of.Year > 0 {
			had++
		}
		for i, n := range []int32{0, of.Day30, of.Day90, of.Day365, of.Year, of.Agencies, of.PersonMin} {
			sums[i] += int64(n)
		}
	}
	sums[0] = had
	return sums, err
}

func rolling(ctx context.Context, s *lake.Snapshot) ([]int64, error) {
	l, err := load(ctx, s, periodLast.AddDays(-364-89), "enterprise", "state", "part")
	had, all, most := int64(0), int64(0), int64(0)
	for _, of := range l.Of {
		if n := int64(of.Rolling90); n > 0 {
			had, all, most = had+1, all+n, max(most, n)
		}
	}
	return []int64{had, all, most}, err
}

func everything(n int) analysis.Rows { return counting(make(analysis.Rows, 0, n), n) }

// counting are the first n rows, in the room there is.
func counting(rows analysis.Rows, n int) analysis.Rows {
	for i := len(rows); i < n; i++ {
		rows = append(rows, int32(i))
	}
	return rows[:n]
}

func again(ctx context.Context, s *lake.Snapshot) (analysis.Again, error) {
	it, err := s.Items(ctx, periodFirst.AddDays(-90), periodLast, "enterprise", "agency", "line", "level", "item", "line_part")
	if err != nil {
		return analysis.Again{}, err
	}
	return it.Again(periodFirst, periodLast, 90, func(analysis.Second) {}), nil
}

func sum(counts []int) []int64 {
	n := 0
	for _, c := range counts {
		n += c
	}
	return []int64{int64(n)}
}

func repeats(ctx context.Context, s *lake.Snapshot) ([]int64, error) {
	a, err := again(ctx, s)
	return sum(a.Repeats), err
}

func cityDistrict(ctx context.Context, s *lake.Snapshot) ([]int64, error) {
	a, err := again(ctx, s)
	return sum(a.CityDistrict), err
}

func thresholds(ctx context.Context, s *lake.Snapshot) ([]int64, error) {
	in, err := s.Inspections(ctx, periodFirst, periodLast, "enterprise", "state", "part")
	if err != nil {
		return nil, err
	}
	var times, visits int64
	for c := range in.Crossings(everything(in.Len()), analysis.TrialLimits()) {
		times++
		visits += int64(len(c.Rows))
	}
	return []int64{times, visits}, nil
}

func items(ctx context.Context, s *lake.Snapshot) ([]int64, error) {
	sums := make([]int64, 3)
	var all analysis.Rows
	return sums, s.EachItems(ctx, periodFirst, periodLast, []string{"item", "outcome"}, func(it *analysis.Items) error {
		all = counting(all, max(it.Len(), len(all)))
		for _, r := range it.ByItem(all[:it.Len()], func(string) (none inspection.Text) { return }) {
			sums[0], sums[1], sums[2] = sums[0]+int64(r.Times), sums[1]+int64(r.Bad.N), sums[2]+int64(r.Bad.K)
		}
		return nil
	})
}

// counts are an agency's, as its SQL counts them.
type counts [10]int64 // evaluations, bad, ratings, no and of the first duty, no of the others

func evaluations(ctx context.Context, s *lake.Snapshot) ([]int64, error) {
	var by []counts
	columns := []string{"agency", "rating", "code_shown", "identity_shown", "content_told", "rights_told", "only_listed", "not_disturbed"}
	err := s.EachEvaluations(ctx, periodFirst, periodLast, columns, func(e *analysis.Evaluated) error {
		by = append(by, make([]counts, len(e.Agency.Names)-len(by))...)
		for i, a := range e.Agency.Of {
			c := &by[a]
			c[0]++
			c[2] += int64(e.Rating[i])
			if e.Rating[i] <= 2 {
				c[1]++
			}
		}
		for d := range e.Duties {
			duty, at := &e.Duties[d], 4+d
			no, unknown := duty.Code("no"), duty.Code("unknown")
			if d == 0 {
				at = 3
			}
			for i, a := range e.Agency.Of {
				if duty.Of[i] == no {
					by[a][at]++
				}
				if d == 0 && duty.Of[i] != unknown {
					by[a][4]++
				}
			}
		}
		return nil
	})
	var sums counts
	for _, c := range by {
		for i, n := range c {
			sums[i] += n
		}
	}
	return sums[:], err
}
