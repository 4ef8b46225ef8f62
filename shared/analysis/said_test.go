package analysis

import (
	"slices"
	"strings"
	"testing"

	"inspectioncode.example/shared/inspection"
)

func TestATextIsShownWithoutWhatLeadsToItsWriter(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"请联系13812345678，谢谢", "请联系〔略〕，谢谢"},
		{"电话 021-6435 1234", "电话 〔略〕"},
		{"我们是91310000MA1FL0000X", "我们是〔略〕"},
		{"上海演达危险品运输有限公司一年被查了9次", "〔略〕一年被查了9次"},
		{"检查太多，南桥加油站受不了", "检查太多，〔略〕受不了"},
		{"write to boss@example.com", "write to 〔略〕"},
		{"We at Yanda Gas Co., Ltd were visited 9 times", "We at 〔略〕 were visited 9 times"},
		{"检查了2个小时，态度很好", "检查了2个小时，态度很好"},
		{"The officers were polite.", "The officers were polite."},
	} {
		if got := Unnamed(c.text); got != c.want {
			t.Errorf("%s: got %s, want %s", c.text, got, c.want)
		}
	}
}

// Ensure that texts are a line's own and that their order does not follow the one they came in.
func TestCommentsSayNothingOfTheirOrder(t *testing.T) {
	n := newYear(1).n
	n.Texts = []Written{{Line: inspection.Gas, Text: "甲"}, {Line: inspection.Transport, Text: "乙"}, {Line: inspection.Gas, Text: "丙"}, {Line: inspection.Gas, Text: "丁"}, {Agency: "00-gas", Line: inspection.Gas, Text: "戊"}}
	once := n.comments(inspection.Gas)
	slices.Reverse(n.Texts)
	if again := n.comments(inspection.Gas); !slices.Equal(once, again) || len(once) != 3 || slices.Contains(once, "乙") {
		t.Errorf("got %v, then %v", once, again)
	}
	if slices.Contains(once, "戊") {
		t.Error("the line's unit reads what was written of itself")
	}
	if all := n.comments(""); len(all) != 5 {
		t.Errorf("the city reads %v, want five", all)
	}
}

func TestFeedbackIsSortedAndCounted(t *testing.T) {
	feedback := []inspection.Feedback{
		{From: inspection.FromOfficer, Kind: inspection.Suggestion, Text: "新", Line: inspection.Gas},
		{From: inspection.FromEnterprise, Kind: inspection.Problem, Text: "扫不出"},
		{From: inspection.FromOfficer, Kind: inspection.Suggestion, Text: "旧", Line: inspection.Transport},
	}
	city := saidOf(feedback, "")
	if len(city) != 2 || city[0].From != inspection.FromEnterprise || city[1].Times != 2 || !slices.Equal(city[1].Texts, []string{"新", "旧"}) {
		t.Errorf("the city hears %+v", city)
	}
	if gas := saidOf(feedback, inspection.Gas); len(gas) != 1 || gas[0].Times != 1 {
		t.Errorf("gas hears %+v, want its officer's", gas)
	}
	many := slices.Repeat(feedback[:1], 80)
	if s := saidOf(many, "")[0]; s.Times != 80 || len(s.Texts) != 50 {
		t.Errorf("got %d texts of %d, want 50 of 80", len(s.Texts), s.Times)
	}
}

// Ensure that reports are counted once, matched where a code exists after all, and kept out of the share where nobody says
// where it was.
func TestReportsOfVisitsWithoutACodeAreMatched(t *testing.T) {
	y := newYear(1)
	at := inspection.Date("2023-03-01")
	gas, transport := y.n.Directory[17+2], y.n.Directory[2]
	for i, agency := range []inspection.Agency{gas, transport} {
		y.row(i, invention{day: at.Number(), enterprise: 10 + i, agency: agency})
	}
	n := y.asIs()
	e := func(i int) inspection.USCC { return inspection.USCC(usccOf(i)) }
	n.Reports = []inspection.VisitReport{
		{About: inspection.NoCode, Enterprise: e(10), Signed: true, Agency: gas.Code, Day: at},       // has a code
		{About: inspection.NoCode, Enterprise: e(10), Signed: true, Agency: gas.Name.ZH, Day: at},    // the same again
		{About: inspection.NoCode, Enterprise: e(10), Signed: true, Agency: transport.Code, Day: at}, // another agency: none
		{About: inspection.NoCode, Enterprise: e(11), Signed: true, Agency: "不知道是谁", Day: at},        // somebody had one
		{About: inspection.ForgedCode, Enterprise: e(11), Signed: true, Day: at.AddDays(1)},          // none
		{About: inspection.NoCode, Enterprise: e(11), Agency: gas.Code, Day: at.AddDays(2)},          // anybody says so
		{About: inspection.NoCode, Day: at}, // nowhere
		{About: inspection.NoCode, Enterprise: e(10), Signed: true, Agency: gas.Code, Day: "2022-12-01"}, // before the period
	}
	n.Unsigned = 2
	city := n.Summary(Scope{}).Uncoded
	if city.Reported != 4 || city.Matched != 2 || city.Unsigned != 2 || city.Coded.K != 2 || city.Coded.N != 4 {
		t.Errorf("the city: got %+v, want 4 reported, 2 matched, 2 unsigned, 2 of 4 with a code", city)
	}
	line := n.Summary(Scope{Line: inspection.Transport}).Uncoded
	if line.Reported != 1 || line.Matched != 0 || line.Unsigned != 0 || line.Coded.N != 2 {
		t.Errorf("transport: got %+v, want the one that names it", line)
	}
	alerts := slices.DeleteFunc(n.Summary(Scope{Line: inspection.Transport}).Alerts, func(a Alert) bool { return a.Rule != WithoutCode })
	if len(alerts) != 1 || alerts[0].Agency != "" || alerts[0].Key != "uncoded."+transport.Code+".2023" || strings.Contains(alerts[0].Text.ZH, usccOf(10)) {
		t.Errorf("got %+v, want one alert, to the line alone, that names no enterprise", alerts)
	}
}

// Ensure that an agency cannot keep an enterprise from evaluating by never recording what it found: a visit whose code was opened, and
// that has no result for a week, is called out, once.
func TestAVisitThatWasScannedAndIsNotRecordedIsCalledOut(t *testing.T) {
	y := newYear(1)
	agency := y.n.Directory[17+2]
	last := y.n.Until.Number()
	for i, v := range []struct {
		state   string
		scanned bool
		day     int32
	}{{Lapsed, false, last - 100}, {Done, true, last - 100}, {Revoked, true, last - 100}, {Pending, true, last - 100}, {Lapsed, true, last - recordsWithin - 1}, {Lapsed, true, last - recordsWithin}} {
		y.row(i, invention{day: v.day, enterprise: i, agency: agency})
		in := y.n.Inspections
		in.State.Of[i], in.Scanned[i] = in.State.Intern(v.state), v.scanned
	}
	n := y.asIs()
	for _, s := range []Scope{{}, {Line: inspection.Gas}, {Agency: agency.Code}} {
		var got []Alert
		for _, a := range n.Summary(s).Alerts {
			if a.Rule == Unrecorded {
				got = append(got, a)
			}
		}
		if len(got) != 1 || got[0].Key != "unrecorded.0000000000000004.2023" || string(got[0].Enterprise) != usccOf(4) || !strings.Contains(got[0].Text.ZH, "2023年12月23日") {
			t.Errorf("%+v: got %+v, want the one that is a day too late", s, got)
		}
	}
}
