package page

import (
	_ "embed"
	"net/url"
	"slices"

	"inspectioncode.example/shared/inspection"
)

// FindEnterprise asks the officer which enterprise is to be inspected.
type FindEnterprise struct {
	Asked string                  // what was searched for
	Found []inspection.Enterprise // at most a page full
	More  bool                    // there were more
}

//go:embed html/find-enterprise.html
var findEnterprise string

// Title says what the page is for.
func (FindEnterprise) Title() inspection.Text {
	return inspection.Text{ZH: "申请检查码", EN: "Ask for an inspection code"}
}

// Source is the page's template.
func (FindEnterprise) Source() string { return findEnterprise }

// FileTask is the form in which an officer asks for a code.
type FileTask struct {
	Form
	Agency     inspection.Agency
	Enterprise inspection.Enterprise
	Kinds      []inspection.Kind // open to the agency's line
	Grounds    []inspection.GroundRule
	Items      []inspection.Item // of its line, in force on the day
	Colleagues []inspection.Officer
	Outlook    inspection.Outlook // what the officer should know before the visit
}

// AtTimeOf is the address of the same form for a visit at the time of another agency's.
func (f FileTask) AtTimeOf(v inspection.PendingVisit) string {
	q := url.Values{
		"date":  {string(inspection.DateOf(v.From))},
		"start": {v.From.In(inspection.Shanghai).Format("15:04")},
		"end":   {v.Until.In(inspection.Shanghai).Format("15:04")},
	}
	if old := f.Value("replaces"); old != "" {
		q.Set("replaces", old)
	} else {
		q.Set("enterprise", string(f.Enterprise.USCC))
	}
	return "?" + q.Encode()
}

// CheckedBefore are the results another agency has of an item.
func (f FileTask) CheckedBefore(item string) []inspection.CheckedItem {
	return slices.DeleteFunc(slices.Clone(f.Outlook.Checked.Items), func(c inspection.CheckedItem) bool { return c.Item != item })
}

// Unplanned are the kinds without a plan among those open to the line.
func (f FileTask) Unplanned() []inspection.Kind {
	return slices.DeleteFunc(slices.Clone(f.Kinds), inspection.Kind.Planned)
}

// Ended reports whether an officer's certificate does not hold on the day of the visit.
func (f FileTask) Ended(o inspection.Officer) bool {
	day := inspection.Date(f.Value("date"))
	return day.Valid() && (day < o.From || o.Until < day || o.Withdrawn != "" && o.Withdrawn <= day)
}

//go:embed html/file-task.html
var fileTask string

// Title says what the page is for.
func (FileTask) Title() inspection.Text { return FindEnterprise{}.Title() }

// Source is the page's template.
func (FileTask) Source() string { return fileTask }
