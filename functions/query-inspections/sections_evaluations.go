package queryinspections

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"inspectioncode.example/shared/analysis"
	"inspectioncode.example/shared/chart"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/overview"
	"inspectioncode.example/shared/page"
)

// evaluations (评议): how many answered and what, duty by duty, agencies against chance, and what goes with bad ratings.
func evaluations(s *analysis.Summary, r rows) []page.Section {
	e := s.Evaluations
	if e == nil {
		return nil
	}
	sec := page.Section{ID: "evaluations", Head: text("企业评议", "Evaluations"), Why: whyRated, Texts: e.Texts[:min(len(e.Texts), quoted)]}
	if n := strconv.Itoa(len(e.Texts)); len(e.Texts) > quoted {
		sec.More = page.Cell{Text: text("全部"+n+"条", "All "+n), Address: r.where(textsOf)}
	}
	sec.Leads = []page.Sentence{sentence(words("评议是自愿的：未评议的企业怎么看，这里不知道。细线为95%区间。", "Evaluations are voluntary: what the others think is not known here. Thin lines are 95 % intervals."))}
	ratings := chart.Columns{Head: chart.Head{Title: text("总体评价（份）", "Overall ratings")}, Series: []inspection.Text{text("评议", "evaluations")}, Axis: text("5非常满意，1非常不满意", "5 very satisfied, 1 very dissatisfied")}
	for i, n := range e.Ratings {
		ratings.Groups = append(ratings.Groups, chart.Group{Label: text(strconv.Itoa(i+1)+"分", strconv.Itoa(i+1)), Values: []int{n}})
	}
	duties := chart.Bars{Head: chart.Head{Title: text("各项义务：企业反映没有做到的比例", "Each duty: share who said it was not done")}}
	for _, d := range e.Duties {
		duties.Rows = append(duties.Rows, chart.Bar{Label: overview.Undone(d.Duty), Value: d.Not.Rate(), Low: d.Not.Low, High: d.Not.High, Says: counted(d.Not)})
	}
	reasons := chart.Bars{Head: chart.Head{Title: text("评价时勾选的理由（次）", "Reasons ticked")}, Counts: true}
	for _, x := range e.Reasons {
		reasons.Rows = append(reasons.Rows, chart.Bar{Label: x.Reason.Name(), Value: float64(x.Times), Says: strconv.Itoa(x.Times), Hollow: x.Reason == inspection.Helpful || x.Reason == inspection.Professional})
	}
	sec.Charts = []chart.Chart{gauge(text("评议率", "Share who evaluated"), e.Response), ratings, duties, reasons}
	all := []page.Section{sec}
	if goes := associations(e, r); goes.Charts != nil || goes.Tables != nil {
		all = append(all, goes)
	}
	if len(e.Watch) > 0 {
		all[0].Tables = append(all[0].Tables, short(watch(s, r), listed/2, r.where(watchOf)))
	}
	return all
}

// associations shows agencies against what chance allows, and what goes with bad ratings.
func associations(e *analysis.Evaluations, r rows) page.Section {
	sec := page.Section{Head: text("与评价较差相关联的因素", "What goes with bad ratings"), Why: whyRated}
	if len(e.Funnel) > 1 {
		f := chart.Funnel{Head: chart.Head{Title: text("各单位评价较差的比例", "Bad ratings by agency"),
			Desc: text("虚线、实线分别为95%、99.8%界限：评议少的单位，比例偶然偏高偏低都属正常。菱形为界限外、经多重比较校正仍成立的单位。", "Dashed and solid: limits of 95 and 99.8 %. With few evaluations, high and low shares come about by chance. Diamonds: outside also after correction for many looks.")},
			Rate: e.Bad.Rate(), X: text("评议份数", "evaluations"), Y: text("评价较差", "bad ratings")}
		for _, p := range e.Funnel {
			if p.Bad.N > 0 {
				f.Points = append(f.Points, chart.Point{Label: p.Name, K: p.Bad.K, N: p.Bad.N, Outside: p.Outside, Address: here(analysis.Scope{Agency: p.Agency})})
			}
		}
		sec.Charts = append(sec.Charts, f)
	}
	if len(e.Goes) > 0 {
		f := chart.Forest{Head: chart.Head{Title: text("比数比和95%区间", "Odds ratios with 95 % intervals"), Desc: text("实心：经多重比较校正仍成立；空心：不能下结论。只说明关联，不说明原因。", "Solid: stands after correction for many looks; hollow: nothing can be said. What goes together, not what causes what.")}, Less: text("评价较好", "better"), More: text("评价较差", "worse")}
		if n := strconv.Itoa(len(e.Goes) - drawnFactors); len(e.Goes) > drawnFactors {
			f.Desc.ZH, f.Desc.EN = f.Desc.ZH+"另有"+n+"个因素见工作簿。", f.Desc.EN+" "+n+" more are in the workbook."
		}
		for _, g := range e.Goes[:min(len(e.Goes), drawnFactors)] {
			f.Factors = append(f.Factors, chart.Factor{Label: overview.FactorName(g), Odds: g.Odds, Low: g.Low, High: g.High, Clear: g.Clear})
			if g.Clear {
				sec.Leads = append(sec.Leads, sentence(page.Cell{Text: g.Text}))
			}
		}
		sec.Charts = append(sec.Charts, f)
	}
	if len(e.Neglect) > 0 {
		sec.Tables = append(sec.Tables, short(neglect(e), listed, r.where(neglectOf)))
	}
	return sec
}

// drawnFactors is how many factors are drawn, the clear ones first.
const drawnFactors = 14

// neglect lists the duties that agencies are said to leave undone more often than others.
func neglect(e *analysis.Evaluations) page.Table {
	t := table(text("明显多于其他单位的未履行义务", "Duties left undone more often than by others"), text("单位", "Agency"), text("义务", "Duty"), text("本单位（95%区间）", "This agency (95 % interval)"), text("全部（95%区间）", "All (95 % interval)"))
	t.Why = whyRated
	for _, n := range e.Neglect {
		t.Rows = append(t.Rows, []page.Cell{{Text: n.Name, Address: here(analysis.Scope{Agency: n.Agency})}, {Text: overview.Undone(n.Duty)}, plain(share(n.Not)), plain(share(n.Peers))})
	}
	return t
}

func gauge(name inspection.Text, s analysis.Share) chart.Gauge {
	return chart.Gauge{Head: chart.Head{Title: name}, K: s.K, N: s.N, Low: s.Low, High: s.High}
}

// quoted is how many texts stand on a dashboard.
const quoted = 10

// between is the address of an agency's visits to an enterprise in so many days from one on.
func between(r rows, first inspection.Date, days int) string {
	return r.where(analysis.AllDone, "from", string(first), "until", string(first.AddDays(days-1)))
}

// watch (评议后检查变化) lists what happened to enterprises' inspections after a bad evaluation.
func watch(s *analysis.Summary, r rows) page.Table {
	t := table(text("评价较差之后检查的变化：提示核实，不是认定", "Visits after a bad rating: to be looked into, no finding"), text("企业", "Enterprise"), text("单位", "Agency"), text("#之前", "#Before"), text("#之后", "#After"), text("预期", "Expected"), text("变化", "Change"))
	t.ID, t.Why = "watch", whyTogether
	for _, w := range s.Evaluations.Watch {
		change := text("明显减少", "fell")
		if w.Rise {
			change = text("明显增加", "rose")
		}
		agency := same(w.Agency)
		if i := slices.IndexFunc(s.Agencies, func(a analysis.AgencyRow) bool { return a.Code == w.Agency }); i >= 0 {
			agency = s.Agencies[i].Name
		}
		p := fmt.Sprintf("（p=%.3g）", w.P)
		of := r.of(w.Agency).to(w.Enterprise)
		before, after := number(w.Before, between(of, w.Monday.AddDays(-w.Days), w.Days)), number(w.After, between(of, w.Monday.AddDays(7), w.Days))
		who := page.Cell{Text: same(cmp.Or(w.Name, string(w.Enterprise))), Address: of.where(analysis.AllDone)}
		if w.Enterprise == "" {
			who = page.Cell{Text: text(fmt.Sprintf("评价较差的%d家企业合计，其中%d家此后没有检查（预期%s家）", w.Enterprises, w.Silences, decimal(w.SilencesExpected)),
				fmt.Sprintf("all %d together; %d had no visit after (expected %s)", w.Enterprises, w.Silences, decimal(w.SilencesExpected)))}
			before.Address, after.Address = "", ""
		}
		t.Rows = append(t.Rows, []page.Cell{who, {Text: agency}, before, after, plain(decimal(w.Expected)), {Text: text(change.ZH+p, change.EN+" "+fmt.Sprintf("(p=%.3g)", w.P))}})
	}
	return t
}

// opinions are what people say of the code itself, and of visits without one.
func opinions(s *analysis.Summary, r rows) []page.Section {
	uncoded := page.Section{Head: text("无码检查", "Visits without a code"), Charts: []chart.Chart{gauge(text("亮码率", "Visits with a code"), s.Uncoded.Coded)}}
	u, address := s.Uncoded, r.where(analysis.Unshown)
	if s.Scope.Agency != "" {
		address, uncoded.Why = "", whyReported
	} else {
		uncoded.Why = text("亮码率的分子是实施的检查，分母另加经核对没有码的反映；两者都可逐条列出。", "The share is of inspections made and, in addition, of reports for which no code is found; both can be listed.")
		if s.Scope.Line != "" {
			uncoded.Why.ZH += "对市级单位自身的反映，只计入、列入市司法局的统计。"
			uncoded.Why.EN += " What is reported of the municipal unit itself is counted and listed to the Bureau alone."
		}
	}
	matched := number(u.Matched, address)
	if address != "" {
		matched = number(u.Matched, r.where(analysis.Unshown, "matched", "yes"))
	}
	uncoded.Leads = []page.Sentence{sentence(words("企业反映", "In all, "), number(u.Reported, address), words("次，其中", " were reported; for "), matched, words("次经核对有码。", " of them a code exists after all."))}
	if u.Unsigned > 0 {
		uncoded.Leads = append(uncoded.Leads, sentence(words(fmt.Sprintf("另有未登录者反映%d次，供核查，不计入以上数字。", u.Unsigned), fmt.Sprintf("Besides, %d were reported by nobody who was signed in: to be looked into, and counted nowhere.", u.Unsigned))))
	}
	all := []page.Section{uncoded}
	if len(s.Feedback) > 0 {
		sec := page.Section{Head: text("对检查码的问题、意见和建议", "Feedback on the code")}
		t := table(text("来自企业和执法人员", "From enterprises and officers"), text("谁", "From"), text("类别", "Kind"), text("#条数", "#Number"))
		for _, x := range s.Feedback {
			t.Rows = append(t.Rows, []page.Cell{{Text: x.From.Name()}, {Text: x.Kind.Name()}, number(x.Times, r.where(analysis.SaidBy(x.From, x.Kind)))})
			sec.Texts = append(sec.Texts, x.Texts[:min(len(x.Texts), 3)]...)
		}
		sec.Tables = []page.Table{t}
		all = append(all, sec)
	}
	return all
}
