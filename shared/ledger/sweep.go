package ledger

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
)

const (
	// settled is how old an intent must be before the sweep takes it up: longer than any request can
	// still be at work on it, since package serve ends them sooner.
	settled = 2 * time.Minute
	// abandoned is how old an intent must be before it is taken away because what it asks for is refused:
	// another worker that was not refused has long ended by then.
	abandoned = time.Hour
)

// Swept counts what one sweep did.
type Swept struct {
	Lapsed   int `json:"lapsed"`   // visits closed because nobody made them
	Finished int `json:"finished"` // taken up and brought to their end, or sent again
	Refused  int `json:"refused"`  // taken away because they are refused; nobody had been told otherwise
	Failed   int `json:"failed"`   // left for the next sweep
	Waiting  int `json:"waiting"`  // too young, or out of time
	Overdue  int `json:"overdue"`  // of all that stood when it began, those nobody has finished for ten minutes …
	Unpushed int `json:"unpushed"` // … but for those that wait for nothing but an agency's own system
}

// Sweep finishes what crashes, lost answers and an unreachable broker left half done, and sends again
// what has not arrived; then it closes visits that were not made. It may run any number of times, at the same time. Needs all of the ledger but
// BlindKey and TicketKey.
func (l *Ledger) Sweep(ctx context.Context) (s Swept, err error) {
	now := l.Now()
	var keys []string
	for key, err := range l.Bucket.List(ctx, "intents/", "") {
		if err != nil {
			return s, fmt.Errorf("sweep: %w", err)
		}
		if key > "intents/"+stamp(now.Add(-settled)) {
			s.Waiting++
			continue
		}
		if key < "intents/"+stamp(now.Add(-stuck)) {
			s.Overdue++
		}
		keys = append(keys, key)
	}
	// In any order, so that a few that never end do not keep the others waiting when time runs out.
	rand.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
	most, cancel := mostOf(ctx)
	defer cancel()
	for i, key := range keys {
		if most.Err() != nil {
			s.Waiting += len(keys) - i
			break
		}
		l.sweepOne(most, key, now, &s)
	}
	return s, l.lapses(ctx, &s)
}

// mostOf leaves a quarter of the time: what waits for an agency's system may be more than a sweep can send again.
func mostOf(ctx context.Context) (context.Context, context.CancelFunc) {
	end, ok := ctx.Deadline()
	if !ok {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, time.Until(end)*3/4)
}

func (l *Ledger) sweepOne(ctx context.Context, key string, now time.Time, s *Swept) {
	old := key < "intents/"+stamp(now.Add(-abandoned))
	var unsent error
	announcing := *l
	announcing.Send = func(ctx context.Context, e event.Event) error {
		unsent = l.Send(ctx, e)
		return unsent
	}
	agencies, err := announcing.resume(ctx, key)
	if agencies && key < "intents/"+stamp(now.Add(-stuck)) {
		s.Overdue--
		s.Unpushed++
	}
	switch {
	case unsent != nil:
		s.Failed++ // logged when it was announced
	case err == nil:
		s.Finished++
	case errors.As(err, new(*inspection.Refusal)) && old:
		l.Log.InfoContext(ctx, "swept a refusal", "intent", key, "refusal", err.Error())
		l.forget(ctx, pending{key: key})
		s.Refused++
	case errors.As(err, new(*inspection.Refusal)):
		s.Waiting++
	default:
		l.Log.ErrorContext(ctx, "sweep", "intent", key, "err", err)
		s.Failed++
	}
}

// resume takes an intent up again. Gone already means finished. Agencies says that it was done and told to the
// enterprise before, and waits for an agency's own system: then there is nothing to do over, so that one agency's
// silence costs the others little.
func (l *Ledger) resume(ctx context.Context, key string) (agencies bool, err error) {
	body, err := l.Bucket.Get(ctx, key)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("resume: %w", err)
	}
	var in intent
	if err := json.Unmarshal(body, &in); err != nil {
		return false, fmt.Errorf("resume %s: %w", key, err)
	}
	p := pending{key: key, at: in.At, body: body, swept: true}
	told, err := l.told(ctx, key, &in)
	switch {
	case err != nil:
	case told.Type() != "":
		l.announce(ctx, p, told)
		return true, nil
	case in.Issue != nil:
		_, err = l.issue(ctx, *in.Issue, in.By, p)
	case in.Result != nil:
		_, err = l.record(ctx, *in.Result, in.By, p)
	case in.Lapse != nil:
		_, err = l.lapse(ctx, *in.Lapse, p)
	case in.Revoke != nil:
		_, err = l.revoke(ctx, *in.Revoke, in.By, p)
	default:
		err = fmt.Errorf("resume %s: nothing is asked for", key)
	}
	return false, err
}

// told is the code or the result that an intent has led to, if the enterprise has been told of it; no event if not. A
// move, and the end of a visit, may have more to tell than one event, and are done over until all have arrived.
func (l *Ledger) told(ctx context.Context, key string, in *intent) (e event.Event, err error) {
	id := strings.Split(key, "-")[1] // key as IntentKey writes it
	var fact string
	switch {
	case in.Issue != nil && in.Issue.Replaces == nil:
		fact = FactKey(l.refOf(in.Issue), issuedFact)
	case in.Result != nil:
		revision, _ := strconv.Atoi(id[strings.LastIndexByte(id, '.')+1:])
		fact = FactKey(in.Result.Inspection, outcomeFact(revision))
	default:
		return e, nil
	}
	if done, err := l.delivered(ctx, id); err != nil || !done {
		return e, err
	}
	stands, ok, err := l.factAt(ctx, fact)
	if err != nil || !ok || stands.ID() != id {
		return e, err
	}
	if in.Result != nil { // another's may stand in its place, and then this one is kept as a conflict
		rec, err := event.Data[inspection.RecordedResult](stands)
		if err != nil || !sameResult(rec.Result, *in.Result) {
			return e, err
		}
	}
	return stands, nil
}
