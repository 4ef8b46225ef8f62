// Package inspection holds the words of the trade and the rules they obey: a task and the code
// issued for it, its officers and enterprise, its result and its evaluation, and the refusal that
// says what was wrong and how to mend it. It knows nothing of HTTP, events or storage, and imports
// nothing of ours.
package inspection

import "time"

// An Inspection (行政检查) is what a code was issued for: the task, with what the directory and the
// catalogue said of everyone and everything it names on the day it was issued. It is the data of
// the event code.issued and never changes.
type Inspection struct {
	Ref
	Number     string         `json:"number"`
	Agency     Agency         `json:"agency"`
	Enterprise InspectedParty `json:"enterprise"`
	Site       Site           `json:"site"`
	Kind       Kind           `json:"kind"`
	Plan       string         `json:"plan,omitempty"`
	Reason     string         `json:"reason,omitempty"`
	Ground     Ground         `json:"ground,omitempty"`
	Items      []Item         `json:"items"`
	Officers   []NamedOfficer `json:"officers"`
	Assistants *Assistants    `json:"assistants,omitempty"`
	From       time.Time      `json:"from"`
	Until      time.Time      `json:"until"`
	Policy     string         `json:"policy"`
	Issued     time.Time      `json:"issued"`
	Code       Code           `json:"code"`

	Explanation string    `json:"explanation,omitempty"` // why one more visit is needed
	Approval    *Approval `json:"approval,omitempty"`    // by whom it was let go beyond a rule
	Tally       *Tally    `json:"tally,omitempty"`       // which visit of the year it is; nil until it is issued

	Joins *Ref  `json:"joins,omitempty"` // 并入检查: the visit of another agency that it is a part of, whose code is its own
	Lead  *Lead `json:"lead,omitempty"`  // that visit, as it was announced; set with Joins
}

// A Code (检查码) in the three ways it is given to people.
type Code struct {
	Digits string `json:"digits"` // the signed token of the printed form
	URL    string `json:"url"`    // what the symbol holds: the city's address and the digits
	Short  string `json:"short"`  // for typing, under the printed symbol
}

// An InspectedParty (行政相对人) is the enterprise as the code names it.
type InspectedParty struct {
	USCC USCC   `json:"uscc"`
	Name string `json:"name"`
}

// A NamedOfficer is an officer as the enterprise may compare with the certificate at the door.
type NamedOfficer struct {
	Name        string `json:"name"`
	Certificate string `json:"certificate"`
	Agency      string `json:"agency"`
}

// Describe is the inspection that t asks for, once CheckTask found no fault in it. Its Ref, Issued,
// Code, Tally and Lead are for the ledger to fill.
func (p *Policy) Describe(t *Task, d Particulars) Inspection {
	site, _ := d.Enterprise.Site(t.Site)
	in := Inspection{
		Number:     t.Number,
		Agency:     *d.Agency,
		Enterprise: InspectedParty{d.Enterprise.USCC, d.Enterprise.Name},
		Site:       site,
		Kind:       t.Kind,
		Plan:       t.Plan,
		Reason:     t.Reason,
		Assistants: t.Assistants,
		From:       t.From.In(Shanghai),
		Until:      t.Until.In(Shanghai),
		Policy:     p.Version,

		Ground:      t.Ground,
		Explanation: t.Explanation,
		Approval:    t.Approval,
		Joins:       t.Joins,
	}
	for _, code := range t.Items {
		item, _ := p.Item(code, t.Day())
		in.Items = append(in.Items, item)
	}
	for _, o := range d.Officers {
		in.Officers = append(in.Officers, NamedOfficer{o.Name, o.Certificate, o.Agency})
	}
	return in
}

// An Author is who asks for a code or records a result: an officer, by certificate, or an agency's
// own system.
type Author struct {
	Agency      string `json:"agency"`
	Certificate string `json:"certificate,omitempty"` // empty for a system
}
