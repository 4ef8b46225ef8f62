package page

import (
	_ "embed"
	"net/url"
	"slices"
	"strconv"
	"time"

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
	Joins      inspection.Ref     // the visit that it joins; zero if it joins none
}

// JoinAddress is the address of the same form for a part of another agency's visit.
func (f FileTask) JoinAddress(v inspection.PendingVisit) string {
	q := f.whose()
	q.Set("joins", v.Inspection.String())
	return "?" + q.Encode()
}

// ApartAddress is the address of the same form for a visit of its own, at the same time.
func (f FileTask) ApartAddress() string {
	q := f.whose()
	for _, name := range []string{"date", "start", "end"} {
		q.Set(name, f.Value(name))
	}
	return "?" + q.Encode()
}

// whose says which form it is: one for an enterprise, or for a visit in place of another.
func (f FileTask) whose() url.Values {
	if old := f.Value("replaces"); old != "" {
		return url.Values{"replaces": {old}, "enterprise": {string(f.Enterprise.USCC)}}
	}
	return url.Values{"enterprise": {string(f.Enterprise.USCC)}}
}

// Lead is the visit that the form joins; nil if it joins none, or one that is not pending.
func (f FileTask) Lead() *inspection.PendingVisit {
	i := slices.IndexFunc(f.Outlook.Pending.Visits, func(v inspection.PendingVisit) bool { return v.Inspection == f.Joins })
	if i < 0 {
		return nil
	}
	return &f.Outlook.Pending.Visits[i]
}

// Saved is how long the form's visit takes, which the enterprise is spared when it joins another's.
func (f FileTask) Saved() string {
	from, errFrom := time.Parse("15:04", f.Value("start"))
	until, errUntil := time.Parse("15:04", f.Value("end"))
	if errFrom != nil || errUntil != nil || !from.Before(until) {
		return ""
	}
	return strconv.FormatFloat(until.Sub(from).Hours(), 'f', -1, 64)
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
func (f FileTask) Title() inspection.Text {
	if f.Value("joins") != "" {
		return inspection.Text{ZH: "并入检查", EN: "Join another agency's visit"}
	}
	return FindEnterprise{}.Title()
}

// Source is the page's template.
func (FileTask) Source() string { return fileTask }
