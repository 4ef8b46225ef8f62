package main

import (
	_ "embed"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/serve"
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

// move moves a clock that stands: to a time, or by a duration such as 2h30m.
func (c *clock) move(to, by string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stood.IsZero() {
		return inspection.Refuse(inspection.Conflict, inspection.Fault{Field: "now", Rule: "clock-is-real",
			Text: inspection.Text{ZH: "现在用的是真实时间，不能调整", EN: "the clock is the real one"},
			Mend: inspection.Text{ZH: "启动时加上-now，即可调整", EN: "start with -now to move it"}})
	}
	at, err := time.Parse(time.RFC3339, strings.ReplaceAll(to, " ", "+")) // as a + becomes in a form
	if by != "" {
		var d time.Duration
		d, err = time.ParseDuration(by)
		at = c.stood.Add(d)
	}
	if err != nil {
		return inspection.Refuse(inspection.Invalid, inspection.Fault{Field: "now", Rule: "time",
			Text: inspection.Text{ZH: "时间无法识别", EN: "that is no time"},
			Mend: inspection.Text{ZH: "例如now=2026-09-05T09:00:00+08:00，或者by=2h30m", EN: "want now=2026-09-05T09:00:00+08:00 or by=2h30m, as curl -d by=2h30m sends it"}})
	}
	c.stood = at
	return nil
}

// A clockDesk tells the time and moves it: as a page with buttons, and as one line for everything else.
type clockDesk struct {
	clock *clock
	env   *serve.Env
}

func (d clockDesk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.env.HTTP(handlerFunc(d.handle)).ServeHTTP(w, r)
}

func (d clockDesk) handle(req handler.Request) (handler.Response, error) {
	page := strings.Contains(req.Header.Get("Accept"), "text/html")
	if req.Method == http.MethodPost {
		asked, err := serve.Query(&req), error(nil) // as in /clock?by=2h30m
		if len(req.Body) > 0 {
			asked, err = serve.Form(&req)
		}
		if err == nil {
			err = d.clock.move(asked.Get("now"), asked.Get("by"))
		}
		if err != nil {
			return handler.Response{}, err
		}
		if page {
			return serve.SeeOther("/clock")
		}
	}
	if page {
		return d.env.AsPage(&req, http.StatusOK, clockPage{Now: d.clock.now(), Stands: d.clock.stands()})
	}
	return handler.Response{StatusCode: http.StatusOK, Body: []byte(d.clock.now().Format(time.RFC3339) + "\n"), Header: http.Header{"Content-Type": {"text/plain"}}}, nil
}

type clockPage struct {
	Now    time.Time
	Stands bool
}

//go:embed html/clock.html
var clockHTML string

func (clockPage) Title() inspection.Text {
	return inspection.Text{ZH: "演练用的时钟", EN: "The clock, for rehearsals"}
}
func (clockPage) Source() string { return clockHTML }
