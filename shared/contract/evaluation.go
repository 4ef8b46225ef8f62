package contract

import "inspectioncode.example/shared/inspection"

// A SubmittedEvaluation is an evaluation with the inspection it is about and, where no token proves the
// right to submit it, the one-time ticket. It is the data of evaluation.submitted.
type SubmittedEvaluation struct {
	inspection.Evaluation
	Inspection inspection.Ref `json:"inspection"`
	Ticket     string         `json:"ticket,omitempty"` // as the message in the inbox has it
}
