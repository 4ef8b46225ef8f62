package event_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"inspectioncode.example/shared/event"
)

// Ensure that nothing is pushed to a receiver that does not permit it, or faster than it permits, and that
// it is asked once an hour.
func TestOnlyWhatIsPermittedIsPushed(t *testing.T) {
	for _, c := range []struct {
		name         string
		status       int
		origin, rate string
		pushed       int // of three in one moment
	}{
		{"anyone", 200, "*", "", 3},
		{"us", 200, "City.example", "*", 3},
		{"us, twice a minute", 204, "city.example", "2", 2},
		{"nobody", 405, "", "", 0},
		{"nobody, politely", 200, "", "", 0},
		{"somebody else", 200, "other.example", "", 0},
		{"an error that permits", 500, "*", "", 0},
		{"a rate that is none", 200, "*", "often", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			asked, pushed := 0, 0
			receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method != http.MethodOptions {
					pushed++
					return
				}
				asked++
				if got := r.Header.Get("WebHook-Request-Origin"); got != "city.example" {
					t.Errorf("asked on behalf of %q, want city.example", got)
				}
				for name, value := range map[string]string{"WebHook-Allowed-Origin": c.origin, "WebHook-Allowed-Rate": c.rate} {
					if value != "" {
						w.Header().Set(name, value)
					}
				}
				w.WriteHeader(c.status)
			}))
			defer receiver.Close()
			now := time.Date(2026, 9, 5, 9, 0, 0, 0, time.UTC)
			push := event.Webhook(receiver.URL, "city.example", event.Keys{make([]byte, 32)}, receiver.Client(), func() time.Time { return now })
			e, err := event.New(event.MessagePushed, "1", "", now, "news")
			if err != nil {
				t.Fatal(err)
			}
			arrived := 0
			for range 3 {
				if push(t.Context(), e) == nil {
					arrived++
				}
			}
			if arrived != c.pushed || pushed != c.pushed {
				t.Errorf("%d of 3 were said to be pushed and %d were, want %d", arrived, pushed, c.pushed)
			}
			if want := map[bool]int{true: 1, false: 3}[c.pushed > 0]; asked != want {
				t.Errorf("the receiver was asked %d times, want %d", asked, want)
			}
			now, asked = now.Add(time.Hour), 0
			if push(t.Context(), e); asked != 1 {
				t.Errorf("after an hour the receiver was asked %d times, want 1", asked)
			}
		})
	}
}

// Ensure that events are pushed over https alone, but for the machine itself, and to addresses that say no more.
func TestEventsArePushedToAddressesOfHTTPS(t *testing.T) {
	for address, want := range map[string]bool{
		"https://system.example.gov.cn/inspection-code?v=1": true, "https://system.example.gov.cn:8443": true, "http://127.0.0.1:9000/": true, "http://[::1]:9000/": true, "http://localhost:9000/": true,
		"http://system.example.gov.cn/": false, "http://127.0.0.1.example/": false, "https://user:pass@system.example/": false, "https://system.example/#x": false,
		"ftp://system.example/": false, "//system.example/": false, "https:///x": false, "file:///etc/passwd": false, "": false, "https://system.example/" + strings.Repeat("x", 300): false,
	} {
		if got := event.Pushable(address); got != want {
			t.Errorf("%q: %v, want %v", address, got, want)
		}
	}
}

// Ensure that no error repeats the address it was sent to beyond its host: a receiver's secret may be in it.
func TestNoErrorRepeatsAReceiversSecret(t *testing.T) {
	now := time.Now()
	e, err := event.New(event.MessagePushed, "1", "", now, "news")
	if err != nil {
		t.Fatal(err)
	}
	const away = "http://127.0.0.1:1/taken?access_token=secret"
	for name, send := range map[string]event.Send{
		"handshake": event.Webhook(away, "city.example", event.Keys{make([]byte, 32)}, http.DefaultClient, func() time.Time { return now }),
		"event":     event.To(away, event.Keys{make([]byte, 32)}, http.DefaultClient),
	} {
		if err := send(t.Context(), e); err == nil || strings.Contains(err.Error(), "secret") || !strings.Contains(err.Error(), "127.0.0.1:1") {
			t.Errorf("%s: %v, want an error with the host and no more", name, err)
		}
	}
}

// Ensure that what a receiver answers does not fill our log.
func TestAnErrorRepeatsLittleOfAnAnswer(t *testing.T) {
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("WebHook-Allowed-Origin", "*")
		w.Header().Set("WebHook-Allowed-Rate", strings.Repeat("often", 1000))
	}))
	defer receiver.Close()
	e, err := event.New(event.MessagePushed, "1", "", time.Now(), "news")
	if err != nil {
		t.Fatal(err)
	}
	err = event.Webhook(receiver.URL, "city.example", event.Keys{make([]byte, 32)}, receiver.Client(), time.Now)(t.Context(), e)
	if err == nil || len(err.Error()) > 300 {
		t.Errorf("got %.300v", err)
	}
}
