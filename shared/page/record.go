package page

import (
	_ "embed"
	"strconv"

	"inspectioncode.example/shared/inspection"
)

// RecordResult is the form in which officers record what they found; with Review, it is shown once
// more to look over before it is kept.
type RecordResult struct {
	Form
	Inspection inspection.Inspection
	Scanned    bool                       // somebody has scanned the code
	Early      bool                       // the visit has not begun
	Stands     *inspection.RecordedResult // what is recorded already, when this is to correct it
	Review     *Result                    // what will be recorded, for a last look
	Officer    string                     // whose form it is: what is kept of it on the device is nobody else's
	Fresh      bool                       // nothing was filled in yet: what is kept on the device may be put in
	Address    string                     // of the form itself
}

// Revision is that of the result to be recorded.
func (r RecordResult) Revision() int {
	if r.Stands != nil {
		return r.Stands.Revision + 1
	}
	return 0
}

// Attach is where photos and documents are sent.
func (r RecordResult) Attach() string {
	if r.Stands != nil {
		return r.Address + "?corrects=" + strconv.Itoa(r.Stands.Revision)
	}
	return r.Address
}

//go:embed html/record-result.html
var recordResult string

// Title says what the page is for.
func (r RecordResult) Title() inspection.Text {
	if r.Stands != nil {
		return inspection.Text{ZH: "更正检查结果", EN: "Correct the result"}
	}
	return inspection.Text{ZH: "记录检查结果", EN: "Record the result"}
}

// Source is the page's template.
func (RecordResult) Source() string { return recordResult }

// Field names an input of one item, such as items[2].finding.
func (RecordResult) Field(i int, name string) string {
	return "items[" + strconv.Itoa(i) + "]." + name
}

// Handlings are the ways to choose from.
func (RecordResult) Handlings() []inspection.Handling {
	return []inspection.Handling{inspection.CorrectedOnSite, inspection.Rectify, inspection.CaseFiled, inspection.Transferred}
}

// Signatures are who may have signed.
func (RecordResult) Signatures() []inspection.Signature {
	return []inspection.Signature{inspection.SignedByPersonInCharge, inspection.SignedByLegalRepresentative, inspection.RefusedToSign}
}

// Reasons are why nobody may have scanned.
func (RecordResult) Reasons() []inspection.Unscanned {
	return []inspection.Unscanned{inspection.Declined, inspection.NoNetwork, inspection.NoPhones}
}

// Outcomes are the choices for one item.
func (RecordResult) Outcomes() []inspection.Outcome {
	return []inspection.Outcome{inspection.Conforming, inspection.NotConforming, inspection.NotApplicable}
}
