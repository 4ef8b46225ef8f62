package analysis

import "inspectioncode.example/shared/inspection"

// heard is what is looked at once, for all summaries.
type heard struct {
	all, shown   opinions
	rows, ticked []Rows                         // of shown, by code of the agency
	lines        map[inspection.Line]comparison // of shown, within each line
	badOf        map[inspection.Line]float64    // share of bad ratings among shown, in each line
	watch        []Watch                        // of all agencies
	concerns     []Concern                      // of the city
	came         []map[string]int               // visits to the enterprise of each concern, by agency
	most         []string                       // the agency that came most
	reports      []placed
	alerts       []Alert // thresholds crossed first
}

// hear looks.
func (n *Night) hear() *heard {
	if n.heard != nil {
		return n.heard
	}
	h := &heard{all: n.everything(), shown: n.shown(), lines: map[inspection.Line]comparison{}, badOf: map[inspection.Line]float64{}}
	h.rows, h.ticked = By(&h.shown.e.Agency, h.shown.rows), By(&h.shown.t.Agency, h.shown.ticked)
	for _, s := range n.Policy.Scopes {
		o := h.shown.where(s.Line)
		h.lines[s.Line], h.badOf[s.Line] = n.compare(o), o.totals(0).Bad.Rate()
	}
	h.watch, h.reports, h.concerns = n.watch(), n.placed(), n.Frequencies().Concerns()
	h.came, h.most = n.whoCame(h.concerns)
	h.alerts = append(n.Frequencies().Alerts(func(code string) inspection.Text { return n.agency(code).Name }), n.found(h)...)
	n.heard = h
	return h
}

// whoCame is how often each agency came to the enterprises of concerns in 365 days, and which came most.
func (n *Night) whoCame(concerns []Concern) (came []map[string]int, most []string) {
	in := n.Inspections
	came, most = make([]map[string]int, len(concerns)), make([]string, len(concerns))
	at := map[int32]int{}
	for i, c := range concerns {
		at[in.Enterprise.Code(string(c.Enterprise))] = i
		came[i] = map[string]int{}
	}
	done := in.State.Code(Done)
	for _, row := range in.Select(Scope{}, n.Until.AddDays(-364), n.Until) {
		if i, ok := at[in.Enterprise.Of[row]]; ok && in.State.Of[row] == done {
			came[i][in.Agency.At(int(row))]++
		}
	}
	for i := range came {
		for agency, visits := range came[i] {
			if most[i] == "" || visits > came[i][most[i]] || visits == came[i][most[i]] && agency < most[i] {
				most[i] = agency
			}
		}
	}
	return came, most
}

// Summary is what the night says of a scope. The city and the lines are supervisors, a line's one that inspects as well; an agency is shown what has been released
// for it, and nothing of who said it or of what came after.
func (n *Night) Summary(s Scope) *Summary {
	sum, h := n.counted(s), n.hear()
	for i, c := range h.concerns {
		for agency := range h.came[i] {
			if s == (Scope{}) || s.Agency == agency || s.Line != "" && n.agency(agency).Line == s.Line {
				sum.Concern = append(sum.Concern, c)
				break
			}
		}
	}
	sum.Uncoded = n.uncoded(s, h.reports, sum.Usage.Done)
	for _, a := range h.alerts {
		if s == (Scope{}) || s.Line != "" && s.Line == a.Line || s.Agency != "" && s.Agency == a.Agency {
			sum.Alerts = append(sum.Alerts, a)
		}
	}
	if s.Agency != "" {
		n.tellAgency(sum, h)
	} else {
		n.tellSupervisor(sum, h)
		sum.Feedback = saidOf(n.Feedback, s.Line)
	}
	return sum
}

func (n *Night) tellSupervisor(sum *Summary, h *heard) {
	line := sum.Scope.Line
	o := n.supervised(h, line)
	c := n.compare(o)
	c.fill(sum.Agencies)
	e := o.totals(sum.Usage.Done)
	e.Funnel, e.Neglect = c.funnel, c.neglect
	e.Goes, e.Untold = n.associate(o, n.factors(o))
	e.Texts = n.comments(line)
	for _, w := range h.watch {
		// A municipal unit answers for its line, and inspects as well: who complained of itself it is not told.
		if a := n.agency(w.Agency); line == "" || a.Line == line && a.Level != inspection.Municipal {
			e.Watch = append(e.Watch, w)
		}
	}
	sum.Evaluations = e
}

func (n *Night) tellAgency(sum *Summary, h *heard) {
	agency := sum.Scope.Agency
	sum.Uncoded = sum.Uncoded.InGroups()
	o := opinions{e: h.shown.e, t: h.shown.t}
	if c := o.e.Agency.Code(agency); c >= 0 {
		o.rows = h.rows[c]
	}
	if len(o.rows) < MinGroup {
		return
	}
	if c := o.t.Agency.Code(agency); c >= 0 {
		o.ticked = h.ticked[c]
	}
	c := h.lines[n.agency(agency).Line].of(agency)
	c.fill(sum.Agencies)
	e := o.totals(sum.Usage.Done)
	e.Funnel, e.Neglect = c.funnel, c.neglect
	e.Goes, e.Untold = n.associate(o, said(n.factors(o)))
	sum.Evaluations = e
}
