package queryinspections

import (
	"slices"
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
	months := chart.Columns{Head: chart.Head{Title: text("每月实施检查（次）", "Inspections made by month")},
		Series: []inspection.Text{text("实施检查", "made"), text("发现问题", "with findings")}}
	for _, m := range s.Months {
		in := r.in(m.Key)
		months.Groups = append(months.Groups, chart.Group{Label: month(s, m), Values: []int{m.Done, m.Findings}, Addresses: []string{in.where(analysis.AllDone), in.where(analysis.AllFindings)}})
	}
	kinds := chart.Bars{Head: chart.Head{Title: text("按检查方式（实施检查次数）", "Inspections made by kind")}, Counts: true}
	for _, k := range s.Kinds {
		bar := chart.Bar{Label: k.Name, Value: float64(k.Done), Says: strconv.Itoa(k.Done)}
		if k.Done > 0 {
			bar.Address = r.where(analysis.AllDone, "kind", k.Key)
		}
		kinds.Rows = append(kinds.Rows, bar)
	}
	t := table(text("检查码和检查", "Codes and inspections"), text("指标", "Measure"), text("#数量", "#Number"))
	for _, row := range []struct {
		name    inspection.Text
		n       int
		address string
	}{
		{text("制发检查码", "Codes issued"), u.Issued, r.where(analysis.AllIssued)},
		{text("实施检查", "Inspections made"), u.Done, r.where(analysis.AllDone)},
		{text("其中：有计划检查", "of these, planned"), u.Planned, r.where(analysis.AllPlanned)},
		{text("其中：现场扫码核验", "of these, scanned at the visit"), u.Scanned, r.where(analysis.AllScanned)},
		{text("其中：发现问题", "of these, with findings"), u.Findings, r.where(analysis.AllFindings)},
		{text("牵头的联合检查", "Joint visits led"), u.Joined, r.where(analysis.AllJoined)},
		{text("并入其他单位检查、少进企业门（次）", "Made together with another's: visits saved"), u.Saved, r.where(analysis.AllParts)},
		{text("已撤销", "Called off"), u.Revoked, r.where(analysis.AllRevoked)},
		{text("未实施", "Not made"), u.Lapsed, r.where(analysis.AllLapsed)},
		{text("待实施", "To come"), u.Pending, r.where(analysis.AllPending)},
		{text("受检企业（家）", "Enterprises visited"), u.Inspected, r.where(enterprisesOf)},
		{text("检查人次", "Officers and assistants who came"), u.Persons, r.where(analysis.AllDone, "sum", persons)},
	} {
		t.Rows = append(t.Rows, []page.Cell{{Text: row.name}, number(row.n, row.address)})
	}
	for _, row := range []struct {
		name    inspection.Text
		minutes int
		address string
	}{
		{text("现场检查时间（小时）", "Hours on site"), u.Minutes, r.where(analysis.AllDone, "sum", minutes)},
		{text("检查投入（人时）", "Person-hours"), u.PersonMin, r.where(analysis.AllDone, "sum", personMinutes)},
		{text("其中：并入其他单位检查的（人时），企业未另行接待", "of these, together with another's, which took no visit of its own"), u.SavedMin, r.where(analysis.AllParts, "sum", personMinutes)},
	} {
		t.Rows = append(t.Rows, []page.Cell{{Text: row.name}, figure(hours(row.minutes), row.minutes, row.address)})
	}
	return page.Section{Head: text("检查码使用情况", "Use of the code"), Charts: []chart.Chart{months, kinds}, Tables: []page.Table{t},
		More: page.Cell{Text: text("按月数据", "Month by month"), Address: r.where(monthsOf)}}
}

// monthTable is the usage of each month.
func monthTable(caption inspection.Text, all []analysis.Bucketed, r rows) page.Table {
	t := table(caption, text("月份", "Month"), text("#制发", "#Issued"), text("#实施", "#Made"), text("#并入", "#Together"), text("#发现问题", "#With findings"), text("#受检企业", "#Enterprises"), text("#人时", "#Person-hours"))
	for _, b := range all {
		in := r.in(b.Key)
		t.Rows = append(t.Rows, []page.Cell{{Text: b.Name}, number(b.Issued, in.where(analysis.AllIssued)), number(b.Done, in.where(analysis.AllDone)), number(b.Saved, in.where(analysis.AllParts)),
			number(b.Findings, in.where(analysis.AllFindings)), number(b.Inspected, in.where(enterprisesOf)), figure(hours(b.PersonMin), b.PersonMin, in.where(analysis.AllDone, "sum", personMinutes))})
	}
	return t
}

// listed is how many rows stand in a dashboard's table; all stand on a page of their own.
const listed = 8

// short is a table of the first rows, which leads to all of them.
func short(t page.Table, most int, address string) page.Table {
	if n := strconv.Itoa(len(t.Rows)); len(t.Rows) > most {
		t.Rows = t.Rows[:most]
		t.More = page.Cell{Text: text("全部"+n+"行", "All "+n+" rows"), Address: address}
	}
	return t
}

// agencies (执法主体): what each did and how it is rated, where enough have said; those outside the funnel's limits first, then
// the busiest.
func agencies(s *analysis.Summary, r rows) page.Section {
	all := slices.Clone(s.Agencies)
	slices.SortStableFunc(all, func(a, b analysis.AgencyRow) int {
		if a.Outside != b.Outside {
			return map[bool]int{true: -1, false: 1}[a.Outside]
		}
		return b.Done - a.Done
	})
	t := agencyTable(text("各执法主体", "Each agency"), all, r)
	section := page.Section{Head: text("执法主体", "Agencies"), Tables: []page.Table{short(t, listed, r.where(agenciesOf))}}
	if len(all) > 1 {
		section.Leads = []page.Sentence{sentence(words("收缩估计把评议少的单位的比例向总体拉近，减少偶然高低的影响。", "A shrunk estimate draws the share of an agency with few evaluations towards that of all, so that chance counts for less."))}
	}
	return section
}

func agencyTable(caption inspection.Text, all []analysis.AgencyRow, r rows) page.Table {
	t := table(caption, text("单位", "Agency"), text("#制发", "#Issued"), text("#实施", "#Made"), text("#发现问题", "#With findings"), text("#并入", "#Together"), text("评价较差（95%区间）", "Bad ratings (95 % interval)"), text("收缩估计", "Shrunk estimate"))
	t.Why = whyRated
	for _, a := range all {
		of := r.of(a.Code)
		bad, shrunk := text("少于5份", "fewer than 5"), same("—")
		if a.Ratings != nil {
			bad = same(share(*a.Ratings))
			shrunk = same(percent(a.Likely) + " (" + percent(a.Shrunk.Low) + "–" + percent(a.Shrunk.High) + ")")
			if a.Outside {
				bad.ZH, bad.EN = bad.ZH+" ◆界限外", bad.EN+" ◆outside"
			}
		}
		name := page.Cell{Text: a.Name}
		if r.scope.Agency == "" {
			name.Address = here(of.scope)
		}
		t.Rows = append(t.Rows, []page.Cell{name, number(a.Issued, of.where(analysis.AllIssued)), number(a.Done, of.where(analysis.AllDone)),
			number(a.Findings, of.where(analysis.AllFindings)), number(a.Saved, of.where(analysis.AllParts)), {Text: bad}, {Text: shrunk}})
	}
	return t
}

// items (检查事项): how often each was inspected, and did not conform.
func items(s *analysis.Summary, r rows) page.Section {
	bars := chart.Bars{Head: chart.Head{Title: text("检查最多的事项：不合格比例", "Most inspected items: share not conforming"), Desc: text("细线为95%区间。", "Thin lines are 95 % intervals.")}}
	for _, it := range s.Items[:min(len(s.Items), listed)] {
		bar := chart.Bar{Label: it.Title, Value: it.Bad.Rate(), Low: it.Bad.Low, High: it.Bad.High, Says: counted(it.Bad)}
		if it.Bad.K > 0 {
			bar.Address = r.where(itemBadOf, "item", it.Item)
		}
		bars.Rows = append(bars.Rows, bar)
	}
	n := strconv.Itoa(len(s.Items))
	return page.Section{Head: text("检查事项", "Items"), Charts: []chart.Chart{bars},
		More: page.Cell{Text: text("全部"+n+"个事项、检查次数和区间", "All "+n+" items, how often and with intervals"), Address: r.where(itemsOf)}}
}

func itemTable(caption inspection.Text, all []analysis.ItemRow, r rows) page.Table {
	t := table(caption, text("事项", "Item"), text("#检查次数", "#Times"), text("#不合格（95%区间）", "#Not conforming (95 % interval)"))
	for _, it := range all {
		t.Rows = append(t.Rows, []page.Cell{{Text: text(it.Item+" "+it.Title.ZH, it.Item+" "+it.Title.EN)}, number(it.Times, r.where(itemOf, "item", it.Item)),
			figure(share(it.Bad), it.Bad.K, r.where(itemBadOf, "item", it.Item))})
	}
	return t
}

// counted is K/N and the percentage, as short as it stands beside a bar.
func counted(s analysis.Share) string {
	return strconv.Itoa(s.K) + "/" + strconv.Itoa(s.N) + " " + percent(s.Rate())
}
