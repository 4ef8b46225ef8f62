// Package conformance runs the CloudEvents conformance suite (github.com/cloudevents/conformance, the
// version in go.mod) against every function that takes events, each a process of its own, over HTTP in
// binary and structured mode: its feature file with godog, its events as they are, and its code, which is
// not ours, to send ours and to read what we send.
package conformance

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"inspectioncode.example/tests/deployed"
)

// What TestMain makes before any test runs: the program of the functions, the city they run in, the
// events that functions have sent to the broker and to the inbox, and the suite's own folder.
var (
	program       string
	city          *deployed.City
	broker, inbox sink
	suite         string
)

// agency's events, and the functions that take them. sweep-intents takes any.
var takes = map[string]string{
	"issue-code":        "task.submitted",
	"revoke-code":       "revocation.submitted",
	"record-result":     "result.submitted",
	"submit-evaluation": "evaluation.submitted",
	"notify-enterprise": "code.issued",
	"notify-agency":     "code.issued",
	"sweep-intents":     "dev.knative.sources.ping",
}

func TestMain(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func run(m *testing.M) (code int, err error) {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "conformance-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	where, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/cloudevents/conformance").Output()
	if err != nil {
		return 0, fmt.Errorf("find the suite: %w", err)
	}
	suite = strings.TrimSpace(string(where))
	if program, err = deployed.Functions(ctx, dir); err != nil {
		return 0, err
	}
	if city, err = deployed.NewCity(dir); err != nil {
		return 0, err
	}
	defer broker.open(city.Settings, "K_SINK")()
	defer inbox.open(city.Settings, "INBOX_URL")()
	if err := city.OpenStore(ctx, deployed.Directory(8)); err != nil {
		return 0, err
	}
	code = m.Run()
	return code, city.CloseStore()
}

func start(t *testing.T, function string) string {
	t.Helper()
	p, err := city.Start(t.Context(), program, function)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Log(p.Log())
		}
		p.Kill()
	})
	return p.Address
}
