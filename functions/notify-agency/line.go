package notifyagency

import (
	"context"
	"errors"
	"sync"
	"time"

	"inspectioncode.example/shared/event"
)

// A line leads to one agency's system. What that system does not take in time is tried again later, and after
// a failure it is left in peace, longer each time: so that one which is slow or dead ties up neither this function nor
// the broker.
type line struct {
	push event.Send
	now  func() time.Time // of the machine: it measures how long others take, not when things happen
	free chan struct{}    // as many as may be under way

	mu       sync.Mutex
	failures int       // in a row
	rests    time.Time // nothing is tried before then
}

const (
	atOnce   = 4               // pushes under way to one agency
	patience = 8 * time.Second // with one push, its turn and the handshake included: less than a request may take
	rest     = time.Minute     // at most, after a failure
)

func newLine(push event.Send, now func() time.Time) *line {
	l := &line{push: push, now: now, free: make(chan struct{}, atOnce)}
	for range atOnce {
		l.free <- struct{}{}
	}
	return l
}

var errResting = errors.New("it has failed a moment ago, and is left in peace")

// send pushes an event, or says that it must be tried again.
func (l *line) send(asked context.Context, e event.Event) error {
	ctx, cancel := context.WithTimeout(asked, patience)
	defer cancel()
	select {
	case <-l.free:
		defer func() { l.free <- struct{}{} }()
	case <-ctx.Done():
		return errors.New("it is busy with what came before")
	}
	if l.resting() {
		return errResting
	}
	err := l.push(ctx, e)
	if asked.Err() == nil { // else it was cut short by whoever asked us
		l.learn(err)
	}
	return err
}

func (l *line) resting() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.now().Before(l.rests)
}

// learn counts failures. An answer that refuses one event says nothing of the next, unless it asks for less.
func (l *line) learn(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var answered event.Answered
	if err == nil || errors.As(err, &answered) && answered/100 == 4 && answered != 429 {
		l.failures, l.rests = 0, time.Time{}
		return
	}
	l.rests = l.now().Add(min(rest, time.Second<<min(l.failures, 10)))
	l.failures++
}
