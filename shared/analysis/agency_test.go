package analysis

import (
	"slices"
	"strings"
	"testing"

	"inspectioncode.example/shared/inspection"
)

// upTo is the year as it was known on a night: the first rows of it, and of evaluations.
func (n *Night) upTo(evaluations int, before Released) *Night {
	then := *n
	e := *n.Evaluated
	e.ID, e.Monday, e.Rating, e.Planned, e.Findings = e.ID[:evaluations], e.Monday[:evaluations], e.Rating[:evaluations], e.Planned[:evaluations], e.Findings[:evaluations]
	then.Evaluated, then.heard = &e, nil
	then.Rated = slices.DeleteFunc(slices.Clone(n.Rated), func(r Rated) bool { return int(r.Evaluation) >= evaluations })
	then.Released = then.Release(before)
	return &then
}

// Ensure that no figure an agency is shown differs between two nights by what fewer than five enterprises said, and that a night's
// totals never shrink.
func TestWhatAnAgencyIsShownMovesInGroups(t *testing.T) {
	year := newYear(3).night()
	scope := Scope{Agency: "04-gas"}
	var released Released
	var last *Evaluations
	moved := 0
	for evaluations := 0; evaluations <= 1500; evaluations += 75 {
		n := year.upTo(evaluations, released)
		released = n.Released
		e := n.Summary(scope).Evaluations
		if e == nil {
			if last != nil {
				t.Fatal("an agency was shown totals and no longer is")
			}
			continue
		}
		before := 0
		if last != nil {
			before = last.Response.K
		}
		more := e.Response.K - before
		if more != 0 && more < MinGroup {
			t.Fatalf("after %d evaluations %d more are shown", evaluations, more)
		}
		if more == 0 && last != nil && (e.Bad != last.Bad || e.Ratings != last.Ratings || !slices.Equal(e.Duties, last.Duties)) {
			t.Errorf("after %d evaluations figures moved, of the same group", evaluations)
		}
		moved += one(more > 0)
		last = e
	}
	if moved < 2 {
		t.Errorf("totals moved %d times: nothing was looked at", moved)
	}
}

// Ensure that an agency is told of itself alone, and nothing that leads to who rated it.
func TestAnAgencyIsToldOfItself(t *testing.T) {
	y := newYear(4)
	y.grudge = func(agency string, day int32) (int32, float64) { return day + 120, 4 }
	n := y.night()
	n.Texts = []Written{{Agency: "04-gas", Line: inspection.Gas, Text: "太频繁"}}
	n.Feedback = []inspection.Feedback{{From: inspection.FromOfficer, Kind: inspection.Problem, Text: "慢", Line: inspection.Gas}}
	line, agency := n.Summary(Scope{Line: inspection.Gas}), n.Summary(Scope{Agency: "04-gas"})
	if len(line.Evaluations.Watch) == 0 || len(line.Evaluations.Texts) != 1 || len(line.Feedback) != 1 {
		t.Errorf("the line is told of %d changes, %d texts, %d feedback; want some, 1, 1", len(line.Evaluations.Watch), len(line.Evaluations.Texts), len(line.Feedback))
	}
	e := agency.Evaluations
	if len(e.Watch) != 0 || len(e.Texts) != 0 || len(agency.Feedback) != 0 {
		t.Error("the agency is told what supervisors are")
	}
	if len(e.Funnel) != 1 || e.Funnel[0].Agency != "04-gas" || len(agency.Agencies) != 1 || agency.Agencies[0].Ratings == nil {
		t.Errorf("the agency is shown %+v and %+v", e.Funnel, agency.Agencies)
	}
	for _, a := range agency.Alerts {
		if a.Rule == AfterRating || a.Rule == WithoutCode || a.Agency != "04-gas" {
			t.Errorf("the agency is told %+v", a)
		}
	}
}

// Ensure that five evaluations by two enterprises are not five voices: in a district with two gas companies each would know the
// other's share to be its own taken from the whole, and the agency nearly as much.
func TestAFewEnterprisesThatEvaluateOftenAreNotManyVoices(t *testing.T) {
	y := newYear(1)
	agency := y.n.Directory[3]
	for i := range 4 * MinGroup {
		y.row(i, invention{day: inspection.Date("2023-03-01").Number() + int32(i), enterprise: i % (MinGroup - 1), agency: agency, evaluated: true, rating: 1})
	}
	if e := y.asIs().Summary(Scope{Agency: agency.Code}).Evaluations; e != nil {
		t.Errorf("an agency is shown %d evaluations by %d enterprises", e.Response.K, MinGroup-1)
	}
	y.row(4*MinGroup, invention{day: inspection.Date("2023-06-01").Number(), enterprise: MinGroup, agency: agency, evaluated: true, rating: 5})
	y.n.heard, y.n.frequencies = nil, nil
	if e := y.asIs().Summary(Scope{Agency: agency.Code}).Evaluations; e == nil || e.Response.K != 4*MinGroup+1 {
		t.Errorf("of %d enterprises an agency is shown %+v", MinGroup, e)
	}
}

// Ensure that a municipal unit does not learn from its line's figures what one enterprise said of itself: of its own visits they move
// as those of any agency do, and the Bureau's alone hold all.
func TestALinesFiguresOfItsOwnUnitMoveInGroups(t *testing.T) {
	y := newYear(1)
	at := inspection.Date("2023-03-01").Number()
	unit, district := y.n.Directory[0], y.n.Directory[3]
	y.row(0, invention{day: at, enterprise: 100, agency: district, evaluated: true, rating: 4})
	for e := range MinGroup {
		y.row(1+e, invention{day: at, enterprise: e, agency: unit, evaluated: true, rating: 1})
		y.n.heard, y.n.frequencies = nil, nil
		n, want := y.asIs(), 1
		if e == MinGroup-1 {
			want += MinGroup
		}
		if got := n.Summary(Scope{Line: unit.Line}).Evaluations; got.Response.K != want || got.Ratings[0] != want-1 {
			t.Errorf("when %d enterprises have rated the unit, its line counts %d evaluations, %d of them bad, want %d and %d", e+1, got.Response.K, got.Ratings[0], want, want-1)
		}
		if got := n.Summary(Scope{}).Evaluations.Response.K; got != 2+e {
			t.Errorf("the city counts %d evaluations, want %d", got, 2+e)
		}
	}
}

// Ensure that an agency does not learn from its own figures who reported a visit without a code: one that knows where it went
// without would know who when the number rises by one.
func TestReportsOfVisitsWithoutACodeMoveInGroups(t *testing.T) {
	y := newYear(1)
	at := inspection.Date("2023-03-01")
	gas := y.n.Directory[17+2]
	for e := range 20 {
		y.row(e, invention{day: at.Number(), enterprise: e, agency: gas})
	}
	n := y.asIs()
	for reported := range 2*MinGroup + 2 {
		n.Reports, n.heard = nil, nil
		for e := range reported {
			n.Reports = append(n.Reports,
				inspection.VisitReport{Signed: true, About: inspection.NoCode, Enterprise: inspection.USCC(usccOf(e)), Agency: gas.Code, Day: at.AddDays(1)},
				inspection.VisitReport{Signed: true, About: inspection.NoCode, Enterprise: inspection.USCC(usccOf(e)), Agency: gas.Code, Day: at}) // has a code after all
		}
		if city := n.Summary(Scope{}).Uncoded; city.Reported != 2*reported || city.Matched != reported {
			t.Fatalf("the city is told %+v of %d", city, 2*reported)
		}
		got, told := n.Summary(Scope{Agency: gas.Code}).Uncoded, reported/MinGroup*MinGroup
		if want := (Uncoded{Reported: told, Coded: shareOf(20, 20+told)}); got != want {
			t.Errorf("of %d an agency is told %+v, want %+v", reported, got, want)
		}
	}
}

// Ensure that an agency is told what goes with bad ratings only of what it does not know of each visit itself: it knows which one
// was unplanned and where it found something, so that a group of these that grows by one names who rated.
func TestNothingIsSaidToAnAgencyByWhatItKnowsOfEachVisit(t *testing.T) {
	y := newYear(7)
	y.odds = func(agency string, undone [6]bool) float64 { return 4 }
	n := y.night()
	for _, s := range []Scope{{Line: inspection.Gas}, {Agency: "00-gas"}} {
		goes := n.Summary(s).Evaluations.Goes
		if len(goes) == 0 {
			t.Fatalf("%+v is told nothing: there is nothing to look at", s)
		}
		for _, known := range []string{"findings", "unplanned"} {
			told := slices.ContainsFunc(goes, func(g Association) bool { return g.Factor == known })
			if told != (s.Agency == "") {
				t.Errorf("%+v: told of %s: %v", s, known, told)
			}
		}
	}
}

// Ensure that a municipal unit, which answers for its line and inspects as well, does not learn who rated or reported itself: that
// is said to the Bureau of Justice alone.
func TestAMunicipalUnitIsNotToldWhoRatedItself(t *testing.T) {
	y := newYear(4)
	y.grudge = func(agency string, day int32) (int32, float64) { return day + 120, 4 }
	n := y.night()
	row := slices.IndexFunc(n.Inspections.Agency.Of, func(a int32) bool { return n.Inspections.Agency.Names[a] == "00-gas" })
	n.Reports = []inspection.VisitReport{{Signed: true, About: inspection.NoCode, Agency: "00-gas", Day: "2023-06-10",
		Enterprise: inspection.USCC(n.Inspections.Enterprise.At(row))}}
	watch := n.hear().watch
	if len(watch) == 0 {
		t.Fatal("nothing is called out")
	}
	n.heard.watch = append(watch, Watch{Agency: "00-gas", Enterprise: "x", P: 0.001})
	n.heard.alerts = n.found(n.heard)
	line, city := n.Summary(Scope{Line: inspection.Gas}), n.Summary(Scope{})
	told := func(s *Summary) (watched, alerts int) {
		for _, w := range s.Evaluations.Watch {
			watched += one(w.Agency == "00-gas")
		}
		for _, a := range s.Alerts {
			alerts += one((a.Rule == AfterRating || a.Rule == WithoutCode) && strings.Contains(a.Key, ".00-gas."))
		}
		return
	}
	if watched, alerts := told(line); watched != 0 || alerts != 0 {
		t.Errorf("the line's own municipal unit is told %d changes and %d alerts of itself", watched, alerts)
	}
	if watched, alerts := told(city); watched != 1 || alerts != 2 {
		t.Errorf("the Bureau is told %d changes and %d alerts, want 1 and 2", watched, alerts)
	}
	if len(line.Evaluations.Watch) == 0 {
		t.Error("of its districts the municipal unit is told nothing")
	}
}

func TestAnAgencyFewHaveRatedIsShownNothing(t *testing.T) {
	y := newYear(1)
	for i := range 9 {
		y.row(i, invention{day: inspection.Date("2023-03-01").Number(), enterprise: i, agency: y.n.Directory[3], evaluated: i < MinGroup-1, rating: 5})
	}
	n := y.asIs()
	if s := n.Summary(Scope{Agency: y.n.Directory[3].Code}); s.Evaluations != nil || s.Agencies[0].Ratings != nil {
		t.Errorf("shown %+v", s.Evaluations)
	}
	if s := n.Summary(Scope{}); s.Evaluations.Response.K != MinGroup-1 || s.Agencies[0].Ratings != nil || len(s.Evaluations.Funnel) != 0 {
		t.Errorf("the city counts %+v, and of the agency says %v", s.Evaluations.Response, s.Agencies[0].Ratings)
	}
}

// Ensure that a year which begins before the period is left out of what agencies are shown: its totals would lose a day every
// night.
func TestWhatAnAgencyIsShownDoesNotSlide(t *testing.T) {
	n := newYear(3).night()
	n.Policy.Trial.From = "2020-01-01"
	n.From = inventedFrom.AddDays(30)
	if s := n.Summary(Scope{Agency: "04-gas"}); s.Evaluations != nil {
		t.Errorf("shown %d evaluations of a year that began before the period", s.Evaluations.Response.K)
	}
	if s := n.Summary(Scope{}); s.Evaluations.Response.K == 0 {
		t.Error("the city is told nothing")
	}
}

func TestNothingIsSaidToGoWithFewBadRatings(t *testing.T) {
	y := newYear(1)
	for i := range 200 {
		rating := int32(5)
		if i < MinAssociation-1 {
			rating = 1
		}
		y.row(i, invention{day: inspection.Date("2023-03-01").Number(), enterprise: i, agency: y.n.Directory[i%51], evaluated: true, rating: rating})
	}
	e := y.asIs().Summary(Scope{}).Evaluations
	if e.Bad.K != MinAssociation-1 || len(e.Goes) != 0 || e.Untold {
		t.Errorf("%d bad ratings: said %+v", e.Bad.K, e.Goes)
	}
}

// Ensure that what is called out stands under the same key on the next night, so that it is raised once.
func TestAnAlertKeepsItsKey(t *testing.T) {
	keys := func(until inspection.Date) (all []string) {
		y := newYear(5)
		y.rate = func(e int) float64 {
			if e == 1000 {
				return 12
			}
			return 0
		}
		n := y.night()
		n.Until = until
		for _, a := range n.Summary(Scope{}).Alerts {
			if a.Rule == OfConcern {
				all = append(all, a.Key)
			}
		}
		return all
	}
	want := []string{"concern." + usccOf(1000) + ".2023"}
	for _, until := range []inspection.Date{inventedFrom.AddDays(inventedDays - 2), inventedFrom.AddDays(inventedDays - 3)} {
		if got := keys(until); !slices.Equal(got, want) {
			t.Errorf("until %s: got %v, want %v", until, got, want)
		}
	}
}
