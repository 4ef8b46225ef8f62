package ledger

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"inspectioncode.example/shared/inspection"
)

// A Scan is one look at a code. It names nobody: the phone at the door is not asked who holds it.
type Scan struct {
	At    time.Time `json:"at"`
	App   string    `json:"app"`   // suishenban, wechat, alipay or browser, as the phone says of itself
	Shown string    `json:"shown"` // live, printed or stale
}

// Scan keeps one look at a code. Needs Random besides Bucket.
func (l *Ledger) Scan(ctx context.Context, r inspection.Ref, s Scan) error {
	nonce, err := l.nonce()
	if err != nil {
		return err
	}
	b, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return fmt.Errorf("keep scan: %w", err)
	}
	return l.once(ctx, ScanKey(r, s.At, nonce), append(b, '\n'))
}

// Scanned reports whether anyone has opened the code during the visit.
func (l *Ledger) Scanned(ctx context.Context, in *inspection.Inspection) (bool, error) {
	first, err := l.FirstScan(ctx, in)
	return !first.IsZero(), err
}

// FirstScan is when the code was first opened during the visit, give or take the two minutes by which
// clocks may differ; the zero time if it was not. Who that was is not known.
func (l *Ledger) FirstScan(ctx context.Context, in *inspection.Inspection) (time.Time, error) {
	prefix := ScanPrefix(in.Visit())
	for key, err := range l.Bucket.List(ctx, prefix, prefix+stamp(firstLook(in))) {
		if err != nil || !inVisit(prefix, key, in) {
			return time.Time{}, err
		}
		at, _, _ := strings.Cut(strings.TrimPrefix(key, prefix), "-")
		return parseStamp(at)
	}
	return time.Time{}, nil
}
