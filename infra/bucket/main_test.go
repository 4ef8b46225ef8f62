package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"strings"
	"testing"

	"inspectioncode.example/shared/bucket/localserver"
	"inspectioncode.example/shared/serve"
)

const access, secret = "test-access", "test-secret-of-the-local-store"

// server is the one embedded store of this test process. TestMain sets it before any test runs.
var server *localserver.Server

func TestMain(m *testing.M) { os.Exit(serveStore(m)) }

func serveStore(m *testing.M) int {
	dir, err := os.MkdirTemp("", "bucket-")
	if err == nil {
		defer os.RemoveAll(dir)
		server, err = localserver.Start(context.Background(), dir, "127.0.0.1:0", access, secret)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	code := m.Run()
	if err := server.Stop(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

// prepared runs the command on a bucket at an endpoint.
func prepared(t *testing.T, endpoint, name string, change bool, more ...string) (ready bool, said string) {
	t.Helper()
	settings := map[string]string{"PUBLIC_URL": "https://jcm.example", "BUCKET_ENDPOINT": endpoint, "BUCKET_REGION": localserver.Region, "BUCKET": name, "BUCKET_PATH_STYLE": "true"}
	for i := 0; i < len(more); i += 2 {
		settings[more[i]] = more[i+1]
	}
	env := &serve.Env{
		Setting: func(name string) string { return settings[name] },
		Secret: func(name string) ([]byte, error) {
			if v, ok := map[string]string{"bucket-access-key": access, "bucket-secret-key": secret}[name]; ok {
				return []byte(v), nil
			}
			return nil, fs.ErrNotExist
		},
		Log: slog.New(slog.DiscardHandler),
	}
	var w bytes.Buffer
	ready, err := run(t.Context(), env, change, &w)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(w.String())
	return ready, w.String()
}

func newName() string { return strings.ToLower("test-" + rand.Text()) }

// outcome is what a report says of a point.
func outcome(said, point string) string {
	for line := range strings.Lines(said) {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(line), point); ok {
			return strings.TrimSpace(rest)
		}
	}
	return "nothing"
}

// Ensure that a bucket that is not there is made and can be used, that the second time finds nothing to do,
// and that what the store refuses is said and does not stand in the way.
func TestABucketIsMadeAndStaysAsItIs(t *testing.T) {
	name := newName()
	if ready, said := prepared(t, server.Endpoint(), name, false); ready || outcome(said, "the bucket is there") != "missing" {
		t.Errorf("only looking, a bucket that is not there is %q, ready %v", outcome(said, "the bucket is there"), ready)
	}
	for i, want := range []string{"done", "as it should be"} {
		ready, said := prepared(t, server.Endpoint(), name, true)
		for _, point := range []string{"the bucket is there", "its own pages may upload"} {
			if got := outcome(said, point); got != want {
				t.Errorf("time %d: %s: %q, want %q", i+1, point, got, want)
			}
		}
		if got := outcome(said, "strangers cannot read it"); got != "as it should be" {
			t.Errorf("time %d: strangers: %q", i+1, got)
		}
		if got := outcome(said, "creates once under a race"); got != "holds" || !ready {
			t.Errorf("time %d: the race: %q; ready %v", i+1, got, ready)
		}
	}
}

// between stands between the command and the store, and answers some requests itself.
func between(t *testing.T, answer func(w http.ResponseWriter, r *http.Request) bool) string {
	t.Helper()
	to, err := url.Parse(server.Endpoint())
	if err != nil {
		t.Fatal(err)
	}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(to)
		r.Out.Host = r.In.Host // it is signed
	}, ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !answer(w, r) {
			proxy.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// s3Error answers as S3 does.
func s3Error(w http.ResponseWriter, status int, code string) bool {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	fmt.Fprintf(w, "<?xml version=\"1.0\"?><Error><Code>%s</Code><Message>no</Message></Error>", code)
	return true
}

func TestAStoreThatRefusesTheRestCanBeUsed(t *testing.T) {
	endpoint := between(t, func(w http.ResponseWriter, r *http.Request) bool {
		for _, aspect := range []string{"versioning", "lifecycle", "encryption", "cors"} {
			if r.URL.Query().Has(aspect) {
				return s3Error(w, http.StatusNotImplemented, "NotImplemented")
			}
		}
		return false
	})
	ready, said := prepared(t, endpoint, newName(), true)
	if !ready {
		t.Error("a store that creates once is not ready")
	}
	for _, point := range []string{"it keeps versions", "leftovers end, facts never", "it is encrypted on disk", "its own pages may upload"} {
		if got := outcome(said, point); got != "refused by the store" {
			t.Errorf("%s: %q, want it said that the store refuses", point, got)
		}
	}
}

// Ensure that a store that would lose facts, or show them, is not called ready.
func TestAStoreThatBreaksAPromiseMustNotBeUsed(t *testing.T) {
	const rule = `<LifecycleConfiguration><Rule><ID>tidy</ID><Status>Enabled</Status><Filter><Prefix></Prefix></Filter><Expiration><Days>90</Days></Expiration></Rule></LifecycleConfiguration>`
	for _, c := range []struct {
		promise, point, says string
		answer               func(w http.ResponseWriter, r *http.Request) bool
		settings             []string
	}{
		{"creates once", "answers, and reads what was written", "does not hold", func(w http.ResponseWriter, r *http.Request) bool {
			return r.Header.Get("If-None-Match") != "" && s3Error(w, http.StatusNotImplemented, "NotImplemented")
		}, nil},
		{"shows nothing to strangers", "strangers cannot read it", "wrong", func(w http.ResponseWriter, r *http.Request) bool {
			if r.Header.Get("Authorization") == "" {
				fmt.Fprint(w, "<ListBucketResult></ListBucketResult>")
				return true
			}
			return false
		}, nil},
		{"keeps facts for ever", "leftovers end, facts never", "wrong", func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Query().Has("lifecycle") && r.Method == http.MethodGet {
				fmt.Fprint(w, rule)
				return true
			}
			return false
		}, nil},
		{"forbids overwriting, where versions void it", "it keeps no versions", "wrong", func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Query().Has("versioning") && r.Method == http.MethodGet {
				fmt.Fprint(w, `<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>`)
				return true
			}
			return false
		}, []string{"BUCKET_DRIVER", "aws", "BUCKET_CREATE_ONCE", "oss"}},
	} {
		ready, said := prepared(t, between(t, c.answer), newName(), true, c.settings...)
		if got := outcome(said, c.point); ready || !strings.HasPrefix(got, c.says) {
			t.Errorf("a store that does not keep the promise that it %s: %s is %q, want %q; ready %v", c.promise, c.point, got, c.says, ready)
		}
	}
}

func TestMissingSettingsAreNamed(t *testing.T) {
	env := &serve.Env{Setting: func(string) string { return "" }, Secret: func(string) ([]byte, error) { return nil, errors.New("none") }}
	_, err := run(t.Context(), env, true, &bytes.Buffer{})
	for _, name := range []string{"PUBLIC_URL", "BUCKET_ENDPOINT", "BUCKET_REGION", "bucket-secret-key"} {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("got %v, which does not name %s", err, name)
		}
	}
}
