package ledger

import (
	"context"
	"fmt"

	"inspectioncode.example/shared/code"
	"inspectioncode.example/shared/inspection"
)

// enter adds the inspection to its enterprise's ledger. Whoever loses a race judges again on what
// the winner wrote, so every rule about what an enterprise has had holds exactly.
func (l *Ledger) enter(ctx context.Context, c *claim, newest *Page) (Entry, error) {
	in := &c.Inspection
	digits, err := l.Sign(in, 0)
	if err != nil {
		return Entry{}, err
	}
	entry := Entry{Ref: in.Ref, Agency: in.Agency.Code, Task: in.Number, Kind: in.Kind, At: in.Issued, Code: digits, Policy: in.Policy}
	if old := c.Task.Replaces; old != nil && old.Day.Year() == in.Day.Year() {
		entry.Moves = old.ID
	}
	return l.add(ctx, in.Enterprise.USCC, newest, entry)
}

// Sign makes the digits of an inspection's code for a slot; slot 0 is the printed form. Needs Codes.
func (l *Ledger) Sign(in *inspection.Inspection, slot uint16) (string, error) {
	digits, err := l.Codes.Sign(code.Token{
		ID: in.ID, Enterprise: in.Enterprise.USCC, Agency: in.Agency.Number, From: in.From, Until: in.Until, Slot: slot,
	}, l.Now())
	if err != nil {
		return "", fmt.Errorf("sign code of %s: %w", in.Ref, err)
	}
	return digits, nil
}
