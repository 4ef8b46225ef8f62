package analyzefrequency

import (
	"context"

	"inspectioncode.example/shared/analysis"
)

// raise raises the alerts that no night has raised yet, and returns how many that were.
func (f *function) raise(ctx context.Context, alerts []analysis.Alert, progress Progress) (int, error) {
	raised, err := f.ledger.Raised(ctx)
	if err != nil {
		return 0, err
	}
	n := 0
	for i, a := range alerts {
		progress("alerts", "", i+1, len(alerts))
		if raised[a.Key] {
			continue
		}
		if err := f.ledger.Raise(ctx, a.Key, f.env.Now(), a); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}
