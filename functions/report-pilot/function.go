// Package reportpilot writes the summary report on the trial (试点工作总结报告) that each municipal unit owes the Bureau of
// Justice by 20 January 2024 (沪司发〔2023〕39号 四（三）), and the Bureau's own, from what the night counted; and hands out
// the same numbers as a workbook.
//
// It receives any event or empty POST from a clock (PingSource, cron, in January) or by hand, writes the reports of the
// newest summaries once each and answers 204, or their names as JSON; it sends nothing. It believes anyone who asks,
// because clocks cannot sign and a report follows from its summary, and lets itself be asked four times a minute. A GET
// of report, report.docx or workbook.xlsx, with ?line= or ?agency=, answers those who may read that summary. A report
// is a draft: its unit reads it, completes and signs it.
//
// Settings: those of serve.Env's Ledger (bucket, PUBLIC_URL). Secrets: bucket-access-key, bucket-secret-key, issuers.
package reportpilot

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/analysis"
	"inspectioncode.example/shared/gongwen"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/overview"
	"inspectioncode.example/shared/page"
	"inspectioncode.example/shared/serve"
	"inspectioncode.example/shared/workbook"
)

const name = "report-pilot"

type function struct {
	env    *serve.Env
	ledger *ledger.Ledger
	whoIs  serve.WhoIs
	often  *serve.Meter
}

// New builds the function.
func New(_ context.Context, env *serve.Env) (handler.FunctionHandler, error) {
	f := &function{env: env, ledger: env.Ledger(), whoIs: env.WhoIs(), often: serve.NewMeter(4)}
	return f, env.Err()
}

// Handle answers one request.
func (f *function) Handle(req handler.Request) (handler.Response, error) {
	ctx := serve.Context(&req)
	switch req.Method {
	case http.MethodGet, http.MethodHead:
		return f.hand(ctx, &req)
	case http.MethodPost:
	default:
		return serve.MethodNotAllowed("GET, HEAD, POST")
	}
	if !f.often.Pass("") {
		return handler.Response{}, serve.TooMany()
	}
	written, err := f.write(ctx)
	if err != nil {
		return handler.Response{}, err
	}
	f.env.Log.InfoContext(ctx, "reports stand", "reports", len(written))
	if serve.Wanted(&req) == serve.JSON {
		return serve.AsJSON(http.StatusOK, map[string][]string{"reports": written})
	}
	return handler.Response{StatusCode: http.StatusNoContent}, nil
}

// write writes the reports of the newest summaries, and names those that stand. What is there already stays.
func (f *function) write(ctx context.Context) ([]string, error) {
	written := []string{}
	for _, line := range []inspection.Line{"", inspection.Transport, inspection.Gas, inspection.Emergency} {
		s, day, err := overview.Newest(ctx, f.ledger.Bucket, analysis.Scope{Line: line})
		if err != nil {
			return nil, err
		}
		if s == nil {
			continue
		}
		d, err := f.document(ctx, s, line, day)
		if err != nil {
			return nil, err
		}
		b, err := d.DOCX()
		if err != nil {
			return nil, err
		}
		key := ledger.ReportKey(day, line)
		if _, err := f.ledger.Bucket.Create(ctx, key, b); err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, fmt.Errorf("create %s: %w", key, err)
		}
		written = append(written, key)
	}
	return written, nil
}

// hand gives out a report or workbook to those who may read its summary.
func (f *function) hand(ctx context.Context, req *handler.Request) (handler.Response, error) {
	caller, err := f.whoIs(ctx, req.Header)
	if err != nil {
		return handler.Response{}, err
	}
	if caller.Nobody() {
		return handler.Response{}, serve.SignIn()
	}
	q := serve.Query(req)
	v, err := overview.Choose(ctx, f.ledger, caller, analysis.Scope{Line: inspection.Line(q.Get("line")), Agency: q.Get("agency")})
	if err != nil {
		return handler.Response{}, err
	}
	s, day, err := overview.Newest(ctx, f.ledger.Bucket, v.Scope)
	if err != nil {
		return handler.Response{}, err
	}
	if s == nil {
		return handler.Response{}, ledger.ErrNone
	}
	switch last := serve.Last(req, name); {
	case last == "workbook.xlsx":
		b, err := workbook.Write(s)
		return file(b, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", fmt.Sprintf("inspection-code-%s.xlsx", day)), err
	case v.Scope.Agency != "":
		return handler.Response{}, ledger.ErrNone // agencies owe no report
	case last == "report":
		d, err := f.document(ctx, s, v.Scope.Line, day)
		if err != nil {
			return handler.Response{}, err
		}
		return f.env.AsPage(req, http.StatusOK, page.Report{Document: d})
	case last == "report.docx":
		return f.docx(ctx, s, v.Scope.Line, day)
	}
	return handler.Response{}, ledger.ErrNone
}

// docx is the report that stands, or, before its time has come, the one that would be written now.
func (f *function) docx(ctx context.Context, s *analysis.Summary, line inspection.Line, day inspection.Date) (handler.Response, error) {
	b, err := f.ledger.Bucket.Get(ctx, ledger.ReportKey(day, line))
	if errors.Is(err, fs.ErrNotExist) {
		var d gongwen.Document
		if d, err = f.document(ctx, s, line, day); err == nil {
			b, err = d.DOCX()
		}
	}
	if err != nil {
		return handler.Response{}, err
	}
	return file(b, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", fmt.Sprintf("inspection-code-%s.docx", day)), nil
}

func file(body []byte, media, name string) handler.Response {
	return handler.Response{StatusCode: http.StatusOK, Body: body, Header: http.Header{"Content-Type": {media}, "Content-Disposition": {`attachment; filename="` + name + `"`}, "Cache-Control": {"private, no-store"}}}
}

// document writes the report of a line's municipal unit, or of the Bureau of Justice.
func (f *function) document(ctx context.Context, s *analysis.Summary, line inspection.Line, day inspection.Date) (gongwen.Document, error) {
	issuer, to := "上海市司法局", "市委依法治市委执法协调小组"
	if line != "" {
		to = "市司法局"
		issuer = overview.LineName(line).ZH + "市级试点单位"
		agencies, err := f.ledger.Agencies(ctx)
		if err != nil {
			return gongwen.Document{}, err
		}
		for _, a := range agencies {
			if a.Line == line && a.Level == inspection.Municipal {
				issuer = a.Name.ZH
			}
		}
	}
	return compose(s, issuer, to, day), nil
}
