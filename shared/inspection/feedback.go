package inspection

import "strings"

// Feedback (意见反馈) is what a business or an officer says of the inspection code itself, not of an
// inspection (沪司发〔2023〕39号 四（二）): sorted and counted for the Bureau of Justice.
type Feedback struct {
	From Voice        `json:"from"`
	Kind FeedbackKind `json:"kind"`
	Text string       `json:"text"`
	Line Line         `json:"line,omitempty"` // of an officer who was signed in
}

// A Voice is on whose side somebody speaks.
type Voice string

// The voices.
const (
	FromEnterprise Voice = "enterprise" // 企业
	FromOfficer    Voice = "officer"    // 行政执法人员
	FromOther      Voice = "other"      // 其他
)

var voiceNames = map[Voice]Text{
	FromEnterprise: {"企业", "an enterprise"},
	FromOfficer:    {"行政执法人员", "an officer"},
	FromOther:      {"其他", "somebody else"},
}

// Name is who that is.
func (v Voice) Name() Text { return voiceNames[v] }

// A FeedbackKind sorts feedback as the notice does: 问题、意见和建议.
type FeedbackKind string

// The kinds.
const (
	Problem    FeedbackKind = "problem"    // 问题
	Opinion    FeedbackKind = "opinion"    // 意见
	Suggestion FeedbackKind = "suggestion" // 建议
)

var feedbackNames = map[FeedbackKind]Text{
	Problem:    {"遇到问题", "a problem"},
	Opinion:    {"意见", "an opinion"},
	Suggestion: {"建议", "a suggestion"},
}

// Name is what the kind is called.
func (k FeedbackKind) Name() Text { return feedbackNames[k] }

// CheckFeedback finds what is wrong with f.
func CheckFeedback(f *Feedback) Faults {
	var fs Faults
	if f.From.Name() == (Text{}) {
		fs.add("from", "voice", Text{"请选择您的身份", "say who you are"}, Text{"企业、行政执法人员或其他", "enterprise, officer or other"})
	}
	if f.Kind.Name() == (Text{}) {
		fs.add("kind", "feedback-kind", Text{"请选择是问题、意见还是建议", "say what it is"}, Text{"问题、意见或建议", "problem, opinion or suggestion"})
	}
	fs.needText("text", f.Text, 2000, Text{"内容", "text"})
	return fs
}

// A VisitReport (无码检查、可疑检查码反映) says that somebody inspected, or wanted to, without a code that
// holds. It is matched with the codes that were issued, so that the share of visits with one has an
// honest denominator.
type VisitReport struct {
	About      About  `json:"about"`
	Code       string `json:"code,omitempty"`       // the digits, as scanned
	Enterprise USCC   `json:"enterprise,omitempty"` // where it happened, if that is known
	Agency     string `json:"agency,omitempty"`     // whom they said they came from
	Day        Date   `json:"day"`
	Text       string `json:"text,omitempty"`

	// Signed says that it came from somebody signed in for the enterprise. Such reports are counted; what anybody else says of
	// an enterprise is kept to be looked into.
	Signed bool `json:"signed,omitempty"`
}

// A ReportedVisit is such a report as it stands in the bucket, and the data of visit.reported.
type ReportedVisit struct {
	VisitReport
	Photo *Evidence `json:"photo,omitempty"` // of whoever came, or of what they showed
}

// About is what was wrong with the code.
type About string

// What can be reported. All but the first are outcomes of a scan.
const (
	NoCode           About = "no-code"           // 不出示检查码
	ForgedCode       About = "forged"            // 不是真实的检查码
	RevokedCode      About = "revoked"           // 用已撤销的检查码
	LapsedCode       About = "not-made"          // 用已关闭（未实施）的检查码
	AnothersCode     About = "other-enterprise"  // 用其他企业的检查码
	UnconfirmedCode  About = "unconfirmed"       // 无法核实
	WithdrawnOfficer About = "officer-withdrawn" // 执法证已收回
)

var aboutNames = map[About]Text{
	NoCode:           {"有人不出示检查码就来检查", "somebody inspected us without a code"},
	ForgedCode:       {"检查码不是真实的", "the code was not genuine"},
	RevokedCode:      {"检查码已经撤销", "the code had been revoked"},
	LapsedCode:       {"检查码已经失效（检查未实施）", "the code no longer held: its visit had not been made"},
	AnothersCode:     {"检查码是别的企业的", "the code was another enterprise's"},
	UnconfirmedCode:  {"检查码无法核实", "the code could not be confirmed"},
	WithdrawnOfficer: {"检查人员的执法证已收回", "an officer's certificate was withdrawn"},
}

// Name is what it is in words.
func (a About) Name() Text { return aboutNames[a] }

// CheckVisitReport finds what is wrong with r. Today is the day it is reported.
func CheckVisitReport(r *VisitReport, today Date) Faults {
	var fs Faults
	if r.About.Name() == (Text{}) {
		fs.add("about", "about", Text{"请选择反映的情况", "say what was wrong"}, Text{"例如no-code、forged", "such as no-code or forged"})
	}
	if len(r.Code) > 300 || strings.Trim(r.Code, "0123456789") != "" {
		r.Code = "" // what was scanned may be anything; only digits are worth keeping
	}
	if r.Enterprise != "" && !r.Enterprise.Valid() {
		fs.add("enterprise", "uscc", Text{"统一社会信用代码不正确", "the credit code is not right"}, Text{"请核对，或不填此项", "check it, or leave it out"})
	}
	if !r.Day.Valid() || r.Day > today || r.Day < today.AddDays(-366) {
		fs.add("day", "day", Text{"日期应在最近一年内", "the day lies within the last year"}, Text{"例如" + string(today), "such as " + string(today)})
	}
	fs.mayText("agency", r.Agency, 60, Text{"单位", "agency"})
	fs.mayText("text", r.Text, 2000, Text{"情况", "text"})
	return fs
}
