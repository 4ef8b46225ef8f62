package queryinspections

import (
	"fmt"
	"strconv"

	"inspectioncode.example/shared/analysis"
	"inspectioncode.example/shared/chart"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/page"
)

// frequency (检查频次): how often enterprises were visited, what repeated, and who stands out.
func frequency(s *analysis.Summary, r rows) page.Section {
	fr := s.Frequency
	sec := page.Section{Head: text("检查频次", "How often"), Charts: []chart.Chart{histogram(fr.PerEnterprise, r)}}
	sec.Leads = []page.Sentence{sentence(words("几个单位一同到一家企业检查的，对该企业算一次，对各单位分别计算；投入的人时按全部到场人员计算。", "Agencies that come to an enterprise together count as one visit to it, and one of each agency; person-hours are those of all who came."))}
	days := strconv.Itoa(fr.WindowDays)
	t := table(text("高频次、重复检查", "Frequent and repeated visits"), text("指标", "Measure"), text("#数量", "#Number"))
	for _, row := range []struct {
		name    inspection.Text
		n       int
		address string
	}{
		{text("单日超过提示值（企业日）", "Days an enterprise had more visits than the threshold"), fr.OverDay, r.where(analysis.OverDay)},
		{text("单周超过提示值（企业周）", "Weeks, the same"), fr.OverWeek, r.where(analysis.OverWeek)},
		{text("单月超过提示值（企业月）", "Months, the same"), fr.OverMonth, r.where(analysis.OverMonth)},
		{text("经批准超出上限的检查", "Visits beyond a cap, approved"), fr.OverCap, r.where(analysis.AllBeyondCap)},
		{text(days+"日内同一单位同一事项重复检查", "Same agency and item within "+days+" days"), fr.Repeats, r.where(analysis.ItemRepeats)},
		{text(days+"日内市、区两级同一事项重复检查", "Same item by city and district within "+days+" days"), fr.CityDistrict, r.where(analysis.ItemCityDistrict)},
		{text("单个企业90日内最多检查次数", "Most visits to one enterprise in 90 days"), fr.MaxRolling90, in90(r.to(fr.MostIn90.Enterprise), fr.MostIn90.Ends)},
	} {
		t.Rows = append(t.Rows, []page.Cell{{Text: row.name}, number(row.n, row.address)})
	}
	sec.Tables = append(sec.Tables, t)
	if len(s.Concern) > 0 {
		sec.Tables = append(sec.Tables, short(concern(s.Concern, r), listed, r.where(concernOf)))
	}
	return withMost(sec, fr.MostInspected, r)
}

// histogram shows how many enterprises had so many visits; from ten on in classes.
func histogram(counts []analysis.Count, r rows) chart.Columns {
	c := chart.Columns{Head: chart.Head{Title: text("企业本年受检次数分布（家）", "Enterprises by visits this year")}, Series: []inspection.Text{text("企业", "enterprises")}, Axis: text("受检次数", "visits")}
	classes := []struct{ from, to int }{{1, 1}, {2, 2}, {3, 3}, {4, 4}, {5, 5}, {6, 6}, {7, 9}, {10, 19}, {20, 49}, {50, 99}, {100, 1 << 30}}
	for _, k := range classes {
		n := 0
		for _, v := range counts {
			if k.from <= v.Visits && v.Visits <= k.to {
				n += v.Enterprises
			}
		}
		label := strconv.Itoa(k.from)
		switch {
		case k.to > 1000:
			label += "+"
		case k.to > k.from:
			label += "–" + strconv.Itoa(k.to)
		}
		had := strconv.Itoa(k.from) + "-" + strconv.Itoa(k.to)
		c.Groups = append(c.Groups, chart.Group{Label: same(label), Values: []int{n}, Addresses: []string{r.where(enterprisesOf, "year", "yes", "visits", had)}})
	}
	for len(c.Groups) > 3 && c.Groups[len(c.Groups)-1].Values[0] == 0 {
		c.Groups = c.Groups[:len(c.Groups)-1]
	}
	return c
}

// concern (建议关注) lists who is inspected markedly more than its peers.
func concern(all []analysis.Concern, r rows) page.Table {
	t := table(text("建议关注：检查明显多于同行业的企业。这是查看的提示，不是对任何单位的认定", "Inspected markedly more than peers: a hint to look, no finding of fault"),
		text("企业", "Enterprise"), text("#365日", "#365 days"), text("同行业中位数", "Peers' median"), text("95%区间", "95 % interval"), text("#来过的单位", "#Agencies"))
	t.ID, t.Why = "concern", whyEstimated
	if r.scope != (analysis.Scope{}) {
		t.Why = whyOthers
	}
	for _, c := range all {
		of := r.to(c.Enterprise).with("days", "365")
		visits, came := number(c.Day365, of.where(analysis.AllVisits)), number(c.Agencies, of.where(analysis.AllDone, "sum", agenciesCame))
		if r.scope != (analysis.Scope{}) { // those of others are not to be seen here
			visits.Address, came.Address = "", ""
		}
		t.Rows = append(t.Rows, []page.Cell{{Text: same(c.Name), Address: of.where(analysis.AllVisits)}, visits, plain(decimal(c.Median)), plain(fmt.Sprintf("%s–%s", decimal(c.Low), decimal(c.High))), came})
	}
	return t
}

// in90 is the address of the visits of the 90 days that end on a day.
func in90(r rows, ends inspection.Date) string {
	if ends == "" {
		return ""
	}
	return r.where(analysis.AllVisits, "from", string(ends.AddDays(-89)), "until", string(ends))
}

// most is how many of the most inspected stand on the page; the others are one page further.
const most = 5

func withMost(sec page.Section, all []analysis.Visits, r rows) page.Section {
	if len(all) == 0 {
		return sec
	}
	t := table(text("受检最多的企业", "Most inspected enterprises"), text("企业", "Enterprise"), text("#30日", "#30 days"), text("#90日", "#90 days"), text("#365日", "#365 days"), text("#本年", "#This year"), text("#重复", "#Repeats"), text("#单位", "#Agencies"), text("#人时", "#Person-hours"))
	t.Fold, t.More = true, page.Cell{Text: text("全部受检企业", "All enterprises visited"), Address: r.where(enterprisesOf, "days", "365")}
	for _, v := range all[:min(len(all), most)] {
		of := r.to(v.Enterprise)
		back := func(days string) string { return of.where(analysis.AllVisits, "days", days) }
		t.Rows = append(t.Rows, []page.Cell{plain(v.Name), number(v.Day30, back("30")), number(v.Day90, back("90")), number(v.Day365, back("365")),
			number(v.Year, of.where(analysis.AllVisits, "year", "yes")), number(v.Repeats, of.where(analysis.ItemRepeats)),
			number(v.Agencies, of.where(analysis.AllDone, "days", "365", "sum", agenciesCame)), figure(hours(v.PersonMin), v.PersonMin, of.where(analysis.AllDone, "days", "365", "sum", personMinutes))})
	}
	sec.Tables = append(sec.Tables, t)
	return sec
}

// ownPage tells an enterprise of its own visits. Agencies that came together came once.
func ownPage(o *analysis.Own) page.Dashboard {
	d := page.Dashboard{Whose: same(o.Name), From: o.Until.AddDays(-364), Until: o.Until, Night: o.Made}
	r := rows{}
	year := r.with("days", "365")
	d.Figures = []page.Figure{
		{Name: text("本年受检（次）", "Visits this year"), Value: strconv.Itoa(o.Year), Address: r.where(analysis.AllVisits, "year", "yes")},
		{Name: text("近365日受检（次）", "Visits in 365 days"), Value: strconv.Itoa(o.Day365), Address: year.where(analysis.AllVisits), Why: whyPeers,
			Says: sentence(words("来自", "by "), number(o.Agencies, year.where(analysis.AllDone, "sum", agenciesCame)),
				words("个单位；同行业"+strconv.Itoa(o.Peers)+"家企业的中位数为"+decimal(o.Median)+"次", " agencies; the median of "+strconv.Itoa(o.Peers)+" enterprises of the trade is "+decimal(o.Median)))},
		{Name: text("接受检查的时间（小时）", "Hours of being inspected"), Value: hours(o.Minutes), Address: year.where(analysis.AllVisits, "sum", minutes),
			Says: sentence(words("检查人员共投入", "in all "), figure(hours(o.PersonMin), o.PersonMin, year.where(analysis.AllDone, "sum", personMinutes)), words("人时", " person-hours of officers"))},
	}
	bars := chart.Bars{Head: chart.Head{Title: text("本企业受检次数", "Our visits")}, Counts: true, Rows: []chart.Bar{}}
	for _, v := range []struct {
		name    inspection.Text
		n       int
		address string
	}{
		{text("近30日", "30 days"), o.Day30, r.where(analysis.AllVisits, "days", "30")}, {text("近90日", "90 days"), o.Day90, r.where(analysis.AllVisits, "days", "90")},
		{text("近365日", "365 days"), o.Day365, year.where(analysis.AllVisits)}, {text("任意90日内最多", "most in any 90 days"), o.Rolling90, in90(r, o.Ends)},
		{text("同一单位短期内重复检查的事项", "items inspected again by the same agency"), o.Repeats, r.where(analysis.ItemRepeats)},
	} {
		if v.n == 0 {
			v.address = ""
		}
		bars.Rows = append(bars.Rows, chart.Bar{Label: v.name, Value: float64(v.n), Says: strconv.Itoa(v.n), Address: v.address})
	}
	d.Sections = []page.Section{{Head: text("检查频次", "How often"), Charts: []chart.Chart{bars}}}
	return d
}
