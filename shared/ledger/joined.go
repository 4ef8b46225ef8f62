package ledger

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
)

// Agencies that come together (并入检查) make one visit: the first leads it, and every other enters a part of it
// into the same ledger while its entry stands there. So whoever takes that entry away knows from the page on
// which it does every part that there will ever be, and ends those with it.

// parts are where the parts of a visit lie, by agency, those given up included.
func (l *Ledger) parts(ctx context.Context, lead inspection.Ref) (refs []inspection.Ref, err error) {
	prefix := joinedPrefix(lead)
	for key, err := range l.Bucket.List(ctx, prefix, "") {
		if err != nil {
			return nil, fmt.Errorf("list parts: %w", err)
		}
		refs = append(refs, inspection.Ref{Day: lead.Day, ID: inspection.ID(key[strings.LastIndexByte(key, '-')+1:])})
	}
	return refs, nil
}

// Others are the facts of the other agencies' inspections of the visit that in is, or is a part of: the one that
// leads first, unless that is in. Needs Bucket alone.
func (l *Ledger) Others(ctx context.Context, in *inspection.Inspection) ([]Facts, error) {
	refs, err := l.parts(ctx, in.Visit())
	if err != nil {
		return nil, err
	}
	var others []inspection.Ref
	for _, r := range append([]inspection.Ref{in.Visit()}, refs...) {
		if r != in.Ref {
			others = append(others, r)
		}
	}
	all, err := l.ReadAll(ctx, others)
	return newestOfEach(all), err
}

// Company are those others as people may know them, those that do not come last. Needs Bucket and Now.
func (l *Ledger) Company(ctx context.Context, in *inspection.Inspection) ([]inspection.Company, error) {
	others, err := l.Others(ctx, in)
	var company []inspection.Company
	for _, f := range others {
		company = append(company, f.Inspection.AsCompany(f.StateAt(l.Now())))
	}
	slices.SortStableFunc(company, func(a, b inspection.Company) int {
		switch {
		case a.Comes() == b.Comes():
			return 0
		case a.Comes():
			return -1
		}
		return 1
	})
	return company, err
}

// newestOfEach leaves out what an agency gave up where it has joined again.
func newestOfEach(all []Facts) []Facts {
	return slices.DeleteFunc(slices.Clone(all), func(f Facts) bool {
		return f.Revoked != nil && slices.ContainsFunc(all, func(g Facts) bool {
			return g.Inspection.Agency.Code == f.Inspection.Agency.Code && (g.Revoked == nil || g.Inspection.Issued.After(f.Inspection.Issued))
		})
	})
}

// endParts ends what joined a visit that has been called off or moved, but for what took place or had ended by
// itself, and returns what is to be told. It may be done any number of times: page is one on which the visit
// has given its place back, so that no part can be entered any more.
func (l *Ledger) endParts(ctx context.Context, page *Page, lead *inspection.Inspection, rev inspection.Revocation) (told []event.Event, err error) {
	for _, e := range page.Entries {
		if e.Joins != lead.ID {
			continue
		}
		in, err := l.issued(ctx, e)
		if err != nil {
			return nil, err
		}
		ended, err := l.endPart(ctx, in.Ref, inspection.EndWith(lead, rev, in.Ref))
		if err != nil {
			return nil, err
		}
		if ended.With == nil || ended.With.Ref != lead.Ref {
			continue
		}
		if _, err := l.release(ctx, in, ended); err != nil {
			return nil, err
		}
		news, err := revokedEvent(ended)
		if err != nil {
			return nil, err
		}
		told = append(told, news)
	}
	return told, nil
}

// endPart makes rev what became of a part, and returns the revocation that stands; none if it took place.
func (l *Ledger) endPart(ctx context.Context, part inspection.Ref, rev inspection.Revocation) (inspection.Revocation, error) {
	e, err := revokedEvent(rev)
	if err != nil {
		return rev, err
	}
	stands, err := l.fact(ctx, FactKey(part, outcomeFact(0)), e)
	switch {
	case errors.Is(err, fs.ErrExist) && stands.Type() == event.CodeRevoked:
		return event.Data[inspection.Revocation](stands)
	case errors.Is(err, fs.ErrExist):
		return inspection.Revocation{}, nil
	}
	return rev, err
}

// issued is the inspection of an entry; where a crash left it without its facts, they are written first, so that
// nothing becomes of what is not there.
func (l *Ledger) issued(ctx context.Context, e Entry) (*inspection.Inspection, error) {
	fact, there, err := l.factAt(ctx, FactKey(e.Ref, issuedFact))
	if err != nil {
		return nil, err
	}
	if !there {
		c, err := read[claim](ctx, l, TaskKey(e.Agency, e.Task))
		if err == nil && c == nil {
			err = fmt.Errorf("%s is entered and has no claim", e.Ref)
		}
		if err != nil {
			return nil, err
		}
		if fact, err = l.finishIssue(ctx, c, e, pending{}); err != nil {
			return nil, err
		}
	}
	in, err := event.Data[inspection.Inspection](fact)
	return &in, err
}
