// Package overview hands out what the night said: it knows who may read which summary, finds the newest, and takes out of
// an agency's what no agency may read. It computes no figure and draws nothing.
package overview

import (
	"context"
	"errors"
	"io/fs"
	"slices"

	"inspectioncode.example/shared/analysis"
	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/identity"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/lake"
	"inspectioncode.example/shared/ledger"
)

// A View is what a caller may read of the night: one scope, and those there are besides.
type View struct {
	Scope    analysis.Scope
	Lines    []inspection.Line   // whose summaries may be read as well
	Agencies []inspection.Agency // the same; of an agency, itself alone
}

// lines are the trial's, in the notice's order.
var lines = []inspection.Line{inspection.Transport, inspection.Gas, inspection.Emergency}

// Choose is the scope that a caller reads: the Bureau of Justice all of them, the city where none is asked for; a
// municipal unit its line and the agencies of it; an agency itself (沪司发〔2023〕39号 三（二）3, 四（二）). What is not
// theirs is ledger.ErrNone, as if it were not there; others are refused.
func Choose(ctx context.Context, l *ledger.Ledger, c identity.Caller, asked analysis.Scope) (View, error) {
	if c.Role != identity.Bureau && c.Role != identity.Supervisor && !c.OfAgency() {
		return View{}, inspection.Refuse(inspection.NotAllowed, inspection.Fault{Rule: "summaries",
			Text: inspection.Text{ZH: "统计分析由市司法局、市级试点单位和试点执法单位查看", EN: "summaries are for the Bureau of Justice, the municipal units and the agencies"},
			Mend: inspection.Text{ZH: "企业可以在“我的检查”中查看本企业的检查", EN: "an enterprise finds its own inspections under “My inspections”"}})
	}
	agencies, err := l.Agencies(ctx)
	if err != nil {
		return View{}, err
	}
	v := View{Scope: asked, Lines: lines}
	switch {
	case c.OfAgency():
		v.Lines = nil
		agencies = slices.DeleteFunc(agencies, func(a inspection.Agency) bool { return a.Code != c.Agency })
		if asked == (analysis.Scope{}) {
			v.Scope.Agency = c.Agency
		}
	case c.Role == identity.Supervisor:
		own := inspection.Line(c.Line)
		v.Lines = []inspection.Line{own}
		agencies = slices.DeleteFunc(agencies, func(a inspection.Agency) bool { return a.Line != own })
		if asked == (analysis.Scope{}) {
			v.Scope.Line = own
		}
	}
	v.Agencies = agencies
	if s := v.Scope; s.Agency != "" {
		if !slices.ContainsFunc(agencies, func(a inspection.Agency) bool { return a.Code == s.Agency }) {
			return View{}, ledger.ErrNone
		}
		v.Scope.Line = ""
	} else if s.Line != "" && !slices.Contains(v.Lines, s.Line) {
		return View{}, ledger.ErrNone
	} else if s.Line == "" && c.Role != identity.Bureau {
		return View{}, ledger.ErrNone
	}
	return v, nil
}

// Newest is what the last complete night said of a scope, and the day it lies under; nil before the first night, and of
// what that night did not speak of.
func Newest(ctx context.Context, b bucket.Bucket, scope analysis.Scope) (*analysis.Summary, inspection.Date, error) {
	day, err := lake.NewestSummaries(ctx, b)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, "", nil
	}
	if err != nil {
		return nil, "", err
	}
	s, err := Read(ctx, b, scope, day)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, "", nil
	}
	return s, day, err
}

// Read is what the night of a day said of a scope; fs.ErrNotExist if it said nothing.
func Read(ctx context.Context, b bucket.Bucket, scope analysis.Scope, day inspection.Date) (*analysis.Summary, error) {
	s, err := lake.Summary(ctx, b, day, scope)
	if err == nil && scope.Agency != "" {
		curtail(s)
	}
	return s, err
}

// curtail takes from an agency's summary what only those above it may read, should it ever stand there: the night leaves
// it out, and this is the second lock.
func curtail(s *analysis.Summary) {
	s.Feedback = nil
	s.Uncoded = s.Uncoded.InGroups()
	e := s.Evaluations
	if e == nil {
		return
	}
	e.Texts, e.Watch = nil, nil
	if e.Response.K < analysis.MinGroup {
		s.Evaluations = nil
	}
	for i := range s.Agencies {
		if r := s.Agencies[i].Ratings; r != nil && r.N < analysis.MinGroup {
			s.Agencies[i].Ratings, s.Agencies[i].Shrunk = nil, analysis.Share{}
		}
	}
}
