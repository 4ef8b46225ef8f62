// Package platforms checks the manifests of both platforms without either: against Knative's own
// definitions and Kubernetes' schema with unknown fields refused, against OpenFaaS's rules, against each other,
// and against the functions, which are started from them.
package platforms

import (
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"

	"inspectioncode.example/tests/deployed"
)

// program is the path of the functions, built once, and functions what it says it is made of. TestMain sets
// them before any test runs.
var (
	program   string
	functions []string
)

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "platforms-")
	if err == nil {
		defer os.RemoveAll(dir)
		program, err = deployed.Functions(context.Background(), dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	said, _ := (&exec.Cmd{Path: program, Env: []string{"NOTHING=set"}}).CombinedOutput() // exits 2, naming all
	named := regexp.MustCompile(`"choose":"([a-z -]+)"`).FindSubmatch(said)
	if named == nil {
		fmt.Fprintf(os.Stderr, "no functions in %s\n", said)
		return 1
	}
	functions = strings.Fields(string(named[1]))
	return m.Run()
}

// An object is one manifest.
type object map[string]any

func (o object) kind() string { return o["apiVersion"].(string) + " " + o["kind"].(string) }
func (o object) name() string { s, _ := at(o, "metadata", "name").(string); return s }

// at is what stands at a path of members and indices, nil if nothing does.
func at(v any, path ...any) any {
	for _, step := range path {
		switch step := step.(type) {
		case string:
			switch m := v.(type) {
			case object:
				v = m[step]
			case map[string]any:
				v = m[step]
			default:
				return nil
			}
		case int:
			l, _ := v.([]any)
			if step >= len(l) {
				return nil
			}
			v = l[step]
		}
	}
	return v
}

const (
	service    = "serving.knative.dev/v1 Service"
	trigger    = "eventing.knative.dev/v1 Trigger"
	broker     = "eventing.knative.dev/v1 Broker"
	pingSource = "sources.knative.dev/v1 PingSource"
	configMap  = "v1 ConfigMap"
)

// overlays are the deployments to check: the two there are, and every store and broker by itself.
func overlays(t *testing.T) map[string][]object {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../infra/knative")); err != nil {
		t.Fatal(err)
	}
	all := map[string][]object{}
	for _, name := range []string{"dev", "government-cloud"} {
		all[name] = render(t, filepath.Join(dir, name))
	}
	for _, parts := range []string{"stores", "brokers"} {
		found, err := filepath.Glob(filepath.Join(dir, parts, "*", "kustomization.yaml"))
		if err != nil || len(found) < 2 {
			t.Fatalf("%s: %v, %v", parts, found, err)
		}
		for _, file := range found {
			name := parts + "/" + filepath.Base(filepath.Dir(file))
			own := filepath.Join(dir, strings.ReplaceAll(name, "/", "-"))
			dev, err := os.ReadFile(filepath.Join(dir, "dev", "kustomization.yaml"))
			if err == nil {
				err = os.CopyFS(own, os.DirFS(filepath.Join(dir, "dev")))
			}
			if err == nil {
				err = os.WriteFile(filepath.Join(own, "kustomization.yaml"), []byte(strings.Replace(string(dev), "../stores/minio", "../"+name, 1)), 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
			all[name] = render(t, own)
		}
	}
	return all
}

func render(t *testing.T, dir string) []object {
	t.Helper()
	rendered, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), dir)
	if err != nil {
		t.Fatalf("%s: %v", dir, err)
	}
	var objects []object
	for _, r := range rendered.Resources() {
		m, err := r.Map()
		if err != nil {
			t.Fatal(err)
		}
		objects = append(objects, m)
	}
	return objects
}

// named are the objects of a kind by their names.
func named(objects []object, kind string) map[string]object {
	found := map[string]object{}
	for _, o := range objects {
		if o.kind() == kind {
			found[o.name()] = o
		}
	}
	return found
}

// same reports what one list has and the other lacks.
func same(t *testing.T, what string, got []string, want []string) {
	t.Helper()
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func keys[V any](m map[string]V) []string { return slices.Collect(maps.Keys(m)) }

func read(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
