package workbook

import (
	"github.com/xuri/excelize/v2"

	"inspectioncode.example/shared/analysis"
	"inspectioncode.example/shared/overview"
)

var usageHeads = []string{"制发", "实施", "撤销", "未实施", "待实施", "有计划", "扫码核验", "发现问题", "联合检查", "少进门", "受检企业", "现场分钟", "人次", "投入人分钟"}

func usageCells(u analysis.Usage) []any {
	return []any{u.Issued, u.Done, u.Revoked, u.Lapsed, u.Pending, u.Planned, u.Scanned, u.Findings, u.Joined, u.Saved, u.Inspected, u.Minutes, u.Persons, u.PersonMin}
}

// shareHeads stand over the cells of a share.
var shareHeads = []string{"数量", "总数", "比例", "区间下限", "区间上限"}

func shareCells(s analysis.Share) []any { return []any{s.K, s.N, s.Rate(), s.Low, s.High} }

func (b *book) usage(s *analysis.Summary) {
	const name = "使用情况"
	var rows [][]any
	for _, m := range s.Months {
		rows = append(rows, append([]any{m.Name.ZH}, usageCells(m.Usage)...))
	}
	rows = append(rows, append([]any{"合计"}, usageCells(s.Usage)...))
	for _, k := range s.Kinds {
		rows = append(rows, append([]any{k.Name.ZH}, usageCells(k.Usage)...))
	}
	b.sheet(name, []float64{22}, append([]string{s.Name.ZH + " " + string(s.From) + "至" + string(s.Until)}, usageHeads...), rows)
	b.chart(name, at(0, len(rows)+3), "每月实施检查和发现问题（次）", excelize.Col, 0, 1, []int{2, 8}, len(s.Months))
}

func (b *book) agencies(s *analysis.Summary) {
	heads := append(append([]string{"代码", "执法主体"}, usageHeads...), "评价较差", "评议", "比例", "区间下限", "区间上限", "收缩估计", "收缩下限", "收缩上限", "界限外")
	var rows [][]any
	for _, a := range s.Agencies {
		row := append([]any{a.Code, a.Name.ZH}, usageCells(a.Usage)...)
		if a.Ratings != nil {
			outside := ""
			if a.Outside {
				outside = "是"
			}
			row = append(append(row, shareCells(*a.Ratings)...), a.Likely, a.Shrunk.Low, a.Shrunk.High, outside)
		} else {
			row = append(row, "少于5份不显示")
		}
		rows = append(rows, row)
	}
	b.sheet("执法主体", []float64{18, 36}, heads, rows)
	b.chart("执法主体", at(1, len(rows)+3), "实施检查（次）", excelize.Bar, 1, 1, []int{3}, min(len(rows), 20))
}

func (b *book) items(s *analysis.Summary) {
	var rows [][]any
	for _, it := range s.Items {
		rows = append(rows, append([]any{it.Item, it.Title.ZH, it.Times}, shareCells(it.Bad)...))
	}
	b.sheet("检查事项", []float64{10, 44}, append([]string{"编码", "事项", "检查次数"}, shareHeads...), rows)
	b.chart("检查事项", at(1, len(rows)+3), "检查次数", excelize.Bar, 1, 1, []int{2}, min(len(rows), 15))
}

func (b *book) frequency(s *analysis.Summary) {
	f := s.Frequency
	rows := [][]any{}
	for _, c := range f.PerEnterprise {
		rows = append(rows, []any{c.Visits, c.Enterprises})
	}
	b.sheet("检查频次", []float64{16, 16}, []string{"本年受检次数", "企业数"}, rows)
	b.chart("检查频次", "D2", "企业本年受检次数分布", excelize.Col, 0, 1, []int{1}, len(rows))
	rows = [][]any{{"单日超提示值（企业日）", f.OverDay}, {"单周超提示值（企业周）", f.OverWeek}, {"单月超提示值（企业月）", f.OverMonth}, {"经批准超上限的检查", f.OverCap},
		{"同一单位同一事项重复", f.Repeats}, {"市区两级同一事项重复", f.CityDistrict}, {"重复的期限（日）", f.WindowDays}, {"单个企业90日内最多", f.MaxRolling90}}
	b.sheet("高频和重复", []float64{34, 12}, []string{"指标", "数量"}, rows)
	b.sheet("受检最多的企业", []float64{24, 36}, visitsHeads, visitsRows(f.MostInspected))
}

var visitsHeads = []string{"统一社会信用代码", "企业", "行业", "30日", "90日", "365日", "本年", "90日内最多", "单位数", "重复", "投入人分钟"}

func visitsRow(v analysis.Visits) []any {
	return []any{string(v.Enterprise), v.Name, v.Trade, v.Day30, v.Day90, v.Day365, v.Year, v.Rolling90, v.Agencies, v.Repeats, v.PersonMin}
}

func visitsRows(all []analysis.Visits) (rows [][]any) {
	for _, v := range all {
		rows = append(rows, visitsRow(v))
	}
	return rows
}

func (b *book) concern(s *analysis.Summary) {
	var rows [][]any
	for _, c := range s.Concern {
		rows = append(rows, append(visitsRow(c.Visits), c.Median, c.Low, c.High, c.Probability))
	}
	b.sheet("建议关注", []float64{24, 36}, append(append([]string{}, visitsHeads...), "同行业中位数", "区间下限", "区间上限", "高于同行业两倍的概率"), rows)
	rows = nil
	for _, a := range s.Alerts {
		rows = append(rows, []any{a.Rule, a.Agency, string(a.Enterprise), a.Text.ZH})
	}
	b.sheet("预警", []float64{18, 20, 24, 70}, []string{"规则", "单位", "企业", "内容"}, rows)
}

func (b *book) evaluations(s *analysis.Summary) {
	const name = "评议"
	e := s.Evaluations
	if e == nil {
		b.sheet(name, []float64{40}, []string{"评议的企业少于5家，为保护评议人不予显示"}, nil)
		return
	}
	rows := [][]any{}
	for _, d := range e.Duties {
		rows = append(rows, append([]any{overview.Undone(d.Duty).ZH}, shareCells(d.Not)...))
	}
	rows = append(rows, append([]any{"评价较差（1、2分）"}, shareCells(e.Bad)...), append([]any{"评议率"}, shareCells(e.Response)...))
	b.sheet(name, []float64{36}, append([]string{"指标"}, shareHeads...), rows)
	b.chart(name, "H2", "各项义务未履行的比例（区间见左表）", excelize.Bar, 0, 1, []int{3}, len(e.Duties))
	rows = nil
	for i, n := range e.Ratings {
		rows = append(rows, []any{"总体评价", "", i + 1, n})
	}
	for _, r := range e.Reasons {
		rows = append(rows, []any{"勾选的理由", r.Reason.Name().ZH, "", r.Times})
	}
	b.sheet("评价和理由", []float64{16, 30}, []string{"类别", "理由", "分值", "次数"}, rows)
	rows = nil
	for _, g := range e.Goes {
		stands := "不能下结论"
		if g.Clear {
			stands = "成立"
		}
		rows = append(rows, []any{overview.FactorName(g).ZH, g.N, g.Odds, g.Low, g.High, stands, g.Text.ZH})
	}
	b.sheet("关联因素", []float64{40, 10, 10, 10, 10, 14, 80}, []string{"因素", "评议份数", "比数比", "区间下限", "区间上限", "多重比较校正后", "说明（关联，不是原因）"}, rows)
	if len(e.Texts) > 0 {
		rows = nil
		for _, t := range e.Texts {
			rows = append(rows, []any{t})
		}
		b.sheet("评议原文", []float64{100}, []string{"意见（不具名）"}, rows)
	}
}

func (b *book) feedback(s *analysis.Summary) {
	u := s.Uncoded
	b.sheet("无码检查", []float64{30}, []string{"指标", "数量"}, [][]any{{"企业反映", u.Reported}, {"未登录者的反映（不计入）", u.Unsigned}, {"经核对有码", u.Matched}, {"有码检查", u.Coded.K}, {"已知检查", u.Coded.N}, {"亮码率", u.Coded.Rate()}, {"区间下限", u.Coded.Low}, {"区间上限", u.Coded.High}})
	if len(s.Feedback) == 0 {
		return
	}
	var counts, texts [][]any
	for _, x := range s.Feedback {
		counts = append(counts, []any{x.From.Name().ZH, x.Kind.Name().ZH, x.Times})
		for _, t := range x.Texts {
			texts = append(texts, []any{x.From.Name().ZH, x.Kind.Name().ZH, t})
		}
	}
	b.sheet("意见反馈", []float64{18, 18}, []string{"来自", "类别", "条数"}, counts)
	b.sheet("反馈原文", []float64{18, 18, 90}, []string{"来自", "类别", "内容"}, texts)
}
