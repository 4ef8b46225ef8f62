package inspection_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"inspectioncode.example/shared/inspection"
)

// joined is a part of a visit of another agency on a day.
func joined(agency string, lead inspection.Visit) inspection.Visit {
	v := visit(agency, string(lead.Day), true)
	v.Joins = lead.ID
	return v
}

// leading is a visit that the good task may join, from nine to noon.
func leading() *inspection.Inspection {
	return &inspection.Inspection{
		Ref: inspection.Ref{Day: "2023-09-05", ID: "lead"}, Agency: inspection.Agency{Code: "310000-emergency", Name: inspection.Text{ZH: "市应急局"}},
		Enterprise: inspection.InspectedParty{USCC: "91310101XX0000019H"}, Site: inspection.Site{Address: "一号", District: "310115"},
		From: at("2023-09-05", "09:00"), Until: at("2023-09-05", "12:00"),
	}
}

// Ensure that each rule on what can be joined holds exactly at its edge.
func TestTheRulesOnJoiningAtTheirEdges(t *testing.T) {
	for _, c := range []struct {
		why    string
		change func(t *inspection.Task, lead *inspection.Inspection, so *inspection.Course)
		want   []string
	}{
		{"nothing wrong", func(*inspection.Task, *inspection.Inspection, *inspection.Course) {}, nil},
		{"the whole of its time", func(t *inspection.Task, lead *inspection.Inspection, _ *inspection.Course) { t.Until = lead.Until }, nil},
		{"a quarter more", func(t *inspection.Task, lead *inspection.Inspection, _ *inspection.Course) {
			t.Until = at("2023-09-05", "12:15")
		}, []string{"joins-outside"}},
		{"a minute before it", func(t *inspection.Task, _ *inspection.Inspection, _ *inspection.Course) {
			t.From = at("2023-09-05", "08:59")
		}, []string{"joins-outside"}},
		{"within it, on the next day", func(t *inspection.Task, lead *inspection.Inspection, _ *inspection.Course) {
			lead.From, lead.Until = at("2023-09-05", "22:00"), at("2023-09-06", "02:00")
			t.From, t.Until = at("2023-09-06", "00:00"), at("2023-09-06", "01:00")
		}, []string{"joins-outside"}},
		{"another site", func(_ *inspection.Task, lead *inspection.Inspection, _ *inspection.Course) {
			lead.Site.Address = "二号"
		}, []string{"joins-other-site"}},
		{"another site and another time", func(t *inspection.Task, lead *inspection.Inspection, _ *inspection.Course) {
			lead.Site.Address, t.From = "二号", at("2023-09-05", "08:00")
		}, []string{"joins-other-site", "joins-outside"}},
		{"another enterprise", func(_ *inspection.Task, lead *inspection.Inspection, _ *inspection.Course) {
			lead.Enterprise.USCC = "91310101XX0000020F"
		}, []string{"joins-other-enterprise"}},
		{"one's own", func(t *inspection.Task, lead *inspection.Inspection, _ *inspection.Course) {
			lead.Agency.Code = t.Agency
		}, []string{"joins-own"}},
		{"a part of another", func(_ *inspection.Task, lead *inspection.Inspection, _ *inspection.Course) {
			lead.Joins, lead.Lead = &inspection.Ref{Day: lead.Day, ID: "first"}, leading().AsLead()
		}, []string{"joins-part"}},
		{"called off", func(_ *inspection.Task, _ *inspection.Inspection, so *inspection.Course) {
			so.Revoked = &inspection.Revocation{}
		}, []string{"joins-ended"}},
		{"with its result", func(_ *inspection.Task, _ *inspection.Inspection, so *inspection.Course) {
			so.Result = &inspection.RecordedResult{}
		}, []string{"joins-took-place"}},
		{"under way", func(_ *inspection.Task, _ *inspection.Inspection, so *inspection.Course) {
			so.Scanned, so.Now = true, at("2023-09-05", "11:59")
		}, nil},
		{"over", func(_ *inspection.Task, _ *inspection.Inspection, so *inspection.Course) {
			so.Now = at("2023-09-05", "12:00")
		}, []string{"joins-over"}},
	} {
		task, d := good()
		lead, so := leading(), inspection.Course{Now: at("2023-09-01", "08:00")}
		c.change(task, lead, &so)
		in := policy.Describe(task, d)
		in.Day = task.Day()
		var got []string
		var refusal *inspection.Refusal
		if errors.As(inspection.CheckJoin(&in, lead, so), &refusal) {
			got = ruleNames(refusal.Faults)
			for _, f := range refusal.Faults {
				if f.Source == nil || f.Text.EN == "" || f.Mend.EN == "" {
					t.Errorf("%s: %s is not explained in both languages, with its source", c.why, f.Rule)
				}
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: refused by %v, want %v", c.why, got, c.want)
		}
	}
	task, d := good()
	in := policy.Describe(task, d)
	if err := inspection.CheckJoin(&in, nil, inspection.Course{}); err == nil {
		t.Error("what is not there can be joined")
	}
}

// Ensure that agencies that come together come once, under the thresholds of all, and that each counts its
// own part under its own cap.
func TestAJointVisitIsOneVisitForAllAndOneOfEachAgency(t *testing.T) {
	const own, other, third = "310115-transport", "310000-emergency", "310000-gas"
	lead := visit(other, "2023-09-05", true)
	elsewhere := visit(other, "2023-09-04", true)
	for _, c := range []struct {
		why      string
		joins    *inspection.Ref
		standing []inspection.Visit
		want     []string
	}{
		{"joins the only one of the day", &lead.Ref, []inspection.Visit{lead}, nil},
		{"joins as the third", &lead.Ref, []inspection.Visit{lead, joined(third, lead)}, nil},
		{"joins in a week that is full", &lead.Ref, []inspection.Visit{lead, elsewhere, visit(third, "2023-09-10", true)}, nil},
		{"joins what is gone", &lead.Ref, []inspection.Visit{elsewhere}, []string{"joins-ended"}},
		{"joins what is gone, and others' parts stand", &lead.Ref, []inspection.Visit{joined(third, lead)}, []string{"joins-ended"}},
		{"joins twice", &lead.Ref, []inspection.Visit{lead, joined(own, lead)}, []string{"joins-twice", "visit-overlaps"}},
		{"over its own cap", &lead.Ref, []inspection.Visit{lead, visit(own, "2023-03-05", true), joined(own, elsewhere)}, []string{"over-cap"}},
		{"stands beside a joint visit: the second of the week", nil, []inspection.Visit{elsewhere, joined(third, elsewhere)}, nil},
		{"the third of the week", nil, []inspection.Visit{elsewhere, joined(third, elsewhere), visit(third, "2023-09-10", true)}, []string{"over-threshold"}},
		{"beside parts whose lead is gone", nil, []inspection.Visit{joined(third, lead), joined("310115-gas", lead)}, []string{"over-threshold"}},
	} {
		task, d := good()
		task.Joins = c.joins
		in := policy.Describe(task, d)
		in.Day = task.Day()
		_, faults := policy.CheckFrequency(&in, d.Enterprise, c.standing)
		if got := ruleNames(faults); !slices.Equal(got, c.want) {
			t.Errorf("%s: refused by %v, want %v", c.why, got, c.want)
		}
	}
}

func TestAnOutlookTellsOfAJointVisitOnce(t *testing.T) {
	lead := known(otherAgency, "2023-09-08", inspection.Scheduled)
	with := func(agency string, state inspection.State) inspection.KnownVisit {
		k := known(agency, "2023-09-08", state)
		k.Inspection.Joins, k.Inspection.Lead = &lead.Inspection.Ref, lead.Inspection.AsLead()
		k.Inspection.Items = []inspection.Item{{Code: agency}}
		return k
	}
	ours, theirs := with(ownAgency, inspection.Scheduled), with("310000-gas", inspection.Scheduled)
	alone := known(otherAgency, "2023-03-01", inspection.Concluded)
	standing := []inspection.Visit{visit(otherAgency, "2023-09-08", true), joined("310000-gas", visit(otherAgency, "2023-09-08", true)), visit(otherAgency, "2023-03-01", true)}
	for _, c := range []struct {
		why  string
		own  bool
		with []inspection.KnownVisit // parts may be listed before their lead
	}{
		{"another agency has joined", false, []inspection.KnownVisit{theirs, lead, alone}},
		{"ours has as well", true, []inspection.KnownVisit{lead, ours, theirs, alone}},
	} {
		o := outlook(policy, standing, c.with...)
		if len(o.Visits) != 2 || o.Visits[0].Agency.Code != otherAgency || len(o.Visits[0].With) != len(c.with)-2 || o.Total() != 2 {
			t.Errorf("%s: the year's visits are %+v and %d more, want two, the first with those that joined it", c.why, o.Visits, o.More)
		}
		if len(o.Pending.Visits) != 1 {
			t.Fatalf("%s: %d visits are pending, want the one to join", c.why, len(o.Pending.Visits))
		}
		v := o.Pending.Visits[0]
		if v.Inspection != lead.Inspection.Ref || v.Ours != c.own || len(v.Joined) != len(c.with)-2 {
			t.Errorf("%s: pending is %+v", c.why, v)
		}
	}
	// Once the one that led is gone, those that joined it are still one visit.
	if o := outlook(policy, standing[1:], theirs, alone); o.Total() != 2 || len(o.Pending.Visits) != 0 {
		t.Errorf("without the lead: %d visits, %d pending; want 2 and none to join", o.Total(), len(o.Pending.Visits))
	}
}

// Ensure that the enterprise is told in plain words that another agency joins, and what becomes of the others when
// one does not come.
func TestWhatTheEnterpriseIsToldOfAPart(t *testing.T) {
	lead := leading()
	in := &inspection.Inspection{Ref: inspection.Ref{Day: "2023-09-05", ID: "part"}, Agency: inspection.Agency{Name: inspection.Text{ZH: "区交通委", EN: "the district's commission"}},
		Joins: &lead.Ref, Lead: lead.AsLead()}
	to := &inspection.Ref{Day: "2023-09-07"}
	for _, c := range []struct {
		why    string
		told   inspection.Message
		zh, en string // part of the text
	}{
		{"joins", inspection.TellIssued(in), "区交通委并入2023年9月5日（周二）09:00–12:00由市应急局牵头的检查，仍是一次检查、同一个检查码", "stays one visit under one code"},
		{"gives up", inspection.TellRevoked(in, &inspection.Revocation{}), "其他单位的检查照常，检查码不变", "The others come as planned"},
		{"moves away", inspection.TellRevoked(in, &inspection.Revocation{MovedTo: to}), "改至2023年9月7日（周四）", "the others come as planned"},
		{"did not come", inspection.TellRevoked(in, &inspection.Revocation{Lapsed: true}), "没有实施", "was not made"},
		{"ended with the visit", inspection.TellRevoked(in, &inspection.Revocation{With: &inspection.With{}}), "市应急局取消了", "called off"},
		{"ended when the visit moved", inspection.TellRevoked(in, &inspection.Revocation{With: &inspection.With{MovedTo: to}}), "市应急局将原定", "moved the inspection"},
	} {
		if !strings.Contains(c.told.Text.ZH, c.zh) || !strings.Contains(strings.ToLower(c.told.Text.EN), strings.ToLower(c.en)) || strings.Contains(c.told.Text.ZH+c.told.Text.EN, "%!") {
			t.Errorf("%s: told %q, %q; want %q, %q in it", c.why, c.told.Text.ZH, c.told.Text.EN, c.zh, c.en)
		}
	}
}
