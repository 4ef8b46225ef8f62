package page

import (
	_ "embed"

	"inspectioncode.example/shared/gongwen"
	"inspectioncode.example/shared/inspection"
)

// A Report is an official document as a page that prints: the same blocks as its .docx.
type Report struct{ gongwen.Document }

//go:embed html/report.html
var report string

// Title says what the page is.
func (Report) Title() inspection.Text {
	return inspection.Text{ZH: "试点工作总结报告", EN: "Summary report on the trial"}
}

// Source is the page's template.
func (Report) Source() string { return report }
