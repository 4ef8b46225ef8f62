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

	"inspectioncode.example/shared/inspection"
)

// A claim says what a task number stands for, once and for ever.
type claim struct {
	Task       inspection.Task       `json:"task"` // in the words it was first asked in
	By         inspection.Author     `json:"by"`
	Inspection inspection.Inspection `json:"inspection"`       // what it will be issued as, but for the code
	Photos     map[string]string     `json:"photos,omitempty"` // of its officers, by certificate
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
