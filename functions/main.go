// Functions is the one program of all functions; $FUNCTION picks the one to serve.
package main

import (
	analyzefrequency "inspectioncode.example/functions/analyze-frequency"
	collectfeedback "inspectioncode.example/functions/collect-feedback"
	issuecode "inspectioncode.example/functions/issue-code"
	notifyagency "inspectioncode.example/functions/notify-agency"
	notifyenterprise "inspectioncode.example/functions/notify-enterprise"
	queryinspections "inspectioncode.example/functions/query-inspections"
	recordresult "inspectioncode.example/functions/record-result"
	reportpilot "inspectioncode.example/functions/report-pilot"
	revokecode "inspectioncode.example/functions/revoke-code"
	submitevaluation "inspectioncode.example/functions/submit-evaluation"
	sweepintents "inspectioncode.example/functions/sweep-intents"
	verifyscan "inspectioncode.example/functions/verify-scan"
	"inspectioncode.example/shared/serve"
)

func main() {
	serve.Main(map[string]serve.Constructor{
		"issue-code":        issuecode.New,        // task.submitted → code.issued
		"revoke-code":       revokecode.New,       // revocation.submitted → code.revoked
		"notify-enterprise": notifyenterprise.New, // code.issued, code.revoked, result.recorded → the enterprise's inbox
		"notify-agency":     notifyagency.New,     // the same → the agency's own system
		"verify-scan":       verifyscan.New,       // a scan → the verdict
		"record-result":     recordresult.New,     // result.submitted → result.recorded
		"submit-evaluation": submitevaluation.New, // evaluation.submitted → evaluation.recorded
		"query-inspections": queryinspections.New, // lists, each to those it concerns
		"collect-feedback":  collectfeedback.New,  // what people say of the code, and of visits without one
		"analyze-frequency": analyzefrequency.New, // every night: the lake, what it says, alerts
		"report-pilot":      reportpilot.New,      // the summary report each municipal unit owes; the workbook
		"sweep-intents":     sweepintents.New,     // every five minutes: what a crash left half done
	})
}
