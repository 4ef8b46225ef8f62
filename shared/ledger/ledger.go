// Package ledger keeps what happened, in a bucket: codes issued, scans, results, evaluations, each a
// fact written once. Its protocols make promises that hold through crashes, races and lost answers:
// they write down what was asked (the intent), let one create-once object decide, derive everything
// else from that object, announce, and only then take the intent away. It knows nothing of HTTP and
// leaves every judgement to package inspection.
package ledger

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/code"
	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
)

// A Ledger is a bucket and what it takes to write in it. Reading needs Bucket alone; what each
// protocol needs besides is said where it begins.
type Ledger struct {
	Bucket bucket.Bucket
	Policy Policy     // judges what is asked for
	Codes  *code.Keys // signs codes
	Send   event.Send // announces facts
	Now    func() time.Time
	Random io.Reader // makes names of intents and scans unlike any other's
	Log    *slog.Logger

	Address   string // of the city's service, without a slash at the end, such as https://jcm.sh.gov.cn
	IDKey     []byte // derives inspection IDs from task numbers
	BlindKey  []byte // derives the names of evaluations; who lacks it cannot find an inspection's
	TicketKey []byte // makes and checks one-time tickets for evaluating
}

// A Policy gives the rules in force now. It may be asked again and again, and keeps what it was told for a
// while.
type Policy func(context.Context) (*inspection.Policy, error)

// together runs what does not depend on one another at the same time, and waits for all of it.
func together(steps ...func() error) error {
	errs := make([]error, len(steps))
	var wg sync.WaitGroup
	for i, step := range steps {
		wg.Go(func() { errs[i] = step() })
	}
	wg.Wait()
	return errors.Join(errs...)
}

// nonce is eight characters nobody else has drawn.
func (l *Ledger) nonce() (string, error) {
	var b [10]byte
	if _, err := io.ReadFull(l.Random, b[5:]); err != nil {
		return "", fmt.Errorf("draw a nonce: %w", err)
	}
	return string(inspection.NewID(b)[8:]), nil
}
