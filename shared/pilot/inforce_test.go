package pilot

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"strings"
	"testing"
	"time"
)

// Ensure that a policy in the bucket takes the trial's place within a minute, that a wrong one changes
// nothing, and that without any nothing is judged.
func TestTheBucketsPolicyTakesTheTrialsPlace(t *testing.T) {
	now := time.Date(2023, 9, 5, 9, 0, 0, 0, time.UTC)
	var text []byte
	fails := fs.ErrNotExist
	policy := InForce(func(context.Context) ([]byte, error) { return text, fails }, func() time.Time { return now }, slog.New(slog.DiscardHandler))
	want := func(why, version string) {
		t.Helper()
		if p, err := policy(t.Context()); err != nil || p.Version != version {
			t.Errorf("%s: got %v, %v; want %s", why, p, err, version)
		}
	}
	want("nothing in the bucket", "trial-2023")
	text, fails = []byte(strings.Replace(string(trial), "version: trial-2023", "version: second", 1)), nil
	now = now.Add(59 * time.Second)
	want("a minute is not over", "trial-2023")
	now = now.Add(time.Second)
	want("a minute is over", "second")
	text = []byte("version: 3")
	now = now.Add(time.Hour)
	want("a wrong one", "second")

	broken := InForce(func(context.Context) ([]byte, error) { return nil, errors.New("store away") }, time.Now, slog.New(slog.DiscardHandler))
	if p, err := broken(t.Context()); err == nil {
		t.Errorf("the store is away: got %v", p.Version)
	}
}

func TestAWrongRuleOnFrequencyIsRefused(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{"most: 12", "most: 0", "caps 1: most must be 1 or more"},
		{"span: day", "span: year", "thresholds 1: span"},
		{"lines: [transport, gas]", "lines: [water]", `caps 3: line "water" has no scope`},
		{"grounds: [ordered-from-above]", "grounds: [whim]", "no such ground: whim"},
		{"days: 30", "days: 3", "lapse: days must be 4 or more"},
		{"quiet: []", "quiet: [{first: 20, last: 1, source: {zh: 某地, en: somewhere}}]", "quiet 1: first and last"},
		{"source: *shanxi", "source: {zh: 某地}", "caps 2: source is missing in one language"},
	} {
		text := strings.Replace(string(trial), c.old, c.new, 1)
		if _, err := Read("test.yaml", []byte(text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.new, err, c.want)
		}
	}
}
