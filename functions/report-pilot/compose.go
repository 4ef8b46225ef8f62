package reportpilot

import (
	"fmt"
	"strconv"

	"inspectioncode.example/shared/analysis"
	"inspectioncode.example/shared/chart"
	"inspectioncode.example/shared/gongwen"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/overview"
)

// compose writes the report in the order the notice asks for: work done, statistics, frequency, evaluations and what goes
// with bad ones, opinions, problems, suggestions (沪司发〔2023〕39号 三（二）3、四（二）、四（三）).
func compose(s *analysis.Summary, issuer, to string, day inspection.Date) gongwen.Document {
	p := &paper{doc: gongwen.Document{Title: "关于涉企行政检查“检查码”试点工作情况的总结报告", To: to, Issuer: issuer, Date: s.Made.In(inspection.Shanghai).Format("2006年1月2日"), Made: s.Made}}
	p.doc.Blocks = append(p.doc.Blocks, gongwen.Text(0, fmt.Sprintf("根据《关于在本市涉企行政检查中试点推行“检查码”的实施方案》（沪司发〔2023〕39号）要求，现将%s%s至%s试点工作情况报告如下。", s.Name.ZH, chinese(s.From), chinese(s.Until))))
	p.work(s)
	p.statistics(s)
	p.frequency(s)
	p.evaluations(s)
	p.opinions(s)
	p.findings(s)
	p.appendix(ledger.SummaryKey(day, s.Scope.Line, s.Scope.Agency))
	return p.doc
}

// chinese writes a day as documents do.
func chinese(d inspection.Date) string { return d.Start().Format("2006年1月2日") }

// hours writes minutes as whole hours.
func hours(minutes int) string { return strconv.Itoa((minutes + 30) / 60) }

func (p *paper) work(s *analysis.Summary) {
	u := s.Usage
	p.head(1, "一、工作开展情况")
	p.say("试点期间，共制发检查码#个，实施检查#次，受检企业#家；撤销#个，未实施#个，待实施#个。", n(u.Issued, "usage.issued"), n(u.Done, "usage.done"), n(u.Inspected, "usage.inspected"), n(u.Revoked, "usage.revoked"), n(u.Lapsed, "usage.lapsed"), n(u.Pending, "usage.pending"))
	p.say("实施的检查中，有计划检查#次，现场扫码核验#次，发现问题#次。检查人员和随同人员到场#人次，现场检查时间合计#小时，投入#人时。", n(u.Planned, "usage.planned"), n(u.Scanned, "usage.scanned"), n(u.Findings, "usage.findings"), n(u.Persons, "usage.persons"), number{hours(u.Minutes), "usage.minutes"}, number{hours(u.PersonMin), "usage.person_minutes"})
	p.say("牵头联合检查#次；并入其他单位的检查#次，企业因此少受检同样次数，这些检查投入的#人时未另行占用企业接待时间。", n(u.Joined, "usage.joined"), n(u.Saved, "usage.saved"), number{hours(u.SavedMin), "usage.saved_person_minutes"})
	p.say("企业反映无码检查#次，经核对其中#次有码，亮码率#。", n(s.Uncoded.Reported, "uncoded.reported"), n(s.Uncoded.Matched, "uncoded.matched"), share(s.Uncoded.Coded, "uncoded.coded"))
}

func (p *paper) statistics(s *analysis.Summary) {
	p.head(1, "二、统计情况")
	p.head(2, "（一）按月份和检查方式")
	c := chart.Columns{Head: chart.Head{Title: inspection.Text{ZH: "每月实施检查和发现问题（次）"}}, Series: []inspection.Text{{ZH: "实施检查"}, {ZH: "发现问题"}}}
	var rows [][]string
	row := func(name string, u analysis.Usage) {
		rows = append(rows, []string{name, strconv.Itoa(u.Issued), strconv.Itoa(u.Done), strconv.Itoa(u.Planned), strconv.Itoa(u.Findings)})
	}
	for _, m := range s.Months {
		c.Groups = append(c.Groups, chart.Group{Label: m.Name, Values: []int{m.Done, m.Findings}})
		row(m.Name.ZH, m.Usage)
	}
	for _, k := range s.Kinds {
		row(k.Name.ZH, k.Usage)
	}
	p.table("按月份和检查方式", "months、kinds", []int{4, 2, 2, 2, 2}, []string{"月份、方式", "制发", "实施", "有计划", "发现问题"}, rows)
	if len(c.Groups) > 0 {
		p.chart(c)
	}
	p.head(2, "（二）按执法主体")
	rows = nil
	for _, a := range s.Agencies {
		rows = append(rows, []string{a.Name.ZH, strconv.Itoa(a.Issued), strconv.Itoa(a.Done), strconv.Itoa(a.Saved), strconv.Itoa(a.Findings), strconv.Itoa(a.Inspected)})
	}
	p.table("各执法主体", "agencies", []int{7, 2, 2, 2, 2, 2}, []string{"执法主体", "制发", "实施", "其中并入", "发现问题", "受检企业"}, rows)
	p.head(2, "（三）按检查事项")
	rows = nil
	for _, it := range s.Items[:min(len(s.Items), 20)] {
		rows = append(rows, []string{it.Title.ZH, strconv.Itoa(it.Times), fmt.Sprintf("%d/%d", it.Bad.K, it.Bad.N), chart.Percent(it.Bad.Rate()), chart.Percent(it.Bad.Low) + "—" + chart.Percent(it.Bad.High)})
	}
	p.table("检查最多的事项（最多列20项）", "items", []int{7, 2, 2, 2, 3}, []string{"检查事项", "次数", "不合格", "比例", "95%区间"}, rows)
}

func (p *paper) frequency(s *analysis.Summary) {
	f := s.Frequency
	p.head(1, "三、检查频次情况")
	p.say("同一企业受检次数超过提示值的，按日计#个企业日，按周计#个企业周，按月计#个企业月；经批准超出上限的检查#次；单个企业90日内最多受检#次。", n(f.OverDay, "frequency.over_day"), n(f.OverWeek, "frequency.over_week"), n(f.OverMonth, "frequency.over_month"), n(f.OverCap, "frequency.over_cap"), n(f.MaxRolling90, "frequency.max_rolling_90"))
	p.say("#日内，同一单位对同一企业同一事项重复检查#次，市、区两级对同一企业同一事项重复检查#次。", n(f.WindowDays, "frequency.window_days"), n(f.Repeats, "frequency.repeats"), n(f.CityDistrict, "frequency.city_district"))
	p.say("几个单位一同到一家企业检查的，对该企业算一次，对各单位分别计算；投入的人时按全部到场人员计算。")
	c := chart.Columns{Head: chart.Head{Title: inspection.Text{ZH: "企业本年受检次数分布（家）"}}, Series: []inspection.Text{{ZH: "企业"}}}
	for _, k := range f.PerEnterprise {
		c.Groups = append(c.Groups, chart.Group{Label: inspection.Text{ZH: strconv.Itoa(k.Visits) + "次"}, Values: []int{k.Enterprises}})
	}
	if len(c.Groups) > 0 && len(c.Groups) <= 30 {
		p.notes = append(p.notes, number{"图“" + c.Title.ZH + "”", "frequency.per_enterprise"})
		p.chart(c)
	}
	if len(s.Concern) == 0 {
		return
	}
	p.say("受检次数明显高于同行业、建议关注的企业#家。列入只提示查看检查安排是否必要，不是对任何单位、企业的认定。", n(len(s.Concern), "concern"))
	var rows [][]string
	for _, k := range s.Concern[:min(len(s.Concern), 20)] {
		rows = append(rows, []string{k.Name, strconv.Itoa(k.Day365), fmt.Sprintf("%.1f", k.Median), fmt.Sprintf("%.1f—%.1f", k.Low, k.High), strconv.Itoa(k.Agencies)})
	}
	p.table("建议关注的企业（最多列20家）", "concern", []int{7, 3, 3, 3, 3}, []string{"企业", "365日受检", "同行业中位数", "95%区间", "来过的单位"}, rows)
}

func (p *paper) evaluations(s *analysis.Summary) {
	p.head(1, "四、评议情况及其关联因素")
	e := s.Evaluations
	if e == nil {
		p.say("评议较少，为保护评议人，不作统计。")
		return
	}
	p.head(2, "（一）评议结果")
	p.say("评议率#。评价较差（1、2分）的占#。评议出于自愿，未评议企业的看法不得而知。", share(e.Response, "evaluations.response"), share(e.Bad, "evaluations.bad"))
	bars := chart.Bars{Head: chart.Head{Title: inspection.Text{ZH: "各项义务未履行的比例（区间见上表）"}}}
	var rows [][]string
	for _, d := range e.Duties {
		bars.Rows = append(bars.Rows, chart.Bar{Label: overview.Undone(d.Duty), Value: d.Not.Rate(), Low: d.Not.Low, High: d.Not.High, Says: chart.Percent(d.Not.Rate())})
		rows = append(rows, []string{overview.Undone(d.Duty).ZH, strconv.Itoa(d.Not.K), strconv.Itoa(d.Not.N), chart.Percent(d.Not.Rate()), chart.Percent(d.Not.Low) + "—" + chart.Percent(d.Not.High)})
	}
	p.table("企业反映的义务履行情况", "evaluations.duties", []int{7, 2, 2, 2, 3}, []string{"情形", "份数", "作答", "比例", "95%区间"}, rows)
	if len(bars.Rows) > 0 {
		p.chart(bars)
	}
	if len(e.Funnel) > 1 {
		f := chart.Funnel{Head: chart.Head{Title: inspection.Text{ZH: "各单位评价较差的比例与评议份数（菱形为界限外）"}}, Rate: e.Bad.Rate()}
		for _, r := range e.Funnel {
			if r.Bad.N > 0 {
				f.Points = append(f.Points, chart.Point{Label: r.Name, K: r.Bad.K, N: r.Bad.N, Outside: r.Outside})
			}
		}
		p.notes = append(p.notes, number{"图“" + f.Title.ZH + "”", "evaluations.funnel"})
		p.chart(f)
	}
	p.head(2, "（二）与评价较差相关联的因素")
	if len(e.Goes) == 0 {
		p.say("评价较差的评议不足以分析关联因素。")
		return
	}
	p.say("以下为统计上的关联，不等同于原因；比数比大于1表示该情形下评价较差的更多。")
	rows = nil
	for _, g := range e.Goes {
		stands := "不能下结论"
		if g.Clear {
			stands = "成立"
		}
		rows = append(rows, []string{overview.FactorName(g).ZH, strconv.Itoa(g.N), chart.Ratio(g.Odds), chart.Ratio(g.Low) + "—" + chart.Ratio(g.High), stands})
	}
	for _, g := range e.Goes {
		if g.Clear {
			p.say("#。", number{g.Text.ZH, "evaluations.goes"})
		}
	}
	p.table("与评价较差相关联的因素", "evaluations.goes", []int{8, 2, 2, 3, 3}, []string{"因素", "份数", "比数比", "95%区间", "多重比较校正后"}, rows)
}

func (p *paper) opinions(s *analysis.Summary) {
	p.head(1, "五、企业和行政执法人员的意见")
	if len(s.Feedback) == 0 {
		p.say("未收到对检查码的问题、意见和建议。")
		return
	}
	var rows [][]string
	for _, x := range s.Feedback {
		rows = append(rows, []string{x.From.Name().ZH, x.Kind.Name().ZH, strconv.Itoa(x.Times)})
	}
	p.table("对检查码的问题、意见和建议", "feedback", []int{3, 3, 2}, []string{"来自", "类别", "条数"}, rows)
	for _, x := range s.Feedback {
		if len(x.Texts) > 0 {
			p.doc.Blocks = append(p.doc.Blocks, gongwen.Text(0, x.From.Name().ZH+"（"+x.Kind.Name().ZH+"）例如：“"+x.Texts[0]+"”"))
		}
	}
}
