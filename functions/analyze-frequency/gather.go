package analyzefrequency

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"inspectioncode.example/shared/analysis"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/lake"
	"inspectioncode.example/shared/ledger"
)

// gather reads all that summaries are made of; nil before the trial.
func (f *function) gather(ctx context.Context, s *lake.Snapshot, today inspection.Date) (*analysis.Night, error) {
	rules, err := f.ledger.Policy(ctx)
	if err != nil {
		return nil, err
	}
	n := &analysis.Night{Lake: s.Number, Until: min(today, rules.Trial.Until), Made: f.env.Now().In(inspection.Shanghai), Policy: rules}
	n.Limits = analysis.LimitsOf(rules, n.Until)
	n.From = max(rules.Trial.From, n.Until.AddDays(-364)) // a year at most
	if n.From > n.Until {
		return nil, nil
	}
	first := analysis.Reach(n.From, n.Until, n.Limits)
	week := inspection.DateOf(inspection.WeekStart(n.From.Week()))
	if n.Directory, err = f.ledger.Agencies(ctx); err != nil {
		return nil, err
	}
	if n.Inspections, err = s.Inspections(ctx, first, n.Until); err != nil {
		return nil, err
	}
	if n.Items, err = s.Items(ctx, first, n.Until); err != nil {
		return nil, err
	}
	if n.Evaluated, err = s.Evaluations(ctx, week, n.Until); err != nil {
		return nil, err
	}
	if n.Ticked, err = s.Reasons(ctx, week, n.Until); err != nil {
		return nil, err
	}
	if n.Unsigned, err = f.ledger.UnsignedVisits(ctx, n.From, today); err != nil {
		return nil, err
	}
	n.Rated = f.join(n.Inspections, n.Evaluated)
	if n.Released, err = f.released(ctx, today, n); err != nil {
		return nil, err
	}
	if n.Texts, err = f.texts(ctx, n.Evaluated); err != nil {
		return nil, err
	}
	if n.Feedback, err = f.ledger.Feedback(ctx, n.From, today); err != nil {
		return nil, err
	}
	reported, err := f.ledger.Visits(ctx, n.From, today)
	if err != nil {
		return nil, err
	}
	for _, r := range reported {
		n.Reports = append(n.Reports, r.VisitReport)
	}
	return n, nil
}

// join says which inspection each evaluation is about. It is worked out here, in memory, and never kept.
func (f *function) join(in *analysis.Inspections, e *analysis.Evaluated) []analysis.Rated {
	byBlind := make(map[inspection.ID]int32, e.Len())
	for i, id := range e.ID {
		byBlind[id] = int32(i)
	}
	done := in.State.Code(analysis.Done)
	rated := make([]analysis.Rated, 0, e.Len())
	for i, id := range in.ID {
		if in.State.Of[i] != done {
			continue
		}
		blind := f.ledger.Blind(inspection.Ref{Day: inspection.NumberedDay(in.Day[i]), ID: id}).Blind
		if j, ok := byBlind[blind]; ok {
			rated = append(rated, analysis.Rated{Inspection: int32(i), Evaluation: j})
		}
	}
	return rated
}

// written is how many evaluations' words are read for each line: the newest.
const written = 100

// texts reads what was written in the newest evaluations of each line.
func (f *function) texts(ctx context.Context, e *analysis.Evaluated) ([]analysis.Written, error) {
	var names []ledger.EvaluationName
	had := map[int32]int{}
	for i, text := range slices.Backward(e.Text) {
		if line := e.Line.Of[i]; text && had[line] < written {
			had[line]++
			names = append(names, ledger.EvaluationName{Week: inspection.NumberedDay(e.Monday[i]).Week(), Blind: e.ID[i]})
		}
	}
	recorded, err := f.ledger.ReadEvaluations(ctx, names)
	if err != nil {
		return nil, err
	}
	all := make([]analysis.Written, len(recorded))
	for i, rec := range recorded {
		all[i] = analysis.Written{Agency: rec.Agency, Line: rec.Line, Text: rec.Text}
	}
	return all, nil
}

// released says which evaluations stand in the totals agencies are shown from today on. The first night of a
// day decides, and every other follows it.
func (f *function) released(ctx context.Context, today inspection.Date, n *analysis.Night) (analysis.Released, error) {
	var newest string
	for key, err := range f.ledger.Bucket.List(ctx, ledger.ReleasedPrefix, "") {
		if err != nil {
			return nil, fmt.Errorf("find what was released: %w", err)
		}
		newest = key
	}
	before := analysis.Released{}
	if newest != "" {
		body, err := f.ledger.Bucket.Get(ctx, newest)
		if err != nil {
			return nil, fmt.Errorf("read what was released: %w", err)
		}
		if err := json.Unmarshal(body, &before); err != nil {
			return nil, fmt.Errorf("parse %s: %w", newest, err)
		}
		if strings.TrimSuffix(path.Base(newest), ".json") >= string(today) {
			return before, nil
		}
	}
	after := n.Release(before)
	body, err := json.Marshal(after)
	if err != nil {
		return nil, fmt.Errorf("release: %w", err)
	}
	stands, err := f.ledger.Bucket.Create(ctx, ledger.ReleasedKey(today), body)
	if errors.Is(err, fs.ErrExist) {
		after = nil
		err = json.Unmarshal(stands, &after)
	}
	if err != nil {
		return nil, fmt.Errorf("release: %w", err)
	}
	return after, nil
}
