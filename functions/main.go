// Functions is the program of all functions; $FUNCTION picks the one to serve. Those that read the lake or draw
// figures are compiled into a program of their own, figures, which this one becomes when it is to be one of them:
// what they bring along would make every start of the others half as slow again.
package main

import (
	collectfeedback "inspectioncode.example/functions/collect-feedback"
	issuecode "inspectioncode.example/functions/issue-code"
	notifyagency "inspectioncode.example/functions/notify-agency"
	notifyenterprise "inspectioncode.example/functions/notify-enterprise"
	recordresult "inspectioncode.example/functions/record-result"
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
		"query-inspections": figures,              // lists and figures, each to those it concerns
		"collect-feedback":  collectfeedback.New,  // what people say of the code, and of visits without one
		"analyze-frequency": figures,              // every night: the lake, what it says, alerts
		"report-pilot":      figures,              // the summary report each municipal unit owes; the workbook
		"sweep-intents":     sweepintents.New,     // every five minutes: what a crash left half done
	})
}

var figures = serve.Beside("figures")
