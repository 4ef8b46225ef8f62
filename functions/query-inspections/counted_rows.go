package queryinspections

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"inspectioncode.example/shared/analysis"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/lake"
)

// inspections takes those of a part; false if nobody knows it.
func (c *count) inspections(ctx context.Context, s *lake.Snapshot) (known bool, err error) {
	_, known = c.part.Of(&analysis.Inspections{})
	if !known {
		return false, nil
	}
	came := map[string]bool{}
	total := map[string]int{}
	err = s.EachInspections(ctx, c.part.From, c.part.Until, analysis.Columns, func(in *analysis.Inspections) error {
		rows, _ := c.part.Of(in)
		for _, i := range rows {
			total[persons] += int(in.Persons[i])
			total[minutes] += int(in.Minutes[i])
			total[personMinutes] += int(in.Minutes[i]) * int(in.Persons[i])
			came[in.Agency.At(int(i))] = true
			c.take(func() analysis.Detail { return in.Detail(int(i)) })
		}
		return nil
	})
	total[agenciesCame], total[""] = len(came), c.all
	c.number = total[c.query.Get("sum")]
	return true, err
}

// enterprises takes those that were visited, with how often; of those visited so often, if that is asked.
func (c *count) enterprises(ctx context.Context, s *lake.Snapshot) error {
	least, most := 1, 1<<31-1
	if a, b, ok := strings.Cut(c.query.Get("visits"), "-"); ok {
		low, err := strconv.Atoi(a)
		high, err2 := strconv.Atoi(b)
		if errors.Join(err, err2) != nil {
			return unknown("visits", inspection.Text{ZH: "例如3-5", EN: "such as 3-5"})
		}
		least, most = max(low, 1), high
	}
	part := c.part
	part.Rows = analysis.AllVisits
	var had []int
	var words *analysis.Words
	err := s.EachInspections(ctx, part.From, part.Until, []string{"enterprise", "agency", "line", "kind", "state", "part", "line_part"}, func(in *analysis.Inspections) error {
		words = &in.Enterprise
		had = append(had, make([]int, len(in.Enterprise.Names)-len(had))...)
		rows, _ := part.Of(in)
		for _, i := range rows {
			had[in.Enterprise.Of[i]]++
		}
		return nil
	})
	if err != nil || words == nil {
		return err
	}
	var all []analysis.Detail
	for e, n := range had {
		if least <= n && n <= most {
			all = append(all, analysis.Detail{Enterprise: inspection.USCC(words.Names[e]), Visits: n})
		}
	}
	slices.SortFunc(all, func(a, b analysis.Detail) int {
		if a.Visits != b.Visits {
			return b.Visits - a.Visits
		}
		return strings.Compare(string(a.Enterprise), string(b.Enterprise))
	})
	c.takeAll(all)
	return nil
}

// items takes an item's rows, or those that did not conform.
func (c *count) items(ctx context.Context, s *lake.Snapshot) error {
	outcome := inspection.Outcome("")
	if c.rows == itemBadOf {
		outcome = inspection.NotConforming
	}
	err := s.EachItems(ctx, c.part.From, c.part.Until, nil, func(it *analysis.Items) error {
		for _, i := range it.Filter(c.part.Scope, c.part.From, c.part.Until, c.query.Get("item"), outcome) {
			c.take(func() analysis.Detail { return it.Detail(int(i)) })
		}
		return nil
	})
	c.number = c.all
	return err
}

// repeats takes the items that an agency inspected again at one enterprise.
func (c *count) repeats(ctx context.Context, s *lake.Snapshot) error {
	own := &analysis.Items{}
	err := s.EachItems(ctx, c.from.AddDays(-c.window), c.until, nil, func(it *analysis.Items) error {
		own.Take(it, string(c.part.Enterprise))
		return nil
	})
	own.Again(c.from, c.until, c.window, func(x analysis.Second) {
		if !x.CityDistrict && own.Has(c.part.Scope, x.Row) {
			c.take(func() analysis.Detail { return own.Second(x) })
		}
	})
	c.number = c.all
	return err
}
