package analysis

import (
	"cmp"
	"slices"
	"strings"

	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/statistics"
)

// Rows are places of rows in a table's columns, in order.
type Rows []int32

// Select are the inspections of a scope planned for the days from first to last.
func (in *Inspections) Select(s Scope, first, last inspection.Date) Rows {
	return selected(in.Day, &in.Line, &in.Agency, s, first, last)
}

// Select are the items of a scope's inspections on the days from first to last.
func (it *Items) Select(s Scope, first, last inspection.Date) Rows {
	return selected(it.Day, &it.Line, &it.Agency, s, first, last)
}

func selected(day []int32, line, agency *Words, s Scope, first, last inspection.Date) Rows {
	of, wanted := line.Of, int32(-1)
	switch {
	case s.Agency != "":
		of, wanted = agency.Of, agency.Code(s.Agency)
	case s.Line != "":
		wanted = line.Code(string(s.Line))
	}
	city := s == Scope{}
	begin, _ := slices.BinarySearch(day, first.Number())
	end, _ := slices.BinarySearch(day, last.Number()+1)
	rows := make(Rows, 0, end-begin)
	for i := begin; i < end; i++ {
		if city || of[i] == wanted {
			rows = append(rows, int32(i))
		}
	}
	return rows
}

// Usage counts the codes of rows and what became of them.
func (in *Inspections) Usage(rows Rows) Usage {
	var u Usage
	done, revoked, lapsed, pending := in.State.Code(Done), in.State.Code(Revoked), in.State.Code(Lapsed), in.State.Code(Pending)
	seen := make([]bool, len(in.Enterprise.Names))
	for _, i := range rows {
		u.Issued++
		switch in.State.Of[i] {
		case revoked:
			u.Revoked++
		case lapsed:
			u.Lapsed++
		case pending:
			u.Pending++
		case done:
			u.Done++
			u.Planned += one(in.Planned[i])
			u.Scanned += one(in.Scanned[i])
			u.Findings += one(in.Findings[i] > 0)
			u.Joined += one(in.Joined[i] > 0)
			if in.Part[i] {
				u.Saved++
				u.SavedMin += int(in.Minutes[i]) * int(in.Persons[i])
			}
			u.Minutes += int(in.Minutes[i])
			u.Persons += int(in.Persons[i])
			u.PersonMin += int(in.Minutes[i]) * int(in.Persons[i])
			if e := in.Enterprise.Of[i]; !seen[e] {
				seen[e] = true
				u.Inspected++
			}
		}
	}
	return u
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Months are the usage of rows month by month, every month from the first to the last of them.
func (in *Inspections) Months(rows Rows) []Bucketed {
	var all []Bucketed
	for len(rows) > 0 {
		month := string(inspection.NumberedDay(in.Day[rows[0]])[:7])
		end := inspection.Date(month + "-28").AddDays(4)[:7] + "-01" // the first of the next
		n, _ := slices.BinarySearchFunc(rows, end.Number(), func(i, day int32) int { return cmp.Compare(in.Day[i], day) })
		all = append(all, Bucketed{Key: month, Name: inspection.Text{ZH: month[:4] + "年" + strings.TrimPrefix(month[5:], "0") + "月", EN: month}, Usage: in.Usage(rows[:n])})
		rows = rows[n:]
	}
	return all
}

// Kinds are the usage of rows by the kind of inspection, planned ones first, then the most frequent.
func (in *Inspections) Kinds(rows Rows) []Bucketed {
	var all []Bucketed
	for c, of := range By(&in.Kind, rows) {
		if len(of) > 0 {
			k := inspection.Kind(in.Kind.Names[c])
			all = append(all, Bucketed{Key: string(k), Name: k.Name(), Usage: in.Usage(of)})
		}
	}
	slices.SortFunc(all, func(a, b Bucketed) int {
		planned := func(k string) int { return one(inspection.Kind(k).Planned()) }
		return cmp.Or(planned(b.Key)-planned(a.Key), b.Issued-a.Issued, cmp.Compare(a.Key, b.Key))
	})
	return all
}

// By says which of rows are of each word of a column, by the word's code.
func By(column *Words, rows Rows) []Rows {
	order, start := column.group(rows, func(int32) bool { return true })
	all := make([]Rows, len(column.Names))
	for c := range all {
		all[c] = order[start[c]:start[c+1]:start[c+1]]
	}
	return all
}

// group are the rows that are wanted word after word, each in order; those of code c from start[c] to start[c+1].
func (w *Words) group(rows Rows, wanted func(i int32) bool) (order Rows, start []int32) {
	start = make([]int32, len(w.Names)+1)
	for _, i := range rows {
		if wanted(i) {
			start[w.Of[i]+1]++
		}
	}
	for c := 1; c < len(start); c++ {
		start[c] += start[c-1]
	}
	order = make(Rows, start[len(start)-1])
	for _, i := range slices.Backward(rows) { // from the ends, which then are the beginnings
		if !wanted(i) {
			continue
		}
		c := w.Of[i] + 1
		start[c]--
		order[start[c]] = i
	}
	copy(start, start[1:])
	start[len(start)-1] = int32(len(order))
	return order, start
}

// ByItem is how often each item was inspected and did not conform, most inspected first. Title is what an
// item is called.
func (it *Items) ByItem(rows Rows, title func(item string) inspection.Text) []ItemRow {
	times, applied, bad := make([]int, len(it.Item.Names)), make([]int, len(it.Item.Names)), make([]int, len(it.Item.Names))
	not, inapplicable := it.Outcome.Code(string(inspection.NotConforming)), it.Outcome.Code(string(inspection.NotApplicable))
	for _, i := range rows {
		c := it.Item.Of[i]
		times[c]++
		applied[c] += one(it.Outcome.Of[i] != inapplicable)
		bad[c] += one(it.Outcome.Of[i] == not)
	}
	var all []ItemRow
	for c, n := range times {
		if n > 0 {
			item := it.Item.Names[c]
			i := statistics.Wilson(bad[c], applied[c], 0.95)
			all = append(all, ItemRow{Item: item, Title: title(item), Times: n, Bad: Share{bad[c], applied[c], i.Low, i.High}})
		}
	}
	slices.SortFunc(all, func(a, b ItemRow) int { return cmp.Or(b.Times-a.Times, cmp.Compare(a.Item, b.Item)) })
	return all
}
