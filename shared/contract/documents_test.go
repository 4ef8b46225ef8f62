package contract_test

import (
	"encoding/json"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	validate "github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"inspectioncode.example/shared/contract"
)

// read is a document as JSON has it.
func read(t *testing.T, name string) map[string]any {
	t.Helper()
	d, ok := contract.Find(name)
	if !ok {
		t.Fatalf("there is no %s", name)
	}
	var v map[string]any
	if err := yaml.Unmarshal(d.Body, &v); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := validate.UnmarshalJSON(strings.NewReader(string(b)))
	if err != nil {
		t.Fatal(err)
	}
	return doc.(map[string]any)
}

// Ensure that both documents are what they say they are, by the official schemas.
func TestTheDocumentsAreValid(t *testing.T) {
	for name, official := range map[string]string{"openapi.yaml": "openapi-3.1.json", "asyncapi.yaml": "asyncapi-3.0.json"} {
		schema, err := validate.NewCompiler().Compile("testdata/" + official)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(read(t, name)); err != nil {
			t.Errorf("%s: %#v", name, err)
		}
		broken := read(t, name)
		delete(broken, "info")
		if schema.Validate(broken) == nil {
			t.Errorf("%s is valid without its info: the check sees nothing", name)
		}
	}
}

// Ensure that every reference leads somewhere.
func TestEveryReferenceResolves(t *testing.T) {
	for _, name := range []string{"openapi.yaml", "asyncapi.yaml"} {
		doc := read(t, name)
		for _, ref := range references(doc) {
			if at, ok := strings.CutPrefix(ref, "schemas/"); ok {
				if _, ok := contract.Find(at); !ok {
					t.Errorf("%s refers to %s, which is not there", name, ref)
				}
				continue
			}
			var v any = doc
			for _, part := range strings.Split(strings.TrimPrefix(ref, "#/"), "/") {
				m, _ := v.(map[string]any)
				v = m[strings.ReplaceAll(part, "~1", "/")]
			}
			if v == nil {
				t.Errorf("%s refers to %s, which is not there", name, ref)
			}
		}
	}
}

func references(v any) (found []string) {
	switch v := v.(type) {
	case map[string]any:
		if ref, ok := v["$ref"].(string); ok {
			found = append(found, ref)
		}
		for _, one := range v {
			found = append(found, references(one)...)
		}
	case []any:
		for _, one := range v {
			found = append(found, references(one)...)
		}
	}
	return found
}

// ours are functions that take what clocks and our own functions send, and nobody else's.
var ours = []string{"notify-enterprise", "notify-agency", "analyze-frequency", "report-pilot", "sweep-intents", "verify-scan"}

// Ensure that no function and no event is left out.
func TestNothingIsLeftOut(t *testing.T) {
	program, err := os.ReadFile("../../functions/main.go")
	if err != nil {
		t.Fatal(err)
	}
	paths := read(t, "openapi.yaml")["paths"].(map[string]any)
	for _, m := range regexp.MustCompile(`"([a-z-]+)":\s+[a-z]+(?:\.New)?,`).FindAllStringSubmatch(string(program), -1) {
		if _, ok := paths["/function/"+m[1]]; !ok && !slices.Contains(ours, m[1]) {
			t.Errorf("openapi.yaml leaves out %s", m[1])
		}
	}
	var named []string
	for _, m := range read(t, "asyncapi.yaml")["components"].(map[string]any)["messages"].(map[string]any) {
		named = append(named, m.(map[string]any)["name"].(string))
	}
	slices.Sort(named)
	if want := slices.Sorted(maps.Keys(data)); !slices.Equal(named, want) {
		t.Errorf("asyncapi.yaml has %v, want %v", named, want)
	}
}
