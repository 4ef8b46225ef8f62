// Package operator follows the operator's guide word by word, as far as there need not be a cluster.
package operator

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/tests/deployed"
)

// Ensure that whoever has a cluster and an S3 address comes to a first code by the commands of the guide, as they
// stand: that each of them exists and takes what it is given, and that the code is good and the enterprise hears of it.
func TestTheGuideLeadsToAFirstCode(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds and starts everything")
	}
	for _, tool := range []string{"bash", "curl", "sed"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not here", tool)
		}
	}
	_, rest, _ := strings.Cut(read(t, "../../infra/knative/dev/README.md"), "```sh\n")
	guide, after, ok := strings.Cut(rest, "```")
	if !ok {
		t.Fatal("the guide has no commands")
	}
	root := repository(t)
	dir := t.TempDir()
	program, err := deployed.Functions(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	city, err := deployed.NewCity(dir)
	if err == nil {
		err = city.OpenStore(t.Context(), ledger.Directory{})
	}
	if err != nil {
		t.Fatal(err)
	}
	defer city.CloseStore()

	cluster := &cluster{city: city, program: program, dir: t.TempDir()}
	defer cluster.end()
	control := httptest.NewServer(cluster)
	defer control.Close()
	tools := t.TempDir()
	for name, script := range map[string]string{
		"kubectl": `{ pwd; printf '%s\n' "$@"; } | curl -sS --fail-with-body --data-binary @- ` + control.URL,
		"ctr":     `[ "$1 $2 $3 $4" = "-n k8s.io images import" ] && tar -tf "$5" index.json`,
	} {
		if err := os.WriteFile(filepath.Join(tools, name), []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	here, gateway := free(t), free(t)
	script := strings.NewReplacer(
		"http://192.0.2.20:9000", city.Settings["BUCKET_ENDPOINT"], "ACCESS_KEY=…", "ACCESS_KEY="+read(t, filepath.Join(city.Secrets, "bucket-access-key")),
		"SECRET_KEY=…", "SECRET_KEY="+read(t, filepath.Join(city.Secrets, "bucket-secret-key")),
		"http://192.0.2.10:8080", "http://127.0.0.1:"+here, "0.0.0.0:8080", "127.0.0.1:"+here, "8081", gateway).Replace(guide)

	ctx, cancel := context.WithTimeout(t.Context(), 8*time.Minute) // on a machine that compiles everything first
	defer cancel()
	cmd := exec.CommandContext(ctx, "bash", "-eu", "-o", "pipefail", "-c", script)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "PATH="+tools+":"+os.Getenv("PATH"), "GOFLAGS=-trimpath") // compiled once for all folders
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	out, err := os.Create(filepath.Join(dir, "said"))
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr = out, out
	err = cmd.Run()
	if stopErr := cmd.Cancel(); stopErr != nil && !errors.Is(stopErr, syscall.ESRCH) { // what it left in the background
		t.Error(stopErr)
	}
	said := read(t, out.Name())
	if err != nil {
		var logs strings.Builder
		for name, p := range cluster.processes {
			fmt.Fprintf(&logs, "%s: %s\n", name, p.Log())
		}
		t.Fatalf("%v\n%s\n%s", err, said, logs.String())
	}
	for _, want := range []string{"the bucket can be used", `"outcome": "not-yet"`, `"zh": "检查通知"`, "0 impossible, 0 unfinished"} {
		if !strings.Contains(said, want) {
			t.Errorf("it printed no %s:\n%s", want, said)
		}
		if want != "the bucket can be used" && !strings.Contains(after, "`"+want+"`") {
			t.Errorf("the guide does not say that it prints %s", want)
		}
	}
}

// repository is a copy of what the commands need, because the guide changes settings.
func repository(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	for _, part := range []string{"functions", "infra", "shared"} {
		if err := os.CopyFS(filepath.Join(root, part), os.DirFS("../../"+part)); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{"go.mod", "go.sum"} {
		if err := os.WriteFile(filepath.Join(root, file), []byte(read(t, "../../"+file)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func free(t *testing.T) (port string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ = net.SplitHostPort(l.Addr().String())
	return port
}

func read(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
