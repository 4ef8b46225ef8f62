package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"inspectioncode.example/shared/inspection"
)

// Agencies are all agencies of the directory.
func (l *Ledger) Agencies(ctx context.Context) ([]inspection.Agency, error) {
	agencies, err := read[[]inspection.Agency](ctx, l, AgenciesKey)
	if err != nil || agencies == nil {
		return nil, err
	}
	return *agencies, nil
}

// Agency is what the directory says of an agency; nil if it does not know it.
func (l *Ledger) Agency(ctx context.Context, code string) (*inspection.Agency, error) {
	agencies, err := l.Agencies(ctx)
	i := slices.IndexFunc(agencies, func(a inspection.Agency) bool { return a.Code == code })
	if err != nil || i < 0 {
		return nil, err
	}
	return &agencies[i], nil
}

// Officer is what the directory says of an officer; nil if it does not know the certificate.
func (l *Ledger) Officer(ctx context.Context, certificate string) (*inspection.Officer, error) {
	if len(certificate) > maxName {
		return nil, nil
	}
	return read[inspection.Officer](ctx, l, DirectoryOfficerKey(certificate))
}

// Enterprise is what the directory says of an enterprise; nil if it does not know the code.
func (l *Ledger) Enterprise(ctx context.Context, uscc inspection.USCC) (*inspection.Enterprise, error) {
	if !uscc.Valid() {
		return nil, nil
	}
	return read[inspection.Enterprise](ctx, l, DirectoryEnterpriseKey(uscc))
}

// Enterprises are what the directory says of several enterprises; those it does not know are left out.
func (l *Ledger) Enterprises(ctx context.Context, codes []inspection.USCC) (map[inspection.USCC]*inspection.Enterprise, error) {
	codes = slices.Compact(slices.Sorted(slices.Values(codes)))
	known := make(map[inspection.USCC]*inspection.Enterprise, len(codes))
	for some := range slices.Chunk(codes, atOnce) {
		found := make([]*inspection.Enterprise, len(some))
		var steps []func() error
		for i, uscc := range some {
			steps = append(steps, func() (err error) { found[i], err = l.Enterprise(ctx, uscc); return })
		}
		if err := together(steps...); err != nil {
			return nil, err
		}
		for i, e := range found {
			if e != nil {
				known[some[i]] = e
			}
		}
	}
	return known, nil
}

// maxName keeps every name that can be looked up inside what a store takes for a key.
const maxName = 60

// particulars are what the directory says of those t names.
func (l *Ledger) particulars(ctx context.Context, t *inspection.Task) (d inspection.Particulars, err error) {
	officers := t.Officers[:min(len(t.Officers), 20)] // more are a fault, and are not looked up
	d.Officers = make([]*inspection.Officer, len(officers))
	steps := []func() error{
		func() (err error) { d.Agency, err = l.Agency(ctx, t.Agency); return },
		func() (err error) { d.Enterprise, err = l.Enterprise(ctx, t.Enterprise); return },
	}
	for i, certificate := range officers {
		steps = append(steps, func() (err error) { d.Officers[i], err = l.Officer(ctx, certificate); return })
	}
	return d, together(steps...)
}

// Roster are an agency's officers, by name; empty if the directory knows none.
func (l *Ledger) Roster(ctx context.Context, agency string) ([]inspection.Officer, error) {
	roster, err := read[[]inspection.Officer](ctx, l, RosterKey(agency))
	if err != nil || roster == nil {
		return nil, err
	}
	return *roster, nil
}

// FindEnterprises are the enterprises whose credit code is asked, or whose name has it in it; at most
// max of them, and whether there are more.
func (l *Ledger) FindEnterprises(ctx context.Context, asked string, max int) (found []inspection.Enterprise, more bool, err error) {
	e, err := l.Enterprise(ctx, inspection.USCC(strings.ToUpper(asked)))
	if err != nil {
		return nil, false, err
	}
	if e != nil {
		return []inspection.Enterprise{*e}, false, nil
	}
	names, err := read[map[inspection.USCC]string](ctx, l, NamesKey)
	if err != nil || names == nil {
		return nil, false, err
	}
	for uscc, name := range *names {
		if strings.Contains(name, asked) {
			found = append(found, inspection.Enterprise{USCC: uscc, Name: name})
		}
	}
	slices.SortFunc(found, func(a, b inspection.Enterprise) int { return strings.Compare(a.Name, b.Name) })
	return found[:min(len(found), max)], len(found) > max, nil
}

// photos are the portraits of those a task names.
func photos(d inspection.Particulars) map[string]string {
	all := map[string]string{}
	for _, o := range d.Officers {
		if inspection.PhotoOK(o.Photo) {
			all[o.Certificate] = o.Photo
		}
	}
	return all
}

// read decodes the JSON object under key; nil if there is none, or if it says null.
func read[T any](ctx context.Context, l *Ledger, key string) (*T, error) {
	b, err := l.Bucket.Get(ctx, key)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", key, err)
	}
	var v *T
	if err := json.Unmarshal(b, &v); err != nil {
		return nil, fmt.Errorf("parse %s: %w", key, err)
	}
	return v, nil
}
