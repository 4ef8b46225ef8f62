package recordresult

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/identity"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/page"
	"inspectioncode.example/shared/serve"
)

const minute = "2006-01-02T15:04" // as browsers send datetime-local

// page reads what every page of the form shows, and makes sure that the caller may see it.
func (f *function) page(ctx context.Context, caller identity.Caller, req *handler.Request) (page.RecordResult, error) {
	if err := serve.OfAgency(caller); err != nil {
		return page.RecordResult{}, err
	}
	ref, ok := inspection.ParseRef(serve.Last(req, name))
	if !ok {
		return page.RecordResult{}, ledger.ErrNone
	}
	serve.About(ctx, ref.String())
	facts, err := f.ledger.Read(ctx, ref)
	if err != nil {
		return page.RecordResult{}, err
	}
	if err := inspection.MayRecord(&facts.Inspection, serve.Author(caller)); err != nil {
		return page.RecordResult{}, err
	}
	if facts.Revoked != nil {
		return page.RecordResult{}, inspection.AlreadyRevoked(facts.Revoked)
	}
	first, err := f.ledger.FirstScan(ctx, &facts.Inspection)
	body := page.RecordResult{Inspection: facts.Inspection, Stands: facts.Result(), Scanned: !first.IsZero(), Early: f.env.Now().Before(facts.Inspection.From), Officer: caller.Certificate, Address: serve.Address(name, ref.String())}
	body.Values = timesOf(&facts.Inspection, first, f.env.Now())
	if body.Stands != nil {
		body.Values = valuesOf(&body.Stands.Result)
	}
	return body, err
}

// timesOf fills in when the visit is likely to have been: from the first look at the code, or its planned
// beginning, until now, or its planned end where the form is filled in later. Officers put it right.
func timesOf(in *inspection.Inspection, first, now time.Time) url.Values {
	arrived, left := in.From, in.Until
	if first.After(arrived) {
		arrived = first
	}
	if now.Before(left) {
		left = now
	}
	v := url.Values{"arrived": {arrived.In(inspection.Shanghai).Format(minute)}}
	if left.After(arrived) {
		v.Set("left", left.In(inspection.Shanghai).Format(minute))
	}
	return v
}

// form shows the form: with the likely times, or with what is recorded already for a correction.
func (f *function) form(ctx context.Context, caller identity.Caller, req *handler.Request) (handler.Response, error) {
	body, err := f.page(ctx, caller, req)
	if err != nil {
		return handler.Response{}, err
	}
	if name := serve.Query(req).Get("evidence"); name != "" {
		return f.evidence(ctx, body.Inspection.Ref, name)
	}
	body.Fresh = true
	return f.env.AsPage(req, http.StatusOK, body)
}

// filled looks over a filled-in form: first it shows what would be recorded, then, confirmed, records it.
func (f *function) filled(ctx context.Context, caller identity.Caller, req *handler.Request) (handler.Response, error) {
	values, files, err := serve.FormWithFiles(req)
	if err != nil {
		return handler.Response{}, err
	}
	body, err := f.page(ctx, caller, req)
	if err != nil {
		return handler.Response{}, err
	}
	if err := f.attach(ctx, caller, &body, values, files); err != nil {
		return handler.Response{}, err
	}
	pressed := func(button string) bool {
		defer values.Del(button)
		return values.Has(button)
	}
	confirmed, unfinished := pressed("confirmed"), pressed("back") || pressed("attach")
	body.Values = values
	r := resultOf(values, body.Inspection.Ref).Spelled()
	switch {
	case unfinished && len(body.Faults) == 0:
		return f.env.AsPage(req, http.StatusOK, body)
	case unfinished:
		return f.env.AsPage(req, http.StatusUnprocessableEntity, body)
	case !confirmed:
		return f.review(ctx, req, body, r)
	}
	// A result that was recorded by this very form, sent twice, is no fault: the ledger knows it again.
	_, err = f.record(ctx, caller, r)
	if refusal := (*inspection.Refusal)(nil); errors.As(err, &refusal) && (refusal.Why == inspection.Invalid || refusal.Why == inspection.Conflict) {
		body.Faults = refusal.Faults
		return f.env.AsPage(req, http.StatusUnprocessableEntity, body)
	}
	if err != nil {
		return handler.Response{}, err
	}
	return serve.SeeOther(serve.Address("query-inspections", r.Inspection.String()))
}

// review shows what would be recorded, with its photos, or what is wrong with it.
func (f *function) review(ctx context.Context, req *handler.Request, body page.RecordResult, r inspection.Result) (handler.Response, error) {
	body.Faults = append(body.Faults, inspection.CheckResult(&r, &body.Inspection, body.Stands, body.Scanned, f.env.Now())...)
	files, err := f.ledger.EvidenceOf(ctx, &r)
	if refusal := (*inspection.Refusal)(nil); errors.As(err, &refusal) {
		body.Faults = append(body.Faults, refusal.Faults...)
	} else if err != nil {
		return handler.Response{}, err
	}
	if len(body.Faults) > 0 {
		return f.env.AsPage(req, http.StatusUnprocessableEntity, body)
	}
	body.Review = page.ReadResult(&body.Inspection, &inspection.RecordedResult{Result: r, Evidence: files}, body.Address+"?evidence=")
	return f.env.AsPage(req, http.StatusOK, body)
}

// resultOf reads the result a form describes. What cannot be read stays empty, for the rules to name.
func resultOf(v url.Values, ref inspection.Ref) inspection.Result {
	r := inspection.Result{
		Inspection: ref,
		Unscanned:  inspection.Unscanned(v.Get("unscanned")),
		Note:       v.Get("note"),
		Signed:     inspection.Signature(v.Get("signed")),
	}
	r.Arrived, _ = time.ParseInLocation(minute, v.Get("arrived"), inspection.Shanghai)
	r.Left, _ = time.ParseInLocation(minute, v.Get("left"), inspection.Shanghai)
	for i := range 30 {
		field := "items[" + strconv.Itoa(i) + "]."
		if !v.Has(field + "item") {
			break
		}
		r.Items = append(r.Items, inspection.ItemResult{
			Item:     v.Get(field + "item"),
			Outcome:  inspection.Outcome(v.Get(field + "outcome")),
			Finding:  v.Get(field + "finding"),
			Handling: inspection.Handling(v.Get(field + "handling")),
			Deadline: inspection.Date(v.Get(field + "deadline")),
			Evidence: v[field+"evidence"],
		})
	}
	if v.Has("corrects.revision") {
		revision, _ := strconv.Atoi(v.Get("corrects.revision"))
		r.Corrects = &inspection.Correction{Revision: revision, Reason: v.Get("corrects.reason")}
	}
	return r
}

// valuesOf fills a form with a result, so that a correction starts from what stands.
func valuesOf(r *inspection.Result) url.Values {
	v := url.Values{
		"arrived":   {r.Arrived.In(inspection.Shanghai).Format(minute)},
		"left":      {r.Left.In(inspection.Shanghai).Format(minute)},
		"unscanned": {string(r.Unscanned)},
		"note":      {r.Note},
		"signed":    {string(r.Signed)},
	}
	for i, it := range r.Items {
		field := "items[" + strconv.Itoa(i) + "]."
		v.Set(field+"outcome", string(it.Outcome))
		v.Set(field+"finding", it.Finding)
		v.Set(field+"handling", string(it.Handling))
		v.Set(field+"deadline", string(it.Deadline))
		v[field+"evidence"] = it.Evidence
	}
	return v
}
