package serve

import (
	"net/http"
	"net/http/httptest"
	"testing"

	handler "github.com/openfaas/templates-sdk/go-http"
)

// Ensure that whoever asks to push events to a function that takes them may, and that nothing else is
// taken for that question.
func TestTheWebhookHandshakeIsAnswered(t *testing.T) {
	e, _ := env(nil, nil)
	server := httptest.NewServer(e.HTTP(function(func(req handler.Request) (handler.Response, error) {
		return OtherMethod(&req, "POST")
	})))
	defer server.Close()
	for _, c := range []struct {
		method, origin string
		status         int
		allowed        string
	}{
		{http.MethodOptions, "partner.example", http.StatusOK, "*"},
		{http.MethodOptions, "", http.StatusMethodNotAllowed, ""},
		{http.MethodPut, "partner.example", http.StatusMethodNotAllowed, ""},
	} {
		req, err := http.NewRequestWithContext(t.Context(), c.method, server.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		if c.origin != "" {
			req.Header.Set("WebHook-Request-Origin", c.origin)
		}
		resp, err := server.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		got, rate := resp.Header.Get("WebHook-Allowed-Origin"), resp.Header.Get("WebHook-Allowed-Rate")
		if resp.StatusCode != c.status || got != c.allowed || rate != c.allowed || resp.Header.Get("Allow") != "POST" {
			t.Errorf("%s for %q answered %d, origin %q, rate %q, want %d and %q", c.method, c.origin, resp.StatusCode, got, rate, c.status, c.allowed)
		}
	}
}
