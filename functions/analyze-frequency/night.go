package analyzefrequency

import (
	"context"
	"fmt"

	"inspectioncode.example/shared/analysis"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/lake"
)

// Did is what a night did.
type Did struct {
	Day         inspection.Date `json:"day"`
	Page        int             `json:"page"`        // of the lake's manifest
	Inspections int             `json:"inspections"` // rows that were looked at
	Evaluations int             `json:"evaluations"` //
	Summaries   int             `json:"summaries"`   // written: the city's, of lines and of agencies
	Enterprises int             `json:"enterprises"` // that are told of themselves
	Alerts      int             `json:"alerts"`      // raised, that had not been
}

// night does one night.
func (f *function) night(ctx context.Context, progress Progress) (Did, error) {
	now := f.env.Now()
	did := Did{Day: inspection.DateOf(now)}
	s, err := lake.Update(ctx, f.ledger, now, lake.Progress(progress))
	if err != nil {
		return did, err
	}
	did.Page = s.Number
	n, err := f.gather(ctx, s, did.Day)
	if err != nil || n == nil {
		return did, err
	}
	did.Inspections, did.Evaluations = n.Inspections.Len(), n.Evaluated.Len()
	alerts, err := f.summarise(ctx, n, &did, progress)
	if err != nil {
		return did, err
	}
	put := 0
	err = n.Frequencies().Own(lake.Shard, func(shard uint8, own map[inspection.USCC]analysis.Own) error {
		did.Enterprises += len(own)
		put++
		progress("enterprises", string(did.Day), put, 256)
		if len(own) == 0 {
			return nil
		}
		return lake.PutOwn(ctx, f.ledger.Bucket, did.Day, shard, own)
	})
	if err != nil {
		return did, err
	}
	if err := lake.Complete(ctx, f.ledger.Bucket, did.Day); err != nil {
		return did, err
	}
	did.Alerts, err = f.raise(ctx, alerts, progress)
	return did, err
}

// summarise writes the summary of every scope, and returns the alerts of the city's.
func (f *function) summarise(ctx context.Context, n *analysis.Night, did *Did, progress Progress) (alerts []analysis.Alert, err error) {
	scopes := n.Scopes()
	for i, scope := range scopes {
		sum := n.Summary(scope)
		if err := f.name(ctx, sum); err != nil {
			return nil, err
		}
		if err := lake.PutSummary(ctx, f.ledger.Bucket, did.Day, sum); err != nil {
			return nil, fmt.Errorf("write the summary: %w", err)
		}
		if err := lake.PutBehind(ctx, f.ledger.Bucket, did.Day, scope, n.Behind(scope)); err != nil {
			return nil, fmt.Errorf("write what is behind the summary: %w", err)
		}
		did.Summaries++
		progress("summaries", string(did.Day), i+1, len(scopes))
		if scope == (analysis.Scope{}) {
			alerts = sum.Alerts
		}
	}
	return alerts, nil
}

// name says what the enterprises of a summary are called, as the directory knows them now.
func (f *function) name(ctx context.Context, sum *analysis.Summary) error {
	var codes []inspection.USCC
	for i := range sum.Frequency.MostInspected {
		codes = append(codes, sum.Frequency.MostInspected[i].Enterprise)
	}
	for i := range sum.Concern {
		codes = append(codes, sum.Concern[i].Enterprise)
	}
	var watch []analysis.Watch
	if e := sum.Evaluations; e != nil {
		watch = e.Watch
	}
	for _, w := range watch {
		if w.Enterprise != "" {
			codes = append(codes, w.Enterprise)
		}
	}
	known, err := f.ledger.Enterprises(ctx, codes)
	if err != nil {
		return err
	}
	name := func(v *analysis.Visits) {
		if e := known[v.Enterprise]; e != nil {
			v.Name = e.Name
		}
	}
	for i := range sum.Frequency.MostInspected {
		name(&sum.Frequency.MostInspected[i])
	}
	for i := range sum.Concern {
		name(&sum.Concern[i].Visits)
	}
	for i := range watch {
		if e := known[watch[i].Enterprise]; e != nil {
			watch[i].Name = e.Name
		}
	}
	return nil
}
