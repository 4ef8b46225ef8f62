package submitevaluation

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/contract"
	"inspectioncode.example/shared/identity"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/page"
	"inspectioncode.example/shared/serve"
)

// form shows the form to whoever may fill it in.
func (f *function) form(ctx context.Context, caller identity.Caller, req *handler.Request) (handler.Response, error) {
	body, err := f.page(ctx, caller, req, serve.Query(req).Get("ticket"))
	if err != nil {
		return handler.Response{}, err
	}
	done, err := f.ledger.Evaluated(ctx, body.Inspection.Ref)
	if err != nil {
		return handler.Response{}, err
	}
	if done {
		return f.env.AsPage(req, http.StatusOK, page.Evaluated{Inspection: body.Inspection, Receipt: f.ledger.EvaluationReceipt(body.Inspection.Ref), Before: true})
	}
	return f.env.AsPage(req, http.StatusOK, body)
}

// page reads what the form shows, and refuses whoever may not fill it in.
func (f *function) page(ctx context.Context, caller identity.Caller, req *handler.Request, ticket string) (page.Evaluate, error) {
	ref, ok := inspection.ParseRef(serve.Last(req, name))
	if !ok {
		return page.Evaluate{}, ledger.ErrNone
	}
	facts, err := f.entitled(ctx, caller, ref, ticket)
	if err != nil {
		return page.Evaluate{}, err
	}
	body := page.Evaluate{Inspection: facts.Inspection, Result: page.ReadResult(&facts.Inspection, facts.Result(), "/c/"+facts.Inspection.Code.Digits+"?evidence="), Ticket: ticket}
	if caller.MayEvaluate() {
		body.Role = inspection.Evaluator(caller.Role)
	}
	if body.Result == nil {
		empty := inspection.Evaluation{Role: inspection.PersonInCharge, Rating: 5}
		return page.Evaluate{}, inspection.CheckEvaluation(&empty, nil).Err()
	}
	return body, nil
}

// filled keeps the evaluation in a form, or shows the form again with what is wrong beside it.
func (f *function) filled(ctx context.Context, caller identity.Caller, req *handler.Request) (handler.Response, error) {
	values, err := serve.Form(req)
	if err != nil {
		return handler.Response{}, err
	}
	body, err := f.page(ctx, caller, req, values.Get("ticket"))
	if err != nil {
		return handler.Response{}, err
	}
	body.Values = values
	_, err = f.evaluate(ctx, caller, submissionOf(values, body.Inspection.Ref))
	if refusal := (*inspection.Refusal)(nil); errors.As(err, &refusal) && refusal.Why == inspection.Invalid {
		body.Faults = refusal.Faults
		return f.env.AsPage(req, http.StatusUnprocessableEntity, body)
	}
	if err != nil {
		return handler.Response{}, err
	}
	return f.env.AsPage(req, http.StatusOK, page.Evaluated{Inspection: body.Inspection, Receipt: f.ledger.EvaluationReceipt(body.Inspection.Ref)})
}

// submissionOf reads the evaluation a form describes.
func submissionOf(v url.Values, ref inspection.Ref) contract.SubmittedEvaluation {
	s := contract.SubmittedEvaluation{Inspection: ref, Ticket: v.Get("ticket")}
	s.Role = inspection.Evaluator(v.Get("role"))
	s.Rating, _ = strconv.Atoi(v.Get("rating"))
	s.Text = v.Get("text")
	s.Duties = map[inspection.Duty]inspection.Answer{}
	for _, d := range inspection.Duties() {
		if a := v.Get("duties." + string(d)); a != "" {
			s.Duties[d] = inspection.Answer(a)
		}
	}
	for _, r := range v["reasons"] {
		s.Reasons = append(s.Reasons, inspection.Reason(r))
	}
	return s
}
