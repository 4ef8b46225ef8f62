package queryinspections

import (
	"context"
	"errors"
	"slices"
	"sync"

	"inspectioncode.example/shared/page"
)

// joined finds out who comes along to the visits that are to come.
func (f *function) joined(ctx context.Context, rows []page.Row) error {
	for some := range slices.Chunk(rows, 16) {
		errs := make([]error, len(some))
		var wg sync.WaitGroup
		for i := range some {
			if in := &some[i].Inspection; in.Joins == nil {
				wg.Go(func() { some[i].Company, errs[i] = f.ledger.Company(ctx, in) })
			}
		}
		wg.Wait()
		if err := errors.Join(errs...); err != nil {
			return err
		}
	}
	return nil
}
