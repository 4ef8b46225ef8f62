package overview

import (
	"encoding/json"
	"errors"
	"testing"

	"inspectioncode.example/shared/analysis"
	"inspectioncode.example/shared/analysis/analysistest"
	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/identity"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/lake"
	"inspectioncode.example/shared/ledger"
)

func kept(t *testing.T, key string, v any, in *ledger.Ledger) {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	if err := in.Bucket.Put(t.Context(), key, b); err != nil {
		t.Fatal(err)
	}
}

func directory(t *testing.T) *ledger.Ledger {
	l := &ledger.Ledger{Bucket: &bucket.Memory{}}
	kept(t, ledger.AgenciesKey, []inspection.Agency{{Code: "310112-gas", Line: inspection.Gas}, {Code: "310151-gas", Line: inspection.Gas}, {Code: "310112-transport", Line: inspection.Transport}}, l)
	return l
}

// Ensure that nobody reads what is another's, and that what is asked of nothing in particular is one's own.
func TestWhoReadsWhichSummary(t *testing.T) {
	l := directory(t)
	bureau := identity.Caller{Role: identity.Bureau}
	gas := identity.Caller{Role: identity.Supervisor, Line: "gas"}
	officer := identity.Caller{Role: identity.Officer, Agency: "310112-gas"}
	city, line := analysis.Scope{}, analysis.Scope{Line: inspection.Gas}
	own, other, foreign := analysis.Scope{Agency: "310112-gas"}, analysis.Scope{Agency: "310151-gas"}, analysis.Scope{Agency: "310112-transport"}
	for _, c := range []struct {
		who         identity.Caller
		asked, want analysis.Scope
		ok          bool
	}{
		{bureau, city, city, true},
		{bureau, line, line, true},
		{bureau, foreign, foreign, true},
		{bureau, analysis.Scope{Line: "water"}, city, false},
		{bureau, analysis.Scope{Agency: "310112-water"}, city, false},
		{gas, city, line, true},
		{gas, line, line, true},
		{gas, analysis.Scope{Line: inspection.Transport}, city, false},
		{gas, own, own, true},
		{gas, foreign, city, false},
		{gas, analysis.Scope{Line: inspection.Gas, Agency: "310112-transport"}, city, false},
		{officer, city, own, true},
		{officer, own, own, true},
		{officer, other, city, false},
		{officer, line, city, false},
		{officer, analysis.Scope{Line: inspection.Gas, Agency: "310112-gas"}, own, true},
		{identity.Caller{Role: identity.AgencySystem, Agency: "310112-gas"}, other, city, false},
	} {
		v, err := Choose(t.Context(), l, c.who, c.asked)
		if ok := err == nil; ok != c.ok || ok && v.Scope != c.want || !ok && !errors.Is(err, ledger.ErrNone) {
			t.Errorf("%s asks for %+v: got %+v, %v", c.who.Role, c.asked, v.Scope, err)
		}
	}
	for _, r := range []identity.Role{identity.LegalRepresentative, identity.EnterpriseCode, identity.Operator, ""} {
		_, err := Choose(t.Context(), l, identity.Caller{Role: r}, city)
		if refusal := (*inspection.Refusal)(nil); !errors.As(err, &refusal) || refusal.Why != inspection.NotAllowed {
			t.Errorf("%q: %v", r, err)
		}
	}
}

// Ensure that the newest complete night is read, and that none is no error.
func TestTheNewestSummaryIsFound(t *testing.T) {
	l := directory(t)
	gas := analysis.Scope{Line: inspection.Gas}
	if s, _, err := Newest(t.Context(), l.Bucket, gas); s != nil || err != nil {
		t.Errorf("before the first night: %+v, %v", s, err)
	}
	for _, day := range []inspection.Date{"2023-12-20", "2023-12-25"} {
		s := analysistest.Read(t, "gas")
		s.Until = day
		if err := errors.Join(lake.PutSummary(t.Context(), l.Bucket, day, s), lake.Complete(t.Context(), l.Bucket, day)); err != nil {
			t.Fatal(err)
		}
	}
	if s, day, err := Newest(t.Context(), l.Bucket, gas); err != nil || day != "2023-12-25" || s.Until != day {
		t.Errorf("got %s, %v", day, err)
	}
	if s, _, err := Newest(t.Context(), l.Bucket, analysis.Scope{Line: inspection.Transport}); s != nil || err != nil {
		t.Errorf("of what no night spoke of: %+v, %v", s, err)
	}
}

func read(t *testing.T, l *ledger.Ledger) (*analysis.Summary, error) {
	return Read(t.Context(), l.Bucket, analysis.Scope{Agency: "310112-gas"}, "2024-01-01")
}

// Ensure that an agency is shown no text, no watch and no small group, whatever a night wrote.
func TestAnAgencyReadsNothingThatIsNotForIt(t *testing.T) {
	l := directory(t)
	s := analysistest.Read(t, "gas")
	s.Agencies[0].Ratings = &analysis.Share{K: 1, N: 4}
	kept(t, ledger.SummaryKey("2024-01-01", "", "310112-gas"), s, l)
	got, err := read(t, l)
	if err != nil || got.Evaluations == nil || got.Evaluations.Texts != nil || got.Evaluations.Watch != nil || got.Feedback != nil || got.Agencies[0].Ratings != nil {
		t.Errorf("%v: %+v", err, got)
	}
	s.Evaluations.Response.K = analysis.MinGroup - 1
	kept(t, ledger.SummaryKey("2024-01-01", "", "310112-gas"), s, l)
	if got, err = read(t, l); err != nil || got.Evaluations != nil {
		t.Errorf("%v: %d evaluations are shown", err, got.Evaluations.Response.K)
	}
}
