package page

import (
	"encoding/json"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
)

// Ensure that the example of a pushed event on the developers' page is one that we would push, that it runs as it
// stands, and that it finds out a forged one.
func TestTheExampleOfAPushedEventRuns(t *testing.T) {
	value := func(name string) string {
		m := regexp.MustCompile(`(?m)^` + name + `='?([^'\n]+)'?$`).FindStringSubmatch(verify)
		if m == nil {
			t.Fatalf("the example has no %s", name)
		}
		return m[1]
	}
	at, err := time.Parse(time.RFC3339, value("time"))
	if err != nil {
		t.Fatal(err)
	}
	e, err := event.New(value("type"), value("id"), value("subject"), at, nil)
	if err != nil {
		t.Fatal(err)
	}
	e.DataEncoded = []byte(value("body"))
	signed := event.Keys{[]byte(value("key"))}.Sign(e)
	if got := signed.Extensions()["signature"]; got != value("signature") || e.Source() != value("source") {
		t.Errorf("we sign it %v, of %s", got, e.Source())
	}
	for _, tool := range []string{"bash", "openssl"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not here", tool)
		}
	}
	run := func(script string) string {
		out, _ := exec.CommandContext(t.Context(), "bash", "-c", script).Output()
		return string(out)
	}
	if got := run(verify); got != "genuine\n" {
		t.Errorf("it prints %q", got)
	}
	for _, part := range []string{"typhoon", "310000-transport", "041061050r3gg28a", "T07:20", "an-example"} {
		if got := run(strings.ReplaceAll(verify, part, "other")); got != "" {
			t.Errorf("with another %s it prints %q", part, got)
		}
	}
}

// Ensure that the examples of what is sent have no field that we do not know, and none of a kind or outcome that there is not.
func TestTheExamplesOfWhatIsSentAreRead(t *testing.T) {
	strictly := func(example string, v any) {
		d := json.NewDecoder(strings.NewReader(example))
		d.DisallowUnknownFields()
		if err := d.Decode(v); err != nil {
			t.Errorf("%v in %s", err, example)
		}
	}
	var asked inspection.Task
	strictly(task, &asked)
	if asked.Kind.Name() == (inspection.Text{}) || !asked.Enterprise.Valid() || !asked.From.Before(asked.Until) || len(asked.Officers) < 2 {
		t.Errorf("no task that could be granted: %+v", asked)
	}
	var found inspection.Result
	strictly(result, &found)
	for _, it := range found.Items {
		if it.Outcome.Name() == (inspection.Text{}) || it.Handling != "" && it.Handling.Name() == (inspection.Text{}) {
			t.Errorf("no item of a result: %+v", it)
		}
	}
	if _, ok := inspection.ParseRef(found.Inspection.String()); !ok || found.Signed.Name() == (inspection.Text{}) || len(found.Items) != len(asked.Items) {
		t.Errorf("no result of the task: %+v", found)
	}
}
