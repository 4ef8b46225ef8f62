package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"inspectioncode.example/shared/inspection"
)

// A Page of an enterprise's ledger for a year repeats every entry before it and adds one, so that
// the newest page alone says who may visit.
type Page struct {
	Number  int     `json:"page"`
	Entries []Entry `json:"entries"`
}

// An Entry is one code that exists: everything else about it follows from the entry and the claim
// of its task number.
type Entry struct {
	inspection.Ref
	Agency string          `json:"agency"`
	Task   string          `json:"task"` // its number
	Kind   inspection.Kind `json:"kind"`
	At     time.Time       `json:"at"`
	Code   string          `json:"code"`   // the digits: some signatures differ each time they are made
	Policy string          `json:"policy"` // that allowed it
}

// find is the entry of an inspection.
func (p *Page) find(id inspection.ID) (Entry, bool) {
	i := slices.IndexFunc(p.Entries, func(e Entry) bool { return e.ID == id })
	if i < 0 {
		return Entry{}, false
	}
	return p.Entries[i], true
}

// guessed pages are read without asking how many there are, so that a short ledger takes one round
// trip and a long one two.
const guessed = 3

// newestPage reads the newest page of a ledger; page 0, empty, when there is none.
func (l *Ledger) newestPage(ctx context.Context, enterprise inspection.USCC, year string) (*Page, error) {
	if !enterprise.Valid() {
		return &Page{}, nil
	}
	var pages [guessed]*Page
	last := 0
	steps := []func() error{func() error {
		for key, err := range l.Bucket.List(ctx, PagePrefix(enterprise, year), PageKey(enterprise, year, guessed)) {
			if err != nil {
				return fmt.Errorf("list ledger: %w", err)
			}
			last, _ = strconv.Atoi(strings.TrimSuffix(path.Base(key), ".json"))
		}
		return nil
	}}
	for i := range pages {
		steps = append(steps, func() (err error) {
			pages[i], err = l.readPage(ctx, PageKey(enterprise, year, i+1))
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			return err
		})
	}
	if err := together(steps...); err != nil {
		return nil, err
	}
	if last > guessed {
		return l.readPage(ctx, PageKey(enterprise, year, last))
	}
	for _, p := range slices.Backward(pages[:]) {
		if p != nil {
			return p, nil
		}
	}
	return &Page{}, nil
}

func (l *Ledger) readPage(ctx context.Context, key string) (*Page, error) {
	b, err := l.Bucket.Get(ctx, key)
	if err != nil {
		return nil, fmt.Errorf("read ledger page: %w", err)
	}
	return parsePage(key, b)
}

func parsePage(key string, b []byte) (*Page, error) {
	var p Page
	if err := json.Unmarshal(b, &p); err != nil {
		return nil, fmt.Errorf("parse %s: %w", key, err)
	}
	return &p, nil
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
