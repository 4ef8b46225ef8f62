package recordresult

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/identity"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/page"
	"inspectioncode.example/shared/serve"
)

// attached keeps one photo or document, sent by itself to the address of its inspection, and answers what a result names it
// by. With ?corrects= it is for the correction of that revision.
func (f *function) attached(ctx context.Context, caller identity.Caller, req *handler.Request) (handler.Response, error) {
	if err := serve.OfAgency(caller); err != nil {
		return handler.Response{}, err
	}
	ref, ok := inspection.ParseRef(serve.Last(req, name))
	if !ok {
		return handler.Response{}, ledger.ErrNone
	}
	serve.About(ctx, ref.String())
	var corrects *int
	if q := serve.Query(req); q.Has("corrects") {
		n, err := strconv.Atoi(q.Get("corrects"))
		if err != nil {
			return handler.Response{}, inspection.Refuse(inspection.Invalid, inspection.Fault{Field: "corrects", Rule: "number",
				Text: inspection.Text{ZH: "更正的是第几次记录，应为数字", EN: "the revision to correct is a number"},
				Mend: inspection.Text{ZH: "原记录为0", EN: "the first record is 0"}})
		}
		corrects = &n
	}
	e, err := f.ledger.KeepEvidence(ctx, ref, serve.Author(caller), corrects, req.Body)
	if err != nil {
		return handler.Response{}, err
	}
	return serve.AsJSON(http.StatusOK, e)
}

// attach keeps the files of a form, and puts their names in its values. What is wrong with one stands beside its field.
func (f *function) attach(ctx context.Context, caller identity.Caller, body *page.RecordResult, values url.Values, files []serve.File) error {
	var corrects *int
	if body.Stands != nil {
		corrects = &body.Stands.Revision
	}
	for _, file := range files {
		field, ok := strings.CutSuffix(file.Field, ".photo")
		if !ok {
			continue
		}
		field += ".evidence"
		e, err := f.ledger.KeepEvidence(ctx, body.Inspection.Ref, serve.Author(caller), corrects, file.Body)
		if refusal := (*inspection.Refusal)(nil); errors.As(err, &refusal) {
			for _, fault := range refusal.Faults {
				fault.Field = field
				body.Faults = append(body.Faults, fault)
			}
			continue
		}
		if err != nil {
			return err
		}
		if !slices.Contains(values[field], e.Name) {
			values.Add(field, e.Name)
		}
	}
	return nil
}

// evidence shows a photo or document to officers while they record, before any result names it.
func (f *function) evidence(ctx context.Context, ref inspection.Ref, name string) (handler.Response, error) {
	if err := serve.Turn(ctx); err != nil {
		return handler.Response{}, err
	}
	body, e, err := f.ledger.Evidence(ctx, ref, name)
	if err != nil {
		return handler.Response{}, err
	}
	return serve.AsFile(e.Name, e.Type, body)
}

// mayBeLarge lets agencies send photos as a phone takes them; nobody else's requests are taken in above the common bound.
func (f *function) mayBeLarge(ctx context.Context, header http.Header) bool {
	caller, err := f.whoIs(ctx, header)
	return err == nil && caller.OfAgency()
}
