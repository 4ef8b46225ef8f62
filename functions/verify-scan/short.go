package verifyscan

import (
	"context"
	"errors"
	"net/http"
	"strings"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/code"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/page"
	"inspectioncode.example/shared/serve"
)

// typed judges a short code that somebody typed, as the printed code it stands under.
func (f *function) typed(ctx context.Context, req *handler.Request, short string) (handler.Response, error) {
	now := f.env.Now()
	if from := serve.ClientAddress(req); from != "" && !f.guesses.Pass(from) {
		return handler.Response{}, serve.TooMany()
	}
	day, prefix, ok := code.ParseShort(short)
	if !ok {
		return f.mistyped(req, short)
	}
	ref, err := f.ledger.ByPrefix(ctx, day, prefix)
	if errors.Is(err, ledger.ErrNone) {
		return f.answer(req, verdict{Outcome: forged})
	}
	if err != nil {
		return handler.Response{}, err
	}
	serve.About(ctx, ref.String())
	door, err := f.door(ctx, req, ref, code.Printed)
	if err != nil {
		return handler.Response{}, err
	}
	in := &door.Inspection
	token := code.Token{ID: in.ID, Enterprise: in.Enterprise.USCC, Agency: in.Agency.Number, From: in.From, Until: in.Until}
	return f.answer(req, judge(token, door, f.caller(ctx, req), now))
}

// mistyped says that a short code cannot be one; without a look at the store.
func (f *function) mistyped(req *handler.Request, short string) (handler.Response, error) {
	refusal := &inspection.Refusal{Why: inspection.Invalid, Faults: []inspection.Fault{{Field: "short", Rule: "short-code",
		Text: inspection.Text{ZH: "短码输入有误", EN: "the short code was mistyped"},
		Mend: inspection.Text{ZH: "请对照纸质检查码核对16位字符；确认无误仍不通过的，该码不是真实的检查码", EN: "compare its 16 characters with the paper; if they are right, it is no genuine code"}}}}
	if serve.Wanted(req) == serve.JSON {
		return handler.Response{}, refusal
	}
	return f.home(req, http.StatusUnprocessableEntity, strings.ToUpper(short), refusal.Faults)
}

// home is the first page: where a short code can be typed, and the way to everything else.
func (f *function) home(req *handler.Request, status int, short string, faults []inspection.Fault) (handler.Response, error) {
	return f.env.AsPage(req, status, page.Home{Short: short, Faults: faults, SignIn: f.env.May("SIGN_IN_URL", "/sign-in"),
		List: serve.Address("query-inspections"), Feedback: serve.Address("collect-feedback")})
}
