package page

import (
	_ "embed"

	"inspectioncode.example/shared/inspection"
)

// Evaluate is the form in which the enterprise says how it was inspected.
type Evaluate struct {
	Form
	Inspection inspection.Inspection
	Result     *Result
	Ticket     string               // the one-time ticket that proves the right, if it came with one
	Role       inspection.Evaluator // who the signed-in caller is; empty with a ticket, where it is asked
}

//go:embed html/evaluate.html
var evaluate string

// Title says what the page is for.
func (Evaluate) Title() inspection.Text {
	return inspection.Text{ZH: "评议本次检查", EN: "Evaluate this inspection"}
}

// Source is the page's template.
func (Evaluate) Source() string { return evaluate }

// Duties are what is asked, one by one.
func (Evaluate) Duties() []inspection.Duty { return inspection.Duties() }

// Reasons are what can be ticked.
func (Evaluate) Reasons() []inspection.Reason { return inspection.Reasons() }

// Ratings are the choices, best first.
func (Evaluate) Ratings() []Rating {
	return []Rating{
		{5, inspection.Text{ZH: "非常满意", EN: "very satisfied"}},
		{4, inspection.Text{ZH: "满意", EN: "satisfied"}},
		{3, inspection.Text{ZH: "一般", EN: "neither satisfied nor dissatisfied"}},
		{2, inspection.Text{ZH: "不满意", EN: "dissatisfied"}},
		{1, inspection.Text{ZH: "非常不满意", EN: "very dissatisfied"}},
	}
}

// A Rating is one choice of the overall rating.
type Rating struct {
	Value int
	Name  inspection.Text
}

// Evaluated is the receipt of an evaluation.
type Evaluated struct {
	Inspection inspection.Inspection
	Receipt    string // proves to the enterprise that it was kept, and leads nobody to it
	Before     bool   // it was evaluated before
}

//go:embed html/evaluated.html
var evaluated string

// Title says what has happened.
func (e Evaluated) Title() inspection.Text {
	if e.Before {
		return inspection.Text{ZH: "已经评议", EN: "You have evaluated it"}
	}
	return inspection.Text{ZH: "评议已收到", EN: "Your evaluation was received"}
}

// Source is the page's template.
func (Evaluated) Source() string { return evaluated }
