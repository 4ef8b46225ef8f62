package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"

	"inspectioncode.example/shared/code"
	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
)

func issuedID(r inspection.Ref) string { return event.CodeIssued + "." + string(r.ID) }

// finishIssue writes everything that follows from claim and entry, announces it and takes the intent
// away. It may be done any number of times.
func (l *Ledger) finishIssue(ctx context.Context, c *claim, entry Entry, p pending) (event.Event, error) {
	in := c.Inspection
	short, err := code.ShortOf(in.Visit())
	if err != nil {
		return event.Event{}, err
	}
	in.Code = inspection.Code{Digits: entry.Code, URL: l.CodePrefix() + entry.Code, Short: short}
	in.Tally = &entry.Tally
	e, err := event.New(event.CodeIssued, issuedID(in.Ref), in.Ref.String(), in.Issued, in)
	if err != nil {
		return event.Event{}, err
	}
	steps := []func() error{
		func() (err error) {
			if _, err = l.fact(ctx, FactKey(in.Ref, issuedFact), e); errors.Is(err, fs.ErrExist) {
				return nil
			}
			return err
		},
		func() error { return l.once(ctx, EnterpriseKey(in.Enterprise.USCC, in.Ref), nil) },
		func() error { return l.once(ctx, AgencyKey(in.Agency.Code, in.Ref), nil) },
	}
	if in.Joins != nil { // it has its lead's code, and is found from there
		steps = append(steps, func() error { return l.once(ctx, JoinedKey(*in.Joins, in.Agency.Code, in.ID), nil) })
	} else { // drawing takes longer than writing; it is done meanwhile
		steps = append(steps, func() error { return l.draw(ctx, &in, screenImage, l.screen) }, func() error { return l.draw(ctx, &in, printImage, l.paper) })
	}
	if len(c.Photos) > 0 {
		photos, err := json.MarshalIndent(c.Photos, "", " ")
		if err != nil {
			return event.Event{}, err
		}
		steps = append(steps, func() error { return l.once(ctx, FactKey(in.Ref, photosFact), append(photos, '\n')) })
	}
	for _, o := range in.Officers {
		steps = append(steps, func() error { return l.once(ctx, OfficerKey(o.Certificate, in.Ref), nil) })
	}
	if err := together(steps...); err != nil {
		return event.Event{}, fmt.Errorf("issue %s: %w", in.Ref, err)
	}
	told := []event.Event{e}
	if old := c.Task.Replaces; old != nil {
		moved, err := l.finishMove(ctx, old.Ref)
		if err != nil {
			return event.Event{}, err
		}
		told = append(moved, e)
	}
	l.tell(ctx, p, told...)
	return e, nil
}

// draw keeps a symbol of a code.
func (l *Ledger) draw(ctx context.Context, in *inspection.Inspection, image string, symbol func(*inspection.Inspection) ([]byte, error)) error {
	body, err := symbol(in)
	if err != nil {
		return err
	}
	return l.once(ctx, FactKey(in.Ref, image), body)
}

// once creates an object that is the same whoever writes it.
func (l *Ledger) once(ctx context.Context, key string, body []byte) error {
	if _, err := l.Bucket.Create(ctx, key, body); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("write %s: %w", key, err)
	}
	return nil
}

// CodePrefix is what stands before the digits in the symbol of a code.
func (l *Ledger) CodePrefix() string { return l.Address + "/c/" }

// pixels a module of the stored picture is wide: 53 modules with the border, 424 pixels.
const pixels = 8

// screen draws a code for the screen, as PNG.
func (l *Ledger) screen(in *inspection.Inspection) ([]byte, error) {
	symbol, err := code.NewSymbol(l.CodePrefix(), in.Code.Digits, code.M)
	if err != nil {
		return nil, err
	}
	return symbol.PNG(pixels)
}

// paper draws a code for paper, as SVG.
func (l *Ledger) paper(in *inspection.Inspection) ([]byte, error) {
	symbol, err := code.NewSymbol(l.CodePrefix(), in.Code.Digits, code.Q)
	if err != nil {
		return nil, err
	}
	return symbol.SVG("检查码 " + in.Code.Short), nil
}
