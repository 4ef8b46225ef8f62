package ledger

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"

	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
)

// Facts are what has happened to one inspection so far.
type Facts struct {
	Inspection inspection.Inspection
	Results    []inspection.RecordedResult // the first, and each correction of it; empty before the first
}

// Result is the one that counts: the newest. Nil before the first.
func (f *Facts) Result() *inspection.RecordedResult {
	if len(f.Results) == 0 {
		return nil
	}
	return &f.Results[len(f.Results)-1]
}

// ErrNone says that no code was issued for a ref.
var ErrNone = errors.New("no such inspection")

// Read reads an inspection's facts, in one round trip unless its result was corrected twice. ErrNone
// if it was never issued. Needs Bucket alone.
func (l *Ledger) Read(ctx context.Context, r inspection.Ref) (f Facts, err error) {
	var issued bool
	err = together(
		func() error {
			e, ok, err := l.factAt(ctx, FactKey(r, issuedFact))
			if err != nil || !ok {
				return err
			}
			issued = true
			f.Inspection, err = event.Data[inspection.Inspection](e)
			return err
		},
		func() (err error) { f.Results, err = l.results(ctx, r); return },
	)
	if err == nil && !issued {
		err = ErrNone
	}
	return f, err
}

// results reads the revisions of a result: two at a time, since few are corrected even once.
func (l *Ledger) results(ctx context.Context, r inspection.Ref) (all []inspection.RecordedResult, err error) {
	for {
		var pair [2]*inspection.RecordedResult
		err := together(
			func() (err error) { pair[0], err = l.resultAt(ctx, r, len(all)); return },
			func() (err error) { pair[1], err = l.resultAt(ctx, r, len(all)+1); return },
		)
		if err != nil {
			return nil, err
		}
		for _, rec := range pair {
			if rec == nil {
				return all, nil
			}
			all = append(all, *rec)
		}
	}
}

func (l *Ledger) resultAt(ctx context.Context, r inspection.Ref, rev int) (*inspection.RecordedResult, error) {
	e, ok, err := l.factAt(ctx, FactKey(r, resultFact(rev)))
	if err != nil || !ok {
		return nil, err
	}
	rec, err := event.Data[inspection.RecordedResult](e)
	return &rec, err
}

// hashOf is what a correction names the revision before it by: the SHA-256 of its object.
func (l *Ledger) hashOf(ctx context.Context, key string) (string, error) {
	b, err := l.Bucket.Get(ctx, key)
	if err != nil {
		return "", fmt.Errorf("hash %s: %w", key, err)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
}

// Symbol is the stored picture of a code: ".png" for the screen, ".svg" for paper.
func (l *Ledger) Symbol(ctx context.Context, r inspection.Ref, extension string) ([]byte, error) {
	image := map[string]string{".png": screenImage, ".svg": printImage}[extension]
	b, err := l.Bucket.Get(ctx, FactKey(r, image))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNone
	}
	return b, err
}
