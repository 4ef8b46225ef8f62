package platforms

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"
	"sigs.k8s.io/kustomize/kyaml/openapi"
	kyaml "sigs.k8s.io/kustomize/kyaml/yaml"
)

// Ensure that every manifest is what Knative or Kubernetes define, with no member they do not know.
func TestManifestsAreWhatTheirPlatformDefines(t *testing.T) {
	defined := definitions(t)
	for overlay, objects := range overlays(t) {
		for _, o := range objects {
			if err := valid(defined, o); err != nil {
				t.Errorf("%s: %s %s: %v", overlay, o.kind(), o.name(), err)
			}
		}
	}
}

// Ensure that the check above fails where it should.
func TestAManifestThatIsWrongIsRefused(t *testing.T) {
	defined := definitions(t)
	for what, edit := range map[string][2]string{
		"unknown member":                {"containerConcurrency:", "containerConcurency:"},
		"unknown member deep down":      {"successThreshold:", "successThresold:"},
		"number for text":               {`max-scale: "20"`, "max-scale: 20"},
		"unknown filter":                {"- exact:", "- exakt:"},
		"unknown kind":                  {"kind: Trigger", "kind: Triger"},
		"unknown member of Kubernetes'": {"podSelector:", "podSelektor:"},
		"text for number":               {"retry: 8", "retry: often"},
	} {
		refused := false
		for _, o := range render(t, "../../infra/knative/government-cloud") {
			b, err := yaml.Marshal(o)
			if err != nil {
				t.Fatal(err)
			}
			var edited map[string]any
			if err := yaml.Unmarshal([]byte(strings.Replace(string(b), edit[0], edit[1], 1)), &edited); err != nil {
				t.Fatal(err)
			}
			refused = refused || valid(defined, edited) != nil
		}
		if !refused {
			t.Errorf("%s (%s) is not noticed", what, edit[1])
		}
	}
}

// valid checks a manifest against its definition: Knative's, or Kubernetes' own as kustomize carries it.
func valid(defined map[string]*jsonschema.Schema, o object) error {
	if s := defined[o.kind()]; s != nil {
		return s.Validate(map[string]any(o))
	}
	version, kind, _ := strings.Cut(o.kind(), " ")
	s := openapi.SchemaForResourceType(kyaml.TypeMeta{APIVersion: version, Kind: kind})
	if s == nil {
		return fmt.Errorf("neither Kubernetes nor Knative defines a %s", o.kind())
	}
	return known(s, map[string]any(o), "")
}

// known refuses members that a schema of Kubernetes' does not have.
func known(s *openapi.ResourceSchema, v any, path string) error {
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			field := s.Field(name)
			if field == nil {
				return fmt.Errorf("unknown member %s.%s", path, name)
			}
			if err := known(field, member, path+"."+name); err != nil {
				return err
			}
		}
	case []any:
		for _, element := range v {
			if e := s.Elements(); e != nil {
				if err := known(e, element, path+"[]"); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// definitions are the schemas of Knative's kinds, from the definitions its release installs.
func definitions(t *testing.T) map[string]*jsonschema.Schema {
	t.Helper()
	files, err := filepath.Glob("testdata/crds/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no definitions: %v", err)
	}
	all := map[string]*jsonschema.Schema{}
	for _, file := range files {
		var crd map[string]any
		if err := yaml.Unmarshal([]byte(read(t, file)), &crd); err != nil {
			t.Fatal(err)
		}
		kind := at(crd, "spec", "names", "kind").(string)
		for i := range at(crd, "spec", "versions").([]any) {
			version := at(crd, "spec", "versions", i).(map[string]any)
			schema := at(version, "schema", "openAPIV3Schema").(map[string]any)
			members := schema["properties"].(map[string]any)
			for _, name := range []string{"apiVersion", "kind", "metadata"} { // every kind has them
				if members[name] == nil {
					members[name] = map[string]any{}
				}
			}
			c := jsonschema.NewCompiler()
			c.DefaultDraft(jsonschema.Draft4)
			if err := c.AddResource(file, closed(schema)); err != nil {
				t.Fatal(err)
			}
			compiled, err := c.Compile(file)
			if err != nil {
				t.Fatal(err)
			}
			all[at(crd, "spec", "group").(string)+"/"+version["name"].(string)+" "+kind] = compiled
		}
	}
	return all
}

// closed makes a definition refuse what it does not name, as the API server's strict validation does.
func closed(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for name, member := range v {
			out[name] = closed(member)
		}
		if v["x-kubernetes-int-or-string"] == true {
			delete(out, "type")
			out["anyOf"] = []any{map[string]any{"type": "integer"}, map[string]any{"type": "string"}}
		}
		_, members := v["properties"].(map[string]any)
		if members && v["type"] == "object" && v["additionalProperties"] == nil && v["x-kubernetes-preserve-unknown-fields"] != true {
			out["additionalProperties"] = false
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = closed(v[i])
		}
		return out
	}
	return v
}
