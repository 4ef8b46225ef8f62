package page

import (
	_ "embed"
	"net/url"

	"inspectioncode.example/shared/inspection"
)

// Inspections is a list: an enterprise's own, an officer's, an agency's or a supervisor's.
type Inspections struct {
	Head    inspection.Text
	Whose   inspection.Text   // name of the enterprise or agency, for all to see whose list it is
	Notes   []inspection.Text // what should be known of the list
	Coming  []Row
	Past    []Row
	Days    Days
	Keep    url.Values // whose list it is and what was chosen of it, to stay with when other days are
	Summary string     // address of what the night says of the same
	Reports string     // address of the reports of visits without a code, for supervisors
	File    string     // address of the form that asks for a code, for officers
	Officer string     // who reads, if an officer does: what he has not sent lies on his device
	Choices []Choice
}

// Days are the days a list covers, and how to see others.
type Days struct {
	From, Until inspection.Date
}

// A Choice leads to another list, such as that of one agency.
type Choice struct {
	Address string
	Name    inspection.Text
}

// A Row is one inspection in a list.
type Row struct {
	Inspection inspection.Inspection
	State      inspection.Text
	Address    string               // of its page; empty where the reader may see no more than the row
	Own        bool                 // the list is the enterprise's own
	Findings   int                  // items that did not conform; shown only where Address is
	Company    []inspection.Company // who comes along, as far as the list knows
}

//go:embed html/inspections.html
var inspections string

// Title says whose list it is.
func (l Inspections) Title() inspection.Text { return l.Head }

// Source is the page's template.
func (Inspections) Source() string { return inspections }

// One is everything about one inspection, for those it concerns.
type One struct {
	Inspection inspection.Inspection
	Company    []inspection.Company // the other agencies of the visit
	State      inspection.Text
	Result     *Result
	Earlier    []*Result // revisions that were corrected, newest first
	Evaluate   string    // address, for the enterprise, once there is a result
	Show       string    // address of the code, for its officers
	Record     string    // address of the result's form, for its officers
	Revoke     string    // address of the form that calls it off, for its agency
	Revoked    *inspection.Revocation
	Rights     bool   // tell the reader of the enterprise's rights
	Officer    string // who reads, if an officer does
}

// Door is the inspection as it is read away from the door: once there is a result, nobody is to be compared any more.
func (o One) Door() Door { return Door{Inspection: &o.Inspection, Past: o.Result != nil} }

//go:embed html/one.html
var one string

// Title names the inspection.
func (One) Title() inspection.Text { return inspection.Text{ZH: "检查详情", EN: "Inspection"} }

// Source is the page's template.
func (One) Source() string { return one }
