package issuecode

import (
	"cmp"
	"context"
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

// formOfMove shows the form for a visit that takes the place of another, filled in with what stays.
func (f *function) formOfMove(ctx context.Context, caller identity.Caller, req *handler.Request, old string) (handler.Response, error) {
	ref, ok := inspection.ParseRef(old)
	if !ok {
		return handler.Response{}, ledger.ErrNone
	}
	facts, err := f.ledger.Read(ctx, ref)
	if err != nil {
		return handler.Response{}, err
	}
	in := &facts.Inspection
	if err := inspection.MayCancel(in, serve.Author(caller)); err != nil {
		return handler.Response{}, ledger.ErrNone
	}
	if facts.Revoked != nil {
		return handler.Response{}, inspection.AlreadyRevoked(facts.Revoked)
	}
	e, err := f.ledger.Enterprise(ctx, in.Enterprise.USCC)
	if err != nil {
		return handler.Response{}, err
	}
	if e == nil {
		return handler.Response{}, ledger.ErrNone
	}
	values := url.Values{
		"number":   {f.newNumber()},
		"replaces": {ref.String()},
		"site":     {in.Site.Address},
		"kind":     {string(in.Kind)},
		"plan":     {in.Plan},
		"reason":   {in.Reason},
		"ground":   {string(in.Ground)},
		"date":     {string(f.dayOf(serve.Query(req)))},
		"start":    {cmp.Or(serve.Query(req).Get("start"), in.From.In(inspection.Shanghai).Format("15:04"))},
		"end":      {cmp.Or(serve.Query(req).Get("end"), in.Until.In(inspection.Shanghai).Format("15:04"))},
	}
	for _, it := range in.Items {
		values.Add("items", it.Code)
	}
	for _, o := range in.Officers {
		values.Add("officers", o.Certificate)
	}
	if in.Assistants != nil {
		values.Set("assistants.unit", in.Assistants.Unit)
		values.Set("assistants.number", strconv.Itoa(in.Assistants.Number))
	}
	if serve.Query(req).Has("joins") {
		if err := f.joins(ctx, req, e, values); err != nil {
			return handler.Response{}, err
		}
	}
	return f.fileTask(ctx, caller, req, http.StatusOK, *e, page.Form{Values: values})
}

// formOfJoin shows the form for a part of another agency's visit.
func (f *function) formOfJoin(ctx context.Context, caller identity.Caller, req *handler.Request) (handler.Response, error) {
	e, err := f.ledger.Enterprise(ctx, inspection.USCC(serve.Query(req).Get("enterprise")))
	if err != nil {
		return handler.Response{}, err
	}
	if e == nil {
		return handler.Response{}, ledger.ErrNone
	}
	values := url.Values{"number": {f.newNumber()}, "officers": {caller.Certificate}}
	if err := f.joins(ctx, req, e, values); err != nil {
		return handler.Response{}, err
	}
	return f.fileTask(ctx, caller, req, http.StatusOK, *e, page.Form{Values: values})
}

// joins fills a form in with the visit that it is to join: its place, and as much of its time as is left.
func (f *function) joins(ctx context.Context, req *handler.Request, e *inspection.Enterprise, values url.Values) error {
	ref, _ := inspection.ParseRef(serve.Query(req).Get("joins"))
	lead, err := f.ledger.Read(ctx, ref)
	if err != nil {
		return err
	}
	in := &lead.Inspection
	if in.Enterprise.USCC != e.USCC {
		return ledger.ErrNone
	}
	if lead.Revoked != nil {
		return inspection.AlreadyRevoked(lead.Revoked)
	}
	from := in.From
	if now := f.env.Now().Truncate(time.Minute); now.After(from) {
		from = now
	}
	until := from.Add(in.Until.Sub(from).Truncate(15 * time.Minute))
	values.Set("joins", ref.String())
	values.Set("site", in.Site.Address)
	values.Set("date", string(in.Day))
	values.Set("start", from.In(inspection.Shanghai).Format("15:04"))
	values.Set("end", until.In(inspection.Shanghai).Format("15:04"))
	return nil
}
