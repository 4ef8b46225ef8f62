package queryinspections

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"inspectioncode.example/shared/analysis"
	"inspectioncode.example/shared/analysis/analysistest"
	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/identity"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/lake"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/overview"
	"inspectioncode.example/shared/page"
	"inspectioncode.example/shared/serve"
)

const night inspection.Date = "2024-01-01"

// served is the function over a bucket in which a night has written its summaries; the header As says who asks.
func served(t *testing.T, callers map[string]identity.Caller) *httptest.Server {
	t.Helper()
	b := &bucket.Memory{}
	city := analysistest.Read(t, "city")
	var agencies []inspection.Agency
	for _, a := range city.Agencies {
		agencies = append(agencies, a.Agency)
	}
	directory, err := json.Marshal(agencies)
	err = errors.Join(err, b.Put(t.Context(), ledger.AgenciesKey, directory))
	for _, name := range []string{"city", "gas", "agency", "quiet"} {
		err = errors.Join(err, lake.PutSummary(t.Context(), b, night, analysistest.Read(t, name)))
	}
	const u = "91310101XX0000019H"
	own := map[inspection.USCC]analysis.Own{u: {Visits: analysis.Visits{Enterprise: u, Name: "上海例安黄浦危险品运输有限公司", Day30: 1, Day90: 3, Day365: 7, Year: 7, Rolling90: 4, Agencies: 3, Repeats: 1, PersonMin: 2310}, Minutes: 990, Peers: 310, Median: 2}}
	err = errors.Join(err, lake.PutOwn(t.Context(), b, night, lake.Shard(u), own), lake.Complete(t.Context(), b, night))
	if err != nil {
		t.Fatal(err)
	}
	env := &serve.Env{Name: name, Deadline: serve.Deadline, Setting: func(string) string { return "" }, Now: func() time.Time { return time.Date(2024, 1, 1, 9, 0, 0, 0, inspection.Shanghai) }, Pages: page.New(), Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	f := &function{env: env, ledger: &ledger.Ledger{Bucket: b}, whoIs: func(_ context.Context, h http.Header) (identity.Caller, error) { return callers[h.Get("As")], nil }}
	s := httptest.NewServer(env.HTTP(f))
	t.Cleanup(s.Close)
	return s
}

var everybody = map[string]identity.Caller{
	"bureau":  {Role: identity.Bureau},
	"gas":     {Role: identity.Supervisor, Line: "gas"},
	"officer": {Role: identity.Officer, Agency: "310112-gas", Certificate: "1"},
	"quiet":   {Role: identity.AgencySystem, Agency: "310151-gas"},
	"legal":   {Role: identity.LegalRepresentative, Enterprise: "91310101XX0000019H"},
	"other":   {Role: identity.PersonInCharge, Enterprise: "91310104XX0000078U"},
}

func get(t *testing.T, s *httptest.Server, as, path, accept string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), "GET", s.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("As", as)
	req.Header.Set("Accept", accept)
	resp, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

// Ensure that each sees their own summary, nobody another's, and that pages are light.
func TestEachReadsTheirOwnSummary(t *testing.T) {
	s := served(t, everybody)
	for _, c := range []struct {
		as, query string
		status    int
		has, not  string
	}{
		{"bureau", "", 200, "上海市交通委员会", ""},
		{"bureau", "?line=gas", 200, "为保护", ""},
		{"bureau", "?agency=310112-gas", 200, "上海市闵行区建设和管理委员会", "一个月来了三次"},
		{"gas", "", 200, "一个月来了三次", "上海市交通委员会"},
		{"gas", "?line=transport", 404, "", "上海市交通委员会"},
		{"gas", "?agency=310112-transport", 404, "", ""},
		{"officer", "", 200, "上海市闵行区建设和管理委员会", "一个月来了三次"},
		{"officer", "?agency=310151-gas", 404, "", ""},
		{"officer", "?line=gas", 404, "", ""},
		{"quiet", "", 200, "评议的企业少于5家", "总体评价"},
		{"legal", "", 200, "同行业310家企业", ""},
		{"legal", "?line=gas", 200, "同行业310家企业", "建设和管理委员会"},
		{"other", "", 200, "还没有可以统计的检查", ""},
		{"", "", 401, "", ""},
	} {
		status, body := get(t, s, c.as, "/summary"+c.query, "text/html")
		if c.has == "为保护" { // a line has enough: nothing is kept back
			c.has = "评价较差"
		}
		if status != c.status || !strings.Contains(body, c.has) || c.not != "" && strings.Contains(body, c.not) {
			t.Errorf("%s%s: status %d, want %d; %q there: %v; %q there: %v", c.as, c.query, status, c.status, c.has, strings.Contains(body, c.has), c.not, strings.Contains(body, c.not))
		}
		t.Logf("%s%s weighs %d bytes", c.as, c.query, len(body))
		if len(body) > 60_000 {
			t.Errorf("%s%s weighs %d bytes", c.as, c.query, len(body))
		}
	}
}

// Ensure that programs get the summary itself, and the script its charts in the page's order.
func TestSummariesAndChartsAsJSON(t *testing.T) {
	s := served(t, everybody)
	status, body := get(t, s, "gas", "/summary", "application/json")
	var summary analysis.Summary
	if err := json.Unmarshal([]byte(body), &summary); status != 200 || err != nil || summary.Usage.Done != analysistest.Read(t, "gas").Usage.Done {
		t.Errorf("status %d, %v: %.200s", status, err, body)
	}
	_, body = get(t, s, "gas", "/summary?charts", "application/json")
	_, html := get(t, s, "gas", "/summary", "text/html")
	var charts []struct{ Kind string }
	if err := json.Unmarshal([]byte(body), &charts); err != nil || len(charts) != strings.Count(html, `<figure class="drawn">`) || charts[0].Kind != "columns" {
		t.Errorf("%v: %d charts in JSON, %d on the page", err, len(charts), strings.Count(html, `<figure class="drawn">`))
	}
	if status, _ := get(t, s, "other", "/summary", "application/json"); status != 404 {
		t.Errorf("an enterprise of which the night says nothing: %d", status)
	}
}

// Ensure that what stands between numbers is said in both languages: what has no English would come in Chinese there.
func TestSentencesAreWholeInEnglish(t *testing.T) {
	for _, name := range []string{"city", "gas", "agency", "quiet"} {
		s := analysistest.Read(t, name)
		d := dashboard(s, overview.View{Scope: s.Scope})
		all := d.Changed
		for _, f := range d.Figures {
			all = append(all, f.Says)
		}
		for _, part := range d.Sections {
			all = append(all, part.Leads...)
		}
		for _, says := range all {
			for _, piece := range says {
				if piece.Text.EN == "" {
					t.Errorf("%s: %q has no English", name, piece.Text.ZH)
				}
			}
		}
	}
}
