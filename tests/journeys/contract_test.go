package journeys

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"inspectioncode.example/shared/contract"
)

// promises is what the contract's documents say, compiled once.
var promises = sync.OnceValues(func() (*promised, error) {
	p := &promised{compiler: jsonschema.NewCompiler()}
	p.compiler.AssertFormat()
	for _, name := range append([]string{"openapi.yaml", "problem.json", "outlook.json", "evidence.json"}, schemaNames()...) {
		d, ok := contract.Find(name)
		if !ok {
			return nil, fmt.Errorf("the contract has no %s", name)
		}
		var v any
		if err := yaml.Unmarshal(d.Body, &v); err != nil { // JSON is YAML
			return nil, err
		}
		body, err := json.Marshal(v)
		if err != nil {
			return nil, err
		}
		if v, err = jsonschema.UnmarshalJSON(bytes.NewReader(body)); err != nil {
			return nil, err
		}
		at := contractAt + "schemas/" + name
		if path.Ext(name) == ".yaml" {
			at, p.openapi = contractAt+name, v.(map[string]any)
		}
		if err := p.compiler.AddResource(at, v); err != nil {
			return nil, err
		}
	}
	return p, nil
})

// contractAt is where the documents stand for one another.
const contractAt = "https://contract.invalid/"

func schemaNames() (names []string) {
	for _, kind := range contract.EventTypes() {
		names = append(names, kind+".json")
	}
	return names
}

type promised struct {
	mu       sync.Mutex // over the compiler
	compiler *jsonschema.Compiler
	openapi  map[string]any
}

// undocumented are paths of this city that are no part of the contract: what clocks and our own functions start, and what
// only people look at or stands in for a city's own systems.
func undocumented(at string) bool {
	for _, one := range []string{"notify-enterprise", "notify-agency", "sweep-intents", "analyze-frequency", "report-pilot", "verify-scan"} {
		if strings.HasPrefix(at, "/function/"+one) {
			return true
		}
	}
	return !strings.HasPrefix(at, "/function/") && !strings.HasPrefix(at, "/c/") && !strings.HasPrefix(at, "/.well-known/") && at != "/"
}

// kept holds an answer against the OpenAPI document: its path, method, status, media type and body.
func kept(method, address string, a answer) error {
	p, err := promises()
	if err != nil {
		return err
	}
	u, err := url.Parse(address)
	if err != nil || undocumented(u.Path) {
		return err
	}
	template := templateOf(p.openapi["paths"].(map[string]any), u.Path)
	trail := []string{"paths", template, strings.ToLower(method), "responses", strconv.Itoa(a.status)}
	response, at, ok := p.find(trail)
	if !ok {
		return fmt.Errorf("openapi.yaml has no %s %s answered %d", method, u.Path, a.status)
	}
	if a.body == "" {
		return nil
	}
	media, _, _ := mime.ParseMediaType(a.header.Get("Content-Type"))
	content, _ := response["content"].(map[string]any)
	said, ok := content[media].(map[string]any)
	if !ok {
		return fmt.Errorf("openapi.yaml has no %s %s answered %d with %q", method, u.Path, a.status, media)
	}
	if _, ok := said["schema"]; !ok || !strings.Contains(media, "json") {
		return nil
	}
	if err := p.validate(contractAt+"openapi.yaml#"+pointer(append(at, "content", media, "schema")), a.body); err != nil {
		return fmt.Errorf("%s %s answered %d: %w", method, u.Path, a.status, err)
	}
	return nil
}

// templateOf is the path of the document that an address is of.
func templateOf(paths map[string]any, at string) string {
	if _, ok := paths[at]; ok {
		return at
	}
	for template := range paths {
		if open := strings.IndexByte(template, '{'); open > 0 && path.Dir(at)+"/" == template[:open] {
			return template
		}
	}
	return at
}

// find follows a trail through the document and one reference at its end, and says where it led.
func (p *promised) find(trail []string) (map[string]any, []string, bool) {
	var v any = p.openapi
	for _, part := range trail {
		m, _ := v.(map[string]any)
		v = m[part]
	}
	m, ok := v.(map[string]any)
	if ref, isRef := m["$ref"].(string); isRef {
		return p.find(strings.Split(strings.TrimPrefix(ref, "#/"), "/"))
	}
	return m, trail, ok
}

func pointer(trail []string) string {
	var b strings.Builder
	for _, part := range trail {
		b.WriteString("/" + url.PathEscape(strings.NewReplacer("~", "~0", "/", "~1").Replace(part)))
	}
	return b.String()
}

func (p *promised) validate(schema, body string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	s, err := p.compiler.Compile(schema)
	if err != nil {
		return err
	}
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
	if err != nil {
		return err
	}
	return s.Validate(v)
}

// eventsKept holds every event in a bucket against the schema of its type.
func eventsKept(t *testing.T, end map[string]string) {
	t.Helper()
	p, err := promises()
	if err != nil {
		t.Fatal(err)
	}
	for key, text := range end {
		var e struct {
			Type string
			Data json.RawMessage
		}
		if !strings.HasPrefix(strings.TrimSpace(text), "{") || json.Unmarshal([]byte(text), &e) != nil || e.Type == "" {
			continue
		}
		if !slices.Contains(contract.EventTypes(), e.Type) {
			t.Errorf("%s is a %s, which has no schema", key, e.Type)
		} else if err := p.validate(contractAt+"schemas/"+e.Type+".json", string(e.Data)); err != nil {
			t.Errorf("%s: %v", key, err)
		}
	}
}
