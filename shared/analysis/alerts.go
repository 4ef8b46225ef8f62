package analysis

import (
	"fmt"

	"inspectioncode.example/shared/inspection"
)

// The rules of alerts beside those of soft thresholds. Their keys hold the year: what is so for months is said once.
const (
	OfConcern   = "concern"     // 建议关注
	BadRatings  = "bad-ratings" // 评价较差比例偏高
	DutyUndone  = "duty-undone" // 某项义务未履行比例偏高
	AfterRating = "watch"       // 评议后检查变化; said to those above the agency alone
	Unrecorded  = "unrecorded"  // 扫码后未记录结果
	WithoutCode = "uncoded"     // 无码检查; said to those above the agency alone, lest it learn who reported it
)

// recordsWithin is how many days after a visit its result is waited for before anybody is told that it is missing.
const recordsWithin = 7

// found are the alerts of what was heard, concerned and reported, from what agencies may be shown.
func (n *Night) found(h *heard) []Alert {
	year := n.Until.Year()
	var all []Alert
	raise := func(rule, subject string, to inspection.Agency, tell bool, text inspection.Text) *Alert {
		a := Alert{Rule: rule, Key: rule + "." + subject + "." + year, Line: to.Line, Text: text}
		switch {
		case tell:
			a.Agency = to.Code
		case to.Level == inspection.Municipal:
			a.Line = "" // its line's supervisor is that very unit: the Bureau's alone
		}
		all = append(all, a)
		return &all[len(all)-1]
	}
	for i, c := range h.concerns {
		to := n.agency(h.most[i])
		raise(OfConcern, string(c.Enterprise), to, true, inspection.Text{
			ZH: fmt.Sprintf("企业%s 365天内受检%d次，同行业企业的中位数为%.0f次，建议关注", c.Enterprise, c.Day365, c.Median),
			EN: fmt.Sprintf("enterprise %s was visited %d times in 365 days, the median of its trade being %.0f: worth a look", c.Enterprise, c.Day365, c.Median),
		}).Enterprise = c.Enterprise
	}
	for _, line := range n.Policy.Scopes {
		for _, f := range h.lines[line.Line].funnel {
			if f.Outside && f.Bad.Rate() > h.badOf[line.Line] {
				raise(BadRatings, f.Agency, n.agency(f.Agency), true, inspection.Text{
					ZH: fmt.Sprintf("%s收到评议%d份，其中评价较差%d份，比例明显高于本条线", f.Name.ZH, f.Bad.N, f.Bad.K),
					EN: fmt.Sprintf("%s: %d of %d ratings are bad, clearly more than in its line", f.Name.In(inspection.English), f.Bad.K, f.Bad.N)})
			}
		}
		for _, x := range h.lines[line.Line].neglect {
			raise(DutyUndone, x.Agency+"."+string(x.Duty), n.agency(x.Agency), true, inspection.Text{
				ZH: fmt.Sprintf("%s：%s，回答“否”%d份、共%d份，比例明显高于本条线", x.Name.ZH, x.Duty.Question().ZH, x.Not.K, x.Not.N),
				EN: fmt.Sprintf("%s: %q was denied in %d of %d answers, clearly more than in its line", x.Name.In(inspection.English), x.Duty.Question().EN, x.Not.K, x.Not.N)})
		}
	}
	for _, i := range n.unrecorded() {
		in := n.Inspections
		a, day, enterprise := n.agency(in.Agency.At(int(i))), inspection.DayInWords(inspection.NumberedDay(in.Day[i]).Start()), inspection.USCC(in.Enterprise.At(int(i)))
		raise(Unrecorded, string(in.ID[i]), a, true, inspection.Text{
			ZH: fmt.Sprintf("%s%s对企业%s的检查，检查码已被扫过，%d日后仍未记录结果；不记录，企业就无从评议", a.Name.ZH, day.ZH, enterprise, recordsWithin),
			EN: fmt.Sprintf("%s: its code for enterprise %s was opened during the visit on %s, and %d days later no result is recorded; without one the enterprise cannot evaluate", a.Name.In(inspection.English), enterprise, day.EN, recordsWithin),
		}).Enterprise = enterprise
	}
	told := map[string]bool{}
	for _, w := range h.watch {
		if a := n.agency(w.Agency); !told[a.Code] {
			told[a.Code] = true
			raise(AfterRating, a.Code, a, false, inspection.Text{
				ZH: a.Name.ZH + "：企业评价较差或者反映情况之后，受检次数变化异常，请核实",
				EN: a.Name.In(inspection.English) + ": visits changed unusually after enterprises rated it badly or reported it; to be looked into"})
		}
	}
	for _, p := range h.reports {
		if a := n.agency(p.agency); !p.matched && p.agency != "" && !told[WithoutCode+a.Code] {
			told[WithoutCode+a.Code] = true
			raise(WithoutCode, a.Code, a, false, inspection.Text{
				ZH: a.Name.ZH + "：有企业反映未出示有效检查码的检查，未找到相应的码，请核实",
				EN: a.Name.In(inspection.English) + ": a visit without a code that holds was reported, and no code is found; to be looked into"})
		}
	}
	return all
}

// unrecorded are the visits of the period whose code was opened while they took place, and whose result is long due: nobody closes
// them, and as long as nothing is recorded nobody can say how they were.
func (n *Night) unrecorded() (rows Rows) {
	in, lapsed := n.Inspections, n.Inspections.State.Code(Lapsed)
	for _, i := range in.Select(Scope{}, n.From, n.Until) {
		if in.State.Of[i] == lapsed && in.Scanned[i] && in.Day[i] < n.Until.Number()-recordsWithin {
			rows = append(rows, i)
		}
	}
	return rows
}
