package contract_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/invopop/jsonschema"

	"inspectioncode.example/shared/analysis"
	"inspectioncode.example/shared/contract"
	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
)

var update = flag.Bool("update", false, "write the schemas as the code has them")

// data is what each type of event carries.
var data = map[string]any{
	event.TaskSubmitted:       inspection.Task{},
	event.CodeIssued:          inspection.Inspection{},
	event.RevocationSubmitted: inspection.Cancellation{},
	event.CodeRevoked:         inspection.Revocation{},
	event.ResultSubmitted:     inspection.Result{},
	event.ResultRecorded:      inspection.RecordedResult{},
	event.EvaluationSubmitted: contract.SubmittedEvaluation{},
	event.EvaluationRecorded:  inspection.RecordedEvaluation{},
	event.FeedbackReceived:    inspection.Feedback{},
	event.VisitReported:       inspection.ReportedVisit{},
	event.AlertRaised:         analysis.Alert{},
	event.MessagePushed:       inspection.Message{},
}

// submitted reports whether events of the type come from outside, where nothing unknown is taken.
func submitted(kind string) bool { return strings.HasSuffix(kind, ".submitted") }

// Ensure that every type of event has a schema, and that the schema says what the code does.
func TestTheSchemasAreTheCodes(t *testing.T) {
	types := constants(t, "../event")[""]
	words := constants(t, "../inspection")
	for _, kind := range types {
		if kind == event.Source {
			continue
		}
		value, ok := data[kind]
		if !ok {
			t.Errorf("%s has no schema", kind)
			continue
		}
		hold(t, kind+".json", schemaOf(t, kind, value, words))
	}
	hold(t, "problem.json", problemSchema(t, words))
	hold(t, "evidence.json", schemaOf(t, "evidence", inspection.Evidence{}, words))
	hold(t, "outlook.json", schemaOf(t, "outlook", inspection.Outlook{}, words))
	for _, kind := range contract.EventTypes() {
		if !slices.Contains(types, kind) {
			t.Errorf("schemas/%s.json is of no type of event", kind)
		}
	}
}

// hold insists that a schema is what the code says, or makes it that.
func hold(t *testing.T, name string, s *jsonschema.Schema) {
	t.Helper()
	want, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	want = append(want, '\n')
	if *update {
		if err := os.WriteFile("schemas/"+name, want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got, _ := contract.Find(name); !bytes.Equal(got.Body, want) {
		t.Errorf("schemas/%s is not what the code says; write it with go test ./shared/contract -update, and tell those who use it. Want\n%s", name, want)
	}
}

// schemaOf makes the schema of what events of a type carry.
func schemaOf(t *testing.T, kind string, value any, words map[string][]string) *jsonschema.Schema {
	t.Helper()
	r := &jsonschema.Reflector{Anonymous: true, ExpandedStruct: true, AllowAdditionalProperties: !submitted(kind)}
	for _, dir := range []string{"../inspection", "../analysis", "../contract"} {
		if err := r.AddGoComments("inspectioncode.example/shared/contract", dir); err != nil {
			t.Fatal(err)
		}
	}
	r.Mapper = func(of reflect.Type) *jsonschema.Schema { return word(r, of, words) }
	s := r.Reflect(value)
	s.Title = kind
	s.Description = r.CommentMap[reflect.TypeOf(value).PkgPath()+"."+reflect.TypeOf(value).Name()]
	return s
}

// word is the schema of a type that is written as one word: its constants where it has some, or its
// pattern; and of what is said of each word of a type. Nil for all others.
func word(r *jsonschema.Reflector, of reflect.Type, words map[string][]string) *jsonschema.Schema {
	if of.Kind() == reflect.Map && of.Key().Kind() == reflect.String && of.Elem().Kind() == reflect.String {
		return &jsonschema.Schema{Type: "object", PropertyNames: word(r, of.Key(), words), AdditionalProperties: word(r, of.Elem(), words)}
	}
	if of.Kind() != reflect.String || of.PkgPath() == "" {
		return nil
	}
	s := &jsonschema.Schema{Type: "string", Description: r.CommentMap[of.PkgPath()+"."+of.Name()]}
	switch of {
	case reflect.TypeFor[inspection.Date]():
		s.Format, s.Pattern = "date", `^\d{4}-\d{2}-\d{2}$`
	case reflect.TypeFor[inspection.ID]():
		s.Pattern = `^[0-9a-hjkmnp-tv-z]{16}$`
	case reflect.TypeFor[inspection.USCC]():
		s.Pattern = `^[0-9A-HJ-NP-RTUWXY]{18}$`
	}
	for _, w := range words[of.Name()] {
		s.Enum = append(s.Enum, w)
	}
	return s
}
