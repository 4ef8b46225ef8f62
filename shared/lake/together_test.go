package lake

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"inspectioncode.example/shared/analysis"
	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/ledger/ledgertest"
)

// joint is a visit on 5 September 2023 that begins at an hour, by an agency of a line, and joins another unless that is nil.
func joint(id string, line inspection.Line, district string, hour int, joins *ledgertest.Visit, done bool) *ledgertest.Visit {
	from := time.Date(2023, 9, 5, hour, 0, 0, 0, inspection.Shanghai)
	v := &ledgertest.Visit{Inspection: inspection.Inspection{Ref: inspection.Ref{Day: "2023-09-05", ID: inspection.ID(strings.Repeat(id, 16))}, Number: id,
		Agency: ledgertest.Agency(line, district), Enterprise: inspection.InspectedParty{USCC: ledgertest.USCC(1)}, Kind: inspection.Routine,
		Officers: []inspection.NamedOfficer{{}, {}}, From: from, Until: from.Add(time.Hour), Issued: from}}
	v.Items = []inspection.Item{{Code: "G01"}}
	if joins != nil {
		v.Joins, v.Lead = &joins.Ref, joins.AsLead()
	}
	if done {
		finish(v)
	}
	return v
}

// finish records a visit's result.
func finish(v *ledgertest.Visit) {
	v.Result = &inspection.Result{Inspection: v.Ref, Arrived: v.From, Left: v.Until, Items: []inspection.ItemResult{{Item: "G01", Outcome: inspection.Conforming}}}
}

func rowsTogether(t *testing.T, l *ledger.Ledger) string {
	t.Helper()
	s, err := Update(t.Context(), l, november, quiet)
	if err != nil {
		t.Fatal(err)
	}
	in, err := s.Inspections(t.Context(), "2023-09-01", "2023-09-30")
	if err != nil {
		t.Fatal(err)
	}
	items, err := s.Items(t.Context(), "2023-09-01", "2023-09-30")
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for i, id := range in.ID {
		is := string(id[:1]) + ":"
		if in.Scanned[i] {
			is += " scanned"
		}
		if in.Part[i] {
			is += " part"
		}
		if in.LinePart[i] {
			is += " of its line"
		}
		if in.Joined[i] > 0 {
			is += fmt.Sprint(" joined by ", in.Joined[i])
		}
		if j := slices.Index(items.ID, id); j >= 0 && items.LinePart[j] != in.LinePart[i] || j < 0 && in.State.At(i) == analysis.Done {
			is += " and its item says another thing"
		}
		all = append(all, is)
	}
	return strings.Join(all, "; ")
}

// Ensure that agencies that came together are told from those that came by themselves, whatever became of each, and anew when
// something becomes of the one that was joined.
func TestWhoCameTogetherIsToldFromWhoCameAlone(t *testing.T) {
	lead := joint("a", inspection.Gas, "", 9, nil, true)
	lead.Scans = []time.Time{lead.From.Add(time.Minute)}
	lost := joint("d", inspection.Transport, "", 8, nil, false) // nobody led, and two came
	for _, c := range []struct {
		why    string
		visits []*ledgertest.Visit
		want   string
	}{
		{"alone", []*ledgertest.Visit{lead}, "a: scanned"},
		{"two lines", []*ledgertest.Visit{lead, joint("b", inspection.Transport, "", 9, lead, true)}, "a: scanned joined by 1; b: scanned part"},
		{"city and district of a line", []*ledgertest.Visit{lead, joint("b", inspection.Gas, "310112", 9, lead, true)}, "a: scanned joined by 1; b: scanned part of its line"},
		{"two of another line", []*ledgertest.Visit{lead, joint("b", inspection.Transport, "", 9, lead, true), joint("c", inspection.Transport, "310112", 9, lead, true)},
			"a: scanned joined by 2; b: scanned part; c: scanned part of its line"},
		{"one who did not come", []*ledgertest.Visit{lead, joint("b", inspection.Transport, "", 9, lead, false)}, "a: scanned; b:"},
		{"the lead did not come", []*ledgertest.Visit{lost, joint("b", inspection.Gas, "", 10, lost, true), joint("c", inspection.Gas, "310112", 9, lost, true)},
			"b: part of its line; c: joined by 1; d:"},
	} {
		b := &bucket.Memory{}
		for _, v := range c.visits {
			if err := ledgertest.Put(t.Context(), b, blind, v); err != nil {
				t.Fatal(err)
			}
		}
		l := &ledger.Ledger{Bucket: b, BlindKey: blind}
		if got := rowsTogether(t, l); got != c.want {
			t.Errorf("%s: got %q, want %q", c.why, got, c.want)
		}
		if c.visits[0] != lost {
			continue
		}
		late := *lost // its result comes a night later: then it leads after all
		finish(&late)
		if err := ledgertest.Put(t.Context(), b, blind, &late); err != nil {
			t.Fatal(err)
		}
		if got, want := rowsTogether(t, l), "b: part of its line; c: part; d: joined by 2"; got != want {
			t.Errorf("with the result of the lead: got %q, want %q", got, want)
		}
	}
}
