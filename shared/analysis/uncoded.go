package analysis

import (
	"strings"

	"inspectioncode.example/shared/inspection"
)

// A placed report says where a visit without a code was, and which agency's it was if that can be told.
type placed struct {
	inspection.VisitReport
	agency  string // code; empty if it is not known
	matched bool   // a code exists after all
}

// placed are the visits of the period that their enterprises reported to have come without a code that holds, each once however often it
// was reported, matched with the codes that were issued and not revoked.
func (n *Night) placed() []placed {
	in := n.Inspections
	type visit struct{ enterprise, agency, day int32 }
	wanted := map[int32]bool{}
	for _, r := range n.Reports {
		wanted[in.Enterprise.Code(string(r.Enterprise))] = true
	}
	codes, anyones := map[visit]bool{}, map[visit]bool{}
	revoked := in.State.Code(Revoked)
	for i, e := range in.Enterprise.Of {
		if wanted[e] && in.State.Of[i] != revoked {
			codes[visit{e, in.Agency.Of[i], in.Day[i]}] = true
			anyones[visit{e, -1, in.Day[i]}] = true
		}
	}
	type said struct {
		enterprise inspection.USCC
		agency     string
		day        inspection.Date
	}
	seen := map[said]bool{}
	var all []placed
	for _, r := range n.Reports {
		if !r.Signed || r.Enterprise == "" || r.Day < n.From || r.Day > n.Until {
			continue
		}
		p := placed{VisitReport: r, agency: AgencyNamed(n.Directory, r.Agency)}
		once := said{r.Enterprise, p.agency, r.Day}
		if seen[once] {
			continue
		}
		seen[once] = true
		v := visit{in.Enterprise.Code(string(r.Enterprise)), -1, r.Day.Number()}
		if p.agency == "" {
			p.matched = anyones[v]
		} else {
			v.agency = in.Agency.Code(p.agency)
			p.matched = codes[v]
		}
		all = append(all, p)
	}
	return all
}

// AgencyNamed is the agency somebody meant: by its code, by its name, or by words that stand in the name of one alone.
func AgencyNamed(directory []inspection.Agency, words string) string {
	words = strings.TrimSpace(words)
	if words == "" {
		return ""
	}
	var found []string
	for _, a := range directory {
		if a.Code == words || a.Name.ZH == words || strings.EqualFold(a.Name.EN, words) {
			return a.Code
		}
		if strings.Contains(a.Name.ZH, words) {
			found = append(found, a.Code)
		}
	}
	if len(found) == 1 {
		return found[0]
	}
	return ""
}

// about reports whether a report is of a scope's visits. Of a line or an agency are those that name it; the city's are all. A line's
// supervisor is its municipal unit, which inspects as well: what is reported of that is for the Bureau alone.
func (n *Night) about(p placed, s Scope) bool {
	switch a := n.agency(p.agency); {
	case s == Scope{}:
		return true
	case p.agency == "":
		return false
	case s.Line != "":
		return s.Line == a.Line && a.Level != inspection.Municipal
	}
	return s.Agency == p.agency
}

// uncoded counts a scope's reports, of so many visits with a code.
func (n *Night) uncoded(s Scope, reports []placed, done int) Uncoded {
	u := Uncoded{}
	for _, p := range reports {
		if n.about(p, s) {
			u.Reported++
			u.Matched += one(p.matched)
		}
	}
	if s == (Scope{}) {
		u.Unsigned = n.Unsigned
	}
	u.Coded = shareOf(done, done+u.Reported-u.Matched)
	return u
}

// InGroups is what an agency may be told of u: how many reports stand against it, in steps of MinGroup. One that knows where it went
// without a code would know who reported it when the number rises by one.
func (u Uncoded) InGroups() Uncoded {
	told := (u.Reported - u.Matched) / MinGroup * MinGroup
	return Uncoded{Reported: told, Coded: shareOf(u.Coded.K, u.Coded.K+told)}
}
