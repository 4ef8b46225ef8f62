package lake

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"

	"inspectioncode.example/shared/analysis"
	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/ledger/ledgertest"
)

// A counting bucket knows how often facts were read.
type counting struct {
	bucket.Bucket
	gets, lists, creates atomic.Int64
}

func (c *counting) Get(ctx context.Context, key string) ([]byte, error) {
	if strings.HasPrefix(key, "inspections/") || strings.HasPrefix(key, "evaluations/") {
		c.gets.Add(1)
	}
	return c.Bucket.Get(ctx, key)
}

func (c *counting) List(ctx context.Context, prefix, after string) iter.Seq2[string, error] {
	c.lists.Add(1)
	return c.Bucket.List(ctx, prefix, after)
}

func (c *counting) Create(ctx context.Context, key string, body []byte) ([]byte, error) {
	c.creates.Add(1)
	return c.Bucket.Create(ctx, key, body)
}

var blind = bytes.Repeat([]byte("b"), 32)

// filled is a bucket with n visits of the autumn of 2023, as they stand at a time.
func filled(t *testing.T, n int, now time.Time) (*counting, *ledger.Ledger) {
	t.Helper()
	b := &counting{Bucket: &bucket.Memory{}}
	for v := range ledgertest.Visits(1, n, "2023-09-01", 75, now) {
		if err := ledgertest.Put(t.Context(), b, blind, &v); err != nil {
			t.Fatal(err)
		}
	}
	b.creates.Store(0)
	return b, &ledger.Ledger{Bucket: b, BlindKey: blind}
}

func quiet(string, string, int, int) {}

var november = time.Date(2023, 11, 10, 2, 0, 0, 0, inspection.Shanghai)

// Ensure that the rows say what the facts say, one for one.
func TestTheRowsSayWhatTheFactsSay(t *testing.T) {
	_, l := filled(t, 600, november)
	s, err := Update(t.Context(), l, november, quiet)
	if err != nil {
		t.Fatal(err)
	}
	in, err := s.Inspections(t.Context(), "2023-09-01", "2023-12-31")
	if err != nil {
		t.Fatal(err)
	}
	items, err := s.Items(t.Context(), "2023-09-01", "2023-12-31")
	if err != nil {
		t.Fatal(err)
	}
	evaluated, err := s.Evaluations(t.Context(), "2023-08-28", "2023-12-31")
	if err != nil {
		t.Fatal(err)
	}
	reasons, err := s.Reasons(t.Context(), "2023-08-28", "2023-12-31")
	if err != nil {
		t.Fatal(err)
	}
	byID := map[inspection.ID]int{}
	for i, id := range in.ID {
		byID[id] = i
	}
	if len(byID) != 600 || in.Len() != 600 {
		t.Fatalf("%d rows of %d inspections, want 600 of 600", in.Len(), len(byID))
	}
	wantItems, wantEvaluated, wantReasons := 0, 0, 0
	scans := map[inspection.ID]int{} // of the code that is shown: the lead's, which comes first
	for v := range ledgertest.Visits(1, 600, "2023-09-01", 75, november) {
		i, ok := byID[v.ID]
		if !ok {
			t.Fatalf("no row of %s", v.Ref)
		}
		want, got := fmt.Sprintln(v.Day.Number(), v.Enterprise.USCC, v.Agency.Code, v.Agency.Line, v.Agency.Level, v.Agency.District, v.Kind, v.Kind.Planned(), len(v.Items), state(&v), findings(&v), minutes(&v)),
			fmt.Sprintln(in.Day[i], in.Enterprise.At(i), in.Agency.At(i), in.Line.At(i), in.Level.At(i), in.District.At(i), in.Kind.At(i), in.Planned[i], in.Items[i], in.State.At(i), in.Findings[i], in.Minutes[i])
		if got != want {
			t.Errorf("row of %s: got %swant %s", v.Ref, got, want)
		}
		scans[v.ID] = len(v.Scans)
		if in.Scanned[i] != (scans[v.Visit().ID] > 0 && (v.Joins == nil || v.Result != nil)) {
			t.Errorf("row of %s: scanned %v, scans %v", v.Ref, in.Scanned[i], v.Scans)
		}
		if v.Result != nil {
			wantItems += len(v.Result.Items)
		}
		if v.Evaluation != nil {
			wantEvaluated++
			wantReasons += len(v.Evaluation.Reasons)
		}
	}
	if items.Len() != wantItems || evaluated.Len() != wantEvaluated || reasons.Len() != wantReasons {
		t.Errorf("%d items, %d evaluations, %d reasons; want %d, %d, %d", items.Len(), evaluated.Len(), reasons.Len(), wantItems, wantEvaluated, wantReasons)
	}
	streamed := 0
	err = s.EachInspections(t.Context(), "2023-09-10", "2023-10-20", []string{"enterprise"}, func(some *analysis.Inspections) error {
		for i := range some.Len() {
			if j := len(in.Select(analysis.Scope{}, "2023-01-01", "2023-09-09")) + streamed; some.Day[i] != in.Day[j] || some.Enterprise.At(i) != in.Enterprise.At(j) {
				t.Fatalf("row %d differs when handed over by groups", j)
			}
			streamed++
		}
		return nil
	})
	if want := len(in.Select(analysis.Scope{}, "2023-09-10", "2023-10-20")); err != nil || streamed != want {
		t.Errorf("%d rows handed over by groups, %v; want %d", streamed, err, want)
	}
	if !slices.IsSorted(in.Day) || !slices.IsSorted(items.Day) || !slices.IsSorted(evaluated.Monday) {
		t.Error("rows are not in the order of days")
	}
}

func state(v *ledgertest.Visit) string {
	switch {
	case v.Revoked != nil:
		return analysis.Revoked
	case v.Result != nil:
		return analysis.Done
	case !november.Before(v.Until):
		return analysis.Lapsed
	}
	return analysis.Pending
}

func findings(v *ledgertest.Visit) int {
	if v.Result == nil {
		return 0
	}
	return v.Result.NonConforming()
}

func minutes(v *ledgertest.Visit) int {
	if v.Result == nil {
		return 0
	}
	return int(v.Result.Left.Sub(v.Result.Arrived).Minutes())
}

// Ensure that a second night reads no fact and writes nothing, that a new fact is the only one read, and
// that a visit nobody recorded lapses though no fact says so.
func TestOnlyWhatIsNewIsRead(t *testing.T) {
	b, l := filled(t, 600, november)
	first, err := Update(t.Context(), l, november, quiet)
	if err != nil {
		t.Fatal(err)
	}
	b.gets.Store(0)
	b.creates.Store(0)
	again, err := Update(t.Context(), l, november.Add(time.Hour), quiet)
	if err != nil || again.Number != first.Number || b.gets.Load() != 0 || b.creates.Load() != 0 {
		t.Errorf("nothing is new: page %d after %d, %d facts read, %d objects written, %v", again.Number, first.Number, b.gets.Load(), b.creates.Load(), err)
	}
	for v := range ledgertest.Visits(1, 600, "2023-09-01", 75, november) {
		if v.Day == "2023-10-20" && v.Result != nil {
			v.Result.Corrects = &inspection.Correction{Reason: "笔误"}
			v.Result.Items[0].Outcome = inspection.NotConforming
			v.Evaluation = nil
			if err := ledgertest.Put(t.Context(), b, blind, &v); err != nil {
				t.Fatal(err)
			}
			break
		}
	}
	if again, err = Update(t.Context(), l, november.Add(time.Hour), quiet); err != nil || again.Number != first.Number+1 {
		t.Errorf("a correction: page %d after %d, %v", again.Number, first.Number, err)
	}
	if got := b.gets.Load(); got > 5 {
		t.Errorf("a correction: %d facts read, want those of one inspection", got)
	}
	if reflect.DeepEqual(month(first.Manifest.Inspections, "2023-10"), month(again.Manifest.Inspections, "2023-10")) ||
		!reflect.DeepEqual(month(first.Manifest.Inspections, "2023-09"), month(again.Manifest.Inspections, "2023-09")) {
		t.Error("a correction in October should change October alone")
	}
	b.gets.Store(0)
	week := november.AddDate(0, 0, 8)
	later, err := Update(t.Context(), l, week, quiet)
	if err != nil {
		t.Fatal(err)
	}
	if got := b.gets.Load(); got != 0 {
		t.Errorf("a week later: %d facts read, want none", got)
	}
	in, err := later.Inspections(t.Context(), "2023-11-01", "2023-11-30", "state")
	if err != nil {
		t.Fatal(err)
	}
	if c := in.State.Code(analysis.Pending); slices.Contains(in.State.Of, c) {
		t.Error("a week later a visit of the week before is still pending")
	}
}

// Ensure that a sealed month is not looked at any more.
func TestASealedMonthIsNotListed(t *testing.T) {
	b, l := filled(t, 200, november)
	before, err := Update(t.Context(), l, november, quiet)
	if err != nil {
		t.Fatal(err)
	}
	march := time.Date(2024, 3, 10, 2, 0, 0, 0, inspection.Shanghai)
	if _, err := Update(t.Context(), l, march, quiet); err != nil {
		t.Fatal(err)
	}
	s, err := Update(t.Context(), l, march, quiet)
	if !reflect.DeepEqual(s.Manifest.Evaluations, before.Manifest.Evaluations) {
		t.Errorf("evaluations are %+v, and were %+v; nothing about them is new", s.Manifest.Evaluations, before.Manifest.Evaluations)
	}
	if err != nil || s.Open != "2024-01-01" {
		t.Fatalf("open from %s, %v; want 2024-01-01", s.Open, err)
	}
	for v := range ledgertest.Visits(2, 1, "2023-09-05", 1, november) {
		if err := ledgertest.Put(t.Context(), b, blind, &v); err != nil {
			t.Fatal(err)
		}
	}
	again, err := Update(t.Context(), l, march, quiet)
	if err != nil || again.Number != s.Number {
		t.Errorf("page %d after %d, %v; want a sealed month left alone", again.Number, s.Number, err)
	}
}

// Ensure that columns are the rows, across groups of rows, and that a file is written in encodings any
// engine reads.
func TestFilesArePortable(t *testing.T) {
	rows := make([]Item, 2*rowsPerGroup+7)
	for i := range rows {
		rows[i] = Item{ID: fmt.Sprintf("%016d", i), Day: int32(i / 100), Enterprise: fmt.Sprint("E", i%5000), Agency: fmt.Sprint("A", i%48), Line: "gas", Item: fmt.Sprint("I", i%37), Outcome: "conforming"}
	}
	body, _, err := encode(rows)
	if err != nil {
		t.Fatal(err)
	}
	back, err := decode[Item](body)
	if err != nil || !slices.Equal(back, rows) {
		t.Errorf("rows differ after reading, %v", err)
	}
	file, err := parquet.OpenFile(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	var it analysis.Items
	for _, group := range file.RowGroups() {
		if err := readInto(group, itemColumns(&it)); err != nil {
			t.Fatal(err)
		}
	}
	for i, r := range rows {
		if it.Day[i] != r.Day || it.Enterprise.At(i) != r.Enterprise || it.Agency.At(i) != r.Agency || it.Item.At(i) != r.Item {
			t.Fatalf("row %d differs by column", i)
		}
	}
	for _, table := range []any{new(Inspection), new(Item), new(Evaluation), new(Reason)} {
		for _, field := range parquet.SchemaOf(table).Fields() {
			if field.Optional() || field.Repeated() || !field.Leaf() {
				t.Errorf("%T: column %s is not required and flat", table, field.Name())
			}
		}
	}
	portable := []format.Encoding{format.Plain, format.RLE, format.RLEDictionary}
	for _, g := range file.Metadata().RowGroups {
		for _, c := range g.Columns {
			for _, e := range c.MetaData.Encoding {
				if !slices.Contains(portable, e) {
					t.Errorf("column %v is written as %v", c.MetaData.PathInSchema, e)
				}
			}
			for _, st := range c.MetaData.EncodingStats {
				if st.PageType == format.DataPageV2 {
					t.Errorf("column %v has pages of version 2", c.MetaData.PathInSchema)
				}
			}
		}
	}
}

// Ensure that nobody has summaries before the first night, and that an enterprise finds its own.
func TestAnEnterpriseFindsItsOwnSummary(t *testing.T) {
	b := &bucket.Memory{}
	if _, err := NewestSummaries(t.Context(), b); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("before the first night: %v", err)
	}
	u := ledgertest.USCC(7)
	if err := PutOwn(t.Context(), b, "2023-11-10", Shard(u), map[inspection.USCC]analysis.Own{u: {Peers: 3}}); err != nil {
		t.Fatal(err)
	}
	if own, err := Own(t.Context(), b, "2023-11-10", u); err != nil || own.Peers != 3 {
		t.Errorf("own: %+v, %v", own, err)
	}
	if _, err := Own(t.Context(), b, "2023-11-10", ledgertest.USCC(8)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("another's: %v", err)
	}
}
