package ledger

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"inspectioncode.example/shared/inspection"
)

// A Reviewed is a code that was issued, judged again by other rules.
type Reviewed struct {
	Inspection inspection.Inspection // as it was asked for
	Refusal    *inspection.Refusal
}

// Review judges every code in the bucket by other rules than it was issued by, and yields those that they
// would have refused, each with what stood in its enterprise's ledger when it was entered, and with the
// directory as it is now; count is how many codes were judged. It changes nothing. Whether officers who go
// again and again found anything is not judged, since results came later. Needs Bucket alone.
func (l *Ledger) Review(ctx context.Context, rules *inspection.Policy) (refused []Reviewed, count int, err error) {
	books := map[string]string{} // key of the newest page of each
	for key, err := range l.Bucket.List(ctx, "ledgers/", "") {
		if err != nil {
			return nil, 0, fmt.Errorf("review: %w", err)
		}
		books[key[:strings.LastIndexByte(key, '/')]] = key
	}
	for _, key := range slices.Sorted(maps.Values(books)) {
		p, err := l.readPage(ctx, key)
		if err != nil {
			return nil, 0, err
		}
		for i, e := range p.Entries {
			if e.Released {
				continue
			}
			count++
			in, err := l.reviewOne(ctx, rules, &Page{Entries: p.Entries[:i]}, e)
			var refusal *inspection.Refusal
			switch {
			case errors.As(err, &refusal):
				refused = append(refused, Reviewed{in, refusal})
			case err != nil:
				return nil, 0, err
			}
		}
	}
	return refused, count, nil
}

func (l *Ledger) reviewOne(ctx context.Context, rules *inspection.Policy, before *Page, e Entry) (asked inspection.Inspection, err error) {
	c, err := read[claim](ctx, l, TaskKey(e.Agency, e.Task))
	if err != nil {
		return asked, err
	}
	if c == nil {
		return asked, fmt.Errorf("review %s: its claim is missing; fsck says more", e.Ref)
	}
	d, err := l.particulars(ctx, &c.Task)
	if err != nil {
		return asked, err
	}
	faults := rules.CheckTask(&c.Task, d, c.Inspection.Issued)
	if d.Agency != nil && d.Enterprise != nil {
		in := rules.Describe(&c.Task, d)
		in.Ref = e.Ref
		// What counts is counted by the rules that are reviewed.
		standing := before.standing(e.Moves, e.ID)
		for i, v := range standing {
			if v.Agency == e.Agency {
				standing[i].Counts, _ = rules.Counts(d.Agency.Line, v.Kind, v.Ground, v.Day)
			}
		}
		_, more := rules.CheckFrequency(&in, d.Enterprise, standing)
		faults = append(faults, more...)
	}
	return c.Inspection, faults.Err()
}
