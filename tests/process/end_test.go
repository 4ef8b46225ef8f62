package process

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// Ensure that a process that is told to end says so to whoever probes it, finishes what it has begun,
// refuses what comes later, and ends well.
func TestToldToEndItFinishesWhatItHasBegun(t *testing.T) {
	city := newCity(t)
	reached, release := make(chan struct{}), make(chan struct{})
	sink := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(reached)
		<-release
		w.WriteHeader(http.StatusAccepted)
	}))
	defer sink.Close()
	city.Settings["K_SINK"] = sink.URL
	openStore(t, city)
	p := start(t, city, "issue-code", "HEALTHCHECK_INTERVAL=1s")

	answered := make(chan string, 1)
	go func() {
		resp, err := http.DefaultClient.Do(taskRequest(t, city, p.Address, 0))
		if err != nil {
			answered <- err.Error()
			return
		}
		defer resp.Body.Close()
		b, _ := io.ReadAll(resp.Body)
		answered <- resp.Status + " " + string(b)
	}()
	select {
	case <-reached: // it waits for the broker, with the code issued already
	case got := <-answered:
		t.Fatalf("answered before it announced anything: %s\n%s", got, p.Log())
	}
	if err := p.Terminate(); err != nil {
		t.Fatal(err)
	}
	for until := time.Now().Add(900 * time.Millisecond); status(p.Address+"/_/ready") != 503; time.Sleep(time.Millisecond) {
		if time.Now().After(until) {
			t.Fatal("told to end, it still says that it is ready")
		}
	}
	if got := status(p.Address + "/_/health"); got != 503 {
		t.Errorf("health answered %d while draining, want 503", got)
	}
	for until := time.Now().Add(10 * time.Second); status(p.Address+"/_/ready") != 0; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(until) {
			t.Fatal("told to end, it takes connections for ever")
		}
	}
	select {
	case got := <-answered:
		t.Fatalf("what was begun was cut off: %s", got)
	default:
	}
	close(release)
	if got := <-answered; !strings.HasPrefix(got, "200 ") || !strings.Contains(got, `"digits"`) {
		t.Errorf("what was begun was answered %.300s", got)
	}
	if err := p.Wait(); err != nil {
		t.Errorf("ended with %v, want exit status 0\n%s", err, p.Log())
	}
}
