package issuecode

import (
	"context"
	"net/http"
	"net/url"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/identity"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/serve"
)

// mostRead bounds the visits whose facts are read for an outlook: the newest, and more than any policy lets
// an enterprise have in the time an outlook looks back and ahead.
const mostRead = 48

// outlook tells an agency what it should know before a visit to an enterprise on a day; left out is a visit
// that the new one takes the place of, if any. Up to five round trips, three for most enterprises.
func (f *function) outlook(ctx context.Context, rules *inspection.Policy, a *inspection.Agency, e *inspection.Enterprise, day inspection.Date, leftOut inspection.ID) (inspection.Outlook, error) {
	now := f.env.Now()
	today := inspection.DateOf(now)
	days := []inspection.Date{day, day.AddDays(-rules.Frequency.Reuse.Days), today, today.AddDays(rules.Frequency.Merge.Days)}
	standing, err := f.ledger.Standing(ctx, e.USCC, days, leftOut)
	if err != nil {
		return inspection.Outlook{}, err
	}
	var refs []inspection.Ref
	for _, v := range standing[:min(len(standing), mostRead)] {
		refs = append(refs, v.Ref)
	}
	all, err := f.ledger.ReadAll(ctx, refs)
	if err != nil {
		return inspection.Outlook{}, err
	}
	var known []inspection.KnownVisit
	for i := range all {
		k := inspection.KnownVisit{Inspection: &all[i].Inspection, State: all[i].StateAt(now)}
		if r := all[i].Result(); r != nil {
			k.Result = &r.Result
		}
		known = append(known, k)
	}
	return rules.Outlook(a, e, day, now, standing, known), nil
}

// outlookAsJSON tells an agency's own system the same, for the enterprise and date it names.
func (f *function) outlookAsJSON(ctx context.Context, caller identity.Caller, query url.Values) (handler.Response, error) {
	if query.Has("date") && !inspection.Date(query.Get("date")).Valid() {
		return handler.Response{}, inspection.Refuse(inspection.Invalid, inspection.Fault{Field: "date", Rule: "date",
			Text: inspection.Text{ZH: "日期无法识别", EN: "that is not a date"},
			Mend: inspection.Text{ZH: "例如2023-09-05", EN: "such as 2023-09-05"}})
	}
	agency, err := f.agencyOf(ctx, caller)
	if err != nil {
		return handler.Response{}, err
	}
	e, err := f.ledger.Enterprise(ctx, inspection.USCC(query.Get("enterprise")))
	if err != nil {
		return handler.Response{}, err
	}
	if e == nil {
		return handler.Response{}, ledger.ErrNone
	}
	rules, err := f.ledger.Policy(ctx)
	if err != nil {
		return handler.Response{}, err
	}
	told, err := f.outlook(ctx, rules, agency, e, f.dayOf(query), "")
	if err != nil {
		return handler.Response{}, err
	}
	return serve.AsJSON(http.StatusOK, told)
}
