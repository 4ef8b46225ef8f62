package analysis

import (
	"slices"

	"inspectioncode.example/shared/inspection"
)

var undone = map[inspection.Duty]inspection.Text{
	inspection.CodeShown:     {ZH: "企业回答“未主动出示检查码”的检查", EN: "Where the code was said not to have been shown"},
	inspection.IdentityShown: {ZH: "企业回答“未出示执法证件”的检查", EN: "Where certificates were said not to have been shown"},
	inspection.ContentTold:   {ZH: "企业回答“未说明检查内容和依据”的检查", EN: "Where content and basis were said not to have been told"},
	inspection.RightsTold:    {ZH: "企业回答“未告知陈述、申辩和救济权利”的检查", EN: "Where rights were said not to have been told"},
	inspection.OnlyListed:    {ZH: "企业回答“检查了未列明的事项”的检查", EN: "Where more was said to have been inspected than was listed"},
	inspection.NotDisturbed:  {ZH: "企业回答“影响了正常生产经营”的检查", EN: "Where business was said to have been disturbed"},
}

// factors are everything that could go with bad ratings and that evaluations know of. A line or a level is measured against
// the commonest one. An agency is one only if ten bad ratings were to be expected of it, were it like the others, and as
// many evaluations of its own line and level are left to measure it against: those of all others are folded together.
func (n *Night) factors(o opinions) []factor {
	var all []factor
	for d, duty := range inspection.Duties() {
		answers := &o.e.Duties[d]
		no := answers.Code(string(inspection.No))
		all = append(all, factor{key: "duty:" + string(duty), name: undone[duty], holds: func(i int32) bool { return answers.Of[i] == no }})
	}
	all = append(all,
		factor{key: "findings", known: true, name: inspection.Text{ZH: "发现问题的检查", EN: "Where something did not conform"}, holds: func(i int32) bool { return o.e.Findings[i] }},
		factor{key: "unplanned", known: true, name: inspection.Text{ZH: "无计划的检查", EN: "Where the inspection was unplanned"}, holds: func(i int32) bool { return !o.e.Planned[i] }},
	)
	all = append(all, o.against("level:", &o.e.Level, func(level string) inspection.Text {
		if level == string(inspection.Municipal) {
			return inspection.Text{ZH: "市级单位的检查", EN: "Where the city's own agency came"}
		}
		return inspection.Text{ZH: "区级单位的检查", EN: "Where a district's agency came"}
	})...)
	all = append(all, o.against("line:", &o.e.Line, func(line string) inspection.Text {
		name := n.nameOf(Scope{Line: inspection.Line(line)})
		return inspection.Text{ZH: name.ZH + "条线的检查", EN: "In the line " + name.EN}
	})...)
	return append(all, n.agencyFactors(o)...)
}

// said are the factors that only those who evaluated know of: all that an agency may be told about. It knows which of its visits was
// unplanned and where it found something, so that of two nights' numbers of these the difference could be one enterprise, and
// what it said.
func said(factors []factor) []factor {
	return slices.DeleteFunc(factors, func(f factor) bool { return f.known })
}

// against are the words of a column but the commonest, which the others are measured against.
func (o opinions) against(prefix string, column *Words, name func(word string) inspection.Text) (all []factor) {
	groups, most := By(column, o.rows), 0
	for c, rows := range groups {
		if len(rows) > len(groups[most]) {
			most = c
		}
	}
	for c, word := range column.Names {
		if c != most && len(groups[c]) > 0 {
			all = append(all, factor{key: prefix + word, name: name(word), holds: func(i int32) bool { return column.Of[i] == int32(c) }})
		}
	}
	return all
}

func (n *Night) agencyFactors(o opinions) (all []factor) {
	expected := o.totals(0).Bad.Rate()
	type peers struct{ line, level int32 }
	left := map[peers]int{}
	for _, i := range o.rows {
		left[peers{o.e.Line.Of[i], o.e.Level.Of[i]}]++
	}
	column := &o.e.Agency
	for c, rows := range By(column, o.rows) {
		if expected*float64(len(rows)) < MinAssociation {
			continue
		}
		theirs := peers{o.e.Line.Of[rows[0]], o.e.Level.Of[rows[0]]}
		if left[theirs]-len(rows) < len(rows) {
			continue
		}
		left[theirs] -= len(rows)
		name := n.agency(column.Names[c]).Name
		all = append(all, factor{key: "agency:" + column.Names[c],
			name:  inspection.Text{ZH: name.ZH + "的检查（与同条线同层级其他单位相比）", EN: "With " + name.In(inspection.English) + ", against others of its line and level"},
			holds: func(i int32) bool { return column.Of[i] == int32(c) }})
	}
	return all
}
