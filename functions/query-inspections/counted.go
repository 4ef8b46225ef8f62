package queryinspections

import (
	"context"
	"errors"
	"io/fs"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/analysis"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/lake"
	"inspectioncode.example/shared/page"
	"inspectioncode.example/shared/serve"
)

// Rows that a number counts, beside those of analysis.Part and analysis.Behind.
const (
	enterprisesOf = "enterprises"
	itemOf        = "item"
	itemBadOf     = "item-bad"
	agenciesOf    = "agencies"
	itemsOf       = "items"
	monthsOf      = "months"
	concernOf     = "concern"
	watchOf       = "watch"
	neglectOf     = "neglect"
	textsOf       = "texts"
	alertsOf      = "alerts"
)

// What is summed up where a number is not how many rows there are.
const (
	persons       = "persons"
	minutes       = "minutes"
	personMinutes = "person-minutes"
	agenciesCame  = "agencies"
)

// perPage is how many rows stand on a page.
const perPage = 100

// A count is a number of a dashboard, and what it counts: a page of the rows that the night counted, from the same page of
// the lake's manifest, so that they are as many as it says whatever has changed since.
type count struct {
	day         inspection.Date // of the night
	night       time.Time
	lake        int
	summary     *analysis.Summary // nil of an enterprise's own numbers
	whose       inspection.Text
	part        analysis.Part
	from, until inspection.Date // of the summary
	window      int
	rows        string
	query       url.Values
	skip        int // rows on the pages before

	number int
	all    int         // rows
	table  *page.Table // where the rows are those of a table of the dashboard
	page   []analysis.Detail
}

// take takes a row, which is kept if it stands on the page.
func (c *count) take(d func() analysis.Detail) {
	if c.all >= c.skip && len(c.page) < perPage {
		c.page = append(c.page, d())
	}
	c.all++
}

// takeAll takes rows that stand already.
func (c *count) takeAll(all []analysis.Detail) {
	for _, d := range all {
		c.take(func() analysis.Detail { return d })
	}
	c.number = c.all
}

// count answers with what a number counts.
func (f *function) count(ctx context.Context, req *handler.Request, c *count) (handler.Response, error) {
	c.query = serve.Query(req)
	c.rows = c.query.Get("rows")
	if err := c.choose(); err != nil {
		return handler.Response{}, err
	}
	known, err := f.fill(ctx, c)
	if errors.Is(err, fs.ErrNotExist) {
		return f.noNight(req) // of a night whose rows are gone
	}
	if err != nil {
		return handler.Response{}, err
	}
	if !known {
		return handler.Response{}, unknown("rows", inspection.Text{ZH: "请从统计页面上的数字进入", EN: "follow a number on the page of figures"})
	}
	if serve.Wanted(req) == serve.JSON {
		return serve.AsJSON(http.StatusOK, struct {
			Number int               `json:"number"`
			All    int               `json:"all"`
			Skip   int               `json:"skip"`
			Rows   []analysis.Detail `json:"rows"`
		}{c.number, c.all, c.skip, append([]analysis.Detail{}, c.page...)})
	}
	body, err := f.countedPage(ctx, c)
	if err != nil {
		return handler.Response{}, err
	}
	return f.env.AsPage(req, http.StatusOK, body)
}

// choose reads the conditions: of when, of whom, and which page.
func (c *count) choose() error {
	q := c.query
	c.part.Rows, c.part.Kind = c.rows, inspection.Kind(q.Get("kind"))
	c.part.From, c.part.Until = c.from, c.until
	if c.part.Kind != "" && c.part.Kind.Name() == (inspection.Text{}) {
		return unknown("kind", inspection.Text{ZH: "例如routine", EN: "such as routine"})
	}
	if u := inspection.USCC(q.Get("enterprise")); u != "" && c.summary != nil {
		if !u.Valid() {
			return unknown("enterprise", inspection.Text{ZH: "请填写18位统一社会信用代码", EN: "give a credit code of 18 characters"})
		}
		c.part.Enterprise = u
	}
	if q.Get("year") != "" {
		c.part.From = inspection.Date(c.until.Year() + "-01-01")
	}
	if days, err := strconv.Atoi(q.Get("days")); err == nil && days > 0 && days <= 365 {
		c.part.From = c.until.AddDays(1 - days)
	}
	if m := inspection.Date(q.Get("month") + "-01"); m.Valid() {
		c.part.From = max(m, c.from)
		c.part.Until = min(inspection.DateOf(m.Start().AddDate(0, 1, -1)), c.until)
	}
	for name, day := range map[string]*inspection.Date{"from": &c.part.From, "until": &c.part.Until} {
		if d := inspection.Date(q.Get(name)); d.Valid() {
			*day = d
		}
	}
	if n, err := strconv.Atoi(q.Get("skip")); err == nil && n > 0 {
		c.skip = min(n, math.MaxInt32) // more rows than there can be, and one page further is a number still
	}
	return nil
}

// fill finds the rows; false if nobody knows what is asked for.
func (f *function) fill(ctx context.Context, c *count) (known bool, err error) {
	switch c.rows {
	case textsOf, alertsOf:
		return c.fromSummary(), nil
	}
	if c.summary != nil && c.whole() {
		return true, nil
	}
	if c.rows == analysis.ItemRepeats && c.part.Enterprise == "" || c.ofNight() {
		if c.summary == nil {
			return false, nil
		}
		behind, err := lake.Behind(ctx, f.ledger.Bucket, c.day, c.part.Scope)
		if err != nil {
			return true, err
		}
		all := behind[c.rows]
		if c.query.Get("matched") != "" {
			all = slices.DeleteFunc(all, func(d analysis.Detail) bool { return !d.Matched })
		}
		c.takeAll(all)
		return true, nil
	}
	s, err := lake.At(ctx, f.ledger.Bucket, c.lake)
	if err != nil {
		return true, err
	}
	switch {
	case c.rows == analysis.ItemRepeats:
		return true, c.repeats(ctx, s)
	case c.summary == nil:
		return c.inspections(ctx, s)
	case c.rows == enterprisesOf:
		return true, c.enterprises(ctx, s)
	case c.rows == itemOf || c.rows == itemBadOf:
		return true, c.items(ctx, s)
	}
	return c.inspections(ctx, s)
}

// whole takes a page of the rows of a table of which the dashboard shows the first; false if it is none of them.
func (c *count) whole() bool {
	s, r := c.summary, rows{scope: c.part.Scope}
	var t page.Table
	what := countedAs[c.rows].what
	switch c.rows {
	case agenciesOf:
		t = agencyTable(what, s.Agencies, r)
	case itemsOf:
		t = itemTable(what, s.Items, r)
	case monthsOf:
		t = monthTable(what, s.Months, r)
	case concernOf:
		t = concern(s.Concern, r)
	case watchOf, neglectOf:
		if s.Evaluations == nil {
			return false
		}
		if t = neglect(s.Evaluations); c.rows == watchOf {
			t = watch(s, r)
		}
	default:
		return false
	}
	c.number, c.all = len(t.Rows), len(t.Rows)
	t.Rows = t.Rows[min(c.skip, c.all):min(c.skip+tablePage, c.all)]
	c.table = &t
	return true
}

// tablePage is how many rows of a dashboard's table stand on a page: they are long.
const tablePage = 50

// ofNight reports whether the night kept the rows of the number.
func (c *count) ofNight() bool {
	return slices.Contains([]string{analysis.OverDay, analysis.OverWeek, analysis.OverMonth, analysis.ItemCityDistrict, analysis.Unshown}, c.rows) ||
		strings.HasPrefix(c.rows, "said-")
}

// fromSummary takes what people wrote, or the alerts.
func (c *count) fromSummary() bool {
	if c.summary == nil {
		return false
	}
	var all []analysis.Detail
	if c.rows == textsOf && c.summary.Evaluations != nil {
		for _, t := range c.summary.Evaluations.Texts {
			all = append(all, analysis.Detail{Text: t})
		}
	}
	if c.rows == alertsOf {
		for _, a := range c.summary.Alerts {
			all = append(all, analysis.Detail{Enterprise: a.Enterprise, Agency: a.Agency, Text: a.Text.ZH})
		}
	}
	c.takeAll(all)
	return true
}
