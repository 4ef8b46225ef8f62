// Package house holds the rules of the house: who may import whom, and that the lists of functions which
// stand in several places agree.
package house

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const module = "inspectioncode.example/"

// A pkg is one package of ours, as go list tells of it.
type pkg struct {
	ImportPath   string
	Imports      []string
	TestImports  []string
	XTestImports []string
}

func packages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports,TestImports,XTestImports", "./...")
	cmd.Dir = "../.."
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []pkg
	d := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// A rule says that only some may import what begins with a path.
type rule struct {
	imported string
	by       []string // prefixes of packages of ours that may
	why      string
}

var rules = []rule{
	{"github.com/minio/minio-go", []string{"shared/bucket", "infra/bucket"}, "only bucket knows an S3 client"},
	{"github.com/aws/", []string{"shared/bucket"}, "only bucket knows an S3 client"},
	{"github.com/versity/versitygw", []string{"shared/bucket/localserver"}, "the local server is linked by the local run and tests only"},
	{module + "shared/bucket/localserver", []string{"infra/local", "shared/bucket", "tests/"}, "the local server is linked by the local run and tests only"},
	{"github.com/cloudevents/", []string{"shared/event", "tests/"}, "only event knows the CloudEvents SDK"},
	{"github.com/openfaas/templates-sdk", []string{"shared/serve", "functions/", "infra/local", "tests/"}, "only serve, functions and the local run know go-http"},
	{"github.com/golang-jwt/", []string{"shared/identity", "tests/"}, "only identity knows JWTs"},
	{"go.opentelemetry.io/", []string{"shared/telemetry", "tests/"}, "only telemetry knows OpenTelemetry"},
	{"github.com/nats-io/", []string{"infra/local"}, "a broker is no part of a function"},
	{"github.com/xuri/excelize", []string{"shared/workbook", "infra/directory"}, "only who reads or writes spreadsheets knows them"},
	{module + "functions/", []string{"functions", "infra/local", "infra/night", "tests/"}, "nothing but the program, the local run, the night by hand and tests imports functions"},
	{module + "shared/page", []string{"shared/serve", "functions/", "infra/local", "tests/"}, "pages are for functions to show"},
}

func TestWhoImportsWhom(t *testing.T) {
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		for _, imported := range p.Imports {
			for _, r := range rules {
				if !strings.HasPrefix(imported, r.imported) || strings.HasPrefix(p.ImportPath, imported) {
					continue
				}
				if !slices.ContainsFunc(r.by, func(prefix string) bool { return strings.HasPrefix(name, prefix) }) {
					t.Errorf("%s imports %s: %s", name, imported, r.why)
				}
			}
			ours, isOurs := strings.CutPrefix(imported, module)
			switch {
			case name == "shared/inspection" && isOurs:
				t.Errorf("inspection imports %s: it imports nothing of ours", ours)
			case strings.HasPrefix(name, "functions/") && name != "functions/figures" && strings.HasPrefix(ours, "functions/"):
				t.Errorf("%s imports %s: functions never import each other", name, ours)
			case strings.HasPrefix(name, "shared/") && (strings.HasPrefix(ours, "functions/") || strings.HasPrefix(ours, "infra/")):
				t.Errorf("%s imports %s: the core knows nothing of what is built on it", name, ours)
			}
		}
	}
}

// Ensure that the functions there are, the program's table and the local run's are the same, and that those of
// which the program says so are in the other.
func TestTheListsOfFunctionsAgree(t *testing.T) {
	folders, err := filepath.Glob("../../functions/*/function.go")
	if err != nil {
		t.Fatal(err)
	}
	var there []string
	for _, f := range folders {
		there = append(there, filepath.Base(filepath.Dir(f)))
	}
	all := append(listed(t, "../../functions/main.go", `[a-z]+\.New`), listed(t, "../../functions/main.go", "figures")...)
	for file, list := range map[string][]string{"functions/main.go": all, "infra/local/gateway.go": listed(t, "../../infra/local/gateway.go", `[a-z]+\.New`)} {
		slices.Sort(list)
		if !slices.Equal(list, there) {
			t.Errorf("%s lists %v, and the folders are %v", file, list, there)
		}
	}
	said, has := listed(t, "../../functions/main.go", "figures"), listed(t, "../../functions/figures/main.go", `[a-z]+\.New`)
	if slices.Sort(said); !slices.Equal(said, slices.Sorted(slices.Values(has))) {
		t.Errorf("figures has %v, and functions/main.go says %v", has, said)
	}
}

// listed are the functions in a file's table whose constructor is written so.
func listed(t *testing.T, file, constructor string) (names []string) {
	t.Helper()
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`(?m)^\s*"([a-z-]+)":\s+`+constructor+`,`).FindAllStringSubmatch(string(source), -1) {
		names = append(names, m[1])
	}
	return names
}

// Ensure that what somebody waits for does not start with what only figures need.
func TestTheProgramLinksNothingOfTheFigures(t *testing.T) {
	cmd := exec.Command("go", "list", "-deps", "./functions")
	cmd.Dir = "../.."
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, heavy := range []string{"github.com/xuri/", "github.com/parquet-go/", "google.golang.org/protobuf/", "gonum.org/", module + "shared/lake", module + "shared/analysis"} {
		if strings.Contains(string(out), "\n"+heavy) {
			t.Errorf("functions/main.go links %s", heavy)
		}
	}
}

// Ensure that the names of packages follow their folders: the same without hyphens.
func TestAPackageIsNamedAsItsFolder(t *testing.T) {
	folders, err := filepath.Glob("../../functions/*/function.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range folders {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		want := "package " + strings.ReplaceAll(filepath.Base(filepath.Dir(file)), "-", "") + "\n"
		if !strings.Contains(string(source), want) {
			t.Errorf("%s is not %q", file, want)
		}
	}
}
