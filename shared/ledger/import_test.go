package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/inspection"
)

// Ensure that whoever is taken off the directory does not count any more at a door where a code names him, and that taking
// a withdrawn certificate off it does not make it count again.
func TestACertificateThatIsNoLongerListedDoesNotCount(t *testing.T) {
	now := time.Date(2023, 9, 5, 9, 0, 0, 0, inspection.Shanghai)
	l := &Ledger{Bucket: &bucket.Memory{Replaceable: []string{"directory/"}}, Now: func() time.Time { return now }}
	officer := func(certificate string, withdrawn inspection.Date) inspection.Officer {
		return inspection.Officer{Certificate: certificate, Agency: "a", From: "2022-01-01", Until: "2025-12-31", Withdrawn: withdrawn}
	}
	for _, step := range []struct {
		day      int // after the first
		officers []inspection.Officer
		want     map[string]inspection.Date
	}{
		{0, []inspection.Officer{officer("stays", ""), officer("goes", ""), officer("withdrawn", "2023-08-01")}, map[string]inspection.Date{"withdrawn": "2023-08-01"}},
		{1, []inspection.Officer{officer("stays", "")}, map[string]inspection.Date{"withdrawn": "2023-08-01", "goes": "2023-09-06"}},
		{2, []inspection.Officer{officer("stays", "")}, map[string]inspection.Date{"withdrawn": "2023-08-01", "goes": "2023-09-06"}},
		{3, []inspection.Officer{officer("stays", ""), officer("goes", "")}, map[string]inspection.Date{"withdrawn": "2023-08-01"}}, // it was a mistake
		{1200, []inspection.Officer{officer("stays", ""), officer("goes", "")}, map[string]inspection.Date{}},                       // no code names it any more
	} {
		now = time.Date(2023, 9, 5+step.day, 9, 0, 0, 0, inspection.Shanghai)
		if err := l.Import(t.Context(), Directory{Officers: step.officers}); err != nil {
			t.Fatal(err)
		}
		b, err := l.Bucket.Get(t.Context(), WithdrawnKey)
		var got map[string]inspection.Date
		if err == nil {
			err = json.Unmarshal(b, &got)
		}
		if err != nil || !maps.Equal(got, step.want) {
			t.Errorf("day %d: got %v, %v; want %v", step.day, got, err, step.want)
		}
	}
}

// Ensure that an import cut short anywhere does not lose who was taken off: it is run again, and ends the same.
func TestAnImportCutShortLosesNoWithdrawal(t *testing.T) {
	goes := inspection.Officer{Certificate: "goes", Agency: "a", From: "2022-01-01", Until: "2025-12-31"}
	for writes := range 20 {
		b := &cutShort{Bucket: &bucket.Memory{Replaceable: []string{"directory/"}}}
		b.left.Store(1000)
		l := &Ledger{Bucket: b, Now: func() time.Time { return time.Date(2023, 9, 5, 9, 0, 0, 0, inspection.Shanghai) }}
		if err := l.Import(t.Context(), Directory{Officers: []inspection.Officer{goes}}); err != nil {
			t.Fatal(err)
		}
		b.left.Store(int32(writes))
		l.Import(t.Context(), Directory{}) // may be cut short
		b.left.Store(1000)
		if err := l.Import(t.Context(), Directory{}); err != nil {
			t.Fatal(err)
		}
		if list, err := b.Get(t.Context(), WithdrawnKey); err != nil || !strings.Contains(string(list), `"goes"`) {
			t.Errorf("cut short after %d writes: %s, %v", writes, list, err)
		}
	}
}

// cutShort takes so many writes more.
type cutShort struct {
	bucket.Bucket
	left atomic.Int32
}

func (c *cutShort) Put(ctx context.Context, key string, body []byte) error {
	if c.left.Add(-1) < 0 {
		return errors.New("cut short")
	}
	return c.Bucket.Put(ctx, key, body)
}
