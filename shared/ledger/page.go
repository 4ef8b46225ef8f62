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
	From   time.Time       `json:"from,omitzero"`
	Until  time.Time       `json:"until,omitzero"`
	At     time.Time       `json:"at"`
	Code   string          `json:"code"`   // the digits: some signatures differ each time they are made
	Policy string          `json:"policy"` // that allowed it

	Ground inspection.Ground `json:"ground,omitempty"`
	Tally  inspection.Tally  `json:"tally,omitzero"` // which visit of its agency it is, on the page it was entered on

	// Released is set in a later entry of the same inspection that takes nothing and gives its place
	// back: the visit was called off. Such an entry has no code.
	Released bool `json:"released,omitempty"`
	// Moves names the inspection whose place, in the same year, this one takes over.
	Moves inspection.ID `json:"moves,omitempty"`
	// Joins names the inspection of another agency that this one is a part of, and whose code it has.
	Joins inspection.ID `json:"joins,omitempty"`
}

// find is the entry that issued an inspection.
func (p *Page) find(id inspection.ID) (Entry, bool) {
	i := slices.IndexFunc(p.Entries, func(e Entry) bool { return e.ID == id && !e.Released })
	if i < 0 {
		return Entry{}, false
	}
	return p.Entries[i], true
}

// gaveBack is the entry that gave an inspection's place back, or passed it on.
func (p *Page) gaveBack(id inspection.ID) (Entry, bool) {
	i := slices.IndexFunc(p.Entries, func(e Entry) bool { return e.ID == id && e.Released || e.Moves == id })
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
