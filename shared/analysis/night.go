package analysis

import (
	"slices"
	"time"

	"inspectioncode.example/shared/inspection"
)

// A Night is what summaries are made of: rows of the period and, before it, as far as windows reach, and what was
// said in words. Package lake reads the rows; the function that holds the keys reads the rest.
type Night struct {
	From, Until inspection.Date // the period
	Made        time.Time
	Policy      *inspection.Policy
	Limits      Limits
	Directory   []inspection.Agency

	Inspections *Inspections
	Items       *Items
	Evaluated   *Evaluated // in the period
	Ticked      *Ticked    // in the period

	Rated    []Rated                  // joined in memory by who holds the key, and never kept
	Released Released                 // by the night before
	Texts    []Written                // what was written in evaluations of the period, newest week first
	Feedback []inspection.Feedback    // in the period, newest first
	Reports  []inspection.VisitReport // of visits in the period without a code that holds, by enterprises that were signed in
	Unsigned int                      // the same by everybody else

	frequencies *Frequencies
	heard       *heard
}

// Rated says which inspection an evaluation is about.
type Rated struct {
	Inspection int32 // its row
	Evaluation int32 // its row
}

// Written is what an evaluation says in words, and of whose inspection; not of which, nor by whom.
type Written struct {
	Agency string
	Line   inspection.Line
	Text   string
}

// Frequencies are looked at once, for all summaries.
func (n *Night) Frequencies() *Frequencies {
	if n.frequencies == nil {
		n.frequencies = FrequenciesOf(n.Inspections, n.Items, n.From, n.Until, n.Limits)
	}
	return n.frequencies
}

// Scopes are everybody a summary is made for: the city, its lines, and every agency that was issued a code in the
// period.
func (n *Night) Scopes() []Scope {
	all := []Scope{{}}
	for _, s := range n.Policy.Scopes {
		all = append(all, Scope{Line: s.Line})
	}
	for a, rows := range By(&n.Inspections.Agency, n.Inspections.Select(Scope{}, n.From, n.Until)) {
		if code := n.Inspections.Agency.Names[a]; len(rows) > 0 {
			all = append(all, Scope{Agency: code})
		}
	}
	slices.SortStableFunc(all[1:], func(a, b Scope) int { return len(a.Agency) - len(b.Agency) })
	return all
}

// counted is a scope's summary as far as it is counting.
func (n *Night) counted(s Scope) *Summary {
	in, f := n.Inspections, n.Frequencies()
	rows := in.Select(s, n.From, n.Until)
	sum := &Summary{
		Scope: s, Name: n.nameOf(s), From: n.From, Until: n.Until, Made: n.Made, Policy: n.Policy.Version,
		Usage: in.Usage(rows), Months: in.Months(rows), Kinds: in.Kinds(rows),
		Items:     n.Items.ByItem(n.Items.Select(s, n.From, n.Until), n.titleOf),
		Frequency: f.Of(s, n.Items),
	}
	for a, of := range By(&in.Agency, rows) {
		if len(of) > 0 {
			sum.Agencies = append(sum.Agencies, AgencyRow{Agency: n.agency(in.Agency.Names[a]), Usage: in.Usage(of)})
		}
	}
	slices.SortFunc(sum.Agencies, func(a, b AgencyRow) int { return int(a.Number) - int(b.Number) })
	for _, a := range f.Alerts(func(code string) inspection.Text { return n.agency(code).Name }) {
		if s == (Scope{}) || s.Line != "" && s.Line == a.Line || s.Agency != "" && s.Agency == a.Agency {
			sum.Alerts = append(sum.Alerts, a)
		}
	}
	return sum
}

// agency is what the directory says of an agency, or no more than its code.
func (n *Night) agency(code string) inspection.Agency {
	i := slices.IndexFunc(n.Directory, func(a inspection.Agency) bool { return a.Code == code })
	if i < 0 {
		return inspection.Agency{Code: code, Name: inspection.Text{ZH: code, EN: code}}
	}
	return n.Directory[i]
}

func (n *Night) nameOf(s Scope) inspection.Text {
	if s.Agency != "" {
		return n.agency(s.Agency).Name
	}
	if rule, ok := n.Policy.Scope(s.Line); ok {
		return rule.Name
	}
	return inspection.Text{ZH: "全市", EN: "the city"}
}

// titleOf is what the catalogue calls an item, now or before.
func (n *Night) titleOf(code string) inspection.Text {
	for _, it := range slices.Backward(n.Policy.Catalogue) {
		if it.Code == code {
			return it.Title
		}
	}
	return inspection.Text{ZH: code, EN: code}
}
