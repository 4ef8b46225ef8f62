package main

import (
	"context"
	"fmt"
	"time"

	"inspectioncode.example/shared/analysis"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/lake"
	"inspectioncode.example/shared/pilot"
)

// night makes every summary of a lake, and what each enterprise is told, as analyze-frequency does once the lake is
// up to date: all rows of a year and of the windows before it in memory.
func night(ctx context.Context, s *lake.Snapshot) (err error) {
	n := &analysis.Night{From: periodFirst, Until: periodLast, Made: time.Now(), Policy: pilot.Trial(), Limits: analysis.TrialLimits()}
	first := analysis.Reach(n.From, n.Until, n.Limits)
	if n.Inspections, err = s.Inspections(ctx, first, n.Until); err != nil {
		return err
	}
	if n.Items, err = s.Items(ctx, first, n.Until); err != nil {
		return err
	}
	if n.Evaluated, err = s.Evaluations(ctx, n.From, n.Until); err != nil {
		return err
	}
	if n.Ticked, err = s.Reasons(ctx, n.From, n.Until); err != nil {
		return err
	}
	// As many evaluations as there are know their inspection: which does not matter here.
	for i := range min(n.Evaluated.Len(), n.Inspections.Len()) {
		n.Rated = append(n.Rated, analysis.Rated{Inspection: int32(i), Evaluation: int32(i)})
	}
	alerts, behind := 0, 0
	scopes := n.Scopes()
	for _, scope := range scopes {
		alerts += len(n.Summary(scope).Alerts)
		behind += len(n.Behind(scope))
	}
	told := 0
	err = n.Frequencies().Own(lake.Shard, func(_ uint8, own map[inspection.USCC]analysis.Own) error { told += len(own); return nil })
	fmt.Printf("%d rows, %d summaries, %d alerts, the rows of %d numbers, %d enterprises told of themselves", n.Inspections.Len(), len(scopes), alerts, behind, told)
	return err
}
