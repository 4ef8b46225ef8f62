package queryinspections

import (
	"context"
	"net/url"
	"strconv"

	"inspectioncode.example/shared/analysis"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/page"
)

// A kind of rows says what they are and what of each is shown.
type countedRows struct {
	what    inspection.Text
	columns string
}

// ofInspections are the columns of inspections.
const ofInspections = "day enterprise agency kind state minutes persons"

var countedAs = map[string]countedRows{
	analysis.AllIssued:        {text("制发的检查码", "Codes issued"), ofInspections},
	analysis.AllDone:          {text("实施的检查", "Inspections made"), ofInspections},
	analysis.AllVisits:        {text("受检次数（几个单位一同检查的算一次）", "Visits, agencies together counted once"), ofInspections},
	analysis.AllPlanned:       {text("实施的有计划检查", "Planned inspections made"), ofInspections},
	analysis.AllScanned:       {text("现场扫码核验的检查", "Inspections scanned at the visit"), ofInspections},
	analysis.AllFindings:      {text("发现问题的检查", "Inspections with findings"), ofInspections},
	analysis.AllJoined:        {text("牵头的联合检查", "Joint visits led"), ofInspections + " joined"},
	analysis.AllParts:         {text("并入其他单位检查、少进企业门的次数", "Inspections made together with another's"), ofInspections},
	analysis.AllRevoked:       {text("已撤销的检查码", "Codes called off"), ofInspections},
	analysis.AllLapsed:        {text("未实施的检查", "Inspections not made"), ofInspections},
	analysis.AllPending:       {text("待实施的检查", "Inspections to come"), ofInspections},
	analysis.AllBeyondCap:     {text("经批准超出上限的检查", "Inspections beyond a cap, approved"), ofInspections},
	enterprisesOf:             {text("受检企业（家）", "Enterprises visited"), "enterprise visits"},
	itemOf:                    {text("该事项的检查", "Inspections of the item"), "day enterprise agency outcome"},
	itemBadOf:                 {text("该事项不合格的检查", "Inspections of the item that did not conform"), "day enterprise agency outcome"},
	analysis.OverDay:          {text("单日超过提示值（企业日）", "Days over the threshold"), "day enterprise visits"},
	analysis.OverWeek:         {text("单周超过提示值（企业周）", "Weeks over the threshold"), "since enterprise visits"},
	analysis.OverMonth:        {text("单月超过提示值（企业月）", "Months over the threshold"), "since enterprise visits"},
	analysis.ItemRepeats:      {text("同一单位同一事项重复检查", "The same item by the same agency"), "day enterprise agency item before"},
	analysis.ItemCityDistrict: {text("市、区两级同一事项重复检查", "The same item by city and district"), "day enterprise agency item before"},
	analysis.Unshown:          {text("企业反映的无码检查", "Visits reported to have come without a code"), "day enterprise agency matched"},
	textsOf:                   {text("评议中的意见（不具名）", "What evaluations say, without names"), "text"},
	alertsOf:                  {text("预警", "Alerts"), "text"},
	agenciesOf:                {text("执法主体", "Agencies"), ""},
	itemsOf:                   {text("检查事项", "Items"), ""},
	monthsOf:                  {text("按月数据", "Month by month"), ""},
	concernOf:                 {text("建议关注的企业", "Enterprises worth a look"), ""},
	watchOf:                   {text("评价较差之后检查的变化", "Visits after a bad rating"), ""},
	neglectOf:                 {text("明显多于其他单位的未履行义务", "Duties left undone more often than by others"), ""},
}

// said are the rows of feedback, all of one side and kind.
var said = countedRows{text("对检查码的反馈", "Feedback on the code"), "text"}

var heads = map[string]inspection.Text{
	"day": text("日期", "Day"), "since": text("起始日期", "From"), "enterprise": text("企业", "Enterprise"), "agency": text("单位", "Agency"),
	"kind": text("检查方式", "Kind"), "state": text("状态", "State"), "minutes": text("#现场分钟", "#Minutes"), "persons": text("#到场人数", "#People"),
	"joined": text("#一同检查的单位", "#Came along"), "visits": text("#次数", "#Visits"), "item": text("事项", "Item"), "before": text("上次检查", "Last inspected"),
	"outcome": text("结论", "Outcome"), "matched": text("经核对", "Checked"), "text": text("内容", "Text"),
}

var states = map[string]inspection.Text{
	analysis.Done: text("已实施", "made"), analysis.Revoked: text("已撤销", "called off"), analysis.Lapsed: text("未实施", "not made"), analysis.Pending: text("待实施", "to come"),
}

// named says what the enterprises and agencies of rows are called.
type named struct {
	enterprises map[inspection.USCC]*inspection.Enterprise
	agencies    []inspection.Agency
	items       []analysis.ItemRow
	r           rows
}

// countedPage lays out a page of rows.
func (f *function) countedPage(ctx context.Context, c *count) (page.Counted, error) {
	as, ok := countedAs[c.rows]
	if !ok {
		as = said
	}
	d := page.Counted{What: as.what, Whose: c.whose, From: c.part.From, Until: c.part.Until, Night: c.night, Back: here(c.part.Scope)}
	r := rows{scope: c.part.Scope}
	most := perPage
	if c.table != nil {
		d.Table, most = *c.table, tablePage
	} else {
		n, err := f.names(ctx, c)
		if err != nil {
			return d, err
		}
		n.r = r
		d.Table = n.table(as, c.page)
	}
	d.Later = c.at(c.skip+most, c.all)
	if c.skip > 0 {
		d.Earlier = c.at(max(c.skip-most, 0), c.all)
	}
	d.Number = strconv.Itoa(c.number)
	d.Notes = c.notes()
	return d, nil
}

// at is the address of the same rows from another place on; empty beyond their end.
func (c *count) at(skip, all int) string {
	if skip >= all {
		return ""
	}
	q := url.Values{}
	for name, values := range c.query {
		if name != "lang" && name != "size" {
			q[name] = values
		}
	}
	q.Set("skip", strconv.Itoa(skip))
	return "?" + q.Encode()
}

// notes say how the number comes of the rows, and what is not among them.
func (c *count) notes() []inspection.Text {
	var notes []inspection.Text
	n := strconv.Itoa(c.all)
	switch c.query.Get("sum") {
	case persons:
		notes = append(notes, text("为下列"+n+"次检查到场人数之和（人次）。", "The people who came to these "+n+" inspections, summed up."))
	case minutes:
		notes = append(notes, text("为下列"+n+"次检查现场分钟之和，合"+hours(c.number)+"小时。", "The minutes of these "+n+" inspections, summed up: "+hours(c.number)+" hours."))
	case personMinutes:
		notes = append(notes, text("为下列"+n+"次检查现场分钟与到场人数乘积之和，合"+hours(c.number)+"人时。", "The minutes of these "+n+" inspections times the people who came, summed up: "+hours(c.number)+" person-hours."))
	case agenciesCame:
		notes = append(notes, text("为下列"+n+"次检查的不同单位数。", "The agencies of these "+n+" inspections, each once."))
	}
	if c.table == nil && (c.all > c.skip+len(c.page) || c.skip > 0) && len(c.page) > 0 {
		notes = append(notes, text("本页为第"+strconv.Itoa(c.skip+1)+"至"+strconv.Itoa(c.skip+len(c.page))+"条，共"+n+"条。", "Rows "+strconv.Itoa(c.skip+1)+" to "+strconv.Itoa(c.skip+len(c.page))+" of "+n+"."))
	}
	switch c.rows {
	case analysis.OverDay, analysis.OverWeek, analysis.OverMonth:
		notes = append(notes, text("次数是各单位检查的合计，几个单位一同检查的算一次。", "Visits are those of all agencies, made together counted once."))
	}
	if k := c.stated(); k > c.number {
		notes = append(notes, text("共"+strconv.Itoa(k)+"条，只列出最近的"+strconv.Itoa(c.number)+"条。", "Of "+strconv.Itoa(k)+" the newest "+strconv.Itoa(c.number)+" are listed."))
		c.number = k
	}
	return notes
}

// names reads what those of a page's rows are called.
func (f *function) names(ctx context.Context, c *count) (named, error) {
	var n named
	var codes []inspection.USCC
	for _, d := range c.page {
		if d.Enterprise != "" {
			codes = append(codes, d.Enterprise)
		}
	}
	var err error
	if n.enterprises, err = f.ledger.Enterprises(ctx, codes); err != nil {
		return n, err
	}
	if c.summary != nil {
		n.items = c.summary.Items
	}
	n.agencies, err = f.ledger.Agencies(ctx)
	return n, err
}

// stated is how many the summary says there are, where the night keeps only the newest.
func (c *count) stated() int {
	if c.summary == nil {
		return 0
	}
	fr := c.summary.Frequency
	if c.part.Enterprise == "" {
		switch c.rows {
		case analysis.OverDay:
			return fr.OverDay
		case analysis.OverWeek:
			return fr.OverWeek
		case analysis.OverMonth:
			return fr.OverMonth
		case analysis.ItemRepeats:
			return fr.Repeats
		case analysis.ItemCityDistrict:
			return fr.CityDistrict
		}
	}
	for _, x := range c.summary.Feedback {
		if c.rows == analysis.SaidBy(x.From, x.Kind) {
			return x.Times
		}
	}
	return 0
}
