package process

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestEveryFunctionIsReadyWithoutItsStore(t *testing.T) {
	city := newCity(t)
	for _, name := range functions(t) {
		p := start(t, city, name)
		for _, path := range []string{"/_/health", "/_/ready"} {
			if got := status(p.Address + path); got != 200 {
				t.Errorf("%s: %s answered %d, want 200", name, path, got)
			}
		}
		if err := p.Terminate(); err != nil {
			t.Fatal(err)
		}
		if err := p.Wait(); err != nil {
			t.Errorf("%s: told to end, ended with %v\n%s", name, err, p.Log())
		}
	}
}

func TestWithoutAPortItListensOn8080(t *testing.T) {
	p, err := newCity(t).Prepare(t.Context(), program, "verify-scan", "PORT=")
	if err != nil {
		t.Fatal(err)
	}
	if os.Geteuid() == 0 { // a network of its own, where nobody else has the port
		p.Cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET}
	} else if l, err := net.Listen("tcp", ":8080"); err != nil {
		t.Skip("somebody listens on 8080 already, and only root can make another network")
	} else {
		l.Close()
	}
	if err := p.Run(); err != nil {
		t.Fatal(err)
	}
	defer p.Kill()
	for until := time.Now().Add(10 * time.Second); time.Now().Before(until); time.Sleep(5 * time.Millisecond) {
		if strings.Contains(p.Log(), `"msg":"serving","function":"verify-scan","address":"[::]:8080"`) {
			return
		}
	}
	t.Errorf("does not say that it serves on 8080:\n%s", p.Log())
}

// Ensure that a function that lacks something names all of it at once: given exactly what it named, it
// begins.
func TestEverythingMissingIsNamedAtOnce(t *testing.T) {
	city := newCity(t)
	setting, secret := regexp.MustCompile(`setting ([A-Z_]+) is missing`), regexp.MustCompile(`secret ([a-z-]+) is missing`)
	for _, name := range functions(t) {
		bare, err := city.Prepare(t.Context(), program, name)
		if err != nil {
			t.Fatal(err)
		}
		given := t.TempDir()
		bare.Cmd.Env = []string{"FUNCTION=" + name, "SECRETS_DIR=" + given}
		if err := bare.Run(); err != nil {
			t.Fatal(err)
		}
		if err := bare.Wait(); err == nil || bare.Cmd.ProcessState.ExitCode() != 1 {
			t.Errorf("%s: without any setting, ended with %v, want exit status 1", name, err)
		}
		p, err := city.Prepare(t.Context(), program, name)
		if err != nil {
			t.Fatal(err)
		}
		p.Cmd.Env = []string{"FUNCTION=" + name, "SECRETS_DIR=" + given, "PORT=" + p.Address[strings.LastIndex(p.Address, ":")+1:], "BUCKET_PATH_STYLE=true"}
		for _, m := range setting.FindAllStringSubmatch(bare.Log(), -1) {
			p.Cmd.Env = append(p.Cmd.Env, m[1]+"="+city.Settings[m[1]])
		}
		named := secret.FindAllStringSubmatch(bare.Log(), -1)
		for _, m := range named {
			b, err := os.ReadFile(filepath.Join(city.Secrets, m[1]))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(given, m[1]), b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if len(named) < 2 || len(p.Cmd.Env) < 8 {
			t.Errorf("%s: names only %v and %v", name, p.Cmd.Env[4:], named)
		}
		if err := p.Run(); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		if err := p.Ready(ctx); err != nil {
			t.Errorf("%s: given all that it said was missing: %v", name, err)
		}
		cancel()
		p.Kill()
	}
}
