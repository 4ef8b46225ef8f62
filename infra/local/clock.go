package main

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"
)

// A clock is the city's time: the real one, or one that stands until somebody moves it.
type clock struct {
	mu    sync.Mutex
	stood time.Time // zero: the real time
}

func newClock(at string) (*clock, error) {
	if at == "" {
		return &clock{}, nil
	}
	t, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return nil, fmt.Errorf("-now: want a time such as 2026-09-05T09:00:00+08:00: %w", err)
	}
	return &clock{stood: t}, nil
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stood.IsZero() {
		return time.Now()
	}
	return c.stood
}

func (c *clock) stands() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.stood.IsZero()
}

// ServeHTTP tells the time, and moves a clock that stands: POST with now=, a time, or with by=, a
// duration such as 2h30m.
func (c *clock) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost {
		to, err := time.Parse(time.RFC3339, strings.ReplaceAll(r.FormValue("now"), " ", "+")) // as a + becomes in a form
		if by := r.FormValue("by"); by != "" {
			var d time.Duration
			d, err = time.ParseDuration(by)
			to = c.now().Add(d)
		}
		switch {
		case !c.stands():
			http.Error(w, "the clock is the real one; start with -now to move it", http.StatusConflict)
			return
		case err != nil:
			http.Error(w, "want now=2026-09-05T09:00:00+08:00 or by=2h30m, as curl -d by=2h30m sends it", http.StatusBadRequest)
			return
		}
		c.mu.Lock()
		c.stood = to
		c.mu.Unlock()
	}
	fmt.Fprintln(w, c.now().Format(time.RFC3339))
}
