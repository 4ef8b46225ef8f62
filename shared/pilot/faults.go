package pilot

import (
	"fmt"
	"slices"

	"inspectioncode.example/shared/inspection"
)

// faults are the rules of p that cannot be meant.
func faults(p *inspection.Policy) (errs []error) {
	fault := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if p.Version == "" || len(p.Version) > 40 {
		fault("version is missing, or longer than 40 bytes")
	}
	if !p.Trial.From.Valid() || !p.Trial.Until.Valid() || p.Trial.Until < p.Trial.From {
		fault("trial: from and until must be days, in order")
	}
	if p.Officers.AtLeast < 1 {
		fault("officers: at_least must be 1 or more")
	}
	if p.Visit.MaxHours < 1 || p.Visit.MaxHours > 63 {
		fault("visit: max_hours must be 1 to 63, which a code can carry")
	}
	for where, t := range map[string]inspection.Text{"trial": p.Trial.Source, "officers": p.Officers.Source, "visit": p.Visit.Source} {
		inBoth(fault, where+": source", t)
	}
	for i, s := range p.Scopes {
		if slices.ContainsFunc(p.Scopes[:i], func(o inspection.ScopeRule) bool { return o.Line == s.Line }) {
			fault("scopes: line %s stands twice", s.Line)
		}
		checkKinds(fault, "scopes: line "+string(s.Line), s.Kinds)
		inBoth(fault, "scopes: line "+string(s.Line)+": source", s.Source)
		inBoth(fault, "scopes: line "+string(s.Line)+": name", s.Name)
	}
	checkCatalogue(fault, p)
	checkFrequency(fault, p)
	return errs
}

// A report takes one fault.
type report func(format string, args ...any)

// inBoth wants a text in both languages.
func inBoth(fault report, what string, t inspection.Text) {
	if t.ZH == "" || t.EN == "" {
		fault("%s is missing in one language", what)
	}
}

func checkCatalogue(fault report, p *inspection.Policy) {
	for i, it := range p.Catalogue {
		if _, ok := p.Scope(it.Line); !ok {
			fault("catalogue: item %s: line %q has no scope", it.Code, it.Line)
		}
		if it.Code == "" {
			fault("catalogue: number %d has no code", i+1)
		}
		for what, text := range map[string]inspection.Text{"title": it.Title, "looks": it.Looks, "basis": it.Basis} {
			inBoth(fault, "catalogue: item "+it.Code+": "+what, text)
		}
		if !it.From.Valid() || it.Until != "" && (!it.Until.Valid() || it.Until < it.From) {
			fault("catalogue: item %s: from and until must be days, in order", it.Code)
		}
		for _, other := range p.Catalogue[:i] {
			if other.Code == it.Code && (other.Until == "" || it.From <= other.Until) && (it.Until == "" || other.From <= it.Until) {
				fault("catalogue: item %s stands twice on the same day", it.Code)
			}
		}
	}
}

// checkFrequency wants of every rule a number that can be meant, days in order, and a source in both
// languages.
func checkFrequency(fault report, p *inspection.Policy) {
	f := &p.Frequency
	sourced := func(where string, t inspection.Term, s inspection.Text) {
		inBoth(fault, where+": source", s)
		if t.From != "" && !t.From.Valid() || t.Until != "" && !t.Until.Valid() || t.Until != "" && t.Until < t.From {
			fault("%s: from and until must be days, in order", where)
		}
	}
	for i, g := range f.Grounds {
		where := fmt.Sprintf("frequency: grounds %s", g.Ground)
		if g.Ground == "" || g.Name.ZH == "" || g.Name.EN == "" || slices.ContainsFunc(f.Grounds[:i], func(o inspection.GroundRule) bool { return o.Ground == g.Ground }) {
			fault("%s: it has no name in one language, or stands twice", where)
		}
		checkKinds(fault, where, g.Kinds)
	}
	for i, r := range f.Counting {
		where := fmt.Sprintf("frequency: counting %d", i+1)
		sourced(where, r.Term, r.Source)
		checkKinds(fault, where, r.Kinds)
		checkLines(fault, where, p, r.Lines)
		for _, g := range r.Grounds {
			if p.GroundName(g) == (inspection.Text{}) {
				fault("%s: no such ground: %s", where, g)
			}
		}
		if !r.Counts && (r.Why.ZH == "" || r.Why.EN == "") {
			fault("%s: why it does not count is missing in one language", where)
		}
	}
	for i, r := range f.Caps {
		where := fmt.Sprintf("frequency: caps %d", i+1)
		sourced(where, r.Term, r.Source)
		checkLines(fault, where, p, r.Lines)
		if r.Most < 1 {
			fault("%s: most must be 1 or more", where)
		}
		for grade, n := range r.Grades {
			if n < 1 {
				fault("%s: grade %s must be 1 or more", where, grade)
			}
		}
		if r.Level != "" && r.Level != inspection.Municipal && r.Level != inspection.District {
			fault("%s: no such level: %s", where, r.Level)
		}
	}
	for i, r := range f.Thresholds {
		where := fmt.Sprintf("frequency: thresholds %d", i+1)
		sourced(where, r.Term, r.Source)
		if r.Span.Name() == (inspection.Text{}) || r.Most < 1 {
			fault("%s: span must be day, week or month, and most 1 or more", where)
		}
	}
	for i, r := range f.Quiet {
		where := fmt.Sprintf("frequency: quiet %d", i+1)
		sourced(where, r.Term, r.Source)
		checkKinds(fault, where, r.Except)
		if r.First < 1 || r.Last > 31 || r.Last < r.First {
			fault("%s: first and last must be days of the month, in order", where)
		}
	}
	for i, r := range f.Approvals {
		where := fmt.Sprintf("frequency: approvals %d", i+1)
		sourced(where, r.Term, r.Source)
		checkKinds(fault, where, r.Kinds)
	}
	if len(f.Caps) > 0 || len(f.Approvals) > 0 {
		sourced("frequency: over_cap", inspection.Term{}, f.OverCap.Source)
	}
	if f.LowYield.After > 0 {
		sourced("frequency: low_yield", f.LowYield.Term, f.LowYield.Source)
	}
	for where, r := range map[string]inspection.DaysRule{"frequency: lapse": f.Lapse, "frequency: merge": f.Merge, "frequency: reuse": f.Reuse} {
		if r.Days < 0 || r.Days > 366 {
			fault("%s: days must be 0 to 366", where)
		}
		if r.Days > 0 {
			sourced(where, inspection.Term{}, r.Source)
		}
	}
	if f.Lapse.Days > 0 && f.Lapse.Days < 4 {
		fault("frequency: lapse: days must be 4 or more, longer than any visit lasts")
	}
}

func checkKinds(fault report, where string, kinds []inspection.Kind) {
	for _, k := range kinds {
		if k.Name() == (inspection.Text{}) {
			fault("%s: no such kind: %s", where, k)
		}
	}
}

func checkLines(fault report, where string, p *inspection.Policy, lines []inspection.Line) {
	for _, l := range lines {
		if _, ok := p.Scope(l); !ok {
			fault("%s: line %q has no scope", where, l)
		}
	}
}
