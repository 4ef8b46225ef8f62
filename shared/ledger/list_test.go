package ledger

import (
	"slices"
	"testing"

	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/inspection"
)

func TestALongListKeepsTheNewest(t *testing.T) {
	l := &Ledger{Bucket: &bucket.Memory{}}
	for _, day := range []inspection.Date{"2026-09-05", "2026-09-03", "2026-09-04", "2026-10-01"} {
		if err := l.Bucket.Put(t.Context(), AgencyKey("310000-gas", inspection.Ref{Day: day, ID: "041061050r3gg28a"}), nil); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		max  int
		want []inspection.Date
		more bool
	}{
		{2, []inspection.Date{"2026-09-04", "2026-09-05"}, true},
		{3, []inspection.Date{"2026-09-03", "2026-09-04", "2026-09-05"}, false},
	} {
		refs, more, err := l.Refs(t.Context(), ListOfAgency("310000-gas"), "2026-09-01", "2026-09-30", c.max)
		var days []inspection.Date
		for _, r := range refs {
			days = append(days, r.Day)
		}
		if err != nil || more != c.more || !slices.Equal(days, c.want) {
			t.Errorf("at most %d: got %v, more %v, %v; want %v, more %v", c.max, days, more, err, c.want, c.more)
		}
	}
}
