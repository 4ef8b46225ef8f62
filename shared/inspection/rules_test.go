package inspection_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/pilot"
)

var policy = pilot.Trial()

func at(day, clock string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", day+" "+clock, inspection.Shanghai)
	if err != nil {
		panic(err)
	}
	return t
}

// good is a task, and what the directory says of it, that nothing is wrong with.
func good() (*inspection.Task, inspection.Particulars) {
	t := &inspection.Task{Number: "1", Agency: "310115-transport", Enterprise: "91310101XX0000019H", Kind: inspection.Routine, Plan: "计划",
		Items: []string{"T01"}, Officers: []string{"a", "b"}, From: at("2023-09-05", "09:00"), Until: at("2023-09-05", "11:00")}
	o := func(c string) *inspection.Officer {
		return &inspection.Officer{Certificate: c, Agency: t.Agency, From: "2023-01-01", Until: "2023-12-31"}
	}
	return t, inspection.Particulars{
		Agency:   &inspection.Agency{Code: t.Agency, Line: inspection.Transport, Level: inspection.District, District: "310115"},
		Officers: []*inspection.Officer{o("a"), o("b")},
		Enterprise: &inspection.Enterprise{USCC: t.Enterprise, Trades: []inspection.Trade{inspection.DangerousGoods},
			Sites: []inspection.Site{{Address: "一号", District: "310115"}}},
	}
}

// ownApproval gives the task an approval by a unit, and its agency a name.
func ownApproval(unit string) func(*inspection.Task, *inspection.Particulars) {
	return func(t *inspection.Task, d *inspection.Particulars) {
		d.Agency.Name = inspection.Text{ZH: "上海市浦东新区某委", EN: "A District's Commission"}
		t.Approval = &inspection.Approval{Name: "张三", Unit: unit, Document: "沪某发〔2023〕1号"}
	}
}

// Ensure that each rule holds exactly at its edge: what is wrong by one step is refused, what is right
// by as much is not.
func TestTheRulesOfATaskAtTheirEdges(t *testing.T) {
	for _, c := range []struct {
		why    string
		change func(*inspection.Task, *inspection.Particulars)
		want   []string // rules that must be named; none: acceptable
	}{
		{"nothing wrong", func(*inspection.Task, *inspection.Particulars) {}, nil},
		{"first minute of the trial", func(t *inspection.Task, _ *inspection.Particulars) {
			t.From, t.Until = at("2023-09-01", "00:00"), at("2023-09-01", "01:00")
		}, nil},
		{"a minute before the trial", func(t *inspection.Task, _ *inspection.Particulars) {
			t.From, t.Until = at("2023-08-31", "23:59"), at("2023-09-01", "00:59")
		}, []string{"outside-trial"}},
		{"until the trial's last midnight", func(t *inspection.Task, _ *inspection.Particulars) {
			t.From, t.Until = at("2023-12-31", "22:00"), at("2024-01-01", "00:00")
		}, nil},
		{"a quarter beyond it", func(t *inspection.Task, _ *inspection.Particulars) {
			t.From, t.Until = at("2023-12-31", "22:00"), at("2024-01-01", "00:15")
		}, []string{"outside-trial", "officer-certificate-expired"}},
		{"twenty-four hours", func(t *inspection.Task, _ *inspection.Particulars) { t.Until = t.From.Add(24 * time.Hour) }, nil},
		{"an invisible reason", func(t *inspection.Task, _ *inspection.Particulars) {
			t.Kind, t.Reason = inspection.Report, "\u200b \u3164"
		}, []string{"required"}},
		{"a plan of letters nobody sees", func(t *inspection.Task, _ *inspection.Particulars) { t.Plan = "\u115f\u1160\uffa0\u3164" }, []string{"required"}},
		{"approved by itself", ownApproval("上海市浦东新区某委"), []string{"approval-own-unit"}},
		{"approved by itself, with blanks", ownApproval(" 上海市浦东 新区某委\u3000"), []string{"approval-own-unit"}},
		{"approved by itself, with what nobody sees", ownApproval("上海市浦\u200b东新区某委\u2060"), []string{"approval-own-unit"}},
		{"approved by itself, in quotation marks", ownApproval("“上海市浦东新区某委”"), []string{"approval-own-unit"}},
		{"approved by itself, in English", ownApproval("a district's  COMMISSION"), []string{"approval-own-unit"}},
		{"approved by itself, by code", ownApproval("310115-Transport"), []string{"approval-own-unit"}},
		{"approved by the government", ownApproval("上海市浦东新区人民政府"), nil},
		{"a hundred thousand officers", func(t *inspection.Task, _ *inspection.Particulars) { t.Officers = make([]string, 100000) }, []string{"officers-number"}},
		{"asked for at the gate", func(t *inspection.Task, _ *inspection.Particulars) {
			t.From, t.Until = at("2023-09-04", "08:15"), at("2023-09-04", "09:00")
		}, nil},
		{"asked for a minute later", func(t *inspection.Task, _ *inspection.Particulars) {
			t.From, t.Until = at("2023-09-04", "08:14"), at("2023-09-04", "08:59")
		}, []string{"visit-begun"}},
		{"a quarter more", func(t *inspection.Task, _ *inspection.Particulars) {
			t.Until = t.From.Add(24*time.Hour + 15*time.Minute)
		}, []string{"visit-length"}},
		{"half a minute past", func(t *inspection.Task, _ *inspection.Particulars) { t.From = t.From.Add(30 * time.Second) }, []string{"visit-quarters"}},
		{"asked for when it is over", func(t *inspection.Task, _ *inspection.Particulars) {
			t.From, t.Until = at("2023-09-04", "06:00"), at("2023-09-04", "08:00")
		}, []string{"visit-past"}},
		{"asked for while it runs", func(t *inspection.Task, _ *inspection.Particulars) {
			t.From, t.Until = at("2023-09-04", "07:00"), at("2023-09-04", "09:00")
		}, []string{"visit-begun"}},
		{"certificate ends that day", func(_ *inspection.Task, d *inspection.Particulars) { d.Officers[1].Until = "2023-09-05" }, nil},
		{"certificate ended the day before", func(_ *inspection.Task, d *inspection.Particulars) { d.Officers[1].Until = "2023-09-04" }, []string{"officer-certificate-expired"}},
		{"certificate begins that day", func(_ *inspection.Task, d *inspection.Particulars) { d.Officers[1].From = "2023-09-05" }, nil},
		{"certificate begins the day after", func(_ *inspection.Task, d *inspection.Particulars) { d.Officers[1].From = "2023-09-06" }, []string{"officer-certificate-expired"}},
		{"certificate withdrawn that day", func(_ *inspection.Task, d *inspection.Particulars) { d.Officers[0].Withdrawn = "2023-09-05" }, []string{"officer-certificate-withdrawn"}},
		{"certificate withdrawn the day after", func(_ *inspection.Task, d *inspection.Particulars) { d.Officers[0].Withdrawn = "2023-09-06" }, nil},
		{"site in another district", func(_ *inspection.Task, d *inspection.Particulars) { d.Enterprise.Sites[0].District = "310101" }, []string{"other-district"}},
		{"the same for the municipal agency", func(_ *inspection.Task, d *inspection.Particulars) {
			d.Enterprise.Sites[0].District = "310101"
			d.Agency.Level, d.Agency.District = inspection.Municipal, ""
		}, nil},
		{"two sites and none named", func(_ *inspection.Task, d *inspection.Particulars) {
			d.Enterprise.Sites = append(d.Enterprise.Sites, inspection.Site{Address: "二号", District: "310115"})
		}, []string{"site-unknown"}},
		{"another trade", func(_ *inspection.Task, d *inspection.Particulars) {
			d.Enterprise.Trades = []inspection.Trade{inspection.GasSupply}
		}, []string{"not-in-scope"}},
		{"emergency inspects any trade", func(t *inspection.Task, d *inspection.Particulars) {
			d.Agency.Line, t.Items = inspection.Emergency, []string{"E01"}
			d.Enterprise.Trades = nil
		}, nil},
		{"emergency after a complaint", func(t *inspection.Task, d *inspection.Particulars) {
			d.Agency.Line, t.Items, t.Kind, t.Reason = inspection.Emergency, []string{"E01"}, inspection.Complaint, "群众投诉"
		}, []string{"kind-outside-trial"}},
		{"transport after a complaint", func(t *inspection.Task, _ *inspection.Particulars) {
			t.Kind, t.Reason, t.Plan = inspection.Complaint, "群众投诉", ""
		}, nil},
		{"gas after a complaint, without saying of what", func(t *inspection.Task, d *inspection.Particulars) {
			d.Agency.Line, t.Items, t.Kind = inspection.Gas, []string{"G01"}, inspection.Complaint
			d.Enterprise.Trades = []inspection.Trade{inspection.GasSupply}
		}, []string{"required"}},
		{"an agency nobody knows", func(_ *inspection.Task, d *inspection.Particulars) { d.Agency = nil }, []string{"agency-unknown"}},
		{"direction turned in a reason", func(t *inspection.Task, _ *inspection.Particulars) {
			t.Kind, t.Reason = inspection.Report, "举报\u202e内容"
		}, []string{"text"}},
		{"a control character", func(t *inspection.Task, _ *inspection.Particulars) { t.Plan = "计划\x00" }, []string{"text"}},
		{"a reason of 500 characters", func(t *inspection.Task, _ *inspection.Particulars) {
			t.Kind, t.Reason = inspection.Report, string(slices.Repeat([]rune{'字'}, 500))
		}, nil},
		{"one more", func(t *inspection.Task, _ *inspection.Particulars) {
			t.Kind, t.Reason = inspection.Report, string(slices.Repeat([]rune{'字'}, 501))
		}, []string{"text"}},
		{"a number of sixty bytes", func(t *inspection.Task, _ *inspection.Particulars) {
			t.Number = string(slices.Repeat([]rune{'沪'}, 20))
		}, nil},
		{"one more", func(t *inspection.Task, _ *inspection.Particulars) {
			t.Number = string(slices.Repeat([]rune{'沪'}, 20)) + "1"
		}, []string{"task-number"}},
	} {
		task, d := good()
		c.change(task, &d)
		now := at("2023-08-25", "08:30") // the day of the notice, but for those who ask late
		if strings.HasPrefix(c.why, "asked for") {
			now = at("2023-09-04", "08:30")
		}
		var rules []string
		for _, f := range policy.CheckTask(task, d, now) {
			rules = append(rules, f.Rule)
			if f.Text.ZH == "" || f.Text.EN == "" || f.Mend.ZH == "" || f.Mend.EN == "" {
				t.Errorf("%s: %s is not explained in both languages", c.why, f.Rule)
			}
		}
		slices.Sort(rules)
		slices.Sort(c.want)
		if !slices.Equal(slices.Compact(rules), c.want) {
			t.Errorf("%s: refused by %v, want %v", c.why, rules, c.want)
		}
	}
}

// goodResult is a result of an inspection with two items, an hour long.
func goodResult() (*inspection.Result, *inspection.Inspection) {
	in := &inspection.Inspection{Ref: inspection.Ref{Day: "2023-09-05"}, Items: []inspection.Item{{Code: "T01"}, {Code: "T04"}}, From: at("2023-09-05", "09:00"), Until: at("2023-09-05", "11:00")}
	return &inspection.Result{Arrived: at("2023-09-05", "09:00"), Left: at("2023-09-05", "10:00"), Signed: inspection.RefusedToSign,
		Items: []inspection.ItemResult{{Item: "T01", Outcome: inspection.Conforming}, {Item: "T04", Outcome: inspection.NotConforming, Finding: "缺签字", Handling: inspection.Rectify, Deadline: "2023-09-05"}}}, in
}

func TestTheRulesOfAResultAtTheirEdges(t *testing.T) {
	stands := &inspection.RecordedResult{Revision: 1}
	for _, c := range []struct {
		why     string
		change  func(*inspection.Result)
		scanned bool
		stands  *inspection.RecordedResult
		want    []string
	}{
		{"nothing wrong", func(*inspection.Result) {}, true, nil, nil},
		{"arrived a minute early", func(r *inspection.Result) { r.Arrived = at("2023-09-05", "08:59") }, true, nil, []string{"arrived-in-window"}},
		{"arrived when it ended", func(r *inspection.Result) { r.Arrived, r.Left = at("2023-09-05", "11:00"), at("2023-09-05", "11:30") }, true, nil, []string{"arrived-in-window"}},
		{"stayed beyond the window", func(r *inspection.Result) { r.Left = at("2023-09-05", "11:45") }, true, nil, nil},
		{"arrived before there was a code", func(r *inspection.Result) { r.Arrived = at("2023-09-05", "09:10") }, true, nil, []string{"arrived-before-code"}},
		{"corrected for the tenth time", func(r *inspection.Result) { r.Corrects = &inspection.Correction{Revision: 9, Reason: "笔误"} }, true, &inspection.RecordedResult{Revision: 9}, []string{"corrected-often"}},
		{"left before arriving", func(r *inspection.Result) { r.Left = r.Arrived }, true, nil, []string{"left-after-arrival"}},
		{"leaves in five minutes", func(r *inspection.Result) { r.Left = at("2023-09-05", "12:05") }, true, nil, nil},
		{"leaves in six", func(r *inspection.Result) { r.Left = at("2023-09-05", "12:06") }, true, nil, []string{"left-not-yet"}},
		{"an item left out", func(r *inspection.Result) { r.Items = r.Items[:1] }, true, nil, []string{"item-missing"}},
		{"an item twice", func(r *inspection.Result) { r.Items = append(r.Items, r.Items[0]) }, true, nil, []string{"item-twice"}},
		{"an item the code does not list", func(r *inspection.Result) {
			r.Items = append(r.Items, inspection.ItemResult{Item: "T09", Outcome: inspection.Conforming})
		}, true, nil, []string{"item-not-listed"}},
		{"no outcome", func(r *inspection.Result) { r.Items[0].Outcome = "" }, true, nil, []string{"outcome"}},
		{"not conforming, nothing found", func(r *inspection.Result) { r.Items[1].Finding = " " }, true, nil, []string{"required"}},
		{"not conforming, not dealt with", func(r *inspection.Result) { r.Items[1].Handling, r.Items[1].Deadline = "", "" }, true, nil, []string{"handling"}},
		{"to be put right by the day before", func(r *inspection.Result) { r.Items[1].Deadline = "2023-09-04" }, true, nil, []string{"deadline"}},
		{"a deadline for what was corrected on site", func(r *inspection.Result) { r.Items[1].Handling = inspection.CorrectedOnSite }, true, nil, []string{"deadline-unused"}},
		{"handling of what conforms", func(r *inspection.Result) { r.Items[0].Handling = inspection.CaseFiled }, true, nil, []string{"handling-unused"}},
		{"nobody scanned", func(*inspection.Result) {}, false, nil, []string{"scan-first"}},
		{"nobody scanned, and why", func(r *inspection.Result) { r.Unscanned = inspection.NoPhones }, false, nil, nil},
		{"scanned after all", func(r *inspection.Result) { r.Unscanned = inspection.NoPhones }, true, nil, []string{"scanned-after-all"}},
		{"signed by nobody known", func(r *inspection.Result) { r.Signed = "cousin" }, true, nil, []string{"signature"}},
		{"corrects nothing", func(r *inspection.Result) { r.Corrects = &inspection.Correction{Reason: "笔误"} }, true, nil, []string{"nothing-to-correct"}},
		{"corrects an older revision", func(r *inspection.Result) { r.Corrects = &inspection.Correction{Revision: 0, Reason: "笔误"} }, true, stands, []string{"result-recorded"}},
		{"corrects without saying why", func(r *inspection.Result) { r.Corrects = &inspection.Correction{Revision: 1} }, true, stands, []string{"required"}},
		{"corrects the newest", func(r *inspection.Result) { r.Corrects = &inspection.Correction{Revision: 1, Reason: "笔误"} }, true, stands, nil},
	} {
		r, in := goodResult()
		c.change(r)
		if c.why == "arrived before there was a code" {
			in.Issued = at("2023-09-05", "09:16")
		}
		var rules []string
		for _, f := range inspection.CheckResult(r, in, c.stands, c.scanned, at("2023-09-05", "12:00")) {
			rules = append(rules, f.Rule)
		}
		if !slices.Equal(rules, c.want) {
			t.Errorf("%s: refused by %v, want %v", c.why, rules, c.want)
		}
	}
}

func TestOnlyTheCodesOwnOfficersAndItsAgencysSystemRecord(t *testing.T) {
	in := &inspection.Inspection{Agency: inspection.Agency{Code: "a"}, Officers: []inspection.NamedOfficer{{Certificate: "1"}, {Certificate: "2"}}}
	for _, c := range []struct {
		by  inspection.Author
		may bool
	}{
		{inspection.Author{Agency: "a", Certificate: "1"}, true},
		{inspection.Author{Agency: "a"}, true},
		{inspection.Author{Agency: "a", Certificate: "3"}, false},
		{inspection.Author{Agency: "b", Certificate: "1"}, false},
		{inspection.Author{Agency: "b"}, false},
		{inspection.Author{}, false},
	} {
		if err := inspection.MayRecord(in, c.by); (err == nil) != c.may {
			t.Errorf("%+v: got %v, want may = %v", c.by, err, c.may)
		}
	}
}

func TestARefusalNamesFieldsAndRulesAndNoContent(t *testing.T) {
	task, d := good()
	task.Plan, task.Number = "机密\x00", ""
	err := policy.CheckTask(task, d, at("2023-09-04", "08:30")).Err()
	if got, want := err.Error(), "refused (invalid): number task-number, plan text"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if !errors.As(err, new(*inspection.Refusal)) {
		t.Error("it is no refusal")
	}
}

// Ensure that an evaluation keeps nothing that leads to its inspection.
func TestCircumstancesAreCoarse(t *testing.T) {
	r, in := goodResult()
	in.Agency = inspection.Agency{Code: "a", Line: inspection.Gas, Level: inspection.District, District: "310115"}
	in.Kind = inspection.Report
	got := inspection.CircumstancesOf(in, r)
	want := inspection.Circumstances{Week: "2023-W36", Agency: "a", Line: inspection.Gas, Level: inspection.District, District: "310115", Findings: true}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestWeeksBeginOnMonday(t *testing.T) {
	for _, day := range []inspection.Date{"2023-09-04", "2023-09-10", "2024-12-30", "2027-01-01", "2021-01-03"} {
		week := day.Week()
		start := inspection.WeekStart(week)
		if start.Weekday() != time.Monday || inspection.DateOf(start) > day || inspection.DateOf(start).AddDays(6) < day {
			t.Errorf("%s is in %s, which begins on %s", day, week, start)
		}
	}
}

func TestFeedbackAndEvaluationsSayWhoSpeaks(t *testing.T) {
	got := ruleNames(inspection.CheckFeedback(&inspection.Feedback{Text: "好"}))
	if want := []string{"voice", "feedback-kind"}; !slices.Equal(got, want) {
		t.Errorf("feedback: refused by %v, want %v", got, want)
	}
	got = ruleNames(inspection.CheckEvaluation(&inspection.Evaluation{Rating: 5}, &inspection.RecordedResult{}))
	if want := []string{"evaluator"}; !slices.Equal(got, want) {
		t.Errorf("evaluation: refused by %v, want %v", got, want)
	}
}
