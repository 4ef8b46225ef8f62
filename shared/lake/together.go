package lake

import (
	"cmp"
	"slices"

	"inspectioncode.example/shared/analysis"
)

// together says of a month's rows which count as parts of another's visit (并入检查): agencies that came
// together came once. Where the visit that was joined did not take place and others did, the earliest of
// them counts as the visit. All of a visit lies in one month, being of one day; every night says it of all
// rows anew, because what one is depends on what became of the others.
func together(rows []Inspection, items []Item) {
	at := make(map[string]int, len(rows))
	visits := map[string][]int{} // rows by the visit they join or lead; of those nobody joins nothing
	for i := range rows {
		at[rows[i].ID] = i
		rows[i].Part, rows[i].LinePart, rows[i].Joined = false, false, 0
		if lead := rows[i].Lead; lead != "" {
			visits[lead] = append(visits[lead], i)
		}
	}
	for lead, of := range visits {
		slices.SortFunc(of, func(a, b int) int {
			return cmp.Or(cmp.Compare(rows[a].Begins, rows[b].Begins), cmp.Compare(rows[a].ID, rows[b].ID))
		})
		if i, ok := at[lead]; ok {
			of = append([]int{i}, of...)
		}
		one(rows, of)
	}
	for i := range items {
		items[i].LinePart = rows[at[items[i].ID]].LinePart
	}
}

// one counts the inspections of a visit that were done as one, the first of them, and within each line as one.
func one(rows []Inspection, visit []int) {
	first := -1
	lines := map[string]bool{}
	for _, i := range visit {
		r := &rows[i]
		if r.State != analysis.Done {
			if r.Lead != "" {
				r.Scanned = false // that somebody opened the lead's code says nothing of who did not come
			}
			continue
		}
		if first < 0 {
			first = i
		} else {
			r.Part = true
			rows[first].Joined++
		}
		r.LinePart, lines[r.Line] = lines[r.Line], true
	}
}
