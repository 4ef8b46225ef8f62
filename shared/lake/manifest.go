package lake

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
)

// A Manifest is a page that says which files count. Pages are created once, one after another; the newest
// is the lake. Files that no page names are what a crash or a lost race left.
type Manifest struct {
	Number      int             `json:"page"`
	Shape       int             `json:"shape"`     // of the rows
	Open        inspection.Date `json:"open"`      // first planned day that is still looked at; what lies before is sealed
	OpenWeek    string          `json:"open_week"` // first week of evaluations that is
	Inspections []Month         `json:"inspections"`
	Evaluations []Month         `json:"evaluations"`
}

// Shape is that of the rows as they are written now. A lake of another shape is made anew, from the facts.
const Shape = 2

// A Month is what the lake holds of one.
type Month struct {
	Month string `json:"month"`           // 2023-09
	Names string `json:"names"`           // stands for the names of all its facts: while it is the same, so are the files
	Until int32  `json:"until,omitempty"` // minute the next pending inspection lapses
	Files []File `json:"files"`
}

// A File of one table's rows.
type File struct {
	Table string `json:"table"`
	Hash  string `json:"hash"` // of its content, in its name
	Rows  int    `json:"rows"`
	Bytes int    `json:"bytes"`
}

// A Snapshot is the lake as one page of the manifest says it is.
type Snapshot struct {
	Bucket bucket.Bucket
	Manifest
}

// Newest is the lake as it stands. Before the first night it is empty, page 0.
func Newest(ctx context.Context, b bucket.Bucket) (*Snapshot, error) {
	s := &Snapshot{Bucket: b}
	newest := ""
	for key, err := range b.List(ctx, ledger.ManifestPrefix, "") {
		if err != nil {
			return nil, fmt.Errorf("find the manifest: %w", err)
		}
		newest = key
	}
	if newest == "" {
		return s, nil
	}
	if err := s.page(ctx, newest); err != nil {
		return nil, err
	}
	if s.Shape != Shape {
		s.Manifest = Manifest{Number: s.Number}
	}
	return s, nil
}

// At is the lake as a page of the manifest said it was: its files are still there.
func At(ctx context.Context, b bucket.Bucket, page int) (*Snapshot, error) {
	s := &Snapshot{Bucket: b}
	if err := s.page(ctx, ledger.ManifestKey(page)); err != nil {
		return nil, err
	}
	if s.Shape != Shape {
		return nil, fmt.Errorf("page %d of the manifest is of rows of another shape: %w", page, fs.ErrNotExist)
	}
	return s, nil
}

// page reads a page of the manifest.
func (s *Snapshot) page(ctx context.Context, key string) error {
	body, err := s.Bucket.Get(ctx, key)
	if err != nil {
		return fmt.Errorf("read the manifest: %w", err)
	}
	if err := json.Unmarshal(body, &s.Manifest); err != nil {
		return fmt.Errorf("parse %s: %w", key, err)
	}
	return nil
}

// commit makes m the page after base, unless it says the same. The second result is false if another night
// was first, whose page is to be looked at.
func commit(ctx context.Context, base *Snapshot, m Manifest) (*Snapshot, bool, error) {
	m.Number, m.Shape = base.Number, Shape
	if same(base.Manifest, m) {
		return base, true, nil
	}
	m.Number++
	body, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return nil, false, fmt.Errorf("write the manifest: %w", err)
	}
	_, err = base.Bucket.Create(ctx, ledger.ManifestKey(m.Number), append(body, '\n'))
	if errors.Is(err, fs.ErrExist) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("write the manifest: %w", err)
	}
	return &Snapshot{Bucket: base.Bucket, Manifest: m}, true, nil
}

func same(a, b Manifest) bool {
	months := func(x, y Month) bool {
		return x.Month == y.Month && x.Names == y.Names && x.Until == y.Until && slices.Equal(x.Files, y.Files)
	}
	return a.Open == b.Open && a.OpenWeek == b.OpenWeek &&
		slices.EqualFunc(a.Inspections, b.Inspections, months) && slices.EqualFunc(a.Evaluations, b.Evaluations, months)
}

// month finds one by name; what has none is empty.
func month(all []Month, name string) Month {
	for _, m := range all {
		if m.Month == name {
			return m
		}
	}
	return Month{Month: name}
}

// Keys are all files that count.
func (m *Manifest) Keys() (all []string) {
	for _, table := range []string{Inspections, Items, Evaluations, Reasons} {
		keys, _ := m.files(table, "", "9999")
		all = append(all, keys...)
	}
	return all
}

// files are a table's files with rows of the months from first to last, in order.
func (m *Manifest) files(table, first, last string) (keys []string, rows int) {
	for _, months := range [][]Month{m.Inspections, m.Evaluations} {
		for _, mo := range months {
			for _, f := range mo.Files {
				if f.Table == table && first <= mo.Month && mo.Month <= last {
					keys = append(keys, ledger.LakeKey(table, mo.Month, f.Hash))
					rows += f.Rows
				}
			}
		}
	}
	return keys, rows
}
