package inspection_test

import (
	"slices"
	"testing"

	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/pilot"
)

// visit is one of the good task's agency, or another's.
func visit(agency, day string, counts bool) inspection.Visit {
	return inspection.Visit{Ref: inspection.Ref{Day: inspection.Date(day), ID: inspection.ID(agency + day)}, Agency: agency, Kind: inspection.Routine, Counts: counts, From: at(day, "09:00"), Until: at(day, "11:00")}
}

// Ensure that each rule on frequency holds exactly at its edge.
func TestTheRulesOnFrequencyAtTheirEdges(t *testing.T) {
	const own, other = "310115-transport", "310000-emergency"
	for _, c := range []struct {
		why      string
		change   func(*inspection.Task)
		standing []inspection.Visit
		want     []string
	}{
		{"the first", func(*inspection.Task) {}, nil, nil},
		{"the second of two", func(*inspection.Task) {}, []inspection.Visit{visit(own, "2023-03-05", true)}, nil},
		{"the third of two", func(*inspection.Task) {}, []inspection.Visit{visit(own, "2023-03-05", true), visit(own, "2023-04-05", true)}, []string{"over-cap"}},
		{"the third, approved from above", func(t *inspection.Task) {
			t.Approval = &inspection.Approval{Name: "陈某", Unit: "市人民政府", Document: "8号"}
		}, []inspection.Visit{visit(own, "2023-03-05", true), visit(own, "2023-04-05", true)}, nil},
		{"the third, one of them not counted", func(*inspection.Task) {}, []inspection.Visit{visit(own, "2023-03-05", false), visit(own, "2023-04-05", true)}, nil},
		{"the third, after a complaint", func(t *inspection.Task) { t.Kind, t.Reason = inspection.Complaint, "投诉" }, []inspection.Visit{visit(own, "2023-03-05", true), visit(own, "2023-04-05", true)}, nil},
		{"two of another agency", func(*inspection.Task) {}, []inspection.Visit{visit(other, "2023-03-05", true), visit(other, "2023-04-05", true)}, nil},
		{"the same day, later", func(t *inspection.Task) { t.From, t.Until = at("2023-09-05", "11:00"), at("2023-09-05", "12:00") }, []inspection.Visit{visit(own, "2023-09-05", true)}, []string{"same-day", "over-threshold"}},
		{"overlapping by a minute", func(t *inspection.Task) { t.From, t.Until = at("2023-09-05", "10:59"), at("2023-09-05", "12:14") }, []inspection.Visit{visit(own, "2023-09-05", true)}, []string{"visit-overlaps", "over-threshold"}},
		{"the same day, another agency", func(*inspection.Task) {}, []inspection.Visit{visit(other, "2023-09-05", true)}, []string{"over-threshold"}},
		{"the same, explained", func(t *inspection.Task) { t.Explanation = "无法改期" }, []inspection.Visit{visit(other, "2023-09-05", true)}, nil},
		{"the second of the week", func(*inspection.Task) {}, []inspection.Visit{visit(other, "2023-09-04", true)}, nil},
		{"the third of the week", func(*inspection.Task) {}, []inspection.Visit{visit(other, "2023-09-04", true), visit(other, "2023-09-10", true)}, []string{"over-threshold"}},
		{"the third of the month", func(*inspection.Task) {}, []inspection.Visit{visit(other, "2023-09-12", true), visit(other, "2023-09-30", true)}, nil},
		{"the fourth of the month", func(*inspection.Task) {}, []inspection.Visit{visit(other, "2023-09-12", true), visit(other, "2023-09-20", true), visit(other, "2023-09-30", true)}, []string{"over-threshold"}},
		{"and three of other months", func(*inspection.Task) {}, []inspection.Visit{visit(other, "2023-08-31", true), visit(other, "2023-10-01", true), visit(other, "2023-07-30", true)}, nil},
	} {
		task, d := good()
		c.change(task)
		in := policy.Describe(task, d)
		in.Day = task.Day()
		_, faults := policy.CheckFrequency(&in, d.Enterprise, c.standing)
		if got := ruleNames(faults); !slices.Equal(got, c.want) {
			t.Errorf("%s: refused by %v, want %v", c.why, got, c.want)
		}
	}
}

func ruleNames(faults inspection.Faults) (rules []string) {
	for _, f := range faults {
		rules = append(rules, f.Rule)
	}
	return rules
}

func TestAnOfficerWhoFindsNothingTwiceExplainsTheThirdVisit(t *testing.T) {
	barren := func(day inspection.Date, officers ...string) inspection.PastVisit {
		return inspection.PastVisit{Day: day, Officers: officers}
	}
	found := barren("2023-05-01", "a")
	found.Findings = 1
	for _, c := range []struct {
		why  string
		past []inspection.PastVisit
		want []string
	}{
		{"one", []inspection.PastVisit{barren("2023-03-01", "a")}, nil},
		{"two", []inspection.PastVisit{barren("2023-03-01", "a"), barren("2023-04-01", "a", "c")}, []string{"low-yield"}},
		{"two by different officers", []inspection.PastVisit{barren("2023-03-01", "a"), barren("2023-04-01", "b")}, nil},
		{"two, and then something", []inspection.PastVisit{barren("2023-03-01", "a"), barren("2023-04-01", "a"), found}, nil},
		{"two, one of them last year", []inspection.PastVisit{barren("2022-12-01", "a"), barren("2023-04-01", "a")}, nil},
	} {
		task, _ := good()
		if got := ruleNames(policy.CheckYield(task, c.past)); !slices.Equal(got, c.want) {
			t.Errorf("%s: refused by %v, want %v", c.why, got, c.want)
		}
	}
}

func TestQuietDaysAreKeptButForWhatIsExceptedOrApproved(t *testing.T) {
	p := pilot.Trial()
	p.Frequency.Quiet = []inspection.QuietRule{{First: 1, Last: 5, Except: []inspection.Kind{inspection.Media}}}
	for _, c := range []struct {
		why    string
		change func(*inspection.Task)
		want   []string
	}{
		{"the last quiet day", func(*inspection.Task) {}, []string{"quiet-day"}},
		{"the day after", func(t *inspection.Task) { t.From, t.Until = at("2023-09-06", "09:00"), at("2023-09-06", "11:00") }, nil},
		{"after a media report", func(t *inspection.Task) { t.Kind, t.Reason = inspection.Media, "报道" }, nil},
		{"approved from above", func(t *inspection.Task) {
			t.Approval = &inspection.Approval{Name: "陈某", Unit: "市人民政府", Document: "8号"}
		}, nil},
		{"twenty-one assistants", func(t *inspection.Task) {
			t.From, t.Until = at("2023-09-06", "09:00"), at("2023-09-06", "11:00")
			t.Assistants = &inspection.Assistants{Unit: "检测公司", Number: 21}
		}, []string{"assistants-number"}},
	} {
		task, d := good()
		c.change(task)
		if got := ruleNames(p.CheckTask(task, d, at("2023-09-01", "08:00"))); !slices.Equal(got, c.want) {
			t.Errorf("%s: refused by %v, want %v", c.why, got, c.want)
		}
	}
}

func TestALineOutsideTheTrialGetsNoCode(t *testing.T) {
	task, d := good()
	d.Agency.Line = "water"
	if got := ruleNames(policy.CheckTask(task, d, at("2023-09-01", "08:00"))); !slices.Contains(got, "line-outside-trial") {
		t.Errorf("refused by %v, want line-outside-trial", got)
	}
}
