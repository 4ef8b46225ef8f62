package localserver

import (
	"context"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/bucket/minio"
)

const access, secret = "local-access", "local-secret-of-a-test"

func start(t *testing.T, dir string) *Server {
	t.Helper()
	s, err := Start(t.Context(), dir, "127.0.0.1:0", access, secret)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Stop() })
	return s
}

func open(t *testing.T, s *Server, secret string) bucket.Bucket {
	t.Helper()
	if err := s.MakeBucket(t.Context(), "facts"); err != nil {
		t.Fatal(err)
	}
	store, err := minio.Open(bucket.Settings{
		Endpoint: s.Endpoint(), Region: Region, Bucket: "facts", AccessKey: access, SecretKey: secret, PathStyle: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	return bucket.New(store, bucket.Retry{})
}

func TestWhatWasWrittenOutlivesTheServer(t *testing.T) {
	home, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for run, want := range []error{nil, os.ErrExist} {
		s := start(t, dir)
		if got, err := open(t, s, secret).Create(t.Context(), "a/fact.json", []byte{byte('0' + run)}); string(got) != "0" || (err == nil) != (want == nil) {
			t.Errorf("run %d: Create = %q, %v; want \"0\", %v", run, got, err, want)
		}
		if err := s.Stop(); err != nil {
			t.Errorf("run %d: Stop: %v", run, err)
		}
		if there, err := os.Getwd(); err != nil || there != home {
			t.Errorf("run %d: Stop left the process in %s, %v; want %s", run, there, err, home)
		}
	}
}

func TestStopDoesNotWaitForSilentConnections(t *testing.T) {
	s := start(t, t.TempDir())
	silent, err := net.Dial("tcp", s.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	done := make(chan error)
	go func() { done <- s.Stop() }()
	select {
	case err := <-done:
		if err != nil {
			t.Errorf("Stop: %v", err)
		}
	case <-time.After(5 * time.Second): // versitygw by itself waits ten
		t.Error("Stop still waits")
		<-done
	}
}

func TestTheEndOfTheContextStopsTheServer(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s, err := Start(ctx, t.TempDir(), "127.0.0.1:0", access, secret)
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := s.Stop(); err != nil {
		t.Error(err)
	}
	if _, err := http.Get(s.Endpoint()); err == nil {
		t.Error("the server still answers")
	}
}

func TestOneProcessRunsOneServer(t *testing.T) {
	s := start(t, t.TempDir())
	if _, err := Start(t.Context(), t.TempDir(), "127.0.0.1:0", access, secret); err == nil {
		t.Fatal("a second server started")
	}
	if _, err := open(t, s, secret).Create(t.Context(), "still/here", nil); err != nil {
		t.Errorf("the first server after the second was refused: %v", err)
	}
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	start(t, t.TempDir())
}

func TestOthersAreKeptOut(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:0", ":0", "[::]:0", "192.0.2.1:0", "nonsense"} {
		if s, err := Start(t.Context(), t.TempDir(), addr, access, secret); err == nil {
			s.Stop()
			t.Errorf("started on %s", addr)
		}
	}
	s := start(t, t.TempDir())
	_, err := open(t, s, "wrong-secret").Get(t.Context(), "a/fact.json")
	if err == nil || !strings.Contains(err.Error(), "signature") {
		t.Errorf("with a wrong secret: %v, want a complaint about the signature", err)
	}
}

func TestStartFailsWithAReason(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Start(t.Context(), file, "127.0.0.1:0", access, secret); err == nil {
		t.Error("started in a file")
	}
	if _, err := Start(t.Context(), t.TempDir(), "127.0.0.1:0", "", ""); err == nil {
		t.Error("started without keys")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if s, err := Start(ctx, t.TempDir(), "127.0.0.1:0", access, secret); err == nil {
		s.Stop() // it may have been quick enough
	}
	start(t, t.TempDir()) // nothing of these is left in the way
}
