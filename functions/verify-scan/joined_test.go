package verifyscan

import (
	"strings"
	"testing"
	"time"

	"inspectioncode.example/shared/code"
	"inspectioncode.example/shared/identity"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
)

// Ensure that of agencies which come together there is one verdict, by the time of the visit and by what has
// become of each.
func TestTheOneVerdictOfAJointVisit(t *testing.T) {
	none := ledger.Facts{}
	done := ledger.Facts{Results: []inspection.RecordedResult{{}}}
	off := ledger.Facts{Revoked: &inspection.Revocation{}}
	gone := ledger.Facts{Revoked: &inspection.Revocation{Lapsed: true}}
	for _, c := range []struct {
		why         string
		at          time.Duration // after nine; the visit is from nine to eleven
		lead, part  ledger.Facts
		want        outcome
		wantOfSome  string // part of what is said in place of the usual
		withdrawnOf string
	}{
		{"both to come", -time.Hour, none, none, early, "", ""},
		{"under way", time.Hour, none, none, printed, "", ""},
		{"the lead has its result", time.Hour, done, none, printed, "", ""},
		{"the part has its result", time.Hour, none, done, printed, "", ""},
		{"both have", time.Hour, done, done, concluded, "", ""},
		{"over, one result missing", 3 * time.Hour, done, none, over, "其余单位的结果尚未记录", ""},
		{"over, both missing", 3 * time.Hour, none, none, over, "", ""},
		{"the part was called off", time.Hour, none, off, printed, "", ""},
		{"the part was called off, and the lead is done", time.Hour, done, off, concluded, "", ""},
		{"the lead was called off, and the part with it", time.Hour, off, off, revoked, "", ""},
		{"the lead was called off when the part had been made", time.Hour, off, done, concluded, "取消了检查", ""},
		{"the lead did not come, and the part did", 99 * time.Hour, gone, done, concluded, "没有实施检查", ""},
		{"the lead did not come, and the part says nothing yet", 99 * time.Hour, gone, none, over, "", ""},
		{"the part did not come, and the lead did", 99 * time.Hour, done, gone, concluded, "", ""},
		{"nobody came", 99 * time.Hour, gone, gone, lapsed, "", ""},
		{"a part's officer is withdrawn", time.Hour, none, none, withdrawn, "", "part"},
		{"an officer of a part that was called off is withdrawn", time.Hour, none, off, printed, "", "part"},
	} {
		token := code.Token{Enterprise: enterprise, From: nine, Until: nine.Add(2 * time.Hour)}
		lead := inspection.Inspection{Agency: inspection.Agency{Name: inspection.Text{ZH: "市应急局"}}, Officers: []inspection.NamedOfficer{{Certificate: "lead"}}}
		door := ledger.Door{Facts: c.lead, Parts: []ledger.Facts{c.part}, Withdrawn: map[string]inspection.Date{c.withdrawnOf: "2023-09-01"}}
		door.Inspection = lead
		door.Parts[0].Inspection = inspection.Inspection{Joins: &inspection.Ref{}, Lead: lead.AsLead(), Officers: []inspection.NamedOfficer{{Certificate: "part"}}}
		v := judge(token, door, identity.Caller{}, nine.Add(c.at))
		if v.Outcome != c.want {
			t.Errorf("%s: got %s, want %s", c.why, v.Outcome, c.want)
		}
		if got := v.saidOfSome(); c.wantOfSome == "" && got.ZH != "" || !strings.Contains(got.ZH, c.wantOfSome) {
			t.Errorf("%s: says %q, want %q in it", c.why, got.ZH, c.wantOfSome)
		}
		agencies := v.together()
		if len(agencies) != 2 {
			t.Fatalf("%s: %d agencies are shown, want 2", c.why, len(agencies))
		}
		for i, f := range []ledger.Facts{c.lead, c.part} {
			if may := agencies[i].Evaluate != ""; may != (len(f.Results) > 0) {
				t.Errorf("%s: agency %d may be evaluated: %t", c.why, i, may)
			}
		}
	}
}

func TestAnotherEnterpriseLearnsOfNoPart(t *testing.T) {
	token := code.Token{Enterprise: enterprise, From: nine, Until: nine.Add(2 * time.Hour)}
	door := ledger.Door{Parts: []ledger.Facts{{}}}
	v := judge(token, door, identity.Caller{Role: identity.LegalRepresentative, Enterprise: "91310101XX0000027C"}, nine)
	if v.Outcome != otherCompany || v.Parts != nil {
		t.Errorf("it is told %s and %d parts", v.Outcome, len(v.Parts))
	}
}

func TestAJointVisitShowsAsManyPortraitsAsAPageBears(t *testing.T) {
	portrait := strings.Repeat("x", inspection.MaxPhoto)
	photos := map[string]string{}
	agency := func(certificates ...string) part {
		in := &inspection.Inspection{}
		for _, c := range certificates {
			photos[c] = portrait
			in.Officers = append(in.Officers, inspection.NamedOfficer{Certificate: c})
		}
		return part{Inspection: in}
	}
	off := agency("off")
	off.Revoked = &inspection.Revocation{}
	kept := fewer(photos, []part{agency("a1", "a2", "a3", "a4"), off, agency("b1", "b2"), agency("c1")})
	for _, c := range []string{"a1", "b1", "c1", "a2", "b2"} {
		if kept[c] != portrait {
			t.Errorf("the portrait of %s is left out", c)
		}
	}
	if len(kept) != 5 {
		t.Errorf("%d portraits are kept, want the 5 a page bears", len(kept))
	}
}
