package lake

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"inspectioncode.example/shared/analysis"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
)

// inspections brings the months of planned days that are not sealed up to date, one after another.
func (n *night) inspections(ctx context.Context) error {
	var seen []ledger.Seen // of one month
	for s, err := range n.ledger.Inspections(ctx, n.base.Open) {
		if err != nil {
			return err
		}
		if len(seen) > 0 && monthOf(seen[0].Day) != monthOf(s.Day) {
			if err := n.monthOfInspections(ctx, seen); err != nil || n.lost {
				return err
			}
			seen = seen[:0]
		}
		seen = append(seen, s)
	}
	if len(seen) == 0 {
		return nil
	}
	return n.monthOfInspections(ctx, seen)
}

// monthOfInspections brings one month up to date, if anything about it is new.
func (n *night) monthOfInspections(ctx context.Context, seen []ledger.Seen) error {
	name := monthOf(seen[0].Day)
	names := sha256.New()
	for _, s := range seen {
		fmt.Fprintln(names, s.Ref, s.Facts)
	}
	was := month(n.base.Manifest.Inspections, name)
	is := Month{Month: name, Names: hex.EncodeToString(names.Sum(nil)[:8])}
	if is.Names == was.Names && (was.Until == 0 || was.Until > minute(n.now)) {
		return nil
	}
	rows, items, err := n.rowsOf(ctx, was, seen)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if r.State == analysis.Pending && (is.Until == 0 || r.Until < is.Until) {
			is.Until = r.Until
		}
	}
	if is.Files, err = keepBoth(ctx, n, name, Inspections, rows, Items, items); err != nil {
		return err
	}
	m := n.base.Manifest
	m.Inspections = with(m.Inspections, is)
	return n.commit(ctx, m)
}

// with is all months with one put in its place.
func with(all []Month, m Month) []Month {
	i, there := slices.BinarySearchFunc(all, m.Month, func(m Month, name string) int { return strings.Compare(m.Month, name) })
	all = slices.Clone(all)
	if there {
		all[i] = m
		return all
	}
	return slices.Insert(all, i, m)
}

// atOnce is how many inspections are read before their rows are made.
const atOnce = 256

// rowsOf are the rows of what was seen: those of the month's files where nothing is new, and the others read.
func (n *night) rowsOf(ctx context.Context, was Month, seen []ledger.Seen) ([]Inspection, []Item, error) {
	rows, err := rowsIn[Inspection](ctx, n, was, Inspections)
	if err != nil {
		return nil, nil, err
	}
	items, err := rowsIn[Item](ctx, n, was, Items)
	if err != nil {
		return nil, nil, err
	}
	kept := make(map[string]int64, len(rows))
	for _, r := range rows {
		kept[r.ID] = r.Facts
	}
	var fresh []ledger.Seen
	for _, s := range seen {
		if facts, ok := kept[string(s.ID)]; !ok || facts != s.Facts {
			delete(kept, string(s.ID))
			fresh = append(fresh, s)
		}
	}
	has := func(id string) bool { _, ok := kept[id]; return ok }
	rows = slices.DeleteFunc(rows, func(r Inspection) bool { return !has(r.ID) })
	items = slices.DeleteFunc(items, func(it Item) bool { return !has(it.ID) })
	for i := range rows {
		if rows[i].State == analysis.Pending && rows[i].Until <= minute(n.now) {
			rows[i].State = analysis.Lapsed
		}
	}
	for i := 0; i < len(fresh); i += atOnce {
		n.progress(Inspections, was.Month, i, len(fresh))
		r, its, err := n.read(ctx, fresh[i:min(i+atOnce, len(fresh))])
		if err != nil {
			return nil, nil, err
		}
		rows, items = append(rows, r...), append(items, its...)
	}
	n.progress(Inspections, was.Month, len(fresh), len(fresh))
	together(rows, items)
	slices.SortFunc(rows, func(a, b Inspection) int { return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.ID, b.ID)) })
	slices.SortStableFunc(items, func(a, b Item) int { return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.ID, b.ID)) })
	return rows, items, nil
}

// read makes rows of the facts of what was seen.
func (n *night) read(ctx context.Context, seen []ledger.Seen) (rows []Inspection, items []Item, err error) {
	refs := make([]inspection.Ref, len(seen))
	for i, s := range seen {
		refs[i] = s.Ref
	}
	all, err := n.ledger.ReadAll(ctx, refs)
	if err != nil {
		return nil, nil, err
	}
	if len(all) != len(seen) {
		return nil, nil, errors.New("a fact that was listed is not there")
	}
	parties := make([]inspection.USCC, len(all))
	for i, f := range all {
		parties[i] = f.Inspection.Enterprise.USCC
	}
	known, err := n.ledger.Enterprises(ctx, parties)
	if err != nil {
		return nil, nil, err
	}
	for i := range all {
		row, its := rowOf(&all[i], &seen[i], known[parties[i]], n.now)
		rows, items = append(rows, row), append(items, its...)
	}
	return rows, items, nil
}

// rowsIn are the rows of a month's file of a table; none if it has none.
func rowsIn[T any](ctx context.Context, n *night, m Month, table string) ([]T, error) {
	for _, f := range m.Files {
		if f.Table == table {
			body, err := n.ledger.Bucket.Get(ctx, ledger.LakeKey(table, m.Month, f.Hash))
			if err != nil {
				return nil, fmt.Errorf("read rows: %w", err)
			}
			return decode[T](body)
		}
	}
	return nil, nil
}

// keepBoth writes the files of two tables of a month.
func keepBoth[A, B any](ctx context.Context, n *night, month, a string, rowsA []A, b string, rowsB []B) ([]File, error) {
	one, err := keep(ctx, n, month, a, rowsA)
	if err != nil || len(rowsB) == 0 {
		return []File{one}, err
	}
	two, err := keep(ctx, n, month, b, rowsB)
	return []File{one, two}, err
}

// keep writes a file, named by its content: the same rows are the same file, whoever writes it.
func keep[T any](ctx context.Context, n *night, month, table string, rows []T) (File, error) {
	body, hash, err := encode(rows)
	if err != nil {
		return File{}, err
	}
	_, err = n.ledger.Bucket.Create(ctx, ledger.LakeKey(table, month, hash), body)
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return File{}, fmt.Errorf("write rows: %w", err)
	}
	return File{Table: table, Hash: hash, Rows: len(rows), Bytes: len(body)}, nil
}
