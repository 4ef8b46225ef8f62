package serve

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/page"
)

type function func(handler.Request) (handler.Response, error)

func (f function) Handle(req handler.Request) (handler.Response, error) { return f(req) }

// env is one whose settings and secrets are the test's, and whose log can be read.
func env(settings map[string]string, secrets map[string]string) (*Env, *bytes.Buffer) {
	var log bytes.Buffer
	return &Env{
		Deadline: Deadline,
		Setting:  func(name string) string { return settings[name] },
		Secret: func(name string) ([]byte, error) {
			if s, ok := secrets[name]; ok {
				return []byte(s), nil
			}
			return nil, fs.ErrNotExist
		},
		Now:    time.Now,
		Random: strings.NewReader(strings.Repeat("random", 100)),
		Client: http.DefaultClient,
		Log:    Log(&log),
		Pages:  page.New(),
	}, &log
}

func refusal(why inspection.Why) error {
	return inspection.Refuse(why, inspection.Fault{Field: "plan", Rule: "required", Text: inspection.Text{ZH: "缺少计划", EN: "the plan is missing"}, Mend: inspection.Text{ZH: "请填写", EN: "give it"}})
}

// Ensure that each kind of error becomes the status that its asker understands: a person, a program,
// or a broker that would try some of them again.
func TestOnePlaceTurnsErrorsIntoStatuses(t *testing.T) {
	person := http.Header{"Accept": {"text/html"}}
	program := http.Header{"Accept": {"application/json"}}
	broker := http.Header{"Ce-Specversion": {"1.0"}, "Ce-Type": {"x"}}
	for _, c := range []struct {
		err                     error
		person, program, broker int
	}{
		{refusal(inspection.Invalid), 422, 422, 400},
		{refusal(inspection.NotSigned), 401, 401, 401},
		{refusal(inspection.NotAllowed), 403, 403, 403},
		{refusal(inspection.NotFound), 404, 404, 400},
		{refusal(inspection.Conflict), 409, 409, 400},
		{refusal(inspection.TooMany), 429, 429, 429},
		{refusal(inspection.TooLarge), 413, 413, 413},
		{bucket.ErrUnknown, 503, 503, 503},
		{errors.New("secret detail"), 503, 503, 503},
	} {
		e, log := env(nil, nil)
		server := httptest.NewServer(e.HTTP(function(func(handler.Request) (handler.Response, error) { return handler.Response{}, c.err })))
		for who, want := range map[string]int{"person": c.person, "program": c.program, "broker": c.broker} {
			req, _ := http.NewRequest("POST", server.URL, strings.NewReader("{}"))
			req.Header = map[string]http.Header{"person": person, "program": program, "broker": broker}[who].Clone()
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			body, _ := io.ReadAll(resp.Body)
			resp.Body.Close()
			if resp.StatusCode != want {
				t.Errorf("%v for a %s: got %d, want %d", c.err, who, resp.StatusCode, want)
			}
			if bytes.Contains(body, []byte("secret")) || bytes.Contains(body, []byte("unknown")) {
				t.Errorf("%v for a %s: told %s", c.err, who, body)
			}
			if want != 503 && !bytes.Contains(body, []byte("缺少计划")) {
				t.Errorf("%v for a %s: the reason is missing in %s", c.err, who, body)
			}
			wantType := map[string]string{"person": "text/html; charset=utf-8", "program": "application/problem+json", "broker": "text/plain; charset=utf-8"}[who]
			if got := resp.Header.Get("Content-Type"); got != wantType {
				t.Errorf("%v for a %s: answered as %s", c.err, who, got)
			}
		}
		if logged := strings.Contains(log.String(), `"level":"ERROR"`); logged != (c.person == 503) {
			t.Errorf("%v: logged as an error: %v", c.err, logged)
		}
		server.Close()
	}
}

func TestWhatIsTooLargeNeverReachesTheFunction(t *testing.T) {
	e, _ := env(nil, nil)
	reached := 0
	server := httptest.NewServer(e.HTTP(function(func(req handler.Request) (handler.Response, error) {
		reached += len(req.Body)
		return handler.Response{}, nil
	})))
	defer server.Close()
	for size, want := range map[int]int{MaxBody: 200, MaxBody + 1: 413, 5 * MaxBody: 413} {
		reached = 0
		resp, err := http.Post(server.URL, "application/json", bytes.NewReader(make([]byte, size)))
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want || (reached > 0) != (want == 200) {
			t.Errorf("%d bytes: answered %d, %d bytes reached the function", size, resp.StatusCode, reached)
		}
	}
}

func TestAPanicIsAnAnswer(t *testing.T) {
	e, log := env(nil, nil)
	server := httptest.NewServer(e.HTTP(function(func(handler.Request) (handler.Response, error) { panic("boom") })))
	defer server.Close()
	resp, err := http.Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(resp.Body)
	resp.Body.Close()
	if resp.StatusCode != 503 || bytes.Contains(body, []byte("boom")) || !strings.Contains(log.String(), "boom") {
		t.Errorf("answered %d, %s; logged %s", resp.StatusCode, body, log)
	}
}

func TestAFormOfAnotherSiteIsRefused(t *testing.T) {
	e, _ := env(map[string]string{"PUBLIC_URL": "https://code.example.gov.cn"}, nil)
	server := httptest.NewServer(e.HTTP(function(func(handler.Request) (handler.Response, error) { return handler.Response{}, nil })))
	defer server.Close()
	for _, c := range []struct {
		header http.Header
		want   int
	}{
		{http.Header{}, 200}, // no browser
		{http.Header{"Sec-Fetch-Site": {"same-origin"}}, 200},
		{http.Header{"Sec-Fetch-Site": {"cross-site"}}, 403},
		{http.Header{"Sec-Fetch-Site": {"same-site"}}, 403}, // a sibling domain
		{http.Header{"Origin": {"https://evil.example"}}, 403},
		{http.Header{"Origin": {server.URL}}, 200},
		{http.Header{"Origin": {"https://code.example.gov.cn"}}, 200}, // ours, behind a gateway that rewrote Host
		{http.Header{"Origin": {"http://code.example.gov.cn"}}, 403},
	} {
		req, _ := http.NewRequest("POST", server.URL, strings.NewReader("a=b"))
		req.Header = c.header
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != c.want {
			t.Errorf("%v: answered %d, want %d", c.header, resp.StatusCode, c.want)
		}
	}
}

// Ensure that whoever is limited by address cannot have as many as he likes: a line to the internet comes with
// all of a /64, and a proxy may name the port, which changes with every connection.
func TestOneSenderHasOneAddress(t *testing.T) {
	for _, c := range []struct{ hops, peer, forwarded, want string }{
		{"0", "192.0.2.1:1234", "203.0.113.9", "192.0.2.1"},
		{"0", "[2001:db8:1:2:3:4:5:6]:1234", "", "2001:db8:1:2::/64"},
		{"0", "[2001:db8:1:2:ffff::1]:1234", "", "2001:db8:1:2::/64"},
		{"0", "[::ffff:192.0.2.1]:1234", "", "192.0.2.1"},
		{"0", "[fe80::1%eth0]:1234", "", "fe80::/64"},
		{"1", "10.0.0.1:1", "203.0.113.9", "203.0.113.9"},
		{"1", "10.0.0.1:1", "made-up, 203.0.113.9:4711", "203.0.113.9"},
		{"1", "10.0.0.1:1", "[2001:db8:1:2::7]:4711", "2001:db8:1:2::/64"},
		{"1", "10.0.0.1:1", "2001:db8:1:2::7", "2001:db8:1:2::/64"},
		{"2", "10.0.0.1:1", "made-up, 203.0.113.9, 10.0.0.2", "203.0.113.9"},
		{"2", "10.0.0.1:1", "203.0.113.9", ""},
		{"1", "10.0.0.1:1", "unknown", "unknown"},
		{"", "192.0.2.1:1234", "203.0.113.9", ""},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.peer
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := clientAddress(c.hops, r); got != c.want {
			t.Errorf("%+v: got %q", c, got)
		}
	}
}

func TestTheLastSegmentIsTheSameBehindEveryGateway(t *testing.T) {
	for path, want := range map[string]string{
		"/": "", "": "", "/verify-scan": "", "/verify-scan/": "", "/function/verify-scan": "",
		"/123": "123", "/c/123": "123", "/function/verify-scan/123": "123", "/verify-scan/c/123": "123", "/123?x=/456": "123",
	} {
		e, _ := env(nil, nil)
		got := "nothing"
		server := httptest.NewServer(e.HTTP(function(func(req handler.Request) (handler.Response, error) {
			got = Last(&req, "verify-scan")
			return handler.Response{}, nil
		})))
		resp, err := http.Get(server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		server.Close()
		if got != want {
			t.Errorf("%s: got %q, want %q", path, got, want)
		}
	}
}

func TestEverythingMissingIsNamedAtOnce(t *testing.T) {
	e, _ := env(map[string]string{"BUCKET": "b"}, map[string]string{"id-key": "short", "signing-keys": "{}"})
	e.Policy(e.Ledger())
	e.SigningKeys()
	e.WhoIs()
	e.Announce()
	e.NeedSecret("id-key", 32)
	err := e.Err()
	if err == nil {
		t.Fatal("nothing is said to be missing")
	}
	for _, want := range []string{"BUCKET_ENDPOINT", "BUCKET_REGION", "PUBLIC_URL", "K_SINK", "bucket-access-key", "bucket-secret-key", "event-keys", "issuers", "signing-keys", "id-key is shorter"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not name %s", err, want)
		}
	}
	if strings.Contains(err.Error(), "setting BUCKET is") {
		t.Errorf("%v names BUCKET, which is there", err)
	}
}

func TestTheTrialCanBeMovedAndNotTurnedRound(t *testing.T) {
	for window, ok := range map[string]bool{"": true, "2024-01-01/2024-06-30": true, "2024-06-30/2024-01-01": false, "2024": false, "soon/later": false} {
		e, _ := env(map[string]string{"TRIAL_WINDOW": window}, nil)
		policy := e.Policy(&ledger.Ledger{Bucket: &bucket.Memory{}})
		if (e.Err() == nil) != ok {
			t.Errorf("%q: got %v", window, e.Err())
		}
		if !ok {
			continue
		}
		if p, err := policy(t.Context()); err != nil || window != "" && p.Trial.From != "2024-01-01" {
			t.Errorf("%q: %v, %v; want a trial that begins on 2024-01-01", window, p, err)
		}
	}
}

// Ensure that a broker is told exactly what it must do with each event.
func TestEventsAreDoneRefusedOrSentAgain(t *testing.T) {
	one := `{"specversion":"1.0","id":"%","source":"/s","type":"x"}`
	id := func(s string) string { return strings.Replace(one, "%", s, 1) }
	do := func(e event.Event) (event.Event, error) {
		switch e.ID() {
		case "bad":
			return event.Event{}, refusal(inspection.Invalid)
		case "down":
			return event.Event{}, bucket.ErrUnknown
		}
		return event.New("y", "of-"+e.ID(), "", time.Unix(0, 0), struct{}{})
	}
	for _, c := range []struct {
		body, media, accept string
		want                int
		says                string
	}{
		{id("a"), event.Structured, "", 204, ""},
		{id("a"), event.Structured, event.Structured, 200, `"of-a"`},
		{id("bad"), event.Structured, "", 400, "plan: required"},
		{id("bad"), event.Structured, event.Structured, 400, `"rule": "required"`},
		{id("down"), event.Structured, "", 503, ""},
		{"[" + id("a") + "," + id("b") + "]", event.Batch, "", 204, ""},
		{"[" + id("a") + "," + id("b") + "]", event.Batch, event.Batch, 200, `"of-b"`},
		{"[" + id("a") + "," + id("bad") + "]", event.Batch, "", 400, "events[1].plan"},
		{"[" + id("down") + "," + id("bad") + "]", event.Batch, "", 503, ""},
		{"{", event.Structured, "", 400, "cloudevent"},
	} {
		e, _ := env(nil, nil)
		server := httptest.NewServer(e.HTTP(function(func(req handler.Request) (handler.Response, error) { return Events(&req, do) })))
		req, _ := http.NewRequest("POST", server.URL, strings.NewReader(c.body))
		req.Header = http.Header{"Content-Type": {c.media}, "Accept": {c.accept}}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		server.Close()
		if resp.StatusCode != c.want || !strings.Contains(string(body), c.says) {
			t.Errorf("%s accepting %q: answered %d %s; want %d with %q", c.body, c.accept, resp.StatusCode, body, c.want, c.says)
		}
		if c.want == 204 && len(body) > 0 {
			t.Errorf("%s: a broker would take %q for an event", c.body, body)
		}
	}
}

func TestTheLogNamesNoOfficer(t *testing.T) {
	var b bytes.Buffer
	Log(&b).Error("failed", "err", errors.New(`read officer: get directory/officers/09100000001.json: outcome unknown`))
	if strings.Contains(b.String(), "09100000001") || !strings.Contains(b.String(), "outcome unknown") {
		t.Errorf("logged %s", &b)
	}
}

// Ensure that a process that is told to end says so to the platform, finishes what it has begun, and
// ends well.
func TestATerminatedProcessDrains(t *testing.T) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(free.Addr().String())
	free.Close()
	e, _ := env(map[string]string{"PORT": port, "HEALTHCHECK_INTERVAL": "500ms"}, nil)
	begun, finish := make(chan struct{}), make(chan struct{})
	ctx, terminate := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- run(ctx, e, function(func(handler.Request) (handler.Response, error) {
			close(begun)
			<-finish
			return handler.Response{Body: []byte("finished")}, nil
		}))
	}()
	base := "http://127.0.0.1:" + port
	waitForStatus(t, base+"/_/ready", http.StatusOK)
	answered := make(chan string, 1)
	go func() {
		resp, err := http.Get(base + "/work")
		if err != nil {
			answered <- err.Error()
			return
		}
		defer resp.Body.Close()
		b, _ := io.ReadAll(resp.Body)
		answered <- string(b)
	}()
	<-begun
	terminate()
	waitForStatus(t, base+"/_/health", http.StatusServiceUnavailable)
	close(finish)
	if got := <-answered; got != "finished" {
		t.Errorf("the request under way was answered %q", got)
	}
	if err := <-ended; err != nil {
		t.Errorf("ended with %v", err)
	}
	if _, err := http.Get(base + "/_/ready"); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("still there: %v", err)
	}
}

func waitForStatus(t *testing.T, address string, want int) {
	t.Helper()
	for range 200 {
		resp, err := http.Get(address)
		if err == nil {
			resp.Body.Close()
			if resp.StatusCode == want {
				return
			}
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("%s never answered %d", address, want)
}
