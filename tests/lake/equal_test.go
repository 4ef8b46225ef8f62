// Package lake holds that the lake is what other engines read: every metric stands as portable SQL beside package
// lake, and DuckDB, which shares no code with ours, must count the same from the same files.
//
// It needs node, and a folder of npm packages with @duckdb/node-api that the environment variable NODE_MODULES
// names (npm install @duckdb/node-api@1.5.6-r.1). Without them it is skipped, unless CI_TOOLS is "required".
package lake

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"inspectioncode.example/shared/analysis"
	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/lake"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/ledger/ledgertest"
)

// The period that is asked about: the rows before it are what may be repeated.
const first, last inspection.Date = "2023-09-01", "2024-02-15"

var night = time.Date(2024, 2, 16, 2, 0, 0, 0, inspection.Shanghai)

// Ensure that every metric is exactly equal.
func TestAnotherEngineCountsTheSame(t *testing.T) {
	modules := os.Getenv("NODE_MODULES")
	if _, err := exec.LookPath("node"); err != nil || modules == "" {
		if os.Getenv("CI_TOOLS") == "required" {
			t.Fatal("node, and NODE_MODULES with @duckdb/node-api, are required here")
		}
		t.Skip("needs node, and NODE_MODULES with @duckdb/node-api")
	}
	s := filled(t)
	dir := t.TempDir()
	export(t, s, dir)
	cmd := exec.Command("node", "query.mjs", dir, "../../shared/lake/sql",
		fmt.Sprint(first.Number()), fmt.Sprint(last.Number()), fmt.Sprint(inspection.Date("2024-01-01").Number()))
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var theirs map[string][][]any
	if err := json.Unmarshal(out, &theirs); err != nil {
		t.Fatal(err)
	}
	ours := counted(t, s)
	if got, want := slices.Sorted(maps.Keys(theirs)), slices.Sorted(maps.Keys(ours)); !slices.Equal(got, want) {
		t.Fatalf("the SQL there is counts %v, and this test %v", got, want)
	}
	for file, rows := range ours {
		got, want := lines(theirs[file]), lines(rows)
		if len(rows) == 0 {
			t.Errorf("%s: nothing to compare", file)
		}
		if got != want {
			t.Errorf("%s: DuckDB and we differ: %s", file, firstDifference(got, want))
		}
		t.Logf("%-20s %6d rows", file, len(rows))
	}
}

func lines(rows [][]any) string {
	var b strings.Builder
	for _, r := range rows {
		fmt.Fprintln(&b, r...)
	}
	return b.String()
}

func firstDifference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("row %d is %q there and %q here", i, a[i], b[i])
		}
	}
	return fmt.Sprintf("%d rows there and %d here", len(a)-1, len(b)-1)
}

// filled is the lake of a year and a half of visits, many more at some enterprises than at others.
func filled(t *testing.T) *lake.Snapshot {
	t.Helper()
	b := &bucket.Memory{}
	blind := bytes.Repeat([]byte("b"), 32)
	for v := range ledgertest.Visits(1, 8000, "2022-09-01", 535, night) {
		if err := ledgertest.Put(t.Context(), b, blind, &v); err != nil {
			t.Fatal(err)
		}
	}
	s, err := lake.Update(t.Context(), &ledger.Ledger{Bucket: b, BlindKey: blind}, night, func(string, string, int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// export writes the files that count into a folder.
func export(t *testing.T, s *lake.Snapshot, dir string) {
	t.Helper()
	for _, key := range s.Keys() {
		body, err := s.Bucket.Get(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, strings.TrimPrefix(key, "lake/"))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, body, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// counted is what we count, by the file of the SQL that counts the same.
func counted(t *testing.T, s *lake.Snapshot) map[string][][]any {
	t.Helper()
	limits := analysis.TrialLimits()
	from := analysis.Reach(first, last, limits)
	in, err := s.Inspections(t.Context(), from, last)
	if err != nil {
		t.Fatal(err)
	}
	items, err := s.Items(t.Context(), from, last)
	if err != nil {
		t.Fatal(err)
	}
	evaluated, err := s.Evaluations(t.Context(), first, last)
	if err != nil {
		t.Fatal(err)
	}
	ticked, err := s.Reasons(t.Context(), first, last)
	if err != nil {
		t.Fatal(err)
	}
	f := analysis.FrequenciesOf(in, items, first, last, limits)
	again := items.Again(first, last, limits.Window, func(analysis.Second) {})
	all := map[string][][]any{
		"usage.sql":         usage(in),
		"repeats.sql":       byAgency(items, again.Repeats),
		"city_district.sql": byAgency(items, again.CityDistrict),
		"thresholds.sql":    thresholds(f),
		"evaluations.sql":   evaluations(evaluated),
		"reasons.sql":       reasons(ticked),
	}
	for e, u := range f.Loads.Enterprise.Names {
		l := f.Loads.Of[e]
		if l.Day365 > 0 || l.Year > 0 {
			all["visits.sql"] = append(all["visits.sql"], []any{u, l.Day30, l.Day90, l.Day365, l.Year, l.Agencies, l.PersonMin})
		}
		if l.Rolling90 > 0 {
			all["rolling.sql"] = append(all["rolling.sql"], []any{u, l.Rolling90})
		}
	}
	for _, it := range items.ByItem(items.Select(analysis.Scope{}, first, last), func(string) (none inspection.Text) { return }) {
		all["items.sql"] = append(all["items.sql"], []any{it.Item, it.Times, it.Bad.N, it.Bad.K})
	}
	for _, rows := range all {
		slices.SortFunc(rows, func(a, b []any) int { return strings.Compare(a[0].(string), b[0].(string)) })
	}
	return all
}

func usage(in *analysis.Inspections) (all [][]any) {
	for a, rows := range analysis.By(&in.Agency, in.Select(analysis.Scope{}, first, last)) {
		if len(rows) > 0 {
			u := in.Usage(rows)
			all = append(all, []any{in.Agency.Names[a], u.Issued, u.Done, u.Revoked, u.Lapsed, u.Pending, u.Planned, u.Scanned, u.Findings,
				u.Joined, u.Saved, u.SavedMin, u.Inspected, u.Minutes, u.Persons, u.PersonMin})
		}
	}
	return all
}

func byAgency(items *analysis.Items, counts []int) (all [][]any) {
	for a, n := range counts {
		if n > 0 {
			all = append(all, []any{items.Agency.Names[a], n})
		}
	}
	return all
}

func thresholds(f *analysis.Frequencies) (all [][]any) {
	times, visits := map[string]int{}, map[string]int{}
	for _, c := range f.Crossings {
		times[c.Rule]++
		visits[c.Rule] += len(c.Rows)
	}
	for rule, n := range times {
		all = append(all, []any{rule, n, visits[rule]})
	}
	return all
}

func evaluations(e *analysis.Evaluated) (all [][]any) {
	counts := make([][10]int, len(e.Agency.Names))
	for i, a := range e.Agency.Of {
		c := &counts[a]
		c[0]++
		c[2] += int(e.Rating[i])
		if e.Rating[i] <= 2 {
			c[1]++
		}
		for d := range e.Duties {
			at := 3 + d
			if d > 0 {
				at++
			}
			if e.Duties[d].At(i) == string(inspection.No) {
				c[at]++
			}
		}
		if e.Duties[0].At(i) != string(inspection.Unknown) {
			c[4]++
		}
	}
	for a, c := range counts {
		if c[0] > 0 {
			row := []any{e.Agency.Names[a]}
			for _, n := range c {
				row = append(row, n)
			}
			all = append(all, row)
		}
	}
	return all
}

func reasons(k *analysis.Ticked) (all [][]any) {
	times, bad := map[string]int{}, map[string]int{}
	for i := range k.Len() {
		times[k.Reason.At(i)]++
		if k.Rating[i] <= 2 {
			bad[k.Reason.At(i)]++
		}
	}
	for reason, n := range times {
		all = append(all, []any{reason, n, bad[reason]})
	}
	return all
}
