package ledger

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"

	"inspectioncode.example/shared/code"
	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
)

// Issue gives a task its inspection code, or an *inspection.Refusal. It returns code.issued; for a
// task that comes again, the one it had. Four sequential round trips:
//
//	0  read the directory, the claim and the ledger; judge; a refusal ends here and has written nothing
//	1  intent, and the claim of the task number
//	2  the next ledger page with an entry for this inspection: the moment the code exists
//	3  issued.json, symbols and markers, all of which follow from claim and entry
//
// then the announcement, and the intent goes. Needs all of the ledger but BlindKey and TicketKey.
func (l *Ledger) Issue(ctx context.Context, t inspection.Task, by inspection.Author) (event.Event, error) {
	return l.issue(ctx, t, by, pending{})
}

// A claim says what a task number stands for, once and for ever.
type claim struct {
	Task       inspection.Task       `json:"task"` // in the words it was first asked in
	By         inspection.Author     `json:"by"`
	Inspection inspection.Inspection `json:"inspection"` // what it will be issued as, but for the code
}

// issue is Issue; p is the intent it continues, if there is one already.
func (l *Ledger) issue(ctx context.Context, t inspection.Task, by inspection.Author, p pending) (event.Event, error) {
	t = t.Spelled()
	ref := l.refOf(&t)
	var (
		d       inspection.Particulars
		claimed *claim
		newest  *Page
	)
	err := together(
		func() (err error) { d, err = l.particulars(ctx, &t); return },
		func() (err error) { claimed, err = l.claimOf(ctx, &t); return },
		func() (err error) { newest, err = l.newestPage(ctx, t.Enterprise, ref.Day.Year()); return },
	)
	if err != nil {
		return event.Event{}, err
	}
	if claimed != nil && !sameWords(claimed.Task, t) {
		return event.Event{}, numberTaken(claimed)
	}
	if e, ok := newest.find(ref.ID); ok && claimed != nil {
		return l.finishIssue(ctx, claimed, e, p)
	}
	if err := l.Policy.CheckTask(&t, d, l.Now()).Err(); err != nil {
		return event.Event{}, err
	}

	at := l.asked(p)
	in := l.Policy.Describe(&t, d)
	in.Ref, in.Issued = ref, at
	err = together(
		func() (err error) {
			if p.key == "" {
				p, err = l.intend(ctx, issuedID(ref), intent{At: at, By: by, Issue: &t})
			}
			return err
		},
		func() (err error) { claimed, err = l.claim(ctx, claim{Task: t, By: by, Inspection: in}); return },
	)
	if err != nil {
		return event.Event{}, err
	}
	if !sameWords(claimed.Task, t) {
		l.forget(ctx, p)
		return event.Event{}, numberTaken(claimed)
	}
	entry, err := l.enter(ctx, claimed, newest)
	if refusal := (*inspection.Refusal)(nil); errors.As(err, &refusal) {
		l.forget(ctx, p)
	}
	if err != nil {
		return event.Event{}, err
	}
	return l.finishIssue(ctx, claimed, entry, p)
}

// refOf derives where the inspection of a task lies: the same for the same agency and number, and
// not to be guessed.
func (l *Ledger) refOf(t *inspection.Task) inspection.Ref {
	m := hmac.New(sha256.New, l.IDKey)
	words, _ := json.Marshal([]string{"inspection 1", t.Agency, t.Number})
	m.Write(words)
	return inspection.Ref{Day: t.Day(), ID: inspection.NewID([10]byte(m.Sum(nil)))}
}

func sameWords(a, b inspection.Task) bool {
	x, errX := json.Marshal(a.Spelled())
	y, errY := json.Marshal(b.Spelled())
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

func numberTaken(c *claim) error {
	return inspection.Refuse(inspection.Conflict, inspection.Fault{
		Field: "number", Rule: "task-number-taken",
		Text: inspection.Text{ZH: "该任务编号已用于另一项内容不同的任务（检查日期" + string(c.Inspection.Day) + "）", EN: "the task number stands for another task already (visit on " + string(c.Inspection.Day) + ")"},
		Mend: inspection.Text{ZH: "一个编号只对应一次检查；请使用新的任务编号", EN: "one number stands for one visit; use a new number"},
	})
}

// claimOf is what the task's number stands for; nil if nothing. Numbers that no rule lets through
// are not looked up.
func (l *Ledger) claimOf(ctx context.Context, t *inspection.Task) (*claim, error) {
	if len(t.Number) > inspection.MaxNumberBytes || len(t.Agency) > maxName {
		return nil, nil
	}
	return read[claim](ctx, l, TaskKey(t.Agency, t.Number))
}

// claim makes the task number stand for c, or returns what it stands for already.
func (l *Ledger) claim(ctx context.Context, c claim) (*claim, error) {
	b, err := json.MarshalIndent(c, "", " ")
	if err != nil {
		return nil, fmt.Errorf("claim: %w", err)
	}
	stands, err := l.Bucket.Create(ctx, TaskKey(c.Task.Agency, c.Task.Number), append(b, '\n'))
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("claim: %w", err)
	}
	var got claim
	if err := json.Unmarshal(stands, &got); err != nil {
		return nil, fmt.Errorf("claim: %w", err)
	}
	return &got, nil
}

// maxRaces is how often a writer may lose the race for the next page before it gives up for now.
// Each loss means that another one won.
const maxRaces = 64

// enter adds the inspection to its enterprise's ledger. Whoever loses a race judges again on what
// the winner wrote, so every rule about what an enterprise has had holds exactly.
func (l *Ledger) enter(ctx context.Context, c *claim, newest *Page) (Entry, error) {
	in := &c.Inspection
	digits, err := l.sign(in)
	if err != nil {
		return Entry{}, err
	}
	entry := Entry{Ref: in.Ref, Agency: in.Agency.Code, Task: in.Number, Kind: in.Kind, At: in.Issued, Code: digits, Policy: in.Policy}
	for range maxRaces {
		if e, ok := newest.find(in.ID); ok {
			return e, nil
		}
		newest, err = l.append(ctx, in.Enterprise.USCC, newest, entry)
		if err == nil {
			return entry, nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return Entry{}, err
		}
	}
	return Entry{}, fmt.Errorf("enter %s: lost %d races for the ledger", in.Ref, maxRaces)
}

// sign makes the digits of the printed form.
func (l *Ledger) sign(in *inspection.Inspection) (string, error) {
	digits, err := l.Codes.Sign(code.Token{
		ID: in.ID, Enterprise: in.Enterprise.USCC, Agency: in.Agency.Number, From: in.From, Until: in.Until,
	}, l.Now())
	if err != nil {
		return "", fmt.Errorf("sign code of %s: %w", in.Ref, err)
	}
	return digits, nil
}

func issuedID(r inspection.Ref) string { return event.CodeIssued + "." + string(r.ID) }

// finishIssue writes everything that follows from claim and entry, announces it and takes the intent
// away. It may be done any number of times.
func (l *Ledger) finishIssue(ctx context.Context, c *claim, entry Entry, p pending) (event.Event, error) {
	in := c.Inspection
	short, err := code.ShortOf(in.Ref)
	if err != nil {
		return event.Event{}, err
	}
	in.Code = inspection.Code{Digits: entry.Code, URL: l.CodePrefix() + entry.Code, Short: short}
	e, err := event.New(event.CodeIssued, issuedID(in.Ref), in.Ref.String(), in.Issued, in)
	if err != nil {
		return event.Event{}, err
	}
	png, svg, err := l.symbols(&in)
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
		func() error { return l.once(ctx, FactKey(in.Ref, screenImage), png) },
		func() error { return l.once(ctx, FactKey(in.Ref, printImage), svg) },
		func() error { return l.once(ctx, EnterpriseKey(in.Enterprise.USCC, in.Ref), nil) },
		func() error { return l.once(ctx, AgencyKey(in.Agency.Code, in.Ref), nil) },
	}
	for _, o := range in.Officers {
		steps = append(steps, func() error { return l.once(ctx, OfficerKey(o.Certificate, in.Ref), nil) })
	}
	if err := together(steps...); err != nil {
		return event.Event{}, fmt.Errorf("issue %s: %w", in.Ref, err)
	}
	if p.key != "" {
		l.announce(ctx, e, p)
	}
	return e, nil
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

// symbols draws a code for the screen and for paper.
func (l *Ledger) symbols(in *inspection.Inspection) (png, svg []byte, err error) {
	screen, err := code.NewSymbol(l.CodePrefix(), in.Code.Digits, code.M)
	if err != nil {
		return nil, nil, err
	}
	paper, err := code.NewSymbol(l.CodePrefix(), in.Code.Digits, code.Q)
	if err != nil {
		return nil, nil, err
	}
	png, err = screen.PNG(pixels)
	return png, paper.SVG("检查码 " + in.Code.Short), err
}
