package verifyscan

import (
	"context"
	"errors"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/code"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/serve"
)

// evidence shows a photo or document of a result to whoever holds the code, as the result itself. It counts
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
	if err := serve.Turn(ctx); err != nil {
		return handler.Response{}, err
	}
	for _, p := range v.everyone() {
		if p.Result == nil {
			continue
		}
		body, e, err := f.ledger.RecordedEvidence(ctx, p.Result, name)
		if errors.Is(err, ledger.ErrNone) {
			continue // it is another agency's
		}
		if err != nil {
			return handler.Response{}, err
		}
		return serve.AsFile(e.Name, e.Type, body)
	}
	return handler.Response{}, ledger.ErrNone
}

// evidenceAt is the address that photos and documents of the results lie under: the code as it was scanned, and where
// it was typed the printed one, once that admits nobody any more; none before.
func (v *verdict) evidenceAt() string {
	digits := v.digits
	if digits == "" && v.Outcome == concluded {
		digits = v.Inspection.Code.Digits
	}
	if digits == "" {
		return ""
	}
	return "/c/" + digits + "?evidence="
}
