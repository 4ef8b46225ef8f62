package ledger

import (
	"context"
	"maps"
	"slices"

	"inspectioncode.example/shared/inspection"
)

// A Door is what a scan needs to know of a visit: its facts, and those of the agencies that joined it; what the
// officers look like, and which of their certificates do not count any more.
type Door struct {
	Facts
	Parts     []Facts                    // of the agencies that joined it, those that have given it up included
	Photos    map[string]string          // by certificate
	Withdrawn map[string]inspection.Date // by certificate, from when
}

// AtDoor reads all of it in one round trip, and one more where agencies come together.
func (l *Ledger) AtDoor(ctx context.Context, r inspection.Ref) (d Door, err error) {
	var parts []inspection.Ref
	var withdrawn *map[string]inspection.Date
	err = together(
		func() (err error) { d.Facts, err = l.Look(ctx, r); return },
		func() (err error) { d.Photos, err = l.photosOf(ctx, r); return },
		func() (err error) { withdrawn, err = read[map[string]inspection.Date](ctx, l, WithdrawnKey); return },
		func() (err error) { parts, err = l.parts(ctx, r); return },
	)
	if withdrawn != nil {
		d.Withdrawn = *withdrawn
		defer d.ofItsOfficers() // it is of the whole directory, and doors are kept in memory
	}
	if err != nil || len(parts) == 0 {
		return d, err
	}
	photos := make([]map[string]string, len(parts))
	steps := []func() error{func() error {
		all, err := l.ReadAll(ctx, parts)
		d.Parts = newestOfEach(all)
		for _, f := range d.Parts {
			if f.Revoked != nil && f.Revoked.With != nil && d.Revoked != nil {
				f.Revoked.With.MovedTo = d.Revoked.MovedTo // as Look has it
			}
		}
		return err
	}}
	for i, part := range parts {
		steps = append(steps, func() (err error) { photos[i], err = l.photosOf(ctx, part); return })
	}
	err = together(steps...)
	for _, more := range photos {
		maps.Copy(d.Photos, more)
	}
	return d, err
}

// ofItsOfficers leaves of the withdrawn certificates those of the officers who come.
func (d *Door) ofItsOfficers() {
	names := func(f Facts, certificate string) bool {
		return slices.ContainsFunc(f.Inspection.Officers, func(o inspection.NamedOfficer) bool { return o.Certificate == certificate })
	}
	maps.DeleteFunc(d.Withdrawn, func(certificate string, _ inspection.Date) bool {
		return !names(d.Facts, certificate) && !slices.ContainsFunc(d.Parts, func(f Facts) bool { return names(f, certificate) })
	})
}

// photosOf are the portraits of an inspection's officers, by certificate.
func (l *Ledger) photosOf(ctx context.Context, r inspection.Ref) (map[string]string, error) {
	photos, err := read[map[string]string](ctx, l, FactKey(r, photosFact))
	if err != nil || photos == nil {
		return map[string]string{}, err
	}
	return *photos, nil
}
