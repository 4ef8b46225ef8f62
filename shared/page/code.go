package page

import (
	_ "embed"
	"html/template"

	"inspectioncode.example/shared/inspection"
)

// ShowCode is the officer's page at the door: the symbol as large as the screen allows, and what it
// is for.
type ShowCode struct {
	Inspection inspection.Inspection
	Company    []inspection.Company // the other agencies of the visit
	Symbol     template.HTML        // the SVG our own code drew
	Live       string               // address of the next hour's symbols; empty outside the visit's time
	Image      string               // address of the picture, to save
	Paper      string               // address of the printed form
	Record     string               // address of the result's form
	Revoke     string               // address of the form to call it off or move it
	Home       string               // where the short code can be typed
}

//go:embed html/show-code.html
var showCode string

// Title says what the page is for.
func (ShowCode) Title() inspection.Text {
	return inspection.Text{ZH: "出示检查码", EN: "Show the code"}
}

// Source is the page's template.
func (ShowCode) Source() string { return showCode }

// PaperCode is the slip to print (A5), for places where phones are forbidden.
type PaperCode struct {
	Inspection inspection.Inspection
	Company    []inspection.Company // the other agencies of the visit
	Symbol     template.HTML
	Host       string // where to type the short code, in words
}

// Listed is how many items all agencies of the visit inspect.
func (p PaperCode) Listed() int {
	n := len(p.Inspection.Items)
	for _, c := range p.Company {
		if c.Comes() {
			n += len(c.Items)
		}
	}
	return n
}

//go:embed html/paper-code.html
var paperCode string

// Title says what the page is for.
func (PaperCode) Title() inspection.Text {
	return inspection.Text{ZH: "纸质检查码", EN: "Printed code"}
}

// Source is the page's template.
func (PaperCode) Source() string { return paperCode }
