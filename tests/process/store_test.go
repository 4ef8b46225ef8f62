package process

import (
	"bytes"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"inspectioncode.example/tests/deployed"
)

// taskRequest asks issue-code for a code, as an agency's system.
func taskRequest(t *testing.T, c *deployed.City, address string, i int) *http.Request {
	t.Helper()
	task, err := json.Marshal(deployed.Task(i))
	if err != nil {
		t.Fatal(err)
	}
	token, err := c.Token(deployed.System())
	if err != nil {
		t.Fatal(err)
	}
	req, err := http.NewRequest(http.MethodPost, address, bytes.NewReader(task))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+token)
	return req
}

// Ensure that functions that began before their store answer 503, stay ready, and need no restart once
// it is there.
func TestTheStoreMayComeLater(t *testing.T) {
	city := newCity(t)
	get := func(path string) func(address string) *http.Request {
		return func(address string) *http.Request {
			req, err := http.NewRequest(http.MethodGet, address+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			return req
		}
	}
	asks := []struct {
		function string
		request  func(address string) *http.Request
		then     int
		process  *deployed.Process
	}{
		{function: "verify-scan", request: get("/.well-known/inspection-code-agencies"), then: http.StatusOK},
		{function: "issue-code", request: func(address string) *http.Request { return taskRequest(t, city, address, 0) }, then: http.StatusOK},
		{function: "sweep-intents", then: http.StatusNoContent, request: func(address string) *http.Request {
			req, err := http.NewRequest(http.MethodPost, address, nil)
			if err != nil {
				t.Fatal(err)
			}
			return req
		}},
	}
	ask := func(i int) int {
		resp, err := http.DefaultClient.Do(asks[i].request(asks[i].process.Address))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		return resp.StatusCode
	}
	for i, a := range asks {
		asks[i].process = start(t, city, a.function)
		began := time.Now()
		if got := ask(i); got != http.StatusServiceUnavailable {
			t.Errorf("%s: without a store answered %d, want 503", a.function, got)
		}
		t.Logf("%s said so after %v", a.function, time.Since(began).Round(time.Millisecond))
		if got := status(asks[i].process.Address + "/_/ready"); got != 200 {
			t.Errorf("%s: not ready without a store, though nothing is wrong with it: %d", a.function, got)
		}
	}
	openStore(t, city)
	for i, a := range asks {
		if got := ask(i); got != a.then {
			t.Errorf("%s: with its store back answered %d, want %d\n%s", a.function, got, a.then, a.process.Log())
		}
	}
}
