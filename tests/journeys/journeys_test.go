// Package journeys plays the system's behaviour as stories: each .txtar file is a script of requests to
// a whole city in a process of its own (the program of infra/local), what must come back, and, after it,
// everything that must lie in the bucket at the end. -update rewrites that end; its diff is to be read
// as a change of behaviour.
package journeys

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"
)

var update = flag.Bool("update", false, "rewrite what the journeys expect in the bucket")

// program is the built infra/local.
var program string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "journeys")
	if err != nil {
		panic(err)
	}
	program = filepath.Join(dir, "local")
	if out, err := exec.Command("go", "build", "-o", program, "inspectioncode.example/infra/local").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build infra/local: %v\n%s", err, out)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// begin is when every journey begins: a Saturday morning in the middle of the trial.
var begin = time.Date(2026, 9, 5, 8, 30, 0, 0, time.FixedZone("", 8*60*60))

func TestJourneys(t *testing.T) {
	files, err := filepath.Glob("*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no journeys: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(file, ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			c := newCity(t)
			s := &script{city: c, file: file, archive: archive, vars: map[string]string{}}
			s.run(t)
			c.settle(t)
			c.stop(t)
			end := c.bucket(t)
			eventsKept(t, end)
			if *update {
				s.rewrite(t, end)
				return
			}
			s.compare(t, end)
		})
	}
}

// compare holds the end of the bucket against what the file expects.
func (s *script) compare(t *testing.T, end map[string]string) {
	expected := map[string]string{}
	for _, f := range s.archive.Files {
		if key, ok := strings.CutPrefix(f.Name, "bucket/"); ok {
			expected[key] = string(f.Data)
		}
	}
	for key, want := range expected {
		got, ok := end[key]
		switch {
		case !ok:
			t.Errorf("the bucket lacks %s", key)
		case got != want:
			t.Errorf("%s holds\n%s\nwant\n%s", key, got, want)
		}
	}
	for key := range end {
		if _, ok := expected[key]; !ok {
			t.Errorf("the bucket holds %s, which nobody expects", key)
		}
	}
}

// rewrite puts the end of the bucket into the file, after everything the script uses.
func (s *script) rewrite(t *testing.T, end map[string]string) {
	kept := s.archive.Files[:0]
	for _, f := range s.archive.Files {
		if !strings.HasPrefix(f.Name, "bucket/") {
			kept = append(kept, f)
		}
	}
	s.archive.Files = kept
	for _, key := range sorted(end) {
		s.archive.Files = append(s.archive.Files, txtar.File{Name: "bucket/" + key, Data: []byte(end[key])})
	}
	if err := os.WriteFile(s.file, txtar.Format(s.archive), 0o644); err != nil {
		t.Fatal(err)
	}
}

// waitFor tries until ok, for as long as anything here may take.
func waitFor(ctx context.Context, what string, ok func() (bool, error)) error {
	for range 600 {
		if done, err := ok(); done || err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
	return fmt.Errorf("waited half a minute for %s", what)
}
