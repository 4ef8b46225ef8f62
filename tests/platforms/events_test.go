package platforms

import (
	"go/ast"
	"go/parser"
	"go/token"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Ensure that on Knative the same functions hear of the same events, and are called as often, as in the local run.
func TestTriggersAndSchedulesAreThoseOfTheLocalRun(t *testing.T) {
	types := eventTypes(t)
	var heard []string
	for function, names := range table(t, "triggers") {
		for _, name := range names {
			heard = append(heard, function+" hears "+types[name])
		}
	}
	for overlay, objects := range overlays(t) {
		services := named(objects, service)
		var hears []string
		for name, tr := range named(objects, trigger) {
			kind, _ := at(tr, "spec", "filters", 0, "exact", "type").(string)
			function, _ := at(tr, "spec", "subscriber", "ref", "name").(string)
			hears = append(hears, function+" hears "+kind)
			if want := function + "-" + strings.ReplaceAll(kind, ".", "-"); name != want {
				t.Errorf("%s: trigger %s should be named %s", overlay, name, want)
			}
			if b, _ := at(tr, "spec", "broker").(string); named(objects, broker)[b] == nil {
				t.Errorf("%s: trigger %s is of the broker %q, which is not there", overlay, name, b)
			}
		}
		same(t, overlay+": triggers", hears, slices.Clone(heard))

		sources := named(objects, pingSource)
		same(t, overlay+": schedules", keys(sources), append(keys(table(t, "schedules")), keys(table(t, "nightly"))...))
		for name, s := range sources {
			if at(s, "spec", "sink", "ref", "name") != name || services[name] == nil {
				t.Errorf("%s: schedule %s does not call its function", overlay, name)
			}
			schedule, _ := at(s, "spec", "schedule").(string)
			zone, _ := at(s, "spec", "timezone").(string)
			if _, err := time.LoadLocation(zone); err != nil || zone != "Asia/Shanghai" {
				t.Errorf("%s: schedule %s is in the time zone %q, %v", overlay, name, zone, err)
			}
			cron(t, name, schedule)
		}
	}
}

// Ensure that the broker tries again, backs off, and leaves what it gives up to a function, in every overlay;
// and that functions send where the broker takes events.
func TestTheBrokerDoesNotLoseEventsQuietly(t *testing.T) {
	duration := regexp.MustCompile(`^PT([0-9]+(\.[0-9]+)?S|[0-9]+M)$`)
	for overlay, objects := range overlays(t) {
		b := named(objects, broker)["default"]
		delivery := at(b, "spec", "delivery")
		if retry, _ := at(delivery, "retry").(int); retry < 5 {
			t.Errorf("%s: %v tries", overlay, retry)
		}
		for _, name := range []string{"backoffDelay", "timeout"} {
			if d, _ := at(delivery, name).(string); !duration.MatchString(d) {
				t.Errorf("%s: %s %q is no ISO 8601 duration", overlay, name, d)
			}
		}
		if sink, _ := at(delivery, "deadLetterSink", "ref", "name").(string); named(objects, service)[sink] == nil {
			t.Errorf("%s: dead letters go to %q, which is no function", overlay, sink)
		}
		settings := environment(t, objects, "issue-code")
		sink, err := url.Parse(settings["K_SINK"])
		class, _ := at(b, "metadata", "annotations", "eventing.knative.dev/broker.class").(string)
		want := map[string]string{"MTChannelBasedBroker": "broker-ingress.", "Kafka": "kafka-broker-ingress.",
			"NatsJetStreamBroker": "broker-ingress."}[class] // which a SinkBinding overrides
		if err != nil || want == "" || !strings.HasPrefix(sink.Host, want) || sink.Path != "/inspection-code/default" {
			t.Errorf("%s: functions send to %v, and the broker's class is %q", overlay, sink, class)
		}
		if bound := len(named(objects, "sources.knative.dev/v1 SinkBinding")) == 1; bound != (class == "NatsJetStreamBroker") {
			t.Errorf("%s: class %s, bound %v", overlay, class, bound)
		}
	}
}

// cron wants five fields of numbers, steps, ranges and lists.
func cron(t *testing.T, name, schedule string) {
	t.Helper()
	fields := strings.Fields(schedule)
	most := []int{59, 23, 31, 12, 7}
	if len(fields) != len(most) {
		t.Errorf("%s: the schedule %q has %d fields, want 5", name, schedule, len(fields))
		return
	}
	for i, f := range fields {
		for part := range strings.SplitSeq(f, ",") {
			span, step, _ := strings.Cut(part, "/")
			for n := range strings.SplitSeq(span+"-"+step, "-") {
				if v, err := strconv.Atoi(n); n != "" && n != "*" && (err != nil || v > most[i]) {
					t.Errorf("%s: %q in the schedule %q means nothing", name, part, schedule)
				}
			}
		}
	}
}

// eventTypes are the types of event by the names of their constants.
func eventTypes(t *testing.T) map[string]string {
	t.Helper()
	types := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^\t([A-Z]\w+)\s*= "([a-z]+\.[a-z]+)"`).FindAllStringSubmatch(read(t, "../../shared/event/event.go"), -1) {
		types[m[1]] = m[2]
	}
	if len(types) < 5 {
		t.Fatalf("event types: %v", types)
	}
	return types
}

// table reads a table of the local run: its keys, and the constants of package event they stand for.
func table(t *testing.T, variable string) map[string][]string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "../../infra/local/triggers.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string][]string{}
	ast.Inspect(f, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || spec.Names[0].Name != variable {
			return true
		}
		for _, e := range spec.Values[0].(*ast.CompositeLit).Elts {
			row := e.(*ast.KeyValueExpr)
			key, err := strconv.Unquote(row.Key.(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			rows[key] = nil
			ast.Inspect(row.Value, func(n ast.Node) bool {
				if s, ok := n.(*ast.SelectorExpr); ok {
					rows[key] = append(rows[key], s.Sel.Name)
				}
				return true
			})
		}
		return false
	})
	if len(rows) == 0 {
		t.Fatalf("no table %s in infra/local", variable)
	}
	return rows
}
