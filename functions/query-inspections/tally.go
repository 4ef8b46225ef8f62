package queryinspections

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/page"
)

// A tally is how often an enterprise is visited, and by whom; what was called off is no visit.
type tally struct {
	parts  map[inspection.Text]int // by agency
	joined map[inspection.Text]int // of these, of visits that others lead
	visits map[inspection.ID]bool
}

func (t tally) add(in inspection.Inspection) {
	t.parts[in.Agency.Name]++
	if in.Lead != nil {
		t.joined[in.Agency.Name]++
	}
	t.visits[in.Visit().ID] = true
}

// notes says it in words.
func (t tally) notes(days page.Days) []inspection.Text {
	n := strconv.Itoa(len(t.visits))
	from, until := inspection.DayInWords(days.From.Start()), inspection.DayInWords(days.Until.Start())
	total := inspection.Text{ZH: from.ZH + "至" + until.ZH + "检查" + n + "次（含待检查）", EN: n + " visits from " + from.EN + " to " + until.EN + " (those to come included)"}
	if year := days.From.Year(); days.From == inspection.Date(year+"-01-01") && days.Until == inspection.Date(year+"-12-31") {
		total = inspection.Text{ZH: year + "年检查" + n + "次（含待检查）", EN: year + " visits: " + n + " (those to come included)"}
	}
	notes := []inspection.Text{total}
	agencies := slices.SortedFunc(maps.Keys(t.parts), func(a, b inspection.Text) int {
		return cmp.Or(t.parts[b]-t.parts[a], strings.Compare(a.ZH, b.ZH))
	})
	for _, a := range agencies {
		n := strconv.Itoa(t.parts[a])
		note := inspection.Text{ZH: a.ZH + "：" + n + "次", EN: a.In(inspection.English) + ": " + n}
		if joined := strconv.Itoa(t.joined[a]); joined != "0" {
			note.ZH += "，其中并入其他单位检查的" + joined + "次"
			note.EN += ", " + joined + " of them as part of another agency's visit"
		}
		notes = append(notes, note)
	}
	return notes
}
