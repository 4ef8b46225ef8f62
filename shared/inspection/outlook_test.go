package inspection_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/pilot"
)

// known is a visit of an agency with its facts; each outcome is of the item that stands before it.
func known(agency, day string, state inspection.State, outcomes ...string) inspection.KnownVisit {
	v := visit(agency, day, true)
	in := &inspection.Inspection{Ref: v.Ref, Agency: inspection.Agency{Code: agency, Phone: "12345"}, Kind: v.Kind, From: v.From, Until: v.Until, Site: inspection.Site{Address: "一号"}}
	k := inspection.KnownVisit{Inspection: in, State: state}
	for i := 0; i+1 < len(outcomes); i += 2 {
		if k.Result == nil {
			k.Result = &inspection.Result{}
		}
		in.Items = append(in.Items, inspection.Item{Code: outcomes[i]})
		k.Result.Items = append(k.Result.Items, inspection.ItemResult{Item: outcomes[i], Outcome: inspection.Outcome(outcomes[i+1]), Finding: "不得外传"})
	}
	return k
}

// outlook is what the good task's agency is told on 1 September for a visit on the 5th.
func outlook(p *inspection.Policy, standing []inspection.Visit, facts ...inspection.KnownVisit) inspection.Outlook {
	_, d := good()
	return p.Outlook(d.Agency, d.Enterprise, "2023-09-05", at("2023-09-01", "08:00"), standing, facts)
}

const (
	ownAgency, otherAgency = "310115-transport", "310000-transport"
	conforming, amiss      = string(inspection.Conforming), string(inspection.NotConforming)
)

func TestAnOutlookCountsBothWaysAndAsTheTaskWillBeJudged(t *testing.T) {
	for _, c := range []struct {
		why      string
		standing []inspection.Visit
		want     string // counted, uncounted, left
	}{
		{"none", nil, "0 0 2"},
		{"one and one", []inspection.Visit{visit(ownAgency, "2023-03-05", true), visit(ownAgency, "2023-04-05", false)}, "1 1 1"},
		{"another agency's, and last year's", []inspection.Visit{visit(otherAgency, "2023-03-05", true), visit(ownAgency, "2022-12-31", true)}, "0 0 2"},
		{"beyond it by approval", []inspection.Visit{visit(ownAgency, "2023-03-05", true), visit(ownAgency, "2023-04-05", true), visit(ownAgency, "2023-05-05", true)}, "3 0 0"},
	} {
		own := outlook(policy, c.standing).Own
		if own.Cap == nil || own.Cap.Most != 2 || own.Cap.Source.ZH == "" {
			t.Fatalf("%s: the cap is %+v, want 2 with its source", c.why, own.Cap)
		}
		if got := fmt.Sprint(own.Counted, own.Uncounted, own.Cap.Left); got != c.want {
			t.Errorf("%s: counted, uncounted and left are %s, want %s", c.why, got, c.want)
		}
		task, d := good()
		in := policy.Describe(task, d)
		in.Day = task.Day()
		_, faults := policy.CheckFrequency(&in, d.Enterprise, slices.DeleteFunc(slices.Clone(c.standing), func(v inspection.Visit) bool { return v.Day.Year() != "2023" }))
		if refused := slices.Contains(ruleNames(faults), "over-cap"); refused != (own.Cap.Left == 0) {
			t.Errorf("%s: %d are left, and over-cap refuses: %t", c.why, own.Cap.Left, refused)
		}
	}
	free := pilot.Trial()
	free.Frequency.Caps = nil
	if own := outlook(free, nil).Own; own.Cap != nil {
		t.Errorf("without a rule there is a cap of %+v, want none", own.Cap)
	}
}

func TestAnOutlookNamesEveryThresholdOneMoreVisitCrosses(t *testing.T) {
	other := func(days ...string) (standing []inspection.Visit) {
		for _, d := range days {
			standing = append(standing, visit(otherAgency, d, true))
		}
		return standing
	}
	for _, c := range []struct {
		why      string
		standing []inspection.Visit
		want     string
	}{
		{"a quiet month", other("2023-09-12"), "[]"},
		{"the second of the day", other("2023-09-05"), "[day 2>1]"},
		{"the second of the day, third of the week", other("2023-09-05", "2023-09-04"), "[day 2>1 week 3>2]"},
		{"the fourth of the month", other("2023-09-12", "2023-09-20", "2023-09-30"), "[month 4>3]"},
	} {
		var got []string
		for _, x := range outlook(policy, c.standing).Crossed {
			got = append(got, fmt.Sprintf("%s %d>%d", x.Span, x.Nth, x.Most))
		}
		if fmt.Sprint(got) != c.want {
			t.Errorf("%s: crosses %v, want %s", c.why, got, c.want)
		}
	}
}

func TestAnOutlookTellsOfOthersVisitsInTheWindowAlone(t *testing.T) {
	soon := known(otherAgency, "2023-09-15", inspection.Scheduled)
	facts := []inspection.KnownVisit{
		known(otherAgency, "2023-09-16", inspection.Scheduled), // the fifteenth day
		soon,
		known(ownAgency, "2023-09-10", inspection.Scheduled),
		known(otherAgency, "2023-09-09", inspection.Revoked),
		known(otherAgency, "2023-09-01", inspection.Open),
		known(otherAgency, "2023-08-20", inspection.Over),
	}
	var days []inspection.Date
	for _, v := range outlook(policy, nil, facts...).Pending.Visits {
		days = append(days, inspection.DateOf(v.From))
	}
	if want := []inspection.Date{"2023-09-01", "2023-09-15"}; !slices.Equal(days, want) {
		t.Errorf("pending are the visits of %v, want %v", days, want)
	}
	apart := pilot.Trial()
	apart.Frequency.Merge = inspection.DaysRule{}
	if got := outlook(apart, nil, known(otherAgency, "2023-09-01", inspection.Open)).Pending.Visits; len(got) > 0 {
		t.Errorf("without the rule %d visits are pending, want none", len(got))
	}
}

func TestAnOutlookOffersTheNewestResultOfAnotherAgencyOnTheSameItem(t *testing.T) {
	elsewhere := known(otherAgency, "2023-08-02", inspection.Concluded, "T01", amiss)
	elsewhere.Inspection.Site.Address = "二号"
	facts := []inspection.KnownVisit{
		known(ownAgency, "2023-08-30", inspection.Concluded, "T05", conforming), // one's own
		known(otherAgency, "2023-08-20", inspection.Concluded, "T02", amiss, "T04", string(inspection.NotApplicable), "E01", conforming),
		known(otherAgency, "2023-08-10", inspection.Concluded, "T02", conforming, "T01", conforming),
		elsewhere,
		known(otherAgency, "2023-06-07", inspection.Concluded, "T03", conforming), // the ninetieth day
		known(otherAgency, "2023-06-06", inspection.Concluded, "T05", conforming),
	}
	var got []string
	for _, c := range outlook(policy, nil, facts...).Checked.Items {
		got = append(got, fmt.Sprintf("%s %s %s %s", c.Item, c.Site.Address, c.Day[5:], c.Outcome))
	}
	want := []string{"T01 一号 08-10 conforming", "T01 二号 08-02 not-conforming", "T02 一号 08-20 not-conforming", "T03 一号 06-07 conforming"}
	if !slices.Equal(got, want) {
		t.Errorf("checked are\n%q, want\n%q", got, want)
	}
}

func TestAnOutlookListsTheYearUpToABoundAndCountsTheRest(t *testing.T) {
	var standing []inspection.Visit
	var facts []inspection.KnownVisit
	for i := range 23 {
		day := at("2023-08-30", "00:00").Add(-time.Duration(i) * 24 * time.Hour).Format(time.DateOnly)
		standing = append(standing, visit(otherAgency, day, true))
		facts = append(facts, known(otherAgency, day, inspection.Concluded))
	}
	old := known(otherAgency, "2022-12-31", inspection.Concluded)
	standing = append(standing, visit(otherAgency, "2022-12-31", true))
	got := outlook(policy, standing, append(facts, old)...)
	if len(got.Visits) != inspection.MostHad || got.More != 3 || got.Visits[0].Day != "2023-08-30" {
		t.Errorf("%d visits from %s and %d more, want %d from 2023-08-30 and 3 more", len(got.Visits), got.Visits[0].Day, got.More, inspection.MostHad)
	}
}
