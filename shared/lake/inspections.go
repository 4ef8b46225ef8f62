package lake

import (
	"time"

	"inspectioncode.example/shared/analysis"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
)

// rowOf is the row of an inspection with these facts, and the rows of its items if it was done. Its trade is
// the first of the enterprise's, as the directory knows it by now. What depends on who else came is for
// together to say.
func rowOf(f *ledger.Facts, seen *ledger.Seen, e *inspection.Enterprise, now time.Time) (Inspection, []Item) {
	in := &f.Inspection
	r := Inspection{
		ID: string(in.ID), Day: in.Day.Number(), Begins: minute(in.From), Until: minute(in.Until), Facts: seen.Facts,
		Enterprise: string(in.Enterprise.USCC),
		Agency:     in.Agency.Code, Line: string(in.Agency.Line), Level: string(in.Agency.Level), District: in.Agency.District,
		Kind: string(in.Kind), Planned: in.Kind.Planned(),
		OverSoft: in.Explanation != "",
		Scanned:  seen.ScannedDuring(in),
		Items:    int32(len(in.Items)), Persons: int32(len(in.Officers)),
	}
	if e != nil && len(e.Trades) > 0 {
		r.Trade = string(e.Trades[0])
	}
	if in.Joins != nil {
		r.Lead = string(in.Joins.ID)
	}
	if in.Assistants != nil {
		r.Persons += int32(in.Assistants.Number)
	}
	if in.Tally != nil {
		r.Counted, r.OverCap = in.Tally.Counts, in.Tally.Beyond
	}
	result := f.Result()
	switch {
	case f.Revoked != nil && f.Revoked.Lapsed:
		r.State = analysis.Lapsed
	case f.Revoked != nil:
		r.State = analysis.Revoked
	case result != nil:
		r.State = analysis.Done
		r.Minutes = int32(result.Left.Sub(result.Arrived).Minutes())
		r.Findings = int32(result.NonConforming())
	case r.Until <= minute(now):
		r.State = analysis.Lapsed
	default:
		r.State = analysis.Pending
	}
	if result == nil {
		return r, nil
	}
	items := make([]Item, len(result.Items))
	for i, it := range result.Items {
		items[i] = Item{ID: r.ID, Day: r.Day, Enterprise: r.Enterprise, Agency: r.Agency, Line: r.Line, Level: r.Level,
			Item: it.Item, Outcome: string(it.Outcome)}
	}
	return r, items
}
