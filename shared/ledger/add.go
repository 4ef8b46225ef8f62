package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"inspectioncode.example/shared/inspection"
)

// maxRaces is how often a writer may lose the race for the next page before it gives up for now.
// Each loss means that another one won.
const maxRaces = 64

// add puts an entry on the page after the newest, whichever that turns out to be, and returns the
// entry that stands: e, or the one of the same inspection that another writer was first with; and a page that
// has it. Before each try judge looks at the very page that the next one will repeat, and may refuse or complete the entry:
// whoever loses the race judges again on what the winner wrote.
func (l *Ledger) add(ctx context.Context, enterprise inspection.USCC, newest *Page, e Entry, judge func(*Page, *Entry) error) (Entry, *Page, error) {
	for range maxRaces {
		stands := newest.find
		if e.Released {
			stands = newest.gaveBack
		}
		if theirs, ok := stands(e.ID); ok {
			return theirs, newest, nil
		}
		if err := judge(newest, &e); err != nil {
			return Entry{}, nil, err
		}
		next, err := l.append(ctx, enterprise, newest, e)
		if err == nil {
			return e, next, nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return Entry{}, nil, err
		}
		newest = next
	}
	return Entry{}, nil, fmt.Errorf("ledger entry of %s: lost %d races", e.Ref, maxRaces)
}

// append creates the page after p with one entry more. When another writer was first, it returns
// what that one wrote, and fs.ErrExist.
func (l *Ledger) append(ctx context.Context, enterprise inspection.USCC, p *Page, e Entry) (*Page, error) {
	next := &Page{Number: p.Number + 1, Entries: append(slices.Clip(p.Entries), e)}
	b, err := json.MarshalIndent(next, "", " ")
	if err != nil {
		return nil, fmt.Errorf("write ledger page: %w", err)
	}
	key := PageKey(enterprise, e.Day.Year(), next.Number)
	stands, err := l.Bucket.Create(ctx, key, append(b, '\n'))
	if errors.Is(err, fs.ErrExist) {
		theirs, parseErr := parsePage(key, stands)
		if parseErr != nil {
			return nil, parseErr
		}
		return theirs, fs.ErrExist
	}
	if err != nil {
		return nil, fmt.Errorf("write ledger page: %w", err)
	}
	return next, nil
}
