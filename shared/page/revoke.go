package page

import (
	_ "embed"

	"inspectioncode.example/shared/inspection"
)

// Revoke is the form in which an officer calls a visit off, or moves it.
type Revoke struct {
	Form
	Inspection inspection.Inspection
	Joined     []inspection.Company // those whose parts end with it
	Move       string               // address of the form that asks for one in its place
}

//go:embed html/revoke.html
var revoke string

// Title says what the page is for.
func (Revoke) Title() inspection.Text {
	return inspection.Text{ZH: "取消或改期", EN: "Call off or move"}
}

// Source is the page's template.
func (Revoke) Source() string { return revoke }
