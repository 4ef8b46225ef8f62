package lake

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
)

// evaluations brings the months of weeks that are not sealed up to date. A week lies in the month of its
// Monday.
func (n *night) evaluations(ctx context.Context) error {
	var seen []ledger.EvaluationName // of one month
	for e, err := range n.ledger.Evaluations(ctx, n.base.OpenWeek) {
		if err != nil {
			return err
		}
		if len(seen) > 0 && weekMonth(seen[0].Week) != weekMonth(e.Week) {
			if err := n.monthOfEvaluations(ctx, seen); err != nil || n.lost {
				return err
			}
			seen = seen[:0]
		}
		seen = append(seen, e)
	}
	if len(seen) == 0 {
		return nil
	}
	return n.monthOfEvaluations(ctx, seen)
}

func weekMonth(week string) string { return monthOf(inspection.DateOf(inspection.WeekStart(week))) }

// monthOfEvaluations brings one month up to date, if there is anything new.
func (n *night) monthOfEvaluations(ctx context.Context, seen []ledger.EvaluationName) error {
	name := weekMonth(seen[0].Week)
	names := sha256.New()
	for _, e := range seen {
		fmt.Fprintln(names, e.Week, e.Blind)
	}
	was := month(n.base.Manifest.Evaluations, name)
	is := Month{Month: name, Names: hex.EncodeToString(names.Sum(nil)[:8])}
	if is.Names == was.Names {
		return nil
	}
	rows, err := rowsIn[Evaluation](ctx, n, was, Evaluations)
	if err != nil {
		return err
	}
	reasons, err := rowsIn[Reason](ctx, n, was, Reasons)
	if err != nil {
		return err
	}
	known := make(map[string]bool, len(rows))
	for _, r := range rows {
		known[r.ID] = true
	}
	fresh := slices.DeleteFunc(slices.Clone(seen), func(e ledger.EvaluationName) bool { return known[string(e.Blind)] })
	for i := 0; i < len(fresh); i += atOnce {
		n.progress(Evaluations, name, i, len(fresh))
		some := fresh[i:min(i+atOnce, len(fresh))]
		recorded, err := n.ledger.ReadEvaluations(ctx, some)
		if err != nil {
			return err
		}
		for j, rec := range recorded {
			row, its := evaluationRow(some[j].Blind, &rec)
			rows, reasons = append(rows, row), append(reasons, its...)
		}
	}
	n.progress(Evaluations, name, len(fresh), len(fresh))
	slices.SortFunc(rows, func(a, b Evaluation) int { return cmp.Or(cmp.Compare(a.Monday, b.Monday), cmp.Compare(a.ID, b.ID)) })
	slices.SortStableFunc(reasons, func(a, b Reason) int { return cmp.Or(cmp.Compare(a.Monday, b.Monday), cmp.Compare(a.ID, b.ID)) })
	if is.Files, err = keepBoth(ctx, n, name, Evaluations, rows, Reasons, reasons); err != nil {
		return err
	}
	m := n.base.Manifest
	m.Evaluations = with(m.Evaluations, is)
	return n.commit(ctx, m)
}

// evaluationRow is the row of an evaluation, and those of the reasons ticked in it.
func evaluationRow(blind inspection.ID, rec *inspection.RecordedEvaluation) (Evaluation, []Reason) {
	answer := func(d inspection.Duty) string { return string(cmp.Or(rec.Duties[d], inspection.Unknown)) }
	r := Evaluation{
		ID: string(blind), Week: rec.Week, Monday: inspection.DateOf(inspection.WeekStart(rec.Week)).Number(),
		Agency: rec.Agency, Line: string(rec.Line), Level: string(rec.Level), District: rec.District,
		Planned: rec.Planned, Findings: rec.Findings, Role: string(rec.Role), Rating: int32(rec.Rating),
		CodeShown: answer(inspection.CodeShown), IdentityShown: answer(inspection.IdentityShown),
		ContentTold: answer(inspection.ContentTold), RightsTold: answer(inspection.RightsTold),
		OnlyListed: answer(inspection.OnlyListed), NotDisturbed: answer(inspection.NotDisturbed),
		Text: rec.Text != "",
	}
	var reasons []Reason
	for _, why := range rec.Reasons {
		reasons = append(reasons, Reason{ID: r.ID, Monday: r.Monday, Agency: r.Agency, Line: r.Line, Rating: r.Rating, Reason: string(why)})
	}
	return r, reasons
}
