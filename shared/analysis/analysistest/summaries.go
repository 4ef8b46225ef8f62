// Package analysistest has summaries to render in tests: of a city, a line and two agencies, one of which too few
// have evaluated. The numbers are invented and agree with one another.
package analysistest

import (
	"embed"
	"encoding/json"
	"testing"

	"inspectioncode.example/shared/analysis"
)

//go:embed testdata
var files embed.FS

// Read is the summary of a name: city, gas, agency (310112-gas) or quiet (310151-gas, fewer evaluations than
// analysis.MinGroup).
func Read(t testing.TB, name string) *analysis.Summary {
	t.Helper()
	b, err := files.ReadFile("testdata/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var s analysis.Summary
	if err := json.Unmarshal(b, &s); err != nil {
		t.Fatal(err)
	}
	return &s
}
