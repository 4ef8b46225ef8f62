// Package process runs the program of all functions as a platform does, and holds it to the contract
// both platforms count on: where it listens, what it says of its health, how it ends, what it needs to
// begin, and what it leaves alone.
package process

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"inspectioncode.example/tests/deployed"
)

// program is the path of the functions, built once. TestMain sets it before any test runs.
var program string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "process-")
	if err == nil {
		defer os.RemoveAll(dir)
		err = os.Chmod(dir, 0o755) // others run the program, too
	}
	if err == nil {
		program, err = deployed.Functions(context.Background(), dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// newCity is one whose store does not run.
func newCity(t *testing.T) *deployed.City {
	t.Helper()
	c, err := deployed.NewCity(openDir(t))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// openDir is a folder that other users may read; t.TempDir's is not.
func openDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "process-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// openStore starts a city's store for the rest of the test.
func openStore(t *testing.T, c *deployed.City) {
	t.Helper()
	if err := c.OpenStore(t.Context(), deployed.Directory(4)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.CloseStore(); err != nil {
			t.Error(err)
		}
	})
}

// start starts a function of a city and waits until it is ready.
func start(t *testing.T, c *deployed.City, function string, more ...string) *deployed.Process {
	t.Helper()
	p, err := c.Start(t.Context(), program, function, more...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Kill() })
	return p
}

// functions are the names the program itself gives when it is not told which to be.
func functions(t *testing.T) []string {
	t.Helper()
	said, err := (&exec.Cmd{Path: program, Env: []string{"NOTHING=set"}}).CombinedOutput()
	if exit := (*exec.ExitError)(nil); !asExit(err, &exit) || exit.ExitCode() != 2 {
		t.Fatalf("without FUNCTION: ended with %v, want exit status 2\n%s", err, said)
	}
	m := regexp.MustCompile(`"choose":"([a-z -]+)"`).FindSubmatch(said)
	if m == nil {
		t.Fatalf("without FUNCTION: no names in %s", said)
	}
	names := strings.Fields(string(m[1]))
	folders, err := filepath.Glob("../../functions/*/function.go")
	if err != nil || len(names) != len(folders) {
		t.Fatalf("the program has %d functions, and there are %d folders (%v)", len(names), len(folders), err)
	}
	return names
}

func asExit(err error, target **exec.ExitError) bool {
	exit, ok := err.(*exec.ExitError)
	*target = exit
	return ok
}

// status asks for something and throws the answer away; 0 if nobody answers.
func status(address string) int {
	resp, err := http.Get(address)
	if err != nil {
		return 0
	}
	resp.Body.Close()
	return resp.StatusCode
}
