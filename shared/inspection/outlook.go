package inspection

import (
	"cmp"
	"slices"
	"time"
)

// An Outlook (检查前提示) is what somebody who plans a visit should know of the others before asking for a
// code: 避免随意检查、重复检查, 沪司发〔2023〕39号 一. Of other agencies it tells what any agency may know: that
// they come, when and for what, and how an item stood; never what they found nor who came. What is told
// binds nobody: the task is judged when it is asked for.
type Outlook struct {
	Enterprise USCC       `json:"enterprise"`
	Day        Date       `json:"day"`            // for which the visit is planned
	Visits     []HadVisit `json:"visits"`         // of that day's year, newest first
	More       int        `json:"more,omitempty"` // so many of the year that are not in Visits
	Own        Allowance  `json:"own"`            // of the agency that asks
	Crossed    []Crossing `json:"crossed"`        // what one more visit that day would have to explain
	Pending    Pending    `json:"pending"`
	Checked    Checked    `json:"checked"`
}

// Total is how many visits of the year there are.
func (o Outlook) Total() int { return len(o.Visits) + o.More }

// MostHad bounds the visits an outlook tells of.
const MostHad = 20

// A HadVisit is one that the enterprise has had in the year, or is to have.
type HadVisit struct {
	Day    Date     `json:"day"`
	Agency Agency   `json:"agency"` // that leads it, where several come together
	Kind   Kind     `json:"kind"`
	State  State    `json:"state"`
	With   []Agency `json:"with,omitempty"` // those that joined it
}

// An Allowance (频次余额) says how many visits of an agency stand in a year, counted both ways, and what its
// cap leaves.
type Allowance struct {
	Counted   int   `json:"counted"`
	Uncounted int   `json:"uncounted"`
	Cap       *Left `json:"cap,omitempty"` // nil where none applies
}

// Left is what a cap leaves; 0 also where visits went beyond it by approval.
type Left struct {
	Most   int  `json:"most"`
	Left   int  `json:"left"`
	Source Text `json:"source"`
}

// A Crossing is a threshold that one more visit would go over.
type Crossing struct {
	Span   Span `json:"span"`
	Nth    int  `json:"nth"` // by all agencies in the span, with this one
	Most   int  `json:"most"`
	Source Text `json:"source"`
}

// Pending (撮合) are other agencies' visits of the coming days, soonest first: better arranged together.
type Pending struct {
	Days   int            `json:"days"` // ahead; 0 where the policy has no such rule
	Source Text           `json:"source"`
	Visits []PendingVisit `json:"visits"`
}

// A PendingVisit is another agency's, not yet over. Whoever joins it (并入检查) saves the enterprise one visit,
// of as many hours as its own would have taken.
type PendingVisit struct {
	Inspection Ref            `json:"inspection"` // what a task that joins it names
	Agency     Agency         `json:"agency"`
	Site       Site           `json:"site"`
	From       time.Time      `json:"from"`
	Until      time.Time      `json:"until"`
	Items      []Item         `json:"items"`
	Joined     []JoinedAgency `json:"joined,omitempty"` // who comes along already
	Ours       bool           `json:"ours,omitempty"`   // the agency that asks is one of them
}

// A JoinedAgency comes along to the visit of another, for items of its own.
type JoinedAgency struct {
	Agency Agency `json:"agency"`
	Items  []Item `json:"items"`
}

// Checked (结果互认) are items which the asking agency could inspect as well and another agency has a recent
// result of.
type Checked struct {
	Days   int           `json:"days"` // back from the day of the visit; 0 where the policy has no such rule
	Source Text          `json:"source"`
	Items  []CheckedItem `json:"items"`
}

// A CheckedItem is how an item stood when another agency last looked at it at a site.
type CheckedItem struct {
	Item    string  `json:"item"` // code of the catalogue
	Title   Text    `json:"title"`
	Site    Site    `json:"site"`
	Day     Date    `json:"day"`
	Agency  Agency  `json:"agency"`
	Outcome Outcome `json:"outcome"` // conforming or not
}

// A KnownVisit is a visit with what its facts say of it.
type KnownVisit struct {
	Inspection *Inspection
	State      State
	Result     *Result // nil before there is one
}

// Outlook puts together what agency a should know of enterprise e at now, for a visit on day. Standing are
// the visits of all agencies that stand; known are the facts of the newest of them, newest first.
func (p *Policy) Outlook(a *Agency, e *Enterprise, day Date, now time.Time, standing []Visit, known []KnownVisit) Outlook {
	o := Outlook{Enterprise: e.USCC, Day: day, Visits: []HadVisit{}, Crossed: []Crossing{}}
	ofYear := slices.DeleteFunc(slices.Clone(standing), func(v Visit) bool { return v.Day.Year() != day.Year() })
	o.Visits = append(o.Visits, hadVisits(day.Year(), known)...)
	o.More = max(0, countVisits(ofYear)-len(o.Visits))
	o.Own = p.allowance(a, e, day, ofYear)
	o.Crossed = append(o.Crossed, p.crossings(day, ofYear)...)
	o.Pending = p.pending(a, now, known)
	o.Checked = p.checked(a, day, known)
	return o
}

// hadVisits are the newest visits of a year: agencies that come together are one.
func hadVisits(year string, known []KnownVisit) (visits []HadVisit) {
	at := map[ID]int{}
	for _, k := range known {
		in := k.Inspection
		i, met := at[in.Visit().ID]
		switch {
		case in.Day.Year() != year || !met && len(visits) == MostHad:
		case !met:
			at[in.Visit().ID] = len(visits)
			visits = append(visits, HadVisit{Day: in.Day, Agency: in.Agency, Kind: in.Kind, State: k.State})
		case in.Joins == nil: // parts of it came first
			with := append([]Agency{visits[i].Agency}, visits[i].With...)
			visits[i] = HadVisit{in.Day, in.Agency, in.Kind, k.State, with}
		default:
			visits[i].With = append(visits[i].With, in.Agency)
		}
	}
	return visits
}

// countVisits counts agencies that come together once, also when the one that led them is gone.
func countVisits(standing []Visit) int {
	had := map[ID]bool{}
	for _, v := range standing {
		had[v.visit()] = true
	}
	return len(had)
}

// allowance counts the agency's visits of the year as tally will.
func (p *Policy) allowance(a *Agency, e *Enterprise, day Date, ofYear []Visit) (own Allowance) {
	for _, v := range ofYear {
		switch {
		case v.Agency != a.Code:
		case v.Counts:
			own.Counted++
		default:
			own.Uncounted++
		}
	}
	if most, rule, ok := p.CapFor(a, e, day); ok {
		own.Cap = &Left{Most: most, Left: max(0, most-own.Counted), Source: rule.Source}
	}
	return own
}

// crossings are the thresholds that a further visit on day goes over, given what stands in its year.
func (p *Policy) crossings(day Date, ofYear []Visit) (crossed []Crossing) {
	for _, r := range p.Frequency.Thresholds {
		inSpan := slices.DeleteFunc(slices.Clone(ofYear), func(v Visit) bool { return !r.Span.same(v.Day, day) })
		if n := countVisits(inSpan) + 1; r.Holds(day) && n > r.Most {
			crossed = append(crossed, Crossing{r.Span, n, r.Most, r.Source})
		}
	}
	return crossed
}

func (p *Policy) pending(a *Agency, now time.Time, known []KnownVisit) Pending {
	rule := p.Frequency.Merge
	near := Pending{Days: rule.Days, Source: rule.Source, Visits: []PendingVisit{}}
	last := DateOf(now).AddDays(rule.Days)
	coming := slices.DeleteFunc(slices.Clone(known), func(k KnownVisit) bool {
		return rule.Days == 0 || k.State != Scheduled && k.State != Open || k.Inspection.Day > last
	})
	for _, k := range coming {
		if in := k.Inspection; in.Agency.Code != a.Code && in.Joins == nil {
			v := PendingVisit{Inspection: in.Ref, Agency: in.Agency, Site: in.Site, From: in.From, Until: in.Until, Items: in.Items}
			v.Joined, v.Ours = joinedTo(in.Ref, a, coming)
			near.Visits = append(near.Visits, v)
		}
	}
	slices.SortStableFunc(near.Visits, func(v, w PendingVisit) int { return v.From.Compare(w.From) })
	return near
}

// joinedTo are the agencies that come along to a visit, and whether a is one of them.
func joinedTo(lead Ref, a *Agency, coming []KnownVisit) (joined []JoinedAgency, ours bool) {
	for _, k := range coming {
		if in := k.Inspection; in.Joins != nil && *in.Joins == lead {
			joined = append(joined, JoinedAgency{in.Agency, in.Items})
			ours = ours || in.Agency.Code == a.Code
		}
	}
	return joined, ours
}

// checked takes the newest result of each item at each site; an item that did not apply was not checked.
func (p *Policy) checked(a *Agency, day Date, known []KnownVisit) Checked {
	rule := p.Frequency.Reuse
	recent := Checked{Days: rule.Days, Source: rule.Source, Items: []CheckedItem{}}
	if rule.Days == 0 {
		return recent
	}
	mine := p.ItemsOf(a.Line, day)
	for _, k := range known {
		in := k.Inspection
		if k.Result == nil || in.Agency.Code == a.Code || in.Day < day.AddDays(-rule.Days) || day < in.Day {
			continue
		}
		for _, r := range k.Result.Items {
			i := slices.IndexFunc(mine, func(it Item) bool { return it.Code == r.Item })
			if i < 0 || r.Outcome == NotApplicable {
				continue
			}
			c := CheckedItem{r.Item, mine[i].Title, in.Site, in.Day, in.Agency, r.Outcome}
			if !slices.ContainsFunc(recent.Items, func(d CheckedItem) bool { return d.Item == c.Item && d.Site == c.Site }) {
				recent.Items = append(recent.Items, c)
			}
		}
	}
	slices.SortStableFunc(recent.Items, func(c, d CheckedItem) int { return cmp.Compare(c.Item, d.Item) })
	return recent
}
