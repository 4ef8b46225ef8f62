package analysis

import "inspectioncode.example/shared/inspection"

// A Part is the inspections of a scope that a number of its summary counts: those planned for the days from From to Until
// of which it is so what Rows says, of one enterprise or kind where that is set.
type Part struct {
	Scope
	Rows        string // of Parts
	From, Until inspection.Date
	Enterprise  inspection.USCC
	Kind        inspection.Kind
}

// What may be so of inspections.
const (
	AllIssued    = "issued"
	AllDone      = "done"
	AllVisits    = "visits" // done, and no part of a visit that another row of the scope stands for
	AllPlanned   = "planned"
	AllScanned   = "scanned"
	AllFindings  = "findings"
	AllJoined    = "joined" // led, and others came along
	AllParts     = "parts"  // made together with another's (并入检查)
	AllRevoked   = "revoked"
	AllLapsed    = "lapsed"
	AllPending   = "pending"
	AllBeyondCap = "beyond-cap"
)

// Columns are those Of looks at, and those a list of its rows shows.
var Columns = []string{"id", "enterprise", "agency", "line", "kind", "state", "planned", "over_cap", "scanned", "part", "line_part", "findings", "minutes", "persons", "joined"}

// Of are the rows of p, among those whose columns are read that Columns names; false if nobody knows what p.Rows means.
func (p Part) Of(in *Inspections) (Rows, bool) {
	done, parts := in.State.Code(Done), in.parts(p.Scope)
	meets, known := map[string]func(i int32) bool{
		AllIssued:    func(int32) bool { return true },
		AllDone:      func(i int32) bool { return in.State.Of[i] == done },
		AllVisits:    func(i int32) bool { return in.State.Of[i] == done && (parts == nil || !parts[i]) },
		AllPlanned:   func(i int32) bool { return in.State.Of[i] == done && in.Planned[i] },
		AllScanned:   func(i int32) bool { return in.State.Of[i] == done && in.Scanned[i] },
		AllFindings:  func(i int32) bool { return in.State.Of[i] == done && in.Findings[i] > 0 },
		AllJoined:    func(i int32) bool { return in.State.Of[i] == done && in.Joined[i] > 0 },
		AllParts:     func(i int32) bool { return in.State.Of[i] == done && in.Part[i] },
		AllBeyondCap: func(i int32) bool { return in.State.Of[i] == done && in.OverCap[i] },
		AllRevoked:   in.is(Revoked),
		AllLapsed:    in.is(Lapsed),
		AllPending:   in.is(Pending),
	}[p.Rows]
	if !known {
		return nil, false
	}
	enterprise, kind := in.Enterprise.Code(string(p.Enterprise)), in.Kind.Code(string(p.Kind))
	var rows Rows
	for _, i := range in.Select(p.Scope, p.From, p.Until) {
		if meets(i) && (p.Enterprise == "" || in.Enterprise.Of[i] == enterprise) && (p.Kind == "" || in.Kind.Of[i] == kind) {
			rows = append(rows, i)
		}
	}
	return rows, true
}

func (in *Inspections) is(state string) func(int32) bool {
	code := in.State.Code(state)
	return func(i int32) bool { return in.State.Of[i] == code }
}

// Detail is a row of Columns.
func (in *Inspections) Detail(i int) Detail {
	return Detail{Day: inspection.NumberedDay(in.Day[i]), Inspection: in.ID[i], Enterprise: inspection.USCC(in.Enterprise.At(i)), Agency: in.Agency.At(i),
		Kind: inspection.Kind(in.Kind.At(i)), State: in.State.At(i), Minutes: int(in.Minutes[i]), Persons: int(in.Persons[i]), Joined: int(in.Joined[i])}
}

// Filter are the rows of a scope's items of a code and, unless that is empty, of an outcome.
func (it *Items) Filter(s Scope, first, last inspection.Date, item string, outcome inspection.Outcome) Rows {
	wanted, ended := it.Item.Code(item), it.Outcome.Code(string(outcome))
	var rows Rows
	for _, i := range it.Select(s, first, last) {
		if it.Item.Of[i] == wanted && (outcome == "" || it.Outcome.Of[i] == ended) {
			rows = append(rows, i)
		}
	}
	return rows
}

// Detail is a row of an item.
func (it *Items) Detail(i int) Detail {
	return Detail{Day: inspection.NumberedDay(it.Day[i]), Inspection: it.ID[i], Enterprise: inspection.USCC(it.Enterprise.At(i)), Agency: it.Agency.At(i),
		Item: it.Item.At(i), Outcome: inspection.Outcome(it.Outcome.At(i))}
}

// Take adds the rows that from has of one enterprise.
func (it *Items) Take(from *Items, enterprise string) {
	e := from.Enterprise.Code(enterprise)
	for i, of := range from.Enterprise.Of {
		if of != e {
			continue
		}
		it.ID, it.Day, it.LinePart = append(it.ID, from.ID[i]), append(it.Day, from.Day[i]), append(it.LinePart, from.LinePart[i])
		it.Enterprise.Add(enterprise)
		it.Agency.Add(from.Agency.At(i))
		it.Line.Add(from.Line.At(i))
		it.Level.Add(from.Level.At(i))
		it.Item.Add(from.Item.At(i))
		it.Outcome.Add(from.Outcome.At(i))
	}
}

// Has reports whether the item of a row was inspected by a scope's agencies.
func (it *Items) Has(s Scope, row int32) bool {
	switch {
	case s.Agency != "":
		return it.Agency.At(int(row)) == s.Agency
	case s.Line != "":
		return it.Line.At(int(row)) == string(s.Line)
	}
	return true
}
