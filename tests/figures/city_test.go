// Package figures walks every dashboard of a city that has a full trial behind it (the sample's, played through the ledger), as
// everybody who has one: each number must lead to rows, as many as it says and none that are not the reader's, or the
// page must say why not; and no page may be heavy.
package figures

import (
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
)

// program is infra/local, built once.
var program string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "figures-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	program = filepath.Join(dir, "local")
	if out, err := exec.Command("go", "build", "-o", program, "../../infra/local").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "%v\n%s", err, out)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// A city is one process of infra/local after a trial and a night.
type city struct {
	address string
	tokens  map[string]string
}

// visits are the trial's.
const visits = "1200"

func newCity(t *testing.T) *city {
	t.Helper()
	for _, part := range []string{"functions", "infra", "shared"} { // so that go test looks at them before it takes an old result
		if err := filepath.WalkDir(filepath.Join("../..", part), func(_ string, _ fs.DirEntry, err error) error { return err }); err != nil {
			t.Fatal(err)
		}
	}
	data := t.TempDir()
	printed, err := os.Create(filepath.Join(data, "out"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, "-addr", "127.0.0.1:0", "-data", data, "-now", "2026-11-30T09:00:00+08:00", "-sample", visits)
	cmd.Stdout, cmd.Stderr = printed, printed
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	c := &city{tokens: map[string]string{}}
	banner := regexp.MustCompile(`open +(http://\S+)`)
	for range 6000 {
		text, _ := os.ReadFile(printed.Name())
		if m := banner.FindSubmatch(text); m != nil {
			c.address = string(m[1])
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	if c.address == "" {
		t.Fatal("the city does not begin")
	}
	var did struct{ Summaries int }
	c.json(t, "nobody", http.MethodPost, "/function/analyze-frequency", &did)
	if did.Summaries < 50 {
		t.Fatalf("the night wrote %d summaries", did.Summaries)
	}
	return c
}

// call makes a request as somebody.
func (c *city) call(t *testing.T, who, method, path, accept string) (int, string) {
	t.Helper()
	if who != "nobody" && c.tokens[who] == "" {
		resp, err := http.PostForm(c.address+"/sign-in", url.Values{"as": {who}, "token": {"yes"}})
		if err != nil {
			t.Fatal(err)
		}
		token, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || resp.StatusCode != http.StatusOK {
			t.Fatalf("sign in as %s: %s %v", who, resp.Status, err)
		}
		c.tokens[who] = strings.TrimSpace(string(token))
	}
	req, err := http.NewRequestWithContext(t.Context(), method, c.address+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept", accept)
	if who != "nobody" {
		req.Header.Set("Authorization", "Bearer "+c.tokens[who])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

func (c *city) json(t *testing.T, who, method, path string, answer any) {
	t.Helper()
	status, body := c.call(t, who, method, path, "application/json")
	if status != http.StatusOK {
		t.Fatalf("%s %s: %d %.300s", method, path, status, body)
	}
	if err := json.Unmarshal([]byte(body), answer); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

// heaviest is what any page may weigh, in bytes.
const heaviest = 60_000

// page opens a page, which must be there and not be heavy.
func (c *city) page(t *testing.T, who, path string) string {
	t.Helper()
	status, body := c.call(t, who, http.MethodGet, path, "text/html")
	if status != http.StatusOK {
		t.Errorf("%s opens %s: %d", who, path, status)
	}
	if len(body) >= heaviest {
		t.Errorf("%s weighs %d bytes for %s", path, len(body), who)
	}
	return body
}
