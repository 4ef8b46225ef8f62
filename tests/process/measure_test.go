package process

import (
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	metrics "go.opentelemetry.io/proto/otlp/metrics/v1"

	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/tests/collector"
	"inspectioncode.example/tests/deployed"
)

// Ensure that everything an alert waits for is measured when it happens.
func TestWhatAnAlertWaitsForIsMeasured(t *testing.T) {
	var seen collector.Collector
	server := httptest.NewServer(&seen)
	defer server.Close()
	city := newCity(t)
	fsck, err := deployed.Program(t.Context(), openDir(t), "infra/fsck")
	if err != nil {
		t.Fatal(err)
	}
	openStore(t, city)
	b, err := city.Bucket()
	if err != nil {
		t.Fatal(err)
	}
	overdue := ledger.IntentKey(time.Now().Add(-11*time.Minute), "code.issued.x", "01234567") // nobody can read it
	for _, key := range []string{overdue, "no-such-name"} {
		if _, err := b.Create(t.Context(), key, []byte("?")); err != nil {
			t.Fatal(err)
		}
	}
	city.Settings["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"] = server.URL + "/v1/metrics"
	city.Settings["OTEL_EXPORTER_OTLP_TIMEOUT"] = "2000"

	sweep := start(t, city, "sweep-intents")
	letter, err := http.NewRequest(http.MethodPost, sweep.Address, strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{"Ce-Specversion": "1.0", "Ce-Id": "1", "Ce-Source": "/s", "Ce-Type": "code.issued", "Content-Type": "application/json",
		"Ce-Knativeerrordest": "http://notify-enterprise/", "Ce-Knativeerrorcode": "503"} { // as a broker brings what it gave up on
		letter.Header.Set(name, value)
	}
	resp, err := http.DefaultClient.Do(letter)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusNoContent {
		t.Errorf("sweep-intents answered %s\n%s", resp.Status, sweep.Log())
	}

	stranger := start(t, city, "verify-scan", "SECRETS_DIR="+withSecret(t, city, "bucket-secret-key", "not the key"))
	if got := status(stranger.Address + "/.well-known/inspection-code-agencies"); got != http.StatusServiceUnavailable {
		t.Errorf("with a wrong key for the store: answered %d, want 503", got)
	}
	for _, p := range []*deployed.Process{sweep, stranger} {
		if err := p.Terminate(); err != nil {
			t.Fatal(err)
		}
		if err := p.Wait(); err != nil {
			t.Errorf("ended with %v\n%s", err, p.Log())
		}
	}
	check := exec.CommandContext(t.Context(), fsck)
	for name, value := range city.Settings {
		check.Env = append(check.Env, name+"="+value)
	}
	if said, err := check.CombinedOutput(); check.ProcessState.ExitCode() != 1 {
		t.Errorf("fsck ended with %v, want exit status 1:\n%s", err, said)
	}

	got := map[string]int64{}
	for _, m := range seen.Metrics() {
		for _, p := range append(m.GetGauge().GetDataPoints(), m.GetSum().GetDataPoints()...) {
			got[series(m, p)] += p.GetAsInt()
		}
		for _, p := range m.GetHistogram().GetDataPoints() {
			got[series(m, &metrics.NumberDataPoint{Attributes: p.Attributes})] += int64(p.Count)
		}
	}
	for name, want := range map[string]int64{
		"inspection.intents.overdue":                                  1,
		"inspection.sweep.failed":                                     1,
		"inspection.dead.letters":                                     1,
		"inspection.fsck.impossible":                                  2,
		"inspection.store.requests operation=get outcome=refused":     1,
		"inspection.requests function=sweep-intents outcome=answered": 1,
		"inspection.requests function=verify-scan outcome=failed":     1,
	} {
		if got[name] != want {
			t.Errorf("%s is %d, want %d", name, got[name], want)
		}
	}
	if t.Failed() {
		t.Log(got)
	}
}

// series is a metric's name with its attributes.
func series(m *metrics.Metric, p *metrics.NumberDataPoint) string {
	name := m.Name
	for _, a := range p.Attributes {
		name += " " + a.Key + "=" + a.Value.GetStringValue()
	}
	return name
}

// withSecret is a folder with a city's secrets, one of them another.
func withSecret(t *testing.T, c *deployed.City, name, value string) string {
	t.Helper()
	dir := openDir(t)
	if err := os.CopyFS(dir, os.DirFS(c.Secrets)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name), []byte(value), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}
