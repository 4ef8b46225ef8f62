package page

import (
	_ "embed"

	"inspectioncode.example/shared/inspection"
)

// GiveFeedback is the form for opinions on the inspection code itself: one question, one box.
type GiveFeedback struct{ Form }

//go:embed html/give-feedback.html
var giveFeedback string

// Title says what the page is for.
func (GiveFeedback) Title() inspection.Text {
	return inspection.Text{ZH: "对检查码的意见反馈", EN: "What do you think of the inspection code?"}
}

// Source is the page's template.
func (GiveFeedback) Source() string { return giveFeedback }

// Voices are who may speak.
func (GiveFeedback) Voices() []inspection.Voice {
	return []inspection.Voice{inspection.FromEnterprise, inspection.FromOfficer, inspection.FromOther}
}

// Kinds are what it may be.
func (GiveFeedback) Kinds() []inspection.FeedbackKind {
	return []inspection.FeedbackKind{inspection.Problem, inspection.Opinion, inspection.Suggestion}
}

// ReportVisit is the form for a visit without a code that holds.
type ReportVisit struct {
	Form
	SignIn string // where to sign in, of somebody who is not signed in for an enterprise
}

//go:embed html/report-visit.html
var reportVisit string

// Title says what the page is for.
func (ReportVisit) Title() inspection.Text {
	return inspection.Text{ZH: "反映无码检查或可疑检查码", EN: "Report a visit without a code that holds"}
}

// Source is the page's template.
func (ReportVisit) Source() string { return reportVisit }

// What is what is reported, in words.
func (r ReportVisit) What() inspection.Text { return inspection.About(r.Value("about")).Name() }

// Thanks says that something was received.
type Thanks struct {
	Receipt string       // names it to whoever asks about it later
	More    *ReportVisit // to add to it, after one tap
}

//go:embed html/thanks.html
var thanks string

// Title says what has happened.
func (Thanks) Title() inspection.Text { return inspection.Text{ZH: "已收到", EN: "Received"} }

// Source is the page's template.
func (Thanks) Source() string { return thanks }
