package ledger

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strconv"

	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
)

// Record keeps the result of an inspection, once, or returns an *inspection.Refusal. The same result
// again returns what was recorded; another one is refused and kept as a conflict, unless it says that
// it corrects the newest revision. Needs Policy, Send, Now and Random besides Bucket.
func (l *Ledger) Record(ctx context.Context, r inspection.Result, by inspection.Author) (event.Event, error) {
	return l.record(ctx, r, by, pending{})
}

func (l *Ledger) record(ctx context.Context, r inspection.Result, by inspection.Author, p pending) (event.Event, error) {
	r = r.Spelled()
	f, err := l.Read(ctx, r.Inspection)
	if errors.Is(err, ErrNone) {
		return event.Event{}, noInspection()
	}
	if err != nil {
		return event.Event{}, err
	}
	scanned, err := l.Scanned(ctx, &f.Inspection)
	if err != nil {
		return event.Event{}, err
	}
	if err := inspection.MayRecord(&f.Inspection, by); err != nil {
		return event.Event{}, err
	}
	if f.Revoked != nil {
		return event.Event{}, inspection.AlreadyRevoked(f.Revoked)
	}
	for _, rec := range f.Results {
		if sameResult(rec.Result, r) {
			return l.finishResult(ctx, rec, p)
		}
	}
	stands := f.Result()
	second := stands != nil && r.Corrects == nil
	if second {
		stands = nil // it is judged as if it were the first, so that nonsense is not kept as a conflict
	}
	if err := inspection.CheckResult(&r, &f.Inspection, stands, scanned, l.Now()).Err(); err != nil {
		return event.Event{}, err
	}
	if second {
		return event.Event{}, l.refuseSecond(ctx, r, f.Result())
	}
	rec := inspection.RecordedResult{Result: r, Revision: len(f.Results), By: by, Recorded: l.asked(p)}
	if rec.Evidence, err = l.EvidenceOf(ctx, &r); err != nil {
		return event.Event{}, err
	}
	if rec.Revision > 0 {
		if rec.Previous, err = l.hashOf(ctx, FactKey(r.Inspection, outcomeFact(rec.Revision-1))); err != nil {
			return event.Event{}, err
		}
	}
	if p.key == "" {
		if p, err = l.intend(ctx, recordedID(&rec), intent{At: rec.Recorded, By: by, Result: &r}); err != nil {
			return event.Event{}, err
		}
	}
	e, err := recordedEvent(rec)
	if err != nil {
		return event.Event{}, err
	}
	met, err := l.fact(ctx, FactKey(r.Inspection, outcomeFact(rec.Revision)), e)
	if errors.Is(err, fs.ErrExist) {
		return l.meetResult(ctx, r, met, p)
	}
	if err != nil {
		return event.Event{}, fmt.Errorf("record result of %s: %w", r.Inspection, err)
	}
	l.tell(ctx, p, e)
	return e, nil
}

// meetResult answers a result that found another writer's in its place.
func (l *Ledger) meetResult(ctx context.Context, r inspection.Result, stands event.Event, p pending) (event.Event, error) {
	if stands.Type() == event.CodeRevoked {
		l.forget(ctx, p)
		rev, err := event.Data[inspection.Revocation](stands)
		if err != nil {
			return event.Event{}, err
		}
		return event.Event{}, inspection.AlreadyRevoked(&rev)
	}
	theirs, err := event.Data[inspection.RecordedResult](stands)
	if err != nil {
		return event.Event{}, err
	}
	if sameResult(theirs.Result, r) {
		return l.finishResult(ctx, theirs, p)
	}
	refusal := l.refuseSecond(ctx, r, &theirs)
	if errors.As(refusal, new(*inspection.Refusal)) {
		l.forget(ctx, p)
	}
	return event.Event{}, refusal
}

// refuseSecond keeps a result that differs from the one that stands, for whoever must find out why
// there were two, and refuses it.
func (l *Ledger) refuseSecond(ctx context.Context, r inspection.Result, stands *inspection.RecordedResult) error {
	b, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return fmt.Errorf("keep conflict: %w", err)
	}
	sum := sha256.Sum256(b)
	if err := l.once(ctx, ConflictKey(r.Inspection, hex.EncodeToString(sum[:8])), append(b, '\n')); err != nil {
		return err
	}
	return inspection.AlreadyRecorded(stands)
}

// finishResult announces what is recorded, should that not have happened yet.
func (l *Ledger) finishResult(ctx context.Context, rec inspection.RecordedResult, p pending) (event.Event, error) {
	e, err := recordedEvent(rec)
	if err == nil {
		l.tell(ctx, p, e)
	}
	return e, err
}

func recordedID(rec *inspection.RecordedResult) string {
	return event.ResultRecorded + "." + string(rec.Inspection.ID) + "." + strconv.Itoa(rec.Revision)
}

func recordedEvent(rec inspection.RecordedResult) (event.Event, error) {
	return event.New(event.ResultRecorded, recordedID(&rec), rec.Inspection.String(), rec.Recorded, rec)
}

func sameResult(a, b inspection.Result) bool {
	x, errX := json.Marshal(a.Spelled())
	y, errY := json.Marshal(b.Spelled())
	return errX == nil && errY == nil && bytes.Equal(x, y)
}

func noInspection() error {
	return inspection.Refuse(inspection.NotFound, inspection.Fault{
		Field: "inspection", Rule: "inspection-unknown",
		Text: inspection.Text{ZH: "没有这次检查", EN: "there is no such inspection"},
		Mend: inspection.Text{ZH: "请从检查任务列表或检查码进入", EN: "come from your list of tasks, or from the code"},
	})
}
