package analysis

import (
	"cmp"
	"fmt"
	"slices"

	"inspectioncode.example/shared/inspection"
)

// Behind (明细) is what those numbers of a scope's summary count that no column of the lake tells apart, by the number: a rule
// of thresholds, ItemRepeats, ItemCityDistrict, Unshown, or SaidBy. Of more than mostBehind the newest are kept. An agency's
// has nothing of who reported it.
type Behind map[string][]Detail

// Numbers that Behind has the rows of, beside those of the thresholds.
const (
	ItemRepeats      = "repeats"
	ItemCityDistrict = "city-district"
	Unshown          = "uncoded" // visits reported to have come without a code that holds
)

// SaidBy is the number of what was said of the code from one side.
func SaidBy(from inspection.Voice, kind inspection.FeedbackKind) string {
	return fmt.Sprintf("said-%s-%s", from, kind)
}

const mostBehind = 1000

// A Detail is one of what a number counts.
type Detail struct {
	Day        inspection.Date    `json:"day,omitempty"`        // of the visit; the first of the day, week or month
	Inspection inspection.ID      `json:"inspection,omitempty"` // of that day
	Enterprise inspection.USCC    `json:"enterprise,omitempty"`
	Agency     string             `json:"agency,omitempty"`
	Kind       inspection.Kind    `json:"kind,omitempty"`
	State      string             `json:"state,omitempty"`
	Minutes    int                `json:"minutes,omitempty"`
	Persons    int                `json:"persons,omitempty"`
	Joined     int                `json:"joined,omitempty"`
	Item       string             `json:"item,omitempty"`
	Outcome    inspection.Outcome `json:"outcome,omitempty"`
	Before     inspection.Date    `json:"before,omitempty"`  // when the same had been inspected
	Visits     int                `json:"visits,omitempty"`  // of a crossing by all agencies
	Until      inspection.Date    `json:"until,omitempty"`   // the last of them
	Matched    bool               `json:"matched,omitempty"` // a code exists after all
	Text       string             `json:"text,omitempty"`
}

// Behind is what a scope may be shown.
func (n *Night) Behind(s Scope) Behind {
	b, f := Behind{}, n.Frequencies()
	mine := make([]bool, n.Inspections.Len())
	for _, i := range n.Inspections.Select(s, n.From, n.Until) {
		mine[i] = true
	}
	crossings := map[string][]Crossing{}
	for _, c := range f.Crossings {
		if c.any(mine) {
			crossings[c.Rule] = append(crossings[c.Rule], c)
		}
	}
	for rule, all := range crossings {
		for _, c := range newest(all, func(c Crossing) int32 { return c.From }) {
			b[rule] = append(b[rule], Detail{Day: inspection.NumberedDay(c.From), Enterprise: inspection.USCC(f.in.Enterprise.Names[c.Enterprise]), Visits: len(c.Rows),
				Until: inspection.NumberedDay(f.in.Day[c.Rows[len(c.Rows)-1]])})
		}
	}
	again := map[string][]Second{}
	for _, x := range f.Seconds {
		if f.items.Has(s, x.Row) {
			again[x.number()] = append(again[x.number()], x)
		}
	}
	for number, all := range again {
		for _, x := range newest(all, func(x Second) int32 { return f.items.Day[x.Row] }) {
			b[number] = append(b[number], f.items.Second(x))
		}
	}
	if s.Agency == "" {
		n.said(b, s)
	}
	return b
}

// said adds what people reported and said, which agencies are not shown one by one.
func (n *Night) said(b Behind, s Scope) {
	for _, r := range n.hear().reports {
		if n.about(r, s) {
			b[Unshown] = append(b[Unshown], Detail{Day: r.Day, Enterprise: r.Enterprise, Agency: r.agency, Matched: r.matched})
		}
	}
	b[Unshown] = newest(b[Unshown], func(d Detail) int32 { return d.Day.Number() })
	for _, x := range n.Feedback { // newest first
		if number := SaidBy(x.From, x.Kind); (s.Line == "" || s.Line == x.Line) && len(b[number]) < mostBehind {
			b[number] = append(b[number], Detail{Text: Unnamed(x.Text)})
		}
	}
}

// newest are those of the newest days, newest first, mostBehind of them at most.
func newest[T any](all []T, day func(T) int32) []T {
	slices.SortStableFunc(all, func(a, b T) int { return cmp.Compare(day(b), day(a)) })
	return all[:min(len(all), mostBehind)]
}

func (s Second) number() string {
	if s.CityDistrict {
		return ItemCityDistrict
	}
	return ItemRepeats
}

// Second is the row of an item that was inspected again.
func (it *Items) Second(s Second) Detail {
	d := it.Detail(int(s.Row))
	d.Before = inspection.NumberedDay(s.Before)
	return d
}
