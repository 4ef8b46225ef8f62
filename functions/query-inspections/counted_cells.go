package queryinspections

import (
	"slices"
	"strconv"
	"strings"

	"inspectioncode.example/shared/analysis"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/page"
)

// table has a row for each detail.
func (n named) table(as countedRows, all []analysis.Detail) page.Table {
	columns := strings.Fields(as.columns)
	var titles []inspection.Text
	for _, c := range columns {
		titles = append(titles, heads[c])
	}
	t := table(as.what, titles...)
	for _, d := range all {
		row := make([]page.Cell, len(columns))
		for i, c := range columns {
			row[i] = n.cell(c, d)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// cell is one thing that is shown of a row. A day leads to its inspection, an enterprise that was visited more than once to
// those visits.
func (n named) cell(column string, d analysis.Detail) page.Cell {
	switch column {
	case "day", "since":
		c := plain(string(d.Day))
		if d.Inspection != "" {
			c.Address = inspection.Ref{Day: d.Day, ID: d.Inspection}.String()
		}
		return c
	case "enterprise":
		c := plain(string(d.Enterprise))
		if e := n.enterprises[d.Enterprise]; e != nil {
			c.Text = same(e.Name)
		}
		switch {
		case d.Until != "":
			c.Address = n.r.to(d.Enterprise).where(analysis.AllVisits, "from", string(d.Day), "until", string(d.Until))
		case d.Visits > 0:
			c.Address = n.r.to(d.Enterprise).where(analysis.AllVisits, "days", "365")
		}
		return c
	case "agency":
		if i := slices.IndexFunc(n.agencies, func(a inspection.Agency) bool { return a.Code == d.Agency }); i >= 0 {
			return page.Cell{Text: n.agencies[i].Name}
		}
		return plain(d.Agency)
	case "kind":
		return page.Cell{Text: d.Kind.Name()}
	case "state":
		return page.Cell{Text: states[d.State]}
	case "item":
		if i := slices.IndexFunc(n.items, func(it analysis.ItemRow) bool { return it.Item == d.Item }); i >= 0 {
			return page.Cell{Text: text(d.Item+" "+n.items[i].Title.ZH, d.Item+" "+n.items[i].Title.EN)}
		}
		return plain(d.Item)
	case "outcome":
		return page.Cell{Text: d.Outcome.Name()}
	case "matched":
		if d.Matched {
			return words("有码", "a code exists")
		}
		return words("没有找到码", "no code is found")
	case "before":
		return plain(string(d.Before))
	case "text":
		return plain(d.Text)
	}
	return plain(strconv.Itoa(map[string]int{"minutes": d.Minutes, "persons": d.Persons, "joined": d.Joined, "visits": d.Visits}[column]))
}
