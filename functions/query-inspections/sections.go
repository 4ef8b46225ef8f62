package queryinspections

import (
	"strconv"
	"strings"

	"inspectioncode.example/shared/analysis"
	"inspectioncode.example/shared/chart"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/page"
)

// month names a month under its column: the year only where there are two.
func month(s *analysis.Summary, m analysis.Bucketed) inspection.Text {
	if s.From.Year() != s.Until.Year() {
		return m.Name
	}
	n := strings.TrimPrefix(m.Key[5:], "0")
	return text(n+"月", n)
}

// usage (使用情况): codes and what became of them, by month and by kind of inspection.
func usage(s *analysis.Summary, r rows) page.Section {
	u := s.Usage
	months := chart.Columns{Head: chart.Head{Title: text("每月实施检查（次）", "Visits made by month")},
		Series: []inspection.Text{text("实施检查", "made"), text("发现问题", "with findings")}}
	for _, m := range s.Months {
		months.Groups = append(months.Groups, chart.Group{Label: month(s, m), Values: []int{m.Done, m.Findings}, Address: r.in(m.Key).where("state", "concluded")})
	}
	kinds := chart.Bars{Head: chart.Head{Title: text("按检查方式（实施检查次数）", "Visits made by kind")}, Counts: true}
	for _, k := range s.Kinds {
		kinds.Rows = append(kinds.Rows, chart.Bar{Label: k.Name, Value: float64(k.Done), Says: strconv.Itoa(k.Done), Address: r.where("kind", k.Key, "state", "concluded")})
	}
	t := table(text("检查码和检查", "Codes and visits"), text("指标", "Measure"), text("#数量", "#Number"))
	for _, row := range []struct {
		name    inspection.Text
		n       int
		address string
	}{
		{text("制发检查码", "Codes issued"), u.Issued, r.where()},
		{text("实施检查", "Visits made"), u.Done, r.where("state", "concluded")},
		{text("其中：有计划检查", "of these, planned"), u.Planned, r.where("state", "concluded", "planned", "yes")},
		{text("其中：现场扫码核验", "of these, scanned at the visit"), u.Scanned, ""},
		{text("其中：发现问题", "of these, with findings"), u.Findings, r.where("state", "concluded", "findings", "yes")},
		{text("联合检查", "made jointly"), u.Joined, ""},
		{text("联合检查少进门次数", "visits saved by that"), u.Saved, ""},
		{text("已撤销", "Called off"), u.Revoked, r.where("state", "revoked")},
		{text("未实施", "Not made"), u.Lapsed, r.where("state", "over")},
		{text("待实施", "To come"), u.Pending, r.where("state", "coming")},
		{text("受检企业（家）", "Enterprises visited"), u.Inspected, ""},
		{text("检查人次", "Officers and assistants who came"), u.Persons, ""},
	} {
		t.Rows = append(t.Rows, []page.Cell{{Text: row.name}, number(row.n, row.address)})
	}
	t.Rows = append(t.Rows, []page.Cell{{Text: text("现场检查时间（小时）", "Hours on site")}, plain(hours(u.Minutes))},
		[]page.Cell{{Text: text("检查投入（人时）", "Person-hours")}, plain(hours(u.PersonMin))})
	m := table(text("按月数据", "By month"), text("月份", "Month"), text("#制发", "#Issued"), text("#实施", "#Made"), text("#发现问题", "#With findings"), text("#受检企业", "#Enterprises"))
	m.Fold = true
	for _, b := range s.Months {
		in := r.in(b.Key)
		m.Rows = append(m.Rows, []page.Cell{{Text: b.Name}, number(b.Issued, in.where()), number(b.Done, in.where("state", "concluded")), number(b.Findings, in.where("state", "concluded", "findings", "yes")), number(b.Inspected, "")})
	}
	return page.Section{Head: text("检查码使用情况", "Use of the code"), Charts: []chart.Chart{months, kinds}, Tables: []page.Table{t, m}}
}

// agencies (执法主体): what each did and how it is rated, where enough have said.
func agencies(s *analysis.Summary, r rows) page.Section {
	sec := page.Section{Head: text("执法主体", "Agencies")}
	t := table(text("各执法主体", "Each agency"), text("单位", "Agency"), text("#制发", "#Issued"), text("#实施", "#Made"), text("#发现问题", "#With findings"), text("评价较差（95%区间）", "Bad ratings (95 % interval)"), text("收缩估计", "Shrunk estimate"))
	t.Fold = len(s.Agencies) > 20
	for _, a := range s.Agencies {
		of := r.of(a.Code)
		bad, shrunk := text("少于5份", "fewer than 5"), same("—")
		if a.Ratings != nil {
			bad = same(share(*a.Ratings))
			shrunk = same(percent(a.Likely) + " (" + percent(a.Shrunk.Low) + "–" + percent(a.Shrunk.High) + ")")
			if a.Outside {
				bad.ZH, bad.EN = bad.ZH+" ◆界限外", bad.EN+" ◆outside"
			}
		}
		t.Rows = append(t.Rows, []page.Cell{{Text: a.Name}, number(a.Issued, of.where()), number(a.Done, of.where("state", "concluded")),
			number(a.Findings, of.where("state", "concluded", "findings", "yes")), {Text: bad}, {Text: shrunk}})
	}
	sec.Tables = append(sec.Tables, t)
	return sec
}

// charted is how many items stand in their chart; all stand in the table.
const charted = 10

// items (检查事项): how often each was inspected, and did not conform.
func items(s *analysis.Summary, r rows) page.Section {
	bars := chart.Bars{Head: chart.Head{Title: text("检查最多的事项：不合格比例", "Most inspected items: share not conforming"), Desc: text("细线为95%区间。", "Thin lines are 95 % intervals.")}}
	t := table(text("全部检查事项", "All items"), text("事项", "Item"), text("#检查次数", "#Times"), text("不合格（95%区间）", "Not conforming (95 % interval)"))
	t.Fold = true
	for i, it := range s.Items {
		address := r.where("item", it.Item, "state", "concluded")
		if i < charted {
			bars.Rows = append(bars.Rows, chart.Bar{Label: it.Title, Value: it.Bad.Rate(), Low: it.Bad.Low, High: it.Bad.High, Says: counted(it.Bad), Address: address})
		}
		t.Rows = append(t.Rows, []page.Cell{{Text: text(it.Item+" "+it.Title.ZH, it.Item+" "+it.Title.EN)}, number(it.Times, address), plain(share(it.Bad))})
	}
	return page.Section{Head: text("检查事项", "Items"), Charts: []chart.Chart{bars}, Tables: []page.Table{t}}
}

// counted is K/N and the percentage, as short as it stands beside a bar.
func counted(s analysis.Share) string {
	return strconv.Itoa(s.K) + "/" + strconv.Itoa(s.N) + " " + percent(s.Rate())
}
