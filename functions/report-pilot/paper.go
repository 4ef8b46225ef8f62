package reportpilot

import (
	"fmt"
	"strconv"
	"strings"

	"inspectioncode.example/shared/analysis"
	"inspectioncode.example/shared/chart"
	"inspectioncode.example/shared/gongwen"
)

// A number is one as it is printed, and the field of the summary it is.
type number struct {
	printed, field string
}

// n is a count.
func n(v int, field string) number { return number{strconv.Itoa(v), field} }

// share is a share as it is read, with its interval.
func share(s analysis.Share, field string) number {
	return number{fmt.Sprintf("%s（%d/%d，95%%区间%s—%s）", chart.Percent(s.Rate()), s.K, s.N, chart.Percent(s.Low), chart.Percent(s.High)), field}
}

// A paper is a report being written; every number that goes in leaves a note of where it comes from.
type paper struct {
	doc    gongwen.Document
	notes  []number
	tables int
}

func (p *paper) head(level int, s string) {
	p.doc.Blocks = append(p.doc.Blocks, gongwen.Text(level, s))
}

// say writes a paragraph in which each # is the next number.
func (p *paper) say(format string, numbers ...number) {
	pieces := strings.Split(format, "#")
	var runs []gongwen.Run
	for i, piece := range pieces {
		if i == len(pieces)-1 || i >= len(numbers) {
			runs = append(runs, gongwen.Run{Text: piece})
			break
		}
		p.notes = append(p.notes, numbers[i])
		runs = append(runs, gongwen.Run{Text: piece + numbers[i].printed, Note: len(p.notes)})
	}
	p.doc.Blocks = append(p.doc.Blocks, gongwen.Block{Runs: runs})
}

// table writes a table; fields says which fields of the summary its columns are.
func (p *paper) table(caption, fields string, widths []int, heads []string, rows [][]string) {
	p.tables++
	caption = fmt.Sprintf("表%d　%s", p.tables, caption)
	p.notes = append(p.notes, number{fmt.Sprintf("表%d全部数字", p.tables), fields})
	p.doc.Blocks = append(p.doc.Blocks, gongwen.Block{Table: &gongwen.Table{Caption: fmt.Sprintf("%s〔注%d〕", caption, len(p.notes)), Heads: heads, Rows: rows, Widths: widths}})
}

func (p *paper) chart(c chart.Chart) { p.doc.Blocks = append(p.doc.Blocks, gongwen.Block{Chart: c}) }

// origins say which query, or which facts, a field of a summary is counted from; the longest beginning counts. The
// queries are portable SQL under shared/lake/sql, and a test runs them on another engine.
var origins = []struct{ field, from string }{
	{"usage", "usage.sql"}, {"months", "usage.sql（按月）"}, {"kinds", "usage.sql（按检查方式）"},
	{"agencies", "usage.sql、evaluations.sql"}, {"items", "items.sql"},
	{"frequency.per_enterprise", "visits.sql"}, {"frequency.most_inspected", "visits.sql"}, {"frequency.max_rolling_90", "rolling.sql"},
	{"frequency.over_cap", "台账（ledgers/）中经批准的超上限记录"}, {"frequency.over_", "thresholds.sql"},
	{"frequency.repeats", "repeats.sql"}, {"frequency.city_district", "city_district.sql"}, {"frequency.window_days", "策略文件"},
	{"evaluations.reasons", "reasons.sql"}, {"evaluations.goes", "evaluations.sql各列的Firth惩罚逻辑回归"}, {"evaluations.watch", "visits.sql所计检查，与评议在内存中比对，不留存"}, {"evaluations", "evaluations.sql"},
	{"concern", "visits.sql各列的伽马-泊松经验贝叶斯"}, {"feedback", "feedback/各对象逐件计数"},
	{"uncoded", "visits/各对象与usage.sql比对"}, {"alerts", "thresholds.sql、evaluations.sql"},
}

// origin is where a field comes from.
func origin(field string) string {
	best, from := -1, ""
	for _, o := range origins {
		if strings.HasPrefix(field, o.field) && len(o.field) > best {
			best, from = len(o.field), o.from
		}
	}
	return from
}

// appendix signs the report, and lists every number of the report with where it comes from.
func (p *paper) appendix(object string) {
	var rows [][]string
	for i, note := range p.notes {
		rows = append(rows, []string{strconv.Itoa(i + 1), note.printed, note.field, origin(note.field)})
	}
	p.doc.Blocks = append(p.doc.Blocks, gongwen.Text(0, "附件：数字来源"), gongwen.Block{Sign: true}, gongwen.Block{Break: true}, gongwen.Text(1, "附件：数字来源"),
		gongwen.Text(0, "正文每个数字后的〔注〕与下表序号对应。数字均为数据对象"+object+"中的字段，由查询（shared/lake/sql）对检查数据计算得出，可用任何SQL引擎复核。"),
		gongwen.Block{Table: &gongwen.Table{Caption: "数字来源表", Heads: []string{"注", "数字", "字段", "查询或数据"}, Rows: rows, Widths: []int{8, 38, 34, 36}}})
}
