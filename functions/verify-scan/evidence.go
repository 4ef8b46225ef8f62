package verifyscan

import (
	"context"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/code"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/serve"
)

// evidence shows a photo or document of the result to whoever holds the code, as the result itself. It counts
// as no scan.
func (f *function) evidence(ctx context.Context, req *handler.Request, token code.Token, name string) (handler.Response, error) {
	if !f.photos.Pass(string(token.ID)) {
		return handler.Response{}, serve.TooMany()
	}
	door, err := f.ledger.AtDoor(ctx, token.Ref())
	if err != nil {
		return handler.Response{}, err
	}
	v := judge(token, door, f.caller(ctx, req), f.env.Now())
	if v.Outcome != concluded {
		return handler.Response{}, ledger.ErrNone
	}
	body, e, err := f.ledger.RecordedEvidence(ctx, v.Result, name)
	if err != nil {
		return handler.Response{}, err
	}
	return serve.AsFile(e.Name, e.Type, body)
}
