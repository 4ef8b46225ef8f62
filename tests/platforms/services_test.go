package platforms

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"inspectioncode.example/tests/deployed"
)

// private are the functions that have no pages, which nothing outside may reach.
var private = []string{"notify-enterprise", "notify-agency", "sweep-intents", "analyze-frequency"}

func TestEveryFunctionIsAServiceAndNothingElseIs(t *testing.T) {
	for overlay, objects := range overlays(t) {
		services := named(objects, service)
		same(t, overlay+": services", keys(services), slices.Clone(functions))
		for name, s := range services {
			if got := environment(t, objects, name)["FUNCTION"]; got != name {
				t.Errorf("%s: %s serves %q", overlay, name, got)
			}
			closed := at(s, "metadata", "labels", "networking.knative.dev/visibility") == "cluster-local"
			edge := named(objects, "apps/v1 Deployment")["edge"] != nil
			if want := edge || slices.Contains(private, name); closed != want {
				t.Errorf("%s: %s is closed to the outside: %v, want %v", overlay, name, closed, want)
			}
			container := at(s, "spec", "template", "spec", "containers", 0)
			if at(container, "securityContext", "readOnlyRootFilesystem") != true || at(container, "securityContext", "runAsNonRoot") != true ||
				at(container, "resources", "limits", "cpu") != nil || at(container, "resources", "requests", "cpu") == nil ||
				at(s, "spec", "template", "metadata", "annotations", "autoscaling.knative.dev/min-scale") != "0" {
				t.Errorf("%s: %s: %v", overlay, name, container)
			}
		}
	}
}

// Ensure that an image that is only on the node is used: no registry is asked for it, neither by the node nor by
// Knative, which skips the names that begin with dev.local.
func TestDevNeedsNoRegistry(t *testing.T) {
	for name, s := range named(render(t, "../../infra/knative/dev"), service) {
		container := at(s, "spec", "template", "spec", "containers", 0)
		if image, _ := at(container, "image").(string); !strings.HasPrefix(image, "dev.local/") || at(container, "imagePullPolicy") != "IfNotPresent" {
			t.Errorf("%s: image %q, pulled %v", name, image, at(container, "imagePullPolicy"))
		}
	}
}

// Ensure that what tests and benchmarks start collects its garbage as it does on both platforms.
func TestFunctionsAreMeasuredAsTheyAreDeployed(t *testing.T) {
	city, err := deployed.NewCity(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range functions {
		if name == "analyze-frequency" {
			continue // the night has limits of its own
		}
		for _, setting := range []string{"GOGC", "GOMEMLIMIT"} {
			want := city.Settings[setting]
			if got := readStack(t).Functions[name].Environment[setting]; got != want {
				t.Errorf("stack.yml: %s has %s=%s, and is measured with %s", name, setting, got, want)
			}
			for overlay, objects := range overlays(t) {
				if got := environment(t, objects, name)[setting]; got != want {
					t.Errorf("%s: %s has %s=%s, and is measured with %s", overlay, name, setting, got, want)
				}
			}
		}
	}
}

// Ensure that each function starts from what its Service gives it, and is given no secret it does not ask for.
func TestEveryFunctionStartsFromItsService(t *testing.T) {
	for overlay, objects := range overlays(t) {
		for name, s := range named(objects, service) {
			var secrets []string
			for i := range at(s, "spec", "template", "spec", "volumes", 0, "projected", "sources").([]any) {
				secrets = append(secrets, at(s, "spec", "template", "spec", "volumes", 0, "projected", "sources", i, "secret", "name").(string))
			}
			starts(t, overlay, name, environment(t, objects, name), secrets)
		}
	}
}

// environment is what the container of a function is told.
func environment(t *testing.T, objects []object, name string) map[string]string {
	t.Helper()
	env := map[string]string{}
	container := at(named(objects, service)[name], "spec", "template", "spec", "containers", 0)
	from, _ := at(container, "envFrom", 0, "configMapRef", "name").(string)
	settings, ok := named(objects, configMap)[from]
	if !ok {
		t.Fatalf("%s takes its settings from %q, which is not there", name, from)
	}
	for key := range settings["data"].(map[string]any) {
		env[key] = at(settings, "data", key).(string)
	}
	list, _ := at(container, "env").([]any)
	for i := range list {
		env[at(list, i, "name").(string)] = at(list, i, "value").(string)
	}
	return env
}

// starts runs a function with these settings and the named secrets alone, and waits until it is ready.
func starts(t *testing.T, where, name string, env map[string]string, secrets []string) {
	t.Helper()
	documented(t, where, name, env)
	_, asked := missing(t, name)
	same(t, where+": secrets of "+name, slices.Clone(secrets), asked)
	city, err := deployed.NewCity(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	given := t.TempDir()
	for _, secret := range secrets {
		if err := os.Link(filepath.Join(city.Secrets, secret), filepath.Join(given, secret)); err != nil {
			t.Errorf("%s: %s: %v", where, name, err)
		}
	}
	p, err := city.Prepare(t.Context(), program, name)
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := strings.Cut(strings.TrimPrefix(p.Address, "http://"), ":")
	p.Cmd.Env = []string{"PORT=" + port, "SECRETS_DIR=" + given}
	for key, value := range env {
		p.Cmd.Env = append(p.Cmd.Env, key+"="+value)
	}
	if err := p.Run(); err != nil {
		t.Fatal(err)
	}
	defer p.Kill()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if err := p.Ready(ctx); err != nil {
		t.Errorf("%s: %s: %v", where, name, err)
	}
}

// missing is what a function says it misses when it has nothing.
func missing(t *testing.T, name string) (settings, secrets []string) {
	t.Helper()
	said, _ := (&exec.Cmd{Path: program, Env: []string{"FUNCTION=" + name, "SECRETS_DIR=" + t.TempDir()}}).CombinedOutput()
	for _, m := range regexp.MustCompile(`(setting|secret) ([A-Za-z_-]+) is missing`).FindAllStringSubmatch(string(said), -1) {
		if m[1] == "setting" {
			settings = append(settings, m[2])
		} else {
			secrets = append(secrets, m[2])
		}
	}
	if len(secrets) < 2 {
		t.Fatalf("%s misses %v, %v\n%s", name, settings, secrets, said)
	}
	return settings, secrets
}

// documented wants every setting that a function says it needs, or that its package comment names, to be given.
func documented(t *testing.T, where, name string, env map[string]string) {
	t.Helper()
	needed, _ := missing(t, name)
	comment, _, _ := strings.Cut(read(t, "../../functions/"+name+"/function.go"), "\npackage ")
	_, about, _ := strings.Cut(comment, "Settings")
	needed = append(needed, regexp.MustCompile(`\b[A-Z]+_[A-Z_]*[A-Z]\b`).FindAllString(about, -1)...)
	for _, s := range needed {
		if _, ok := env[s]; !ok {
			t.Errorf("%s: %s is not told %s", where, name, s)
		}
	}
}
