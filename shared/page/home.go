package page

import (
	_ "embed"

	"inspectioncode.example/shared/inspection"
)

// Home is the first page: where the short code of a printed slip can be typed.
type Home struct {
	Short    string // as it was typed
	Faults   []inspection.Fault
	SignIn   string
	List     string // the reader's own inspections
	Feedback string
}

//go:embed html/home.html
var home string

// Title says what the page is for.
func (Home) Title() inspection.Text {
	return inspection.Text{ZH: "核验检查码", EN: "Check an inspection code"}
}

// Source is the page's template.
func (Home) Source() string { return home }

// Scan is the page that scans a code by itself, and can tell a forgery without a network once it has
// been open.
type Scan struct {
	Prefix string // what stands before the digits of a code
}

//go:embed html/scan.html
var scan string

// Title says what the page is for.
func (Scan) Title() inspection.Text {
	return inspection.Text{ZH: "扫码核验（可离线）", EN: "Scan a code (works offline)"}
}

// Source is the page's template.
func (Scan) Source() string { return scan }
