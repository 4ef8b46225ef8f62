package page

import (
	_ "embed"

	"inspectioncode.example/shared/inspection"
)

// Reported is a list of reports of visits without a code that holds, for those who look into them.
type Reported struct {
	Days Days
	Rows []ReportedRow
	More bool   // not all of them are here
	List string // address of the list it was reached from
}

// A ReportedRow is one report, with what its sender added.
type ReportedRow struct {
	inspection.VisitReport
	Received inspection.Date
	Files    []Shown
}

//go:embed html/reported.html
var reported string

// Title says what the page is for.
func (Reported) Title() inspection.Text {
	return inspection.Text{ZH: "无码检查反映", EN: "Reports of visits without a code"}
}

// Source is the page's template.
func (Reported) Source() string { return reported }
