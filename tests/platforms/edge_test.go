package platforms

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Ensure that the edge leads to every function with pages and to no other.
func TestTheEdgeLeadsToThePagesAlone(t *testing.T) {
	conf := read(t, "../../infra/knative/edge/nginx.conf")
	m := regexp.MustCompile(`location ~ \^/function/\(\?<named>([a-z|-]+)\)\(\?:/\|\$\)`).FindStringSubmatch(conf)
	if m == nil {
		t.Fatal("no location of functions in nginx.conf")
	}
	open := slices.DeleteFunc(slices.Clone(functions), func(f string) bool { return slices.Contains(private, f) })
	same(t, "the edge", strings.Split(m[1], "|"), open)
}

// Ensure that nginx takes the configuration and does what it says: the function by its Service's host, the address
// as it was asked, the sender's address added, and nothing at all for functions without pages.
func TestTheEdgeRoutes(t *testing.T) {
	nginx, err := exec.LookPath("nginx")
	if err != nil {
		if os.Getenv("CI_TOOLS") == "required" {
			t.Fatal(err)
		}
		t.Skip("nginx is not installed")
	}
	behind := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, r.Host, " ", r.RequestURI, " ", r.Header.Get("X-Forwarded-For"))
	}))
	defer behind.Close()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	free.Close()
	dir, err := os.MkdirTemp("", "edge-") // nginx's workers are another user, who cannot read t.TempDir
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	const host = "$function.inspection-code.svc.cluster.local"
	conf := strings.NewReplacer("proxy_pass http://"+host, "proxy_pass "+behind.URL, "listen 8080", "listen "+address,
		"resolver kube-dns.kube-system.svc.cluster.local", "resolver 127.0.0.1", " /tmp/", " "+dir+"/").Replace(read(t, "../../infra/knative/edge/nginx.conf"))
	file := dir + "/nginx.conf"
	if err := errors.Join(os.Chmod(dir, 0o777), os.WriteFile(file, []byte(conf), 0o600)); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), nginx, "-c", file, "-p", dir, "-e", dir+"/error.log", "-g", "daemon off;")
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) } // which takes its workers along
	var said strings.Builder
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait()
	defer cmd.Cancel()
	for until := time.Now().Add(10 * time.Second); time.Now().Before(until); time.Sleep(10 * time.Millisecond) {
		if status, _ := ask(t, "http://"+address+"/_/edge"); status == http.StatusNoContent {
			break
		}
	}
	for path, want := range map[string]string{
		"/":                               "verify-scan",
		"/c/0123?lang=en":                 "verify-scan",
		"/assets/scan.js":                 "verify-scan",
		"/.well-known/keys":               "verify-scan",
		"/function/issue-code":            "issue-code",
		"/function/issue-code/2026-x.png": "issue-code",
		"/function/query-inspections?a=1": "query-inspections",
		"/function/sweep-intents":         "",
		"/function/notify-enterprise/x":   "",
		"/function/notify-agency":         "",
		"/function/issue-codes":           "",
		"/async-function/issue-code":      "",
		"/_/health":                       "",
	} {
		status, got := ask(t, "http://"+address+path)
		if want == "" {
			if status != http.StatusNotFound || strings.Contains(got, "svc.cluster.local") {
				t.Errorf("%s: answered %d %s, want 404", path, status, got)
			}
			continue
		}
		if want := want + ".inspection-code.svc.cluster.local " + path + " 192.0.2.1, 127.0.0.1"; got != want {
			t.Errorf("%s: arrived as %d %q, want %q; nginx says %q", path, status, got, want, said.String())
		}
	}
}

// ask asks as a load balancer before the edge does.
func ask(t *testing.T, address string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Forwarded-For", "192.0.2.1")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err.Error()
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}
