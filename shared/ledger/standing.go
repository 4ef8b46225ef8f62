package ledger

import (
	"context"
	"slices"

	"inspectioncode.example/shared/inspection"
)

// Standing are the visits that have their place in an enterprise's ledgers of the years the days lie in, by
// all agencies, newest first; those left out are about to pass their place on. Two round trips at most. Needs
// Bucket alone.
func (l *Ledger) Standing(ctx context.Context, enterprise inspection.USCC, days []inspection.Date, leftOut ...inspection.ID) ([]inspection.Visit, error) {
	var years []string
	for _, d := range days {
		if !slices.Contains(years, d.Year()) {
			years = append(years, d.Year())
		}
	}
	pages := make([]*Page, len(years))
	var steps []func() error
	for i, year := range years {
		steps = append(steps, func() (err error) { pages[i], err = l.newestPage(ctx, enterprise, year); return })
	}
	if err := together(steps...); err != nil {
		return nil, err
	}
	var visits []inspection.Visit
	for _, p := range pages {
		visits = append(visits, p.standing(leftOut...)...)
	}
	slices.SortStableFunc(visits, func(v, w inspection.Visit) int { return w.From.Compare(v.From) })
	return visits, nil
}
