package analysis

import "inspectioncode.example/shared/inspection"

// The night's rows, by column: all columns of a table have one length, and what stands at i in each of
// them is row i. A column nobody asked for is empty. Package lake fills them from files; a test fills
// them by hand.

// What has become of an inspection, as rows say it.
const (
	Done    = "done"    // 已实施: a result is recorded
	Revoked = "revoked" // 已撤销
	Lapsed  = "lapsed"  // 未实施: the window passed without a result
	Pending = "pending" // 待实施
)

// Inspections are inspections, one a row, by day and ID.
type Inspections struct {
	ID         []inspection.ID
	Day        []int32 // the planned day, as inspection.Date.Number
	Enterprise Words   // credit code
	Trade      Words   // inspection.Trade; empty where nobody knows it
	Agency     Words   // code of the agency that leads
	Line       Words
	Level      Words
	District   Words // of the agency; empty for the city's
	Kind       Words
	State      Words // Done, Revoked, Lapsed or Pending
	Planned    []bool
	Counted    []bool  // counts under a cap
	OverCap    []bool  // beyond a cap, allowed by an approver
	OverSoft   []bool  // beyond a soft threshold, with a reason the enterprise reads
	Scanned    []bool  // somebody opened the code during the visit
	Items      []int32 // how many were listed
	Findings   []int32 // how many did not conform; of Done
	Minutes    []int32 // on site; of Done, otherwise 0
	Persons    []int32 // officers and assistants who came or would have
	Part       []bool  // made together with another's (并入检查), which counts as the visit to the enterprise
	LinePart   []bool  // made together with one of its own line, which counts as the line's
	Joined     []int32 // agencies whose inspections are parts of it
}

// Len is how many rows there are.
func (in *Inspections) Len() int { return len(in.Day) }

// Items are the items of inspections that were done, one a row.
type Items struct {
	ID         []inspection.ID // of the inspection
	Day        []int32
	Enterprise Words
	Agency     Words
	Line       Words
	Level      Words
	Item       Words  // code of the catalogue
	Outcome    Words  // inspection.Outcome
	LinePart   []bool // as its inspection
}

// Len is how many rows there are.
func (it *Items) Len() int { return len(it.Day) }

// Evaluated are evaluations, one a row, as they stand alone: no row says of which inspection or enterprise.
type Evaluated struct {
	ID       []inspection.ID // the blind one
	Monday   []int32         // first day of the week of the visit, as inspection.Date.Number
	Agency   Words
	Line     Words
	Level    Words
	District Words
	Planned  []bool
	Findings []bool // something did not conform
	Role     Words  // inspection.Evaluator
	Rating   []int32
	Duties   [6]Words // inspection.Answer to each of inspection.Duties, in their order
	Text     []bool   // something was written; it stands in the evaluation alone
}

// Len is how many rows there are.
func (e *Evaluated) Len() int { return len(e.Monday) }

// Ticked are the reasons ticked beside ratings, one a row.
type Ticked struct {
	ID     []inspection.ID // of the evaluation, the blind one
	Monday []int32
	Agency Words
	Line   Words
	Rating []int32 // beside which it was ticked
	Reason Words   // inspection.Reason
}

// Len is how many rows there are.
func (t *Ticked) Len() int { return len(t.Monday) }
