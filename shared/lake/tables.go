package lake

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"github.com/parquet-go/parquet-go"

	"inspectioncode.example/shared/analysis"
	"inspectioncode.example/shared/inspection"
)

// Inspections are the inspections planned for the days from first to last. Where columns are named only
// those are read, and the day.
func (s *Snapshot) Inspections(ctx context.Context, first, last inspection.Date, names ...string) (*analysis.Inspections, error) {
	in := &analysis.Inspections{}
	return in, s.read(ctx, Inspections, first, last, &in.Day, names, inspectionColumns(in))
}

// Items are the items of the inspections done on the days from first to last.
func (s *Snapshot) Items(ctx context.Context, first, last inspection.Date, names ...string) (*analysis.Items, error) {
	it := &analysis.Items{}
	return it, s.read(ctx, Items, first, last, &it.Day, names, itemColumns(it))
}

// Evaluations are the evaluations of visits in the weeks that begin on the days from first to last.
func (s *Snapshot) Evaluations(ctx context.Context, first, last inspection.Date, names ...string) (*analysis.Evaluated, error) {
	e := &analysis.Evaluated{}
	return e, s.read(ctx, Evaluations, first, last, &e.Monday, names, evaluationColumns(e))
}

// Reasons are the reasons ticked in them.
func (s *Snapshot) Reasons(ctx context.Context, first, last inspection.Date, names ...string) (*analysis.Ticked, error) {
	t := &analysis.Ticked{}
	return t, s.read(ctx, Reasons, first, last, &t.Monday, names, reasonColumns(t))
}

// EachInspections hands over the inspections a group of rows at a time; what it hands over is used again.
func (s *Snapshot) EachInspections(ctx context.Context, first, last inspection.Date, names []string, look func(*analysis.Inspections) error) error {
	in := &analysis.Inspections{}
	return s.each(ctx, Inspections, first, last, &in.Day, names, inspectionColumns(in), func() error { return look(in) })
}

// EachItems hands over the items the same way.
func (s *Snapshot) EachItems(ctx context.Context, first, last inspection.Date, names []string, look func(*analysis.Items) error) error {
	it := &analysis.Items{}
	return s.each(ctx, Items, first, last, &it.Day, names, itemColumns(it), func() error { return look(it) })
}

// EachEvaluations hands over the evaluations the same way.
func (s *Snapshot) EachEvaluations(ctx context.Context, first, last inspection.Date, names []string, look func(*analysis.Evaluated) error) error {
	e := &analysis.Evaluated{}
	return s.each(ctx, Evaluations, first, last, &e.Monday, names, evaluationColumns(e), func() error { return look(e) })
}

func inspectionColumns(in *analysis.Inspections) []column {
	return []column{
		ints("day", &in.Day), ids("id", &in.ID), words("enterprise", &in.Enterprise), words("trade", &in.Trade),
		words("agency", &in.Agency), words("line", &in.Line), words("level", &in.Level), words("district", &in.District),
		words("kind", &in.Kind), words("state", &in.State), flags("planned", &in.Planned), flags("counted", &in.Counted),
		flags("over_cap", &in.OverCap), flags("over_soft", &in.OverSoft), flags("scanned", &in.Scanned), flags("part", &in.Part), flags("line_part", &in.LinePart),
		ints("items", &in.Items), ints("findings", &in.Findings), ints("minutes", &in.Minutes),
		ints("persons", &in.Persons), ints("joined", &in.Joined),
	}
}

func itemColumns(it *analysis.Items) []column {
	return []column{
		ints("day", &it.Day), ids("id", &it.ID), words("enterprise", &it.Enterprise), words("agency", &it.Agency), words("line", &it.Line),
		words("level", &it.Level), words("item", &it.Item), words("outcome", &it.Outcome), flags("line_part", &it.LinePart),
	}
}

func evaluationColumns(e *analysis.Evaluated) []column {
	columns := []column{
		ints("monday", &e.Monday), ids("id", &e.ID), words("agency", &e.Agency), words("line", &e.Line),
		words("level", &e.Level), words("district", &e.District), flags("planned", &e.Planned), flags("findings", &e.Findings),
		words("role", &e.Role), ints("rating", &e.Rating), flags("text", &e.Text),
	}
	for i, name := range []string{"code_shown", "identity_shown", "content_told", "rights_told", "only_listed", "not_disturbed"} {
		columns = append(columns, words(name, &e.Duties[i]))
	}
	return columns
}

func reasonColumns(t *analysis.Ticked) []column {
	return []column{
		ints("monday", &t.Monday), ids("id", &t.ID), words("agency", &t.Agency), words("line", &t.Line), ints("rating", &t.Rating),
		words("reason", &t.Reason),
	}
}

// read fills the columns with the rows of a table from first to last; days is the first of them, by which
// rows are in order.
func (s *Snapshot) read(ctx context.Context, table string, first, last inspection.Date, days *[]int32, names []string, columns []column) error {
	columns = named(columns, names)
	_, rows := s.between(table, first, last)
	for _, c := range columns {
		c.room(rows)
	}
	if err := s.groups(ctx, table, first, last, columns, func() error { return nil }); err != nil {
		return err
	}
	trim(columns, *days, first, last)
	return nil
}

// each fills the columns with the rows of one group after another, and has done look at each. What words
// there are is kept from group to group, so that a word keeps its code.
func (s *Snapshot) each(ctx context.Context, table string, first, last inspection.Date, days *[]int32, names []string, columns []column, done func() error) error {
	columns = named(columns, names)
	return s.groups(ctx, table, first, last, columns, func() error {
		if trim(columns, *days, first, last); len(*days) > 0 {
			if err := done(); err != nil {
				return err
			}
		}
		for _, c := range columns {
			c.trim(0, 0)
		}
		return nil
	})
}

// groups reads the columns of a table's groups of rows, file after file.
func (s *Snapshot) groups(ctx context.Context, table string, first, last inspection.Date, columns []column, done func() error) error {
	keys, _ := s.between(table, first, last)
	for _, key := range keys {
		if err := s.groupsOf(ctx, key, columns, done); err != nil {
			return err
		}
	}
	return nil
}

// groupsOf reads those of one file.
func (s *Snapshot) groupsOf(ctx context.Context, key string, columns []column, done func() error) error {
	body, err := s.Bucket.Get(ctx, key)
	if err != nil {
		return fmt.Errorf("read rows: %w", err)
	}
	file, err := parquet.OpenFile(bytes.NewReader(body), int64(len(body)), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return fmt.Errorf("open %s: %w", key, err)
	}
	for _, group := range file.RowGroups() {
		if err := readInto(group, columns); err != nil {
			return fmt.Errorf("read %s: %w", key, err)
		}
		if err := done(); err != nil {
			return err
		}
	}
	return nil
}

// between are the files of the months of the days from first to last.
func (s *Snapshot) between(table string, first, last inspection.Date) (keys []string, rows int) {
	if !first.Valid() || !last.Valid() || last < first {
		return nil, 0
	}
	return s.files(table, monthOf(first), monthOf(last))
}

// named are the first column and those that are named; all of them if none is.
func named(columns []column, names []string) []column {
	if len(names) == 0 {
		return columns
	}
	return slices.DeleteFunc(slices.Clone(columns), func(c column) bool { return c.name != columns[0].name && !slices.Contains(names, c.name) })
}

// trim keeps the rows of the days from first to last.
func trim(columns []column, days []int32, first, last inspection.Date) {
	begin, _ := slices.BinarySearch(days, first.Number())
	end, _ := slices.BinarySearch(days, last.Number()+1)
	for _, c := range columns {
		c.trim(begin, end)
	}
}
