package platforms

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// A stack is what faas-cli reads in stack.yml, as far as we use it.
type stack struct {
	Version       string
	Provider      struct{ Name, Gateway string }
	Functions     map[string]deployment
	Configuration struct{ Copy []string }
	Function      any `yaml:"x-function"`
	Environment   any `yaml:"x-environment"`
}

type deployment struct {
	Lang, Handler, Image string
	SkipBuild            bool `yaml:"skip_build"`
	ReadOnly             bool `yaml:"readonly_root_filesystem"`
	Environment          map[string]string
	EnvironmentFile      []string `yaml:"environment_file"`
	Annotations, Labels  map[string]string
	Secrets              []string
	Requests, Limits     struct{ CPU, Memory string }
}

func readStack(t *testing.T) stack {
	t.Helper()
	d := yaml.NewDecoder(strings.NewReader(read(t, "../../stack.yml")))
	d.KnownFields(true)
	var s stack
	if err := d.Decode(&s); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTheStackDeploysEveryFunctionAndNothingElse(t *testing.T) {
	s := readStack(t)
	same(t, "stack.yml", keys(s.Functions), slices.Clone(functions))
	for name, f := range s.Functions {
		if !f.ReadOnly || f.Lang != "dockerfile" || f.Requests.CPU == "" || f.Requests.Memory == "" || f.Limits.CPU == "" || f.Limits.Memory == "" {
			t.Errorf("%s: %+v", name, f)
		}
	}
	for _, name := range append(keys(table(t, "schedules")), keys(table(t, "nightly"))...) {
		a := s.Functions[name].Annotations
		if a["topic"] != "cron-function" {
			t.Errorf("%s is called by the clock and has the topic %q", name, a["topic"])
		}
		cron(t, name, a["schedule"])
	}
}

// Ensure that K_SINK leads to every function that hears of events, and to no other: OpenFaaS has no broker. Each hears
// of all events, so they must be the same for all.
func TestTheStackSendsEventsToAllTheirHearers(t *testing.T) {
	hearers := table(t, "triggers")
	for name, f := range readStack(t).Functions {
		var led []string
		for sink := range strings.FieldsSeq(f.Environment["K_SINK"]) {
			gateway, hearer, _ := strings.Cut(sink, "/async-function/")
			if gateway != "http://gateway.openfaas.svc.cluster.local:8080" {
				t.Errorf("%s sends to %q, want the gateway", name, sink)
			}
			led = append(led, hearer)
		}
		same(t, name+": hearers", led, keys(hearers))
	}
	for hearer, types := range hearers {
		for other, others := range hearers {
			if !slices.Equal(types, others) {
				t.Errorf("%s hears of %v, and %s of %v", hearer, types, other, others)
			}
		}
	}
}

// Ensure that the Community Edition (faas-netes 0.18) would deploy all of it.
func TestTheCommunityEditionRefusesNothing(t *testing.T) {
	s := readStack(t)
	if len(s.Functions) > 15 {
		t.Errorf("%d functions, and the Community Edition takes 15", len(s.Functions))
	}
	for name, f := range s.Functions {
		for label := range f.Labels {
			if strings.HasPrefix(label, "com.openfaas.") {
				t.Errorf("%s has the label %s", name, label)
			}
		}
		for key, value := range f.Annotations {
			if strings.Contains(key, "amazonaws.com") || strings.Contains(key, "gke.io") || key == "topic" && strings.Contains(value, ",") {
				t.Errorf("%s has the annotation %s: %s", name, key, value)
			}
		}
	}
	overlay := read(t, "../../infra/openfaas/scale-to-zero.sh")
	if !strings.Contains(overlay, "--label com.openfaas.scale.zero=true") {
		t.Error("the overlay does not let functions scale to zero")
	}
}

// Ensure that each function starts from what stack.yml gives it, and is given no secret it does not ask for.
func TestEveryFunctionStartsFromTheStack(t *testing.T) {
	for name, f := range readStack(t).Functions {
		env := map[string]string{}
		for _, file := range f.EnvironmentFile {
			var settings struct{ Environment map[string]string }
			if err := yaml.Unmarshal([]byte(read(t, "../../"+file)), &settings); err != nil {
				t.Fatal(err)
			}
			for key, value := range settings.Environment {
				env[key] = value
			}
		}
		for key, value := range f.Environment {
			env[key] = value
		}
		if env["FUNCTION"] != name {
			t.Errorf("%s serves %q", name, env["FUNCTION"])
		}
		starts(t, "stack.yml", name, env, f.Secrets)
	}
}

// Ensure that the context faas-cli makes (build --shrinkwrap) compiles by the Dockerfile's own words, in a folder
// with nothing else in it, and to the very programs that infra/image packs.
func TestTheContextThatFaasCliMakesCompiles(t *testing.T) {
	s := readStack(t)
	var built []deployment
	images := map[string]bool{}
	for _, f := range s.Functions {
		images[f.Image] = true
		if !f.SkipBuild {
			built = append(built, f)
		}
	}
	if len(built) != 1 || len(images) != 1 {
		t.Fatalf("%d builds of %d images, want one of one", len(built), len(images))
	}
	context := t.TempDir()
	for _, part := range append([]string{built[0].Handler + "/."}, s.Configuration.Copy...) { // a handler's content, and the rest by its own path
		into := filepath.Join(context, part)
		if strings.HasSuffix(part, "/.") {
			into = context
		}
		copyOf(t, filepath.Join("../..", part), into)
	}
	made := interpret(t, context)
	for _, name := range []string{"functions", "figures"} {
		got, err1 := os.ReadFile(filepath.Join(made, name))
		want, err2 := os.ReadFile(filepath.Join(filepath.Dir(program), name))
		if err1 != nil || err2 != nil || !bytes.Equal(got, want) {
			t.Errorf("the Dockerfile makes another program %s than the image's: %d and %d bytes, %v, %v", name, len(got), len(want), err1, err2)
		}
	}
}

// interpret does what the first stage of a context's Dockerfile does, its COPY lines and its go build, and returns
// the folder of what it made.
func interpret(t *testing.T, context string) string {
	t.Helper()
	file := strings.ReplaceAll(read(t, filepath.Join(context, "Dockerfile")), "\\\n", " ")
	stage, _, _ := strings.Cut(file, "\nFROM scratch")
	src := t.TempDir()
	for _, m := range regexp.MustCompile(`(?m)^COPY (.+) (\S+)$`).FindAllStringSubmatch(stage, -1) {
		for from := range strings.FieldsSeq(m[1]) {
			to := filepath.Join(src, m[2])
			if strings.HasSuffix(m[2], "/") {
				to = filepath.Join(to, filepath.Base(from))
			}
			copyOf(t, filepath.Join(context, from), to)
		}
	}
	build := regexp.MustCompile(`go build .*`).FindString(stage)
	made := t.TempDir()
	if !strings.Contains(build, "-o /programs/ ") || !strings.Contains(stage, "CGO_ENABLED=0") {
		t.Fatalf("the Dockerfile builds by %q", build)
	}
	cmd := exec.CommandContext(t.Context(), "sh", "-c", strings.Replace(build, "/programs/", made+"/", 1))
	cmd.Dir = src
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=")
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", build, err, said)
	}
	return made
}

// copyOf copies a file or a folder.
func copyOf(t *testing.T, from, to string) {
	t.Helper()
	info, err := os.Stat(from)
	if err != nil {
		t.Fatal(err)
	}
	if info.IsDir() {
		err = os.CopyFS(to, os.DirFS(from))
	} else if err = os.MkdirAll(filepath.Dir(to), 0o700); err == nil {
		err = os.WriteFile(to, []byte(read(t, from)), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}
