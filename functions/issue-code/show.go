package issuecode

import (
	"context"
	"html/template"
	"net/http"
	"path"
	"strings"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/code"
	"inspectioncode.example/shared/identity"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/page"
	"inspectioncode.example/shared/serve"
)

// show gives a code to the people of its agency: its page, the printed form, or a picture.
func (f *function) show(ctx context.Context, caller identity.Caller, req *handler.Request, last string) (handler.Response, error) {
	if err := serve.OfAgency(caller); err != nil {
		return handler.Response{}, err
	}
	extension := path.Ext(last)
	ref, ok := inspection.ParseRef(strings.TrimSuffix(last, extension))
	if !ok {
		return handler.Response{}, ledger.ErrNone
	}
	serve.About(ctx, ref.String())
	facts, err := f.ledger.Read(ctx, ref)
	if err != nil {
		return handler.Response{}, err
	}
	in := facts.Inspection
	if in.Agency.Code != caller.Agency {
		return handler.Response{}, ledger.ErrNone
	}
	if facts.Revoked != nil {
		return handler.Response{}, inspection.AlreadyRevoked(facts.Revoked)
	}
	switch {
	case extension == ".png" || extension == ".svg":
		return f.picture(ctx, in.Visit(), extension)
	case extension == ".live":
		return f.live(caller, in)
	case extension != "":
		return handler.Response{}, ledger.ErrNone
	case serve.Wanted(req) == serve.JSON:
		return serve.AsJSON(http.StatusOK, in)
	}
	company, err := f.ledger.Company(ctx, &in)
	if err != nil {
		return handler.Response{}, err
	}
	if serve.Query(req).Get("form") == "paper" {
		return f.paper(req, in, company)
	}
	return f.screen(caller, req, in, company, facts.Result() == nil)
}

func (f *function) picture(ctx context.Context, ref inspection.Ref, extension string) (handler.Response, error) {
	image, err := f.ledger.Symbol(ctx, ref, extension)
	if err != nil {
		return handler.Response{}, err
	}
	media := map[string]string{".png": "image/png", ".svg": "image/svg+xml"}[extension]
	return handler.Response{StatusCode: http.StatusOK, Body: image, Header: http.Header{"Content-Type": {media}}}, nil
}

// screen is the page at the door. Its own symbol is the one for this moment; a script puts the next ones
// in its place. Each agency of a visit shows the one code, from the beginning of the visit to its end.
func (f *function) screen(caller identity.Caller, req *handler.Request, in inspection.Inspection, company []inspection.Company, open bool) (handler.Response, error) {
	body := page.ShowCode{
		Inspection: in,
		Company:    company,
		Image:      serve.Address(name, in.Ref.String()+".png"),
		Paper:      serve.Address(name, in.Ref.String()) + "?form=paper",
		Home:       f.ledger.Address,
	}
	digits := in.Code.Digits
	visit := in.Leading()
	n, ok := code.SlotAt(visit.From, f.env.Now())
	if ok && f.env.Now().Before(visit.Until) && inspection.MayRecord(&in, serve.Author(caller)) == nil {
		body.Live = serve.Address(name, in.Ref.String()+".live")
		var err error
		if digits, err = f.ledger.Sign(&in, n); err != nil {
			return handler.Response{}, err
		}
	}
	var err error
	if body.Symbol, err = f.draw(in, digits, code.M); err != nil {
		return handler.Response{}, err
	}
	if open {
		body.Record = serve.Address("record-result", in.Ref.String())
		body.Revoke = serve.Address("revoke-code", in.Ref.String())
	}
	return f.env.AsPage(req, http.StatusOK, body)
}

func (f *function) paper(req *handler.Request, in inspection.Inspection, company []inspection.Company) (handler.Response, error) {
	symbol, err := f.draw(in, in.Code.Digits, code.Q)
	if err != nil {
		return handler.Response{}, err
	}
	_, host, _ := strings.Cut(f.ledger.Address, "://")
	return f.env.AsPage(req, http.StatusOK, page.PaperCode{Inspection: in, Company: company, Symbol: symbol, Host: host})
}

// draw draws the symbol into the page itself, so that one request shows it.
func (f *function) draw(in inspection.Inspection, digits string, level code.Level) (template.HTML, error) {
	symbol, err := code.NewSymbol(f.ledger.CodePrefix(), digits, level)
	if err != nil {
		return "", err
	}
	return template.HTML(symbol.SVG("检查码 " + in.Code.Short)), nil
}
