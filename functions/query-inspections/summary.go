package queryinspections

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/analysis"
	"inspectioncode.example/shared/chart"
	"inspectioncode.example/shared/identity"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/lake"
	"inspectioncode.example/shared/overview"
	"inspectioncode.example/shared/page"
	"inspectioncode.example/shared/serve"
)

// summaryPage is the last part of the address of what the night says.
const summaryPage = "summary"

// summary shows what the last night said: to an enterprise's people of their own enterprise, to an agency, a municipal
// unit and the Bureau of what they answer for. Nothing is computed here.
func (f *function) summary(ctx context.Context, caller identity.Caller, req *handler.Request) (handler.Response, error) {
	if caller.OfEnterprise() {
		return f.own(ctx, caller, req)
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
		return f.noNight(req)
	}
	switch {
	case q.Has("rows"):
		c := &count{day: day, lake: s.Lake, night: s.Made, summary: s, whose: s.Name, part: analysis.Part{Scope: v.Scope}, from: s.From, until: s.Until, window: s.Frequency.WindowDays}
		return f.count(ctx, req, c)
	case q.Has("charts"):
		return drawings(dashboard(s, v))
	case serve.Wanted(req) == serve.JSON:
		return serve.AsJSON(http.StatusOK, s)
	}
	return f.env.AsPage(req, http.StatusOK, dashboard(s, v))
}

// own shows an enterprise what the night says to it of itself.
func (f *function) own(ctx context.Context, caller identity.Caller, req *handler.Request) (handler.Response, error) {
	day, err := lake.NewestSummaries(ctx, f.ledger.Bucket)
	var own *analysis.Own
	if err == nil {
		own, err = lake.Own(ctx, f.ledger.Bucket, day, caller.Enterprise)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return f.noNight(req)
	}
	if err != nil {
		return handler.Response{}, err
	}
	if e, err := f.ledger.Enterprise(ctx, caller.Enterprise); err != nil {
		return handler.Response{}, err
	} else if e != nil {
		own.Name = e.Name
	}
	q := serve.Query(req)
	switch {
	case q.Has("rows"):
		c := &count{day: day, lake: own.Lake, night: own.Made, whose: same(own.Name), part: analysis.Part{Enterprise: own.Enterprise}, from: own.From, until: own.Until, window: own.Window}
		return f.count(ctx, req, c)
	case q.Has("charts"):
		return drawings(ownPage(own))
	case serve.Wanted(req) == serve.JSON:
		return serve.AsJSON(http.StatusOK, own)
	}
	return f.env.AsPage(req, http.StatusOK, ownPage(own))
}

func (f *function) noNight(req *handler.Request) (handler.Response, error) {
	if serve.Wanted(req) == serve.JSON {
		return handler.Response{}, inspection.Refuse(inspection.NotFound, inspection.Fault{Rule: "no-night",
			Text: inspection.Text{ZH: "还没有统计结果", EN: "there are no figures yet"},
			Mend: inspection.Text{ZH: "统计每晚进行一次，请明天再查询", EN: "they are made every night; ask again tomorrow"}})
	}
	return f.env.AsPage(req, http.StatusOK, page.NoNight{List: serve.Address(name)})
}

// drawings are the charts of a page, in its order, for the script that draws them larger.
func drawings(d page.Dashboard) (handler.Response, error) {
	type drawing struct {
		Kind  string      `json:"kind"`
		Chart chart.Chart `json:"chart"`
	}
	all := []drawing{}
	for _, c := range d.Charts() {
		all = append(all, drawing{c.Kind(), c})
	}
	b, err := json.Marshal(all)
	return handler.Response{StatusCode: http.StatusOK, Body: b, Header: http.Header{"Content-Type": {"application/json"}}}, err
}
