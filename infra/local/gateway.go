package main

import (
	"context"
	"net/http"
	"path/filepath"

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

// functions are the same as in functions/main.go; a test compares them.
var functions = map[string]serve.Constructor{
	"issue-code":        issuecode.New,
	"revoke-code":       revokecode.New,
	"notify-enterprise": notifyenterprise.New,
	"notify-agency":     notifyagency.New,
	"verify-scan":       verifyscan.New,
	"record-result":     recordresult.New,
	"submit-evaluation": submitevaluation.New,
	"query-inspections": queryinspections.New,
	"collect-feedback":  collectfeedback.New,
	"analyze-frequency": analyzefrequency.New,
	"report-pilot":      reportpilot.New,
	"sweep-intents":     sweepintents.New,
}

// gateway serves the functions as OpenFaaS's would, each knowing nothing of the others, and beside
// them what in a city stands elsewhere: the broker, the sign-in, the inbox and the clock.
func (c *city) gateway(ctx context.Context, data string, env *serve.Env, signIn *signIn) (http.Handler, error) {
	mux := http.NewServeMux()
	for name, construct := range functions {
		own := *env
		own.Name = name
		own.Log = env.Log.With("function", name)
		f, err := construct(ctx, &own)
		if err != nil {
			return nil, err
		}
		served := own.HTTP(f)
		mux.Handle("/function/"+name, served)
		mux.Handle("/function/"+name+"/", http.StripPrefix("/function/"+name, served))
		if name == "verify-scan" { // everything that is nobody else's: /c/, /, /scan, /assets/, /.well-known/
			mux.Handle("/", served)
		}
	}
	whoIs := env.WhoIs()
	if err := env.Err(); err != nil {
		return nil, err
	}
	mux.Handle("/bus", c.bus)
	mux.Handle("/clock", clockDesk{c.clock, env})
	signIn.whoIs = whoIs
	mux.Handle("/sign-in", signIn)
	inbox := &inbox{dir: filepath.Join(data, "inbox"), env: env, whoIs: whoIs}
	mux.Handle("/inbox", inbox)
	mux.Handle("/inbox/", inbox)
	return mux, nil
}
