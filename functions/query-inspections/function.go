// Package queryinspections shows lists of inspections, and one inspection whole, to those they concern.
//
// It receives a GET: an enterprise's people see their own inspections, officers theirs and their
// agency's, a municipal unit (市级试点单位) those of its line, the Bureau of Justice (市司法局) all of them. With
// an inspection's ref it shows that one, with ?from= and ?until= other days, with ?agency= one agency, ?line=
// a line (all: every one), ?enterprise= one enterprise. Under /summary stands what the last night said
// (统计分析), with ?rows= what one of its numbers counts, and with ?charts its charts as JSON; under /reported, for
// a municipal unit and the Bureau, the reports of visits without a code that holds. An
// enterprise's own code (随申码), a token as the last part of the address, shows its list and no results:
// it hangs on a wall. It answers with a page or JSON and sends nothing. What is somebody else's is not
// found.
//
// Settings: those of serve.Env's Ledger (bucket, PUBLIC_URL); SIGN_IN_URL. Secrets: bucket-access-key,
// bucket-secret-key, issuers.
package queryinspections

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/identity"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/page"
	"inspectioncode.example/shared/serve"
)

const name = "query-inspections"

type function struct {
	env    *serve.Env
	ledger *ledger.Ledger
	whoIs  serve.WhoIs
}

// New builds the function.
func New(_ context.Context, env *serve.Env) (handler.FunctionHandler, error) {
	f := &function{env: env, ledger: env.Ledger(), whoIs: env.WhoIs()}
	return f, env.Err()
}

// Handle answers one request.
func (f *function) Handle(req handler.Request) (handler.Response, error) {
	if req.Method != http.MethodGet && req.Method != http.MethodHead {
		return serve.MethodNotAllowed("GET, HEAD")
	}
	ctx := serve.Context(&req)
	last := serve.Last(&req, name)
	if strings.Count(last, ".") == 2 { // a token: an enterprise's own code was scanned
		code, err := f.whoIs(ctx, http.Header{"Authorization": {"Bearer " + last}})
		if err != nil {
			return handler.Response{}, err
		}
		if code.Role != identity.EnterpriseCode {
			return handler.Response{}, ledger.ErrNone // sessions do not belong in addresses
		}
		return f.list(ctx, code, &req)
	}
	caller, err := f.whoIs(ctx, req.Header)
	if err != nil {
		return handler.Response{}, err
	}
	if caller.Nobody() {
		return handler.Response{}, serve.SignIn()
	}
	switch last {
	case summaryPage:
		return f.summary(ctx, caller, &req)
	case reportedPage:
		return f.reported(ctx, caller, &req)
	}
	if last != "" {
		return f.one(ctx, caller, &req, last)
	}
	return f.list(ctx, caller, &req)
}

// one shows one inspection.
func (f *function) one(ctx context.Context, caller identity.Caller, req *handler.Request, last string) (handler.Response, error) {
	ref, ok := inspection.ParseRef(last)
	if !ok {
		return handler.Response{}, ledger.ErrNone
	}
	serve.About(ctx, ref.String())
	facts, err := f.ledger.Look(ctx, ref)
	if err != nil {
		return handler.Response{}, err
	}
	if !maySee(caller, &facts.Inspection) {
		return handler.Response{}, ledger.ErrNone
	}
	if name := serve.Query(req).Get("evidence"); name != "" {
		return f.evidence(ctx, facts, name)
	}
	in := facts.Inspection
	company, err := f.ledger.Company(ctx, &in)
	if err != nil {
		return handler.Response{}, err
	}
	if serve.Wanted(req) == serve.JSON {
		e := f.entry(caller, facts)
		e.Company = company
		return serve.AsJSON(http.StatusOK, e)
	}
	at := serve.Address(name, ref.String()) + "?evidence="
	body := page.One{
		Inspection: in,
		Company:    company,
		State:      facts.StateInWords(f.env.Now()),
		Result:     page.ReadResult(&in, facts.Result(), at),
	}
	for i := len(facts.Results) - 2; i >= 0; i-- {
		body.Earlier = append(body.Earlier, page.ReadResult(&in, &facts.Results[i], at))
	}
	if caller.MayEvaluate() && body.Result != nil {
		body.Evaluate = serve.Address("submit-evaluation", ref.String())
	}
	body.Revoked = facts.Revoked
	body.Rights = !caller.OfAgency()
	body.Officer = caller.Certificate
	if caller.Role == identity.Officer && facts.Revoked == nil {
		if body.Result == nil {
			body.Show = serve.Address("issue-code", ref.String())
			body.Revoke = serve.Address("revoke-code", ref.String())
		}
		if inspection.MayRecord(&in, serve.Author(caller)) == nil {
			body.Record = serve.Address("record-result", ref.String())
		}
	}
	return f.env.AsPage(req, http.StatusOK, body)
}

// evidence shows a photo or document of any of the results, to whoever may see them.
func (f *function) evidence(ctx context.Context, facts ledger.Facts, name string) (handler.Response, error) {
	if err := serve.Turn(ctx); err != nil {
		return handler.Response{}, err
	}
	for i := range facts.Results {
		body, e, err := f.ledger.RecordedEvidence(ctx, &facts.Results[i], name)
		if errors.Is(err, ledger.ErrNone) {
			continue
		}
		if err != nil {
			return handler.Response{}, err
		}
		return serve.AsFile(e.Name, e.Type, body)
	}
	return handler.Response{}, ledger.ErrNone
}

// maySee reports whether an inspection is the caller's to see, with its result.
func maySee(c identity.Caller, in *inspection.Inspection) bool {
	switch {
	case c.OfEnterprise():
		return c.Enterprise == in.Enterprise.USCC
	case c.OfAgency():
		return c.Agency == in.Agency.Code
	case c.Role == identity.Supervisor:
		return inspection.Line(c.Line) == in.Agency.Line
	}
	return c.Role == identity.Bureau
}

// An entry is one inspection as programs read it.
type entry struct {
	Inspection inspection.Inspection       `json:"inspection"`
	State      inspection.State            `json:"state"`
	Results    []inspection.RecordedResult `json:"results,omitempty"`
	Revoked    *inspection.Revocation      `json:"revoked,omitempty"`
	Company    []inspection.Company        `json:"company,omitempty"` // the other agencies of the visit, where one is asked for
}

// entry is what a caller may read. The code itself is for those who show it: whoever else had it could
// stand at the door with it.
func (f *function) entry(c identity.Caller, facts ledger.Facts) entry {
	e := entry{Inspection: facts.Inspection, State: facts.StateAt(f.env.Now()), Results: facts.Results, Revoked: facts.Revoked}
	if !c.OfAgency() {
		e.Inspection.Code = inspection.Code{}
	}
	return e
}

// A line is all that an enterprise's own code on its wall tells a passer-by of an inspection.
type line struct {
	From   time.Time        `json:"from"`
	Until  time.Time        `json:"until"`
	Agency inspection.Text  `json:"agency"`
	Kind   inspection.Kind  `json:"kind"`
	State  inspection.State `json:"state"`
}
