package page

import (
	_ "embed"
	"time"

	"inspectioncode.example/shared/chart"
	"inspectioncode.example/shared/inspection"
)

// A Dashboard (统计分析) is what those who keep inspections honest look at: the figures that matter, what changed, what
// needs a look, and below it everything else, each number leading to the rows it counts.
type Dashboard struct {
	Whose       inspection.Text
	From, Until inspection.Date
	Night       time.Time // when its numbers were made
	Figures     []Figure
	Changed     []Sentence
	Looks       []Cell // 需要关注
	Sections    []Section
	Scopes      []Choice // other summaries the reader may see
	Files       []Choice // the same as workbook and report
}

// A Figure is one number that matters.
type Figure struct {
	Name    inspection.Text
	Value   string
	Says    Sentence        // of what it is a part
	Address string          // of the rows it counts
	Why     inspection.Text // where it leads to none: why not
}

// A Sentence is words, of which the numbers lead to the rows they count.
type Sentence []Cell

// A Section is charts and tables on one subject.
type Section struct {
	ID     string // to be led to
	Head   inspection.Text
	Leads  []Sentence
	Why    inspection.Text // why the numbers of the section that lead to no rows do not
	Charts []chart.Chart
	Tables []Table
	Texts  []string // what people wrote, in their own words
	More   Cell     // where the rest of it stands
}

// A Table has one head for each column; a number's is to the right.
type Table struct {
	ID      string // to be led to
	Caption inspection.Text
	Columns []Column
	Rows    [][]Cell
	Fold    bool            // shown when it is opened
	Why     inspection.Text // why those of its numbers that lead to no rows do not
	More    Cell            // where the rest of it stands
}

// A Column is a table's.
type Column struct {
	Head   inspection.Text
	Number bool
}

// A Cell is a text, which may lead somewhere.
type Cell struct {
	Text    inspection.Text
	Address string
}

// Counted (明细) are the rows that one number of a dashboard counts, a page of them at a time.
type Counted struct {
	What        inspection.Text // what the number is of
	Whose       inspection.Text
	From, Until inspection.Date
	Night       time.Time
	Number      string
	Notes       []inspection.Text
	Table       Table
	Earlier     string // address of the page before
	Later       string // and after
	Back        string // of the dashboard
}

//go:embed html/counted.html
var counted string

// Title says what the page is.
func (Counted) Title() inspection.Text {
	return inspection.Text{ZH: "统计数字的明细", EN: "What a number counts"}
}

// Source is the page's template.
func (Counted) Source() string { return counted }

// Wide asks for room.
func (Counted) Wide() {}

//go:embed html/dashboard.html
var dashboard string

// Title says what the page is.
func (Dashboard) Title() inspection.Text {
	return inspection.Text{ZH: "检查统计分析", EN: "Inspections in figures"}
}

// Source is the page's template.
func (Dashboard) Source() string { return dashboard }

// Wide asks for room.
func (Dashboard) Wide() {}

// Charts are all charts of the page in its order.
func (d Dashboard) Charts() []chart.Chart {
	var all []chart.Chart
	for _, s := range d.Sections {
		all = append(all, s.Charts...)
	}
	return all
}

// NoNight stands where there is no summary yet.
type NoNight struct {
	Whose inspection.Text
	List  string // address of the list, which needs no night
}

//go:embed html/no-night.html
var noNight string

// Title says what the page is.
func (NoNight) Title() inspection.Text { return Dashboard{}.Title() }

// Source is the page's template.
func (NoNight) Source() string { return noNight }
