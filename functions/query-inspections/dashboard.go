package queryinspections

import (
	"fmt"
	"net/url"
	"strconv"

	"inspectioncode.example/shared/analysis"
	"inspectioncode.example/shared/chart"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/overview"
	"inspectioncode.example/shared/page"
	"inspectioncode.example/shared/serve"
)

var percent = chart.Percent

// dashboard lays out a summary for its readers.
func dashboard(s *analysis.Summary, v overview.View) page.Dashboard {
	r := rows{v.Scope, s.From, s.Until}
	d := page.Dashboard{Whose: s.Name, From: s.From, Until: s.Until, Night: s.Made}
	d.Figures = figures(s, r)
	d.Changed = changed(s.Months)
	d.Looks = looks(s, r)
	d.Sections = append(d.Sections, usage(s, r), agencies(s, r), items(s, r), frequency(s, r))
	d.Sections = append(d.Sections, evaluations(s, r)...)
	d.Sections = append(d.Sections, opinions(s)...)
	d.Scopes = scopes(v)
	d.Files = files(v.Scope)
	return d
}

// figures are the three that matter: what was done, whether with a code, and how it was found.
func figures(s *analysis.Summary, r rows) []page.Figure {
	u := s.Usage
	three := []page.Figure{
		{Name: text("实施检查（次）", "Visits made"), Value: strconv.Itoa(u.Done), Says: text(fmt.Sprintf("制发检查码%d个，受检企业%d家", u.Issued, u.Inspected), fmt.Sprintf("%d codes issued, %d enterprises", u.Issued, u.Inspected)), Address: r.where("state", "concluded")},
		{Name: text("亮码率", "Visits with a code"), Value: percent(s.Uncoded.Coded.Rate()), Says: text(fmt.Sprintf("企业反映无码检查%d次", s.Uncoded.Reported), fmt.Sprintf("%d reported without one", s.Uncoded.Reported))},
	}
	if e := s.Evaluations; e != nil {
		return append(three, page.Figure{Name: text("评价较差", "Bad ratings"), Value: percent(e.Bad.Rate()), Says: text(fmt.Sprintf("%d份评议中%d份（1、2分）", e.Bad.N, e.Bad.K), fmt.Sprintf("%d of %d (1 or 2 of 5)", e.Bad.K, e.Bad.N))})
	}
	least := strconv.Itoa(analysis.MinGroup)
	return append(three, page.Figure{Name: text("评价较差", "Bad ratings"), Value: "—", Says: text("评议的企业少于"+least+"家，为保护评议人不予显示", "fewer than "+least+" enterprises have evaluated: not shown, to protect them")})
}

// changed compares the last month with the one before it.
func changed(months []analysis.Bucketed) []inspection.Text {
	if len(months) < 2 {
		return nil
	}
	before, last := months[len(months)-2], months[len(months)-1]
	return []inspection.Text{
		text(fmt.Sprintf("%s实施检查%d次，%s为%d次。", last.Name.ZH, last.Done, before.Name.ZH, before.Done), fmt.Sprintf("%s: %d visits; %s: %d.", last.Name.EN, last.Done, before.Name.EN, before.Done)),
		text(fmt.Sprintf("其中发现问题的%d次，%s为%d次。", last.Findings, before.Name.ZH, before.Findings), fmt.Sprintf("With findings: %d, before: %d.", last.Findings, before.Findings)),
	}
}

// looked is how many alerts are listed before the rest is counted.
const looked = 12

// looks are what crossed a threshold, newest night's first, each leading to the visits it is about.
func looks(s *analysis.Summary, r rows) []page.Cell {
	var all []page.Cell
	for i, a := range s.Alerts {
		if i == looked {
			all = append(all, page.Cell{Text: text(fmt.Sprintf("另有%d项，见下载的工作簿", len(s.Alerts)-looked), fmt.Sprintf("and %d more, in the workbook", len(s.Alerts)-looked))})
			break
		}
		c := page.Cell{Text: a.Text}
		switch {
		case a.Enterprise != "":
			c.Address = r.to(a.Enterprise)
		case a.Agency != "":
			c.Address = r.of(a.Agency).where("state", "concluded")
		}
		all = append(all, c)
	}
	if n := len(s.Concern); n > 0 {
		all = append(all, page.Cell{Text: text(fmt.Sprintf("建议关注的企业%d家：检查明显多于同行业", n), fmt.Sprintf("%d enterprises inspected markedly more than their peers", n)), Address: "#concern"})
	}
	return all
}

// scopes lead to the other summaries the reader may see.
func scopes(v overview.View) []page.Choice {
	var all []page.Choice
	here := serve.Address(name, summaryPage)
	if len(v.Lines) > 1 {
		all = append(all, page.Choice{Address: here, Name: text("全市", "The whole city")})
	}
	for _, l := range v.Lines {
		all = append(all, page.Choice{Address: here + "?line=" + url.QueryEscape(string(l)), Name: overview.LineName(l)})
	}
	if len(v.Agencies) > 1 {
		for _, a := range v.Agencies {
			all = append(all, page.Choice{Address: here + "?agency=" + url.QueryEscape(a.Code), Name: a.Name})
		}
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
