package serve

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/page"
)

// AsJSON answers a program.
func AsJSON(status int, v any) (handler.Response, error) {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return handler.Response{}, fmt.Errorf("answer: %w", err)
	}
	return handler.Response{StatusCode: status, Body: append(b, '\n'), Header: http.Header{"Content-Type": {"application/json"}}}, nil
}

// AsPage answers a person.
func (e *Env) AsPage(req *handler.Request, status int, body page.Body) (handler.Response, error) {
	frame := page.Frame{
		Lang:    Lang(req),
		Large:   Large(req),
		Here:    Query(req),
		Address: e.Setting("PUBLIC_URL"),
		Made:    e.Now(),
		SignIn:  e.May("SIGN_IN_URL", "/sign-in"),
	}
	html, err := e.Pages.Render(frame, body)
	if err != nil {
		return handler.Response{}, fmt.Errorf("answer: %w", err)
	}
	h := http.Header{"Content-Type": {"text/html; charset=utf-8"}, "Content-Language": {string(frame.Lang)},
		"Content-Security-Policy": {e.Pages.Policy()}}
	// the choice of language and size outlasts the page
	for name, value := range map[string]string{"lang": Query(req).Get("lang"), "size": Query(req).Get("size")} {
		if value == "zh" || value == "en" || value == "large" || value == "normal" {
			c := http.Cookie{Name: name, Value: value, Path: "/", MaxAge: 365 * 24 * 60 * 60, SameSite: http.SameSiteLaxMode, HttpOnly: true}
			h.Add("Set-Cookie", c.String())
		}
	}
	return handler.Response{StatusCode: status, Body: html, Header: h}, nil
}

// SeeOther sends the browser on to a page after a form was taken.
func SeeOther(address string) (handler.Response, error) {
	return handler.Response{StatusCode: http.StatusSeeOther, Header: http.Header{"Location": {address}}}, nil
}

// statuses are how refusals are answered. Brokers would send an event again after 404 or 409, and
// these will not get better: to events they are 400, as is 422.
var statuses = map[inspection.Why]int{
	inspection.Invalid:    http.StatusUnprocessableEntity,
	inspection.NotSigned:  http.StatusUnauthorized,
	inspection.NotAllowed: http.StatusForbidden,
	inspection.NotFound:   http.StatusNotFound,
	inspection.Conflict:   http.StatusConflict,
	inspection.TooMany:    http.StatusTooManyRequests,
	inspection.TooLarge:   http.StatusRequestEntityTooLarge,
}

// failed answers a request that ended in an error: a refusal with its reasons, anything else with
// our apology, after logging it. This is the only place that turns errors into statuses.
func (e *Env) failed(req *handler.Request, cause error) handler.Response {
	var refusal *inspection.Refusal
	if errors.Is(cause, ledger.ErrNone) {
		cause = inspection.Refuse(inspection.NotFound, inspection.Fault{Rule: "not-found",
			Text: inspection.Text{ZH: "没有您要找的内容", EN: "what you are looking for is not here"},
			Mend: inspection.Text{ZH: "请核对网址，或重新扫码", EN: "check the address, or scan again"}})
	}
	ours := !errors.As(cause, &refusal)
	if ours {
		e.Log.ErrorContext(Context(req), "failed", "err", cause)
		refusal = inspection.Refuse("", inspection.Fault{Rule: "our-fault",
			Text: inspection.Text{ZH: "系统暂时出了问题，您的请求没有完成", EN: "something went wrong on our side, and your request was not finished"},
			Mend: inspection.Text{ZH: "问题已经记录，不是您的操作造成的；请过几分钟重试，重复提交不会造成重复记录", EN: "it has been noted and is not your doing; try again in a few minutes, sending the same thing twice does no harm"}})
	}
	status, known := statuses[refusal.Why]
	if !known {
		status = http.StatusServiceUnavailable
	}
	switch Wanted(req) {
	case Reply:
		if status == http.StatusNotFound || status == http.StatusConflict || status == http.StatusUnprocessableEntity {
			status = http.StatusBadRequest
		}
		if strings.Contains(req.Header.Get("Accept"), "json") {
			return problem(req, status, refusal)
		}
		return handler.Response{StatusCode: status, Body: []byte(plain(refusal)), Header: http.Header{"Content-Type": {"text/plain; charset=utf-8"}}}
	case JSON:
		return problem(req, status, refusal)
	}
	body := page.Refused{Refusal: refusal}
	if refusal.Why == inspection.NotSigned || refusal.Why == inspection.NotAllowed { // or as somebody else, who may
		body.SignIn = e.May("SIGN_IN_URL", "/sign-in") + "?return=" + url.QueryEscape(e.here(req))
	}
	resp, err := e.AsPage(req, status, body)
	if err != nil {
		e.Log.ErrorContext(Context(req), "failed to say so", "err", err)
		return handler.Response{StatusCode: http.StatusInternalServerError}
	}
	return resp
}

// here is the address of the page a request asked for, as it is known outside, behind every gateway.
func (e *Env) here(req *handler.Request) string {
	address := Address(e.Name)
	if last := Last(req, e.Name); last != "" {
		address = Address(e.Name, last)
	}
	if q := URL(req).RawQuery; q != "" {
		address += "?" + q
	}
	return address
}

// A Problem is RFC 9457's, with the faults beside it.
type Problem struct {
	Type   string             `json:"type"`
	Title  string             `json:"title"`
	Status int                `json:"status"`
	Detail string             `json:"detail"`
	Faults []inspection.Fault `json:"faults"`
}

func problem(req *handler.Request, status int, r *inspection.Refusal) handler.Response {
	why := string(r.Why)
	if why == "" {
		why = "unavailable"
	}
	var detail []string
	for _, f := range r.Faults {
		detail = append(detail, f.Text.In(Lang(req)))
	}
	resp, err := AsJSON(status, Problem{Type: "urn:inspection-code:problem:" + why, Title: http.StatusText(status), Status: status, Detail: strings.Join(detail, "; "), Faults: r.Faults})
	if err != nil {
		return handler.Response{StatusCode: http.StatusInternalServerError}
	}
	resp.Header.Set("Content-Type", "application/problem+json")
	return resp
}

// plain is a refusal for a broker's dead letters: one fault a line, with field and rule.
func plain(r *inspection.Refusal) string {
	var b strings.Builder
	for _, f := range r.Faults {
		if f.Field != "" {
			b.WriteString(f.Field + ": ")
		}
		b.WriteString(f.Rule + ": " + f.Text.ZH + " / " + f.Text.EN + "\n")
	}
	return b.String()
}

// MethodNotAllowed answers a method the function has no use for.
func MethodNotAllowed(allowed string) (handler.Response, error) {
	return handler.Response{StatusCode: http.StatusMethodNotAllowed, Header: http.Header{"Allow": {allowed}}}, nil
}

// Address is where a function's page stands, behind every gateway.
func Address(function string, segment ...string) string {
	return "/function/" + strings.Join(append([]string{function}, segment...), "/")
}
