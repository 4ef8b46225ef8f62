package conformance

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cloudevents/conformance/pkg/event"
	suitehttp "github.com/cloudevents/conformance/pkg/http"
	"github.com/cucumber/godog"
	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/page"
	"inspectioncode.example/shared/serve"

	ours "inspectioncode.example/shared/event"
)

// Ensure that the suite's feature holds for what every function reads its events with. The function here
// gives each event back, because those of the city never do; the suite reads it.
func TestTheSuitesFeatureOfTheHTTPBindingHolds(t *testing.T) {
	env := serve.Env{Deadline: serve.Deadline, Setting: func(string) string { return "" }, Now: time.Now, Log: serve.Log(io.Discard), Pages: page.New()}
	server := httptest.NewServer(env.HTTP(echo{}))
	defer server.Close()
	var said bytes.Buffer
	run := godog.TestSuite{
		ScenarioInitializer: func(sc *godog.ScenarioContext) { (&scenario{server: server}).steps(sc) },
		Options: &godog.Options{Format: "progress", Output: &said, Strict: true, NoColors: true,
			Paths: []string{filepath.Join(suite, "features", "http-protocol-binding.feature")}},
	}
	if status := run.Run(); status != 0 || !strings.Contains(said.String(), "4 scenarios (4 passed)") {
		t.Errorf("godog ended with %d:\n%s", status, &said)
	}
}

type echo struct{}

func (echo) Handle(req handler.Request) (handler.Response, error) {
	return serve.Events(&req, func(e ours.Event) (ours.Event, error) { return e, nil })
}

// A scenario is one of the feature's.
type scenario struct {
	server  *httptest.Server
	request string
	got     *event.Event
}

func (s *scenario) steps(sc *godog.ScenarioContext) {
	sc.Step(`^HTTP Protocol Binding is supported$`, func() error { return nil })
	sc.Step(`^an HTTP request$`, func(text *godog.DocString) error { s.request = text.Content; return nil })
	sc.Step(`^parsed as HTTP request$`, s.parse)
	sc.Step(`^the attributes are:$`, s.attributes)
	sc.Step(`^the data is equal to the following JSON:$`, s.data)
}

// parse sends the request as it is written, and reads what comes back. Its Content-Length was counted with other
// ends of lines; the body is all that follows the blank line.
func (s *scenario) parse(ctx context.Context) error {
	head, body, _ := strings.Cut(s.request, "\n\n")
	req, err := http.ReadRequest(bufio.NewReader(strings.NewReader(strings.ReplaceAll(head, "\n", "\r\n") + "\r\n\r\n")))
	if err != nil {
		return fmt.Errorf("read the feature's request: %w", err)
	}
	sent, err := http.NewRequestWithContext(ctx, req.Method, s.server.URL+req.URL.Path, strings.NewReader(body))
	if err != nil {
		return err
	}
	sent.Header = req.Header.Clone()
	sent.Header.Del("Content-Length")
	sent.Header.Set("Accept", "application/cloudevents+json")
	resp, err := s.server.Client().Do(sent)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		b, _ := io.ReadAll(resp.Body)
		return fmt.Errorf("answered %s: %s", resp.Status, b)
	}
	s.got, err = suitehttp.RequestToEvent(&http.Request{Header: resp.Header, Body: resp.Body})
	return err
}

func (s *scenario) attributes(table *godog.Table) error {
	for _, row := range table.Rows[1:] {
		name, want := row.Cells[0].Value, row.Cells[1].Value
		if got := s.got.Get(name); got != want {
			return fmt.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	return nil
}

func (s *scenario) data(want *godog.DocString) error {
	if !same(s.got.Data, want.Content) {
		return fmt.Errorf("the data is %s, want %s", s.got.Data, want.Content)
	}
	return nil
}
