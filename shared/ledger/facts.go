package ledger

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
)

// Facts are what has happened to one inspection so far.
type Facts struct {
	Inspection inspection.Inspection
	Results    []inspection.RecordedResult // the first, and each correction of it; empty before the first
	Revoked    *inspection.Revocation      // nil unless it was called off or not made
}

// Result is the one that counts: the newest. Nil before the first.
func (f *Facts) Result() *inspection.RecordedResult {
	if len(f.Results) == 0 {
		return nil
	}
	return &f.Results[len(f.Results)-1]
}

// StateAt is where the inspection stands at now.
func (f *Facts) StateAt(now time.Time) inspection.State {
	return f.Inspection.StateAt(now, len(f.Results) > 0, f.Revoked)
}

// StateInWords is the state as people read it: of a visit that was moved it is that.
func (f *Facts) StateInWords(now time.Time) inspection.Text {
	if f.Revoked != nil && f.Revoked.MovedTo != nil {
		return inspection.Text{ZH: "已改期", EN: "moved"}
	}
	return f.StateAt(now).Name()
}

// ErrNone says that no code was issued for a ref.
var ErrNone = errors.New("no such inspection")

// Read reads an inspection's facts, in one round trip unless its result was corrected twice. ErrNone
// if it was never issued. Needs Bucket alone.
func (l *Ledger) Read(ctx context.Context, r inspection.Ref) (f Facts, err error) {
	if _, ok := inspection.ParseRef(r.String()); !ok {
		return f, ErrNone
	}
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
		func() (err error) { f.Results, f.Revoked, err = l.outcomes(ctx, r); return },
	)
	if err == nil && !issued {
		err = ErrNone
	}
	return f, err
}

// Look reads an inspection's facts for somebody who will read them: where a visit is said to have moved to
// a code that was refused in the end, it was called off and no more.
func (l *Ledger) Look(ctx context.Context, r inspection.Ref) (Facts, error) {
	f, err := l.Read(ctx, r)
	if err != nil || f.Revoked == nil {
		return f, err
	}
	to := &f.Revoked.MovedTo
	if f.Revoked.With != nil {
		to = &f.Revoked.With.MovedTo
	}
	if *to == nil {
		return f, nil
	}
	_, there, err := l.factAt(ctx, FactKey(**to, issuedFact))
	if !there {
		*to = nil
	}
	return f, err
}

// outcomes reads what became of an inspection: two revisions at a time, since few are corrected even
// once.
func (l *Ledger) outcomes(ctx context.Context, r inspection.Ref) (results []inspection.RecordedResult, revoked *inspection.Revocation, err error) {
	for {
		var pair [2]event.Event
		var there [2]bool
		at := func(i int) error {
			var err error
			pair[i], there[i], err = l.factAt(ctx, FactKey(r, outcomeFact(len(results)+i)))
			return err
		}
		if err := together(func() error { return at(0) }, func() error { return at(1) }); err != nil {
			return nil, nil, err
		}
		for i, e := range pair {
			if !there[i] {
				return results, revoked, nil
			}
			if e.Type() == event.CodeRevoked {
				rev, err := event.Data[inspection.Revocation](e)
				return nil, &rev, err
			}
			rec, err := event.Data[inspection.RecordedResult](e)
			if err != nil {
				return nil, nil, err
			}
			results = append(results, rec)
		}
	}
}

// ByPrefix finds the inspection of a day whose ID begins with prefix; ErrNone if there is none. One without a
// symbol, whose pictures are listed first, is a part of another and has no code of its own.
func (l *Ledger) ByPrefix(ctx context.Context, day inspection.Date, prefix string) (inspection.Ref, error) {
	folder := "inspections/" + string(day) + "/"
	for key, err := range l.Bucket.List(ctx, folder+prefix, "") {
		if err != nil {
			return inspection.Ref{}, fmt.Errorf("find by short code: %w", err)
		}
		id, fact, _ := strings.Cut(strings.TrimPrefix(key, folder), "/")
		r, ok := inspection.ParseRef(string(day) + "-" + id)
		if !ok || fact != screenImage && fact != printImage {
			break
		}
		return r, nil
	}
	return inspection.Ref{}, ErrNone
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
