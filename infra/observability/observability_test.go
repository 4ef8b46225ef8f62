// Package observability holds what operators see: a dashboard for Grafana and alerts for Prometheus.
package observability

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	metrics "go.opentelemetry.io/proto/otlp/metrics/v1"
	"go.yaml.in/yaml/v3"

	"inspectioncode.example/shared/telemetry"
	"inspectioncode.example/tests/collector"
)

// exported is every metric there is, as Prometheus spells it, with its labels.
func exported(t *testing.T) map[string][]string {
	t.Helper()
	var c collector.Collector
	server := httptest.NewServer(&c)
	defer server.Close()
	m, err := telemetry.Start(func(name string) string {
		return map[string]string{"OTEL_EXPORTER_OTLP_METRICS_ENDPOINT": server.URL + "/v1/metrics"}[name]
	}, "f", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ctx, _, answered := m.Request(t.Context(), telemetry.Parent{}, "f", "GET", time.Now())
	answered(200, "")
	_, done := m.Store(ctx, "get")
	done("done")
	_, _, sent := m.Send(ctx, telemetry.Parent{}, "x")
	sent(nil)
	m.DeadLetter(ctx)
	for _, g := range []telemetry.Gauge{telemetry.IntentsWaiting, telemetry.IntentsOverdue, telemetry.AgencyUnpushed, telemetry.SweepFailed, telemetry.Impossible, telemetry.Unfinished} {
		m.Count(ctx, g, 1)
	}
	if err := m.Stop(); err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for _, one := range c.Metrics() {
		name := strings.ReplaceAll(one.Name, ".", "_")
		if one.Unit == "s" {
			name += "_seconds"
		}
		switch data := one.Data.(type) {
		case *metrics.Metric_Histogram:
			labels := names(data.Histogram.DataPoints[0].Attributes)
			all[name+"_bucket"], all[name+"_count"], all[name+"_sum"] = append(labels, "le"), labels, labels
		case *metrics.Metric_Sum:
			all[name+"_total"] = names(data.Sum.DataPoints[0].Attributes)
		case *metrics.Metric_Gauge:
			all[name] = names(data.Gauge.DataPoints[0].Attributes)
		}
	}
	return all
}

func names[T interface{ GetKey() string }](attributes []T) (all []string) {
	for _, a := range attributes {
		all = append(all, a.GetKey())
	}
	return slices.Clip(append(all, "job", "instance")) // Prometheus makes these of the resource
}

var (
	word     = regexp.MustCompile(`\binspection_[a-z_]+\b`)
	selector = regexp.MustCompile(`(inspection_[a-z_]+)\{([^}]*)\}`)
	matcher  = regexp.MustCompile(`([a-z_]+)(=~|!~|!=|=)"[^"]*"`)
	grouping = regexp.MustCompile(`\bby \(([^)]*)\)`)
)

// check says what is wrong with an expression: a metric or label that nobody exports, or brackets that do
// not match.
func check(expr string, exported map[string][]string) (wrong []string) {
	used := map[string]bool{}
	for _, name := range word.FindAllString(expr, -1) {
		labels, ok := exported[name]
		if !ok {
			wrong = append(wrong, name+" is not exported")
		}
		for _, l := range labels {
			used[l] = true
		}
	}
	if len(word.FindAllString(expr, -1)) == 0 {
		wrong = append(wrong, "asks for nothing")
	}
	for _, s := range selector.FindAllStringSubmatch(expr, -1) {
		matchers := matcher.FindAllStringSubmatch(s[2], -1)
		if len(matchers) == 0 {
			wrong = append(wrong, "cannot read {"+s[2]+"}")
		}
		for _, m := range matchers {
			if !slices.Contains(exported[s[1]], m[1]) {
				wrong = append(wrong, s[1]+" has no label "+m[1])
			}
		}
	}
	for _, g := range grouping.FindAllStringSubmatch(expr, -1) {
		for label := range strings.SplitSeq(g[1], ",") {
			if !used[strings.TrimSpace(label)] {
				wrong = append(wrong, "groups by "+label+", which nothing in it has")
			}
		}
	}
	var open []rune
	for _, c := range expr {
		switch i := strings.IndexRune("([{", c); {
		case i >= 0:
			open = append(open, rune(")]}"[i]))
		case strings.ContainsRune(")]}", c):
			if len(open) == 0 || open[len(open)-1] != c {
				return append(wrong, fmt.Sprintf("%q closes nothing", c))
			}
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		wrong = append(wrong, fmt.Sprintf("%q is missing", open[len(open)-1]))
	}
	return wrong
}

func TestTheAlertsAskForWhatIsExported(t *testing.T) {
	file, err := os.ReadFile("alerts.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var rules struct {
		Groups []struct {
			Name  string
			Rules []struct {
				Alert, Expr, For    string
				Labels, Annotations map[string]string
			}
		}
	}
	d := yaml.NewDecoder(bytes.NewReader(file))
	d.KnownFields(true)
	if err := d.Decode(&rules); err != nil {
		t.Fatal(err)
	}
	all := exported(t)
	var alerts []string
	for _, g := range rules.Groups {
		for _, r := range g.Rules {
			alerts = append(alerts, r.Alert)
			for _, wrong := range check(r.Expr, all) {
				t.Errorf("%s: %s", r.Alert, wrong)
			}
			if _, err := time.ParseDuration(r.For); r.For != "" && err != nil {
				t.Errorf("%s: for: %v", r.Alert, err)
			}
			if s := r.Labels["severity"]; s != "critical" && s != "warning" || r.Annotations["summary"] == "" || r.Annotations["description"] == "" {
				t.Errorf("%s: does not say how bad it is and what to do", r.Alert)
			}
		}
	}
	for _, must := range []string{"IntentsOverdue", "DeadLetters", "Impossible", "SlowRequests", "StoreRefuses"} {
		if !slices.Contains(alerts, must) {
			t.Errorf("there is no alert %s", must)
		}
	}
	if slices.Sort(alerts); len(slices.Compact(alerts)) != len(alerts) {
		t.Errorf("two alerts of one name in %v", alerts)
	}
}

func TestTheDashboardShowsAllThatIsExported(t *testing.T) {
	file, err := os.ReadFile("dashboard.json")
	if err != nil {
		t.Fatal(err)
	}
	var board struct {
		Title  string
		Panels []struct {
			ID      int
			Title   string
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal(file, &board); err != nil {
		t.Fatal(err)
	}
	all := exported(t)
	shown := map[string]bool{}
	for _, p := range board.Panels {
		for _, q := range p.Targets {
			for _, wrong := range check(q.Expr, all) {
				t.Errorf("%s: %s", p.Title, wrong)
			}
			for _, name := range word.FindAllString(q.Expr, -1) {
				shown[regexp.MustCompile(`_(bucket|count|sum)$`).ReplaceAllString(name, "")] = true
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if !shown[regexp.MustCompile(`_(bucket|count|sum)$`).ReplaceAllString(name, "")] {
			t.Errorf("%s is exported, and no panel shows it", name)
		}
	}
}

// Ensure that the checks above can fail.
func TestWhatIsWrongIsFound(t *testing.T) {
	all := map[string][]string{"inspection_a_total": {"function"}}
	for expr, want := range map[string]string{
		`sum(inspection_a_total)`:                              "",
		`sum by (function) (inspection_a_total{function="x"})`: "",
		`sum(inspection_b_total)`:                              "not exported",
		`inspection_a_total{outcome="x"}`:                      "no label outcome",
		`sum by (outcome) (inspection_a_total)`:                "groups by outcome",
		`sum(rate(inspection_a_total[5m])`:                     "is missing",
		`sum(inspection_a_total))`:                             "closes nothing",
		`up > 0`:                                               "asks for nothing",
	} {
		got := strings.Join(check(expr, all), "; ")
		if (want == "") != (got == "") || !strings.Contains(got, want) {
			t.Errorf("%s: got %q, want %q", expr, got, want)
		}
	}
}
