package analysis

import (
	"testing"
	"time"

	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/pilot"
)

// Ensure that behind every number that thresholds and repeats have stand as many rows, and each scope's own; and that an agency's
// say nothing of who spoke up.
func TestBehindANumberStandAsManyRows(t *testing.T) {
	in, items := &Inspections{}, &Items{}
	for _, day := range []inspection.Date{"2023-10-02", "2023-10-02", "2023-10-03", "2023-10-04", "2023-11-01"} {
		in.visit(day, "E", "a", Done)
		in.visit(day, "F", "b", Done)
		items.look(day, "E", "a", "municipal", "G1")
		items.look(day, "E", "b", "district", "G1")
		for range 2 {
			items.ID = append(items.ID, inspection.ID(string(day)))
		}
	}
	n := &Night{From: "2023-09-01", Until: "2023-12-31", Made: time.Now(), Policy: pilot.Trial(), Limits: TrialLimits(), Inspections: in, Items: items,
		Evaluated: &Evaluated{}, Ticked: &Ticked{}, Reports: []inspection.VisitReport{{Signed: true, Enterprise: "E", Agency: "a", Day: "2023-10-09"}},
		Feedback:  []inspection.Feedback{{From: inspection.FromEnterprise, Kind: inspection.Problem, Text: "x"}},
		Directory: []inspection.Agency{{Code: "a", Line: "gas"}, {Code: "b", Line: "gas"}}}
	for _, s := range []Scope{{}, {Line: "gas"}, {Agency: "a"}, {Agency: "b"}, {Line: "transport"}} {
		f, b := n.Frequencies().Of(s), n.Behind(s)
		for number, want := range map[string]int{OverDay: f.OverDay, OverWeek: f.OverWeek, OverMonth: f.OverMonth, ItemRepeats: f.Repeats, ItemCityDistrict: f.CityDistrict} {
			if len(b[number]) != want {
				t.Errorf("%+v: %d rows behind %s, which says %d", s, len(b[number]), number, want)
			}
		}
		if s.Agency != "" && (len(b[Unshown]) > 0 || len(b) > 5) {
			t.Errorf("%+v is shown who spoke up: %+v", s, b)
		}
	}
	if b := n.Behind(Scope{}); len(b[OverDay]) != 2 || len(b[OverMonth]) != 2 || len(b[ItemRepeats]) != 8 || len(b[Unshown]) != 1 || len(b[SaidBy(inspection.FromEnterprise, inspection.Problem)]) != 1 {
		t.Errorf("got %+v", b)
	}
	if w := n.Behind(Scope{})[OverWeek][0]; w.Day != "2023-10-02" || w.Until != "2023-10-04" || w.Visits != 4 {
		t.Errorf("a week over its threshold is %+v", w)
	}
}
