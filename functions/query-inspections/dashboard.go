package queryinspections

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"inspectioncode.example/shared/analysis"
	"inspectioncode.example/shared/chart"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/overview"
	"inspectioncode.example/shared/page"
	"inspectioncode.example/shared/serve"
)

var percent = chart.Percent

// dashboard lays out a summary for its readers. It stays as light however many agencies and items there are: what is long
// stands on pages of its own.
func dashboard(s *analysis.Summary, v overview.View) page.Dashboard {
	r := rows{scope: v.Scope}
	d := page.Dashboard{Whose: s.Name, From: s.From, Until: s.Until, Night: s.Made}
	d.Figures = figures(s, r)
	d.Changed = changed(s, r)
	d.Looks = looks(s, r)
	d.Sections = append(d.Sections, usage(s, r), agencies(s, r), items(s, r), frequency(s, r))
	d.Sections = append(d.Sections, evaluations(s, r)...)
	d.Sections = append(d.Sections, opinions(s, r)...)
	d.Scopes = scopes(s, v)
	d.Files = files(v.Scope)
	return d
}

// figures are the three that matter: what was done, whether with a code, and how it was found.
func figures(s *analysis.Summary, r rows) []page.Figure {
	u, c := s.Usage, s.Uncoded
	coded := page.Figure{Name: text("亮码率", "Visits with a code"), Value: percent(c.Coded.Rate()),
		Says: sentence(words("企业反映无码检查", "beside "), number(c.Reported, r.where(analysis.Unshown)), words("次", " reported without one"))}
	coded.Address = r.where(analysis.Unshown)
	if s.Scope.Agency != "" {
		coded.Address, coded.Says[1].Address, coded.Why = "", "", whyReported
	}
	three := []page.Figure{
		{Name: text("实施检查（次）", "Inspections made"), Value: strconv.Itoa(u.Done), Address: r.where(analysis.AllDone),
			Says: sentence(words("制发检查码", "of "), number(u.Issued, r.where(analysis.AllIssued)), words("个，受检企业", " codes issued, at "), number(u.Inspected, r.where(enterprisesOf)), words("家", " enterprises"))},
		coded,
	}
	if e := s.Evaluations; e != nil {
		return append(three, page.Figure{Name: text("评价较差", "Bad ratings"), Value: percent(e.Bad.Rate()), Why: text("为保护评议人，不逐份列出", "not listed one by one, to protect who gave them"),
			Says: sentence(words(fmt.Sprintf("%d份评议中%d份（1、2分）", e.Bad.N, e.Bad.K), fmt.Sprintf("%d of %d (1 or 2 of 5)", e.Bad.K, e.Bad.N)))})
	}
	least := strconv.Itoa(analysis.MinGroup)
	return append(three, page.Figure{Name: text("评价较差", "Bad ratings"), Value: "—",
		Why: text("评议的企业少于"+least+"家，为保护评议人不予显示", "fewer than "+least+" enterprises have evaluated: not shown, to protect them")})
}

// changed compares the last month with the one before it, and says so while it is not over.
func changed(s *analysis.Summary, r rows) []page.Sentence {
	months := s.Months
	if len(months) < 2 {
		return nil
	}
	before, last := months[len(months)-2], months[len(months)-1]
	if tomorrow := s.Until.AddDays(1); string(s.Until[:7]) == last.Key && string(tomorrow[:7]) == last.Key {
		last.Name.ZH += "（截至" + strconv.Itoa(s.Until.Start().Day()) + "日）"
		last.Name.EN += " so far"
		before.Name.ZH += "全月"
	}
	was, is := r.in(before.Key), r.in(last.Key)
	return []page.Sentence{
		sentence(words(last.Name.ZH+"实施检查", last.Name.EN+": "), number(last.Done, is.where(analysis.AllDone)), words("次，"+before.Name.ZH+"为", " inspections; "+before.Name.EN+": "), number(before.Done, was.where(analysis.AllDone)), words("次。", ".")),
		sentence(words("其中发现问题的", "With findings: "), number(last.Findings, is.where(analysis.AllFindings)), words("次，"+before.Name.ZH+"为", "; before: "), number(before.Findings, was.where(analysis.AllFindings)), words("次。", ".")),
	}
}

// looked is how many alerts are listed before the rest is counted.
const looked = 6

// looks are what crossed a threshold, each leading to what it is about.
func looks(s *analysis.Summary, r rows) []page.Cell {
	var all []page.Cell
	for i, a := range s.Alerts {
		if i == looked {
			n := strconv.Itoa(len(s.Alerts))
			all = append(all, page.Cell{Text: text("全部预警"+n+"项", "All "+n+" alerts"), Address: r.where(alertsOf)})
			break
		}
		all = append(all, page.Cell{Text: a.Text, Address: about(a, r)})
	}
	if n := len(s.Concern); n > 0 {
		all = append(all, page.Cell{Text: text(fmt.Sprintf("建议关注的企业%d家：检查明显多于同行业", n), fmt.Sprintf("%d enterprises inspected markedly more than their peers", n)), Address: "#concern"})
	}
	return all
}

// about is where an alert leads: to the enterprise's visits of its day, week, month or year, to the agency's summary, or to
// what was reported.
func about(a analysis.Alert, r rows) string {
	first := inspection.Date(a.Key[strings.LastIndex(a.Key, ".")+1:])
	switch a.Rule {
	case analysis.OverDay, analysis.OverWeek, analysis.OverMonth:
		if first.Valid() {
			return r.to(a.Enterprise).where(analysis.AllVisits, "from", string(first), "until", string(endOf(a.Rule, first)))
		}
	case analysis.OfConcern:
		return r.to(a.Enterprise).where(analysis.AllVisits, "days", "365")
	case analysis.Unrecorded:
		return r.to(a.Enterprise).where(analysis.AllLapsed)
	case analysis.AfterRating:
		return "#watch"
	case analysis.WithoutCode:
		return r.where(analysis.Unshown)
	}
	return here(analysis.Scope{Agency: a.Agency}) + "#evaluations"
}

// endOf is the last day of the day, week or month of a threshold's rule.
func endOf(rule string, first inspection.Date) inspection.Date {
	switch rule {
	case analysis.OverWeek:
		return first.AddDays(6)
	case analysis.OverMonth:
		return inspection.DateOf(first.Start().AddDate(0, 1, -1))
	}
	return first
}

// scopes lead to the other summaries the reader may see; to those of agencies their table leads as well.
func scopes(s *analysis.Summary, v overview.View) []page.Choice {
	var all []page.Choice
	if len(v.Lines) > 1 {
		all = append(all, page.Choice{Address: "?", Name: text("全市", "The whole city")})
	}
	for _, l := range v.Lines {
		all = append(all, page.Choice{Address: here(analysis.Scope{Line: l}), Name: overview.LineName(l)})
	}
	if len(v.Agencies) > 1 && s.Scope.Agency == "" {
		all = append(all, page.Choice{Address: rows{scope: v.Scope}.where(agenciesOf), Name: text("各执法主体", "Each agency")})
	}
	return all
}

// files lead to the same numbers as a workbook, and as the report where the scope owes one.
func files(s analysis.Scope) []page.Choice {
	q := url.Values{}
	if s.Line != "" {
		q.Set("line", string(s.Line))
	}
	if s.Agency != "" {
		q.Set("agency", s.Agency)
	}
	with := func(file string) string {
		a := serve.Address("report-pilot", file)
		if len(q) > 0 {
			a += "?" + q.Encode()
		}
		return a
	}
	all := []page.Choice{{Address: with("workbook.xlsx"), Name: text("统计工作簿（Excel）", "Workbook (Excel)")}}
	if s.Agency == "" {
		all = append(all,
			page.Choice{Address: with("report"), Name: text("试点工作总结报告（可打印）", "The summary report, to print")},
			page.Choice{Address: with("report.docx"), Name: text("试点工作总结报告（Word）", "The summary report (Word)")})
	}
	return all
}
