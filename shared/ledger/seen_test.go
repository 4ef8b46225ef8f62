package ledger

import (
	"testing"
	"time"

	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/inspection"
)

// Ensure that whoever opens the one code of a visit has opened it for each agency that had joined by then, and
// that the night sees so wherever the part is listed.
func TestALookAtTheOneCodeCountsForEachPart(t *testing.T) {
	nine := time.Date(2023, 9, 5, 9, 0, 0, 0, inspection.Shanghai)
	lead := inspection.Ref{Day: "2023-09-05", ID: "5000000000000000"}
	l := &Ledger{Bucket: &bucket.Memory{}, Random: zeros{}}
	visits := map[inspection.ID]*inspection.Inspection{lead.ID: {Ref: lead, From: nine, Until: nine.Add(2 * time.Hour)}}
	for id, issued := range map[inspection.ID]time.Time{"1000000000000000": nine.Add(-time.Hour), "9000000000000000": nine.Add(90 * time.Minute)} {
		visits[id] = &inspection.Inspection{Ref: inspection.Ref{Day: lead.Day, ID: id}, Joins: &lead, Issued: issued, From: nine, Until: nine.Add(2 * time.Hour)}
		if err := l.once(t.Context(), JoinedKey(lead, "310000-gas", id), nil); err != nil {
			t.Fatal(err)
		}
	}
	for _, in := range visits {
		if err := l.once(t.Context(), FactKey(in.Ref, issuedFact), nil); err != nil {
			t.Fatal(err)
		}
	}
	look := func() map[inspection.ID]Seen {
		all := map[inspection.ID]Seen{}
		for s, err := range l.Inspections(t.Context(), lead.Day) {
			if err != nil {
				t.Fatal(err)
			}
			all[s.ID] = s
		}
		return all
	}
	before := look()
	if err := l.Scan(t.Context(), lead, Scan{At: nine.Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	after := look()
	for id, want := range map[inspection.ID]bool{lead.ID: true, "1000000000000000": true, "9000000000000000": false} { // it joined later
		in, seen := visits[id], after[id]
		if got := seen.ScannedDuring(in); got != want {
			t.Errorf("%s: seen to be scanned %t, want %t", id, got, want)
		}
		if got, err := l.Scanned(t.Context(), in); err != nil || got != want {
			t.Errorf("%s: scanned %t, %v, want %t", id, got, err, want)
		}
		if seen.Facts == before[id].Facts {
			t.Errorf("%s: a look at the code is no news", id)
		}
	}
}

// zeros draws nothing else.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }
