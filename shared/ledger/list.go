package ledger

import (
	"context"
	"fmt"
	"path"
	"strings"

	"inspectioncode.example/shared/inspection"
)

// A List names one list of inspections in date order: an enterprise's own, an agency's or an
// officer's.
type List string

// ListOfEnterprise is the list of an enterprise's own inspections.
func ListOfEnterprise(u inspection.USCC) List { return listOf(EnterpriseKey(u, inspection.Ref{})) }

// ListOfAgency is the list of the inspections of an agency.
func ListOfAgency(agency string) List { return listOf(AgencyKey(agency, inspection.Ref{})) }

// ListOfOfficer is the list of the inspections an officer takes part in.
func ListOfOfficer(certificate string) List {
	return listOf(OfficerKey(certificate, inspection.Ref{}))
}

func listOf(key string) List { return List(path.Dir(key) + "/") }

// Refs are the inspections of a list planned for the days from first to last, oldest first; of more than
// max only the newest, and then the second result is true. Needs Bucket alone.
func (l *Ledger) Refs(ctx context.Context, list List, first, last inspection.Date, max int) (refs []inspection.Ref, more bool, err error) {
	for key, err := range l.Bucket.List(ctx, string(list), string(list)+string(first)) {
		if err != nil {
			return nil, false, fmt.Errorf("list %s: %w", list, err)
		}
		r, ok := inspection.ParseRef(strings.TrimPrefix(key, string(list)))
		if !ok {
			return nil, false, fmt.Errorf("list %s: %s is no marker", list, key)
		}
		if r.Day > last {
			break
		}
		refs = append(refs, r)
	}
	if len(refs) > max {
		return refs[len(refs)-max:], true, nil
	}
	return refs, false, nil
}

// atOnce is how many of many are read at the same time.
const atOnce = 16

// ReadAll reads the facts of several inspections, in the order of refs. One that has a marker and was
// never issued is left out: it is about to be.
func (l *Ledger) ReadAll(ctx context.Context, refs []inspection.Ref) ([]Facts, error) {
	all := make([]Facts, len(refs))
	known := make([]bool, len(refs))
	for from := 0; from < len(refs); from += atOnce {
		var steps []func() error
		for i := from; i < min(from+atOnce, len(refs)); i++ {
			steps = append(steps, func() (err error) {
				all[i], err = l.Read(ctx, refs[i])
				known[i] = err == nil
				if err == ErrNone {
					return nil
				}
				return err
			})
		}
		if err := together(steps...); err != nil {
			return nil, err
		}
	}
	kept := all[:0]
	for i, f := range all {
		if known[i] {
			kept = append(kept, f)
		}
	}
	return kept, nil
}
