package browser

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/bucket/localserver"
	"inspectioncode.example/shared/bucket/open"
	"inspectioncode.example/shared/inspection"
)

// A city is one process of infra/local with a clock that stands.
type city struct {
	data, address, store string
	cmd                  *exec.Cmd
}

// begin is when every city's clock stands at first: a Saturday morning in the middle of the trial.
var begin = at("07:30")

// at is a time of that day.
func at(clock string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", "2026-09-05 "+clock, inspection.Shanghai)
	if err != nil {
		panic(err)
	}
	return t
}

func newCity(t *testing.T) *city {
	t.Helper()
	lookAtSources(t)
	c := &city{data: t.TempDir()}
	c.start(t, "127.0.0.1:0", begin)
	return c
}

// start starts the city's process, and waits until it serves.
func (c *city) start(t *testing.T, addr string, now time.Time) {
	t.Helper()
	out := filepath.Join(c.data, "out")
	printed, err := os.Create(out)
	if err != nil {
		t.Fatal(err)
	}
	c.cmd = exec.Command(program, "-addr", addr, "-data", c.data, "-now", now.Format(time.RFC3339))
	c.cmd.Stdout, c.cmd.Stderr = printed, printed
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.stop)
	banner := regexp.MustCompile(`(?s)open +(http://\S+).*store +(http://[^\s,]+)`)
	waitFor(t, "the city", func() bool {
		text, _ := os.ReadFile(out)
		m := banner.FindSubmatch(text)
		if m != nil {
			c.address, c.store = string(m[1]), string(m[2])
		}
		return m != nil
	})
}

// comeBack starts the city again where it was, as a network that comes back.
func (c *city) comeBack(t *testing.T, now time.Time) {
	t.Helper()
	c.start(t, strings.TrimPrefix(c.address, "http://"), now)
}

// lookAtSources opens every folder the program is built from, so that go test does not take a result of
// before a change out of its cache.
func lookAtSources(t *testing.T) {
	t.Helper()
	for _, part := range []string{"functions", "infra", "shared"} {
		err := filepath.WalkDir(filepath.Join("../..", part), func(_ string, _ fs.DirEntry, err error) error { return err })
		if err != nil {
			t.Fatal(err)
		}
	}
}

// stop ends the city, as a network that goes away ends it for a phone. It may be stopped already.
func (c *city) stop() {
	if c.cmd.ProcessState == nil {
		c.cmd.Process.Kill()
		c.cmd.Wait()
	}
}

// moveTo moves the clock.
func (c *city) moveTo(t *testing.T, to time.Time) {
	t.Helper()
	resp, err := http.PostForm(c.address+"/clock", url.Values{"now": {to.Format(time.RFC3339)}})
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("move the clock to %v: %s", to, resp.Status)
	}
}

// token is somebody's, from the sign-in.
func (c *city) token(t *testing.T, who string) string {
	t.Helper()
	return strings.TrimSpace(string(c.call(t, http.MethodPost, "/sign-in", "application/x-www-form-urlencoded", "", []byte(url.Values{"as": {who}, "token": {"yes"}}.Encode()))))
}

// post sends JSON as somebody and reads the answer.
func (c *city) post(t *testing.T, who, path string, v, answer any) {
	t.Helper()
	body, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(c.call(t, http.MethodPost, path, "application/json", c.token(t, who), body), answer); err != nil {
		t.Fatal(err)
	}
}

func (c *city) call(t *testing.T, method, path, media, token string, body []byte) []byte {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, c.address+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = http.Header{"Content-Type": {media}, "Accept": {"application/json"}}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: %s %v\n%s", method, path, resp.Status, err, got)
	}
	return got
}

// settle waits until the bus has delivered all it has.
func (c *city) settle(t *testing.T) {
	t.Helper()
	waitFor(t, "the bus", func() bool {
		var busy struct{ Waiting, Dead int }
		if err := json.Unmarshal(c.call(t, http.MethodGet, "/bus", "", "", nil), &busy); err != nil || busy.Dead > 0 {
			t.Fatalf("%d dead letters, %v", busy.Dead, err)
		}
		return busy.Waiting == 0
	})
}

// withdraw takes an officer's certificate away in the directory, as its next import would.
func (c *city) withdraw(t *testing.T, certificate string) {
	t.Helper()
	secret := func(name string) string {
		b, err := os.ReadFile(filepath.Join(c.data, "secrets", name))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	store, err := open.Store(bucket.Settings{Endpoint: c.store, Region: localserver.Region, Bucket: "inspection-code",
		AccessKey: secret("bucket-access-key"), SecretKey: secret("bucket-secret-key"), PathStyle: true})
	if err == nil {
		err = store.Put(t.Context(), "directory/withdrawn.json", bucket.Write{Body: fmt.Appendf(nil, `{%q: "2026-09-05"}`, certificate), ContentType: "application/json"})
	}
	if err != nil {
		t.Fatal(err)
	}
}

func waitFor(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for range 300 {
		if ok() {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("waited half a minute for %s", what)
}
