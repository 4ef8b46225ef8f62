// Figures is the program of the functions that read the lake or draw figures. The program of all functions, which
// stands beside it, starts it for them.
package main

import (
	analyzefrequency "inspectioncode.example/functions/analyze-frequency"
	queryinspections "inspectioncode.example/functions/query-inspections"
	reportpilot "inspectioncode.example/functions/report-pilot"
	"inspectioncode.example/shared/serve"
)

func main() {
	serve.Main(map[string]serve.Constructor{
		"query-inspections": queryinspections.New,
		"analyze-frequency": analyzefrequency.New,
		"report-pilot":      reportpilot.New,
	})
}
