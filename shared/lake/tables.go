package lake

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"sort"

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

func inspectionColumns(in *analysis.Inspections) []column {
	return []column{
		ints("day", &in.Day), ids("id", &in.ID), words("enterprise", &in.Enterprise), words("trade", &in.Trade),
		words("agency", &in.Agency), words("line", &in.Line), words("level", &in.Level), words("district", &in.District),
		words("kind", &in.Kind), words("state", &in.State), flags("planned", &in.Planned), flags("counted", &in.Counted),
		flags("over_cap", &in.OverCap), flags("over_soft", &in.OverSoft), flags("scanned", &in.Scanned),
		ints("items", &in.Items), ints("findings", &in.Findings), ints("minutes", &in.Minutes),
		ints("persons", &in.Persons), ints("joined", &in.Joined),
	}
}

func itemColumns(it *analysis.Items) []column {
	return []column{
		ints("day", &it.Day), words("enterprise", &it.Enterprise), words("agency", &it.Agency), words("line", &it.Line),
		words("level", &it.Level), words("item", &it.Item), words("outcome", &it.Outcome),
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
	if len(names) > 0 {
		names = append(names, columns[0].name)
		columns = slices.DeleteFunc(columns, func(c column) bool { return !slices.Contains(names, c.name) })
	}
	if !first.Valid() || !last.Valid() || last < first {
		return nil
	}
	keys, rows := s.files(table, string(first[:7]), string(last[:7]))
	for _, c := range columns {
		c.room(rows)
	}
	for _, key := range keys {
		body, err := s.Bucket.Get(ctx, key)
		if err != nil {
			return fmt.Errorf("read rows: %w", err)
		}
		file, err := parquet.OpenFile(bytes.NewReader(body), int64(len(body)), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
		if err != nil {
			return fmt.Errorf("open %s: %w", key, err)
		}
		if err := readInto(file, columns); err != nil {
			return fmt.Errorf("read %s: %w", key, err)
		}
	}
	a, b := first.Number(), last.Number()
	begin := sort.Search(len(*days), func(i int) bool { return (*days)[i] >= a })
	end := sort.Search(len(*days), func(i int) bool { return (*days)[i] > b })
	for _, c := range columns {
		c.trim(begin, end)
	}
	return nil
}
