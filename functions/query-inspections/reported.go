package queryinspections

import (
	"context"
	"net/http"
	"slices"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/analysis"
	"inspectioncode.example/shared/identity"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/page"
	"inspectioncode.example/shared/serve"
)

const reportedPage = "reported"

// Bounds of a page: the days that are read for it, and the reports on it.
const (
	mostDays    = 92
	mostReports = 60
)

// reported shows the reports of visits without a code that holds (无码检查反映), as they were written: those that name an agency of
// its line to a municipal unit, all to the Bureau; first those of enterprises that were signed in. With ?report= and ?photo= it shows one photo of one of them.
func (f *function) reported(ctx context.Context, caller identity.Caller, req *handler.Request) (handler.Response, error) {
	if caller.Role != identity.Supervisor && caller.Role != identity.Bureau {
		return handler.Response{}, ledger.ErrNone
	}
	agencies, err := f.ledger.Agencies(ctx)
	if err != nil {
		return handler.Response{}, err
	}
	today := inspection.DateOf(f.env.Now())
	days := page.Days{From: today.AddDays(-30), Until: today}
	wanted, one := inspection.ParseRef(serve.Query(req).Get("report"))
	if one {
		days = page.Days{From: wanted.Day, Until: wanted.Day}
	} else if err := chooseDays(req, &days); err != nil {
		return handler.Response{}, err
	}
	days.From = max(days.From, days.Until.AddDays(-mostDays))
	all, err := f.ledger.Visits(ctx, days.From, days.Until)
	if err != nil {
		return handler.Response{}, err
	}
	unsigned, err := f.ledger.VisitsUnsigned(ctx, days.From, days.Until)
	if err != nil {
		return handler.Response{}, err
	}
	all = append(all, unsigned...)
	all = slices.DeleteFunc(all, func(r ledger.Reported) bool { return one && r.Ref != wanted || !oversees(caller, agencies, r.Agency) })
	switch name := serve.Query(req).Get("photo"); {
	case name != "":
		return f.photo(ctx, all, name)
	case serve.Wanted(req) == serve.JSON:
		return serve.AsJSON(http.StatusOK, struct {
			From    inspection.Date   `json:"from"`
			Until   inspection.Date   `json:"until"`
			Reports []ledger.Reported `json:"reports"`
		}{days.From, days.Until, append([]ledger.Reported{}, all...)})
	}
	body := page.Reported{Days: days, List: serve.Address(name), More: len(all) > mostReports}
	for _, r := range all[:min(len(all), mostReports)] {
		row := page.ReportedRow{VisitReport: r.VisitReport, Received: r.Ref.Day}
		for _, e := range r.Photos {
			row.Files = append(row.Files, page.Shown{Evidence: e, Address: serve.Address(name, reportedPage) + "?report=" + r.Ref.String() + "&photo=" + e.Name})
		}
		body.Rows = append(body.Rows, row)
	}
	return f.env.AsPage(req, http.StatusOK, body)
}

// oversees reports whether a report is the caller's to read, by the agency that it names in its own words.
func oversees(c identity.Caller, agencies []inspection.Agency, words string) bool {
	code := analysis.AgencyNamed(agencies, words)
	return c.Role == identity.Bureau || slices.ContainsFunc(agencies, func(a inspection.Agency) bool { return a.Code == code && a.Line == inspection.Line(c.Line) })
}

// photo shows a photo of one of the reports that the caller may read.
func (f *function) photo(ctx context.Context, all []ledger.Reported, name string) (handler.Response, error) {
	for _, r := range all {
		if !slices.ContainsFunc(r.Photos, func(e inspection.Evidence) bool { return e.Name == name }) {
			continue
		}
		if err := serve.Turn(ctx); err != nil {
			return handler.Response{}, err
		}
		body, e, err := f.ledger.VisitPhoto(ctx, r.Ref, name)
		if err != nil {
			return handler.Response{}, err
		}
		return serve.AsFile(e.Name, e.Type, body)
	}
	return handler.Response{}, ledger.ErrNone
}
