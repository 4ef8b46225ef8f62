package reportpilot

import (
	"fmt"

	"inspectioncode.example/shared/analysis"
	"inspectioncode.example/shared/overview"
)

// A finding is a problem that a number of the summary shows, by a threshold that is said with it, and what is suggested.
type finding struct {
	problem    string // with # for each number
	numbers    []number
	suggestion string
}

// The thresholds from which a report calls something a problem. They are this report's own; the sentence says them.
const (
	fewScans     = .95 // of visits, scanned on the spot
	manyLapsed   = .05 // of codes, never used
	dutyUndone   = .05 // lower end of the interval
	fewEvaluated = .30 // of visits
)

// found are the problems of a summary, in the order of the report.
func found(s *analysis.Summary) []finding {
	var all []finding
	add := func(shown bool, suggestion, problem string, numbers ...number) {
		if shown {
			all = append(all, finding{problem, numbers, suggestion})
		}
	}
	u, f := s.Usage, s.Frequency
	add(u.Done > 0 && float64(u.Scanned) < fewScans*float64(u.Done), "督促检查人员主动出示检查码，对没有信号、禁用手机的场所准备纸质检查码。",
		"部分检查未经企业现场扫码核验：实施#次，扫码核验#次，低于95%。", n(u.Done, "usage.done"), n(u.Scanned, "usage.scanned"))
	add(u.Issued > 0 && float64(u.Lapsed) > manyLapsed*float64(u.Issued), "对不再实施的检查及时撤销检查码并告知企业。",
		"部分检查码制发后未实施也未撤销：#个，超过制发数#个的5%。", n(u.Lapsed, "usage.lapsed"), n(u.Issued, "usage.issued"))
	add(s.Uncoded.Reported > s.Uncoded.Matched, "逐件核查企业反映的无码检查，属实的纠正并通报。",
		"企业反映无码检查#次，经核对有码的只有#次。", n(s.Uncoded.Reported, "uncoded.reported"), n(s.Uncoded.Matched, "uncoded.matched"))
	add(f.Repeats > 0, "制发检查码时比对该企业近期已查事项，结果可以沿用的不再检查。",
		"同一单位同一事项#日内重复检查#次。", n(f.WindowDays, "frequency.window_days"), n(f.Repeats, "frequency.repeats"))
	add(f.CityDistrict > 0, "市、区两级共享检查计划，明确同一事项由一级实施或者联合实施。",
		"市、区两级对同一企业同一事项#日内重复检查#次。", n(f.WindowDays, "frequency.window_days"), n(f.CityDistrict, "frequency.city_district"))
	add(f.OverMonth > 0, "对超过提示值的企业，由本系统统筹全年检查安排，能合并的合并。",
		"单月检查超过提示值的有#企业月。", n(f.OverMonth, "frequency.over_month"))
	add(len(s.Concern) > 0, "逐家查看建议关注企业的检查安排，说明必要性或者压减。",
		"#家企业受检次数高于同行业两倍的概率超过90%。", n(len(s.Concern), "concern"))
	return append(all, rated(s)...)
}

// rated are the problems that evaluations show.
func rated(s *analysis.Summary) []finding {
	e := s.Evaluations
	if e == nil {
		return nil
	}
	var all []finding
	if e.Response.N > 0 && e.Response.Rate() < fewEvaluated {
		all = append(all, finding{"评议率为#，低于30%，结果的代表性有限。", []number{share(e.Response, "evaluations.response")}, "在检查结果通知中提醒企业评议，说明评议对检查单位不具名。"})
	}
	for _, d := range e.Duties {
		if d.Not.N > 0 && d.Not.Low > dutyUndone {
			all = append(all, finding{fmt.Sprintf("“%s”的比例为#，区间下限超过5%%。", overview.Undone(d.Duty).ZH), []number{share(d.Not, "evaluations.duties")}, fmt.Sprintf("针对“%s”开展培训和抽查，把该项告知列入检查现场流程。", overview.Undone(d.Duty).ZH)})
		}
	}
	for _, g := range e.Neglect {
		all = append(all, finding{fmt.Sprintf("%s“%s”的比例为#，经多重比较校正仍高于其他单位。", g.Name.ZH, overview.Undone(g.Duty).ZH), []number{share(g.Not, "evaluations.neglect")}, fmt.Sprintf("由%s核查“%s”的情况并改进。", g.Name.ZH, overview.Undone(g.Duty).ZH)})
	}
	if k := watched(e); k > 0 {
		all = append(all, finding{"企业评价较差或者反映情况之后，受检次数异常增减、需要核实的单位有#家（经多重比较校正）；是提示，不是认定。", []number{n(k, "evaluations.watch")}, "由本系统核实有关检查的缘由，确属针对评价的依法处理，并回访有关企业。"})
	}
	for _, r := range e.Funnel {
		if r.Outside {
			all = append(all, finding{fmt.Sprintf("%s评价较差的比例为#，超出漏斗图界限（多重比较校正后）。", r.Name.ZH), []number{share(r.Bad, "evaluations.funnel")}, fmt.Sprintf("由%s查明有关情况，不宜仅凭比例高低评价单位。", r.Name.ZH)})
		}
	}
	return all
}

// watched is after how many agencies' bad ratings visits changed as they should not have.
func watched(e *analysis.Evaluations) int {
	agencies := map[string]bool{}
	for _, w := range e.Watch {
		agencies[w.Agency] = true
	}
	return len(agencies)
}

// numerals number sentences as documents do.
var numerals = []string{"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"}

// findings writes problems, and against each its suggestion.
func (p *paper) findings(s *analysis.Summary) {
	all := found(s)
	p.head(1, "六、存在问题")
	if len(all) == 0 {
		p.say("按本报告所列标准，统计数字未显示需要说明的问题。")
	}
	for i, f := range all {
		p.say(ordinal(i)+"是"+f.problem, f.numbers...)
	}
	p.head(1, "七、工作建议")
	if len(all) == 0 {
		p.say("继续按现行做法实施，并按月查看统计数字。")
	}
	for i, f := range all {
		p.say(ordinal(i) + "是" + f.suggestion)
	}
}

// ordinal is 一, 二, … 十一.
func ordinal(i int) string {
	switch {
	case i < 10:
		return numerals[i]
	case i < 20:
		return "十" + numerals[i-10]
	}
	return fmt.Sprintf("第%d", i+1)
}
