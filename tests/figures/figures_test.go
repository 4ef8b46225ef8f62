package figures

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

const summary = "/function/query-inspections/summary"

// Readers of dashboards, and of which rows they may be shown: those of one agency, a line, an enterprise, or all.
var readers = []struct{ who, query, agency, line, enterprise string }{
	{who: "bureau"},
	{who: "bureau", query: "?line=gas", line: "gas"},
	{who: "bureau", query: "?agency=310116-transport", agency: "310116-transport"},
	{who: "supervisor/emergency", line: "emergency"},
	{who: "officer/09100000001", agency: "310000-transport"},
	{who: "officer/09201000001", agency: "310101-gas"},
	{who: "legal/91310101XX0000019H", enterprise: "91310101XX0000019H"},
}

// Ensure that every number of every dashboard leads to as many rows as it says, all of them the reader's, or says why not, and
// that every page is light in both languages.
func TestEveryNumberOpensTheRowsItCounts(t *testing.T) {
	if testing.Short() {
		t.Skip("a whole trial is played")
	}
	c := newCity(t)
	for _, r := range readers {
		t.Run(strings.ReplaceAll(r.who+r.query, "/", "-"), func(t *testing.T) {
			for _, language := range []string{"lang=en", "lang=zh"} {
				path := summary + r.query + "?" + language
				if r.query != "" {
					path = summary + r.query + "&" + language
				}
				page := c.page(t, r.who, path)
				doc, err := html.Parse(strings.NewReader(page))
				if err != nil {
					t.Fatal(err)
				}
				if language == "lang=en" {
					continue
				}
				explained(t, doc)
				links := numbers(doc)
				if least := map[bool]int{true: 7, false: 30}[r.enterprise != ""]; len(links) < least {
					t.Errorf("only %d numbers lead to rows", len(links))
				}
				for address, says := range links {
					c.follow(t, r.who, address, says, func(d detail) bool {
						return (r.agency == "" || d.Agency == "" || d.Agency == r.agency) && (r.line == "" || d.Agency == "" || strings.HasSuffix(d.Agency, "-"+r.line)) &&
							(r.enterprise == "" || d.Enterprise == r.enterprise)
					})
				}
				t.Logf("%d bytes, %d numbers lead to rows", len(page), len(links))
			}
		})
	}
	t.Run("anothers", func(t *testing.T) { nobodyOpensAnothers(t, c) })
	for _, path := range []string{"/function/query-inspections?line=all&from=2026-01-01", "/function/query-inspections?line=gas&from=2026-01-01", "/function/report-pilot/report", "/function/report-pilot/report?line=gas"} {
		c.page(t, "bureau", path)
	}
}

// nobodyOpensAnothers makes sure that whoever changes an address is shown nothing of others', and told what is not known.
func nobodyOpensAnothers(t *testing.T, c *city) {
	const officer, legal, gas = "officer/09201000001", "legal/91310101XX0000019H", "supervisor/gas"
	for _, x := range []struct {
		who, address string
		status       int
	}{
		{officer, "?rows=done&line=gas", 404}, {officer, "?rows=done&agency=310000-gas", 404}, {gas, "?rows=done&line=transport", 404}, {gas, "?rows=uncoded&agency=310117-transport", 404},
		{officer, "?rows=nonsense", 422}, {officer, "?rows=<script>", 422}, {officer, "?rows=done&enterprise=hers", 422}, {officer, "?rows=done&kind=any", 422}, {officer, "?rows=enterprises&visits=a-b", 422},
		{legal, "?rows=enterprises", 422}, {legal, "?rows=uncoded", 422}, {legal, "?rows=texts", 422}, {legal, "?rows=item&item=T01", 422}, {legal, "?rows=agencies", 422}, {"nobody", "?rows=done", 401},
		{"bureau", "?rows=agencies&skip=9223372036854775807", 200}, {"bureau", "?rows=items&skip=9223372036854775790", 200}, {"bureau", "?rows=done&skip=9223372036854775807", 200}, {"bureau", "?rows=done&skip=-1", 200},
		{"bureau", "?rows=done&from=9999-12-31&until=0001-01-01", 200}, {"bureau", "?rows=enterprises&from=9999-12-31&until=0001-01-01", 200}, {"bureau", "?rows=done&month=0001-01", 200}, {"bureau", "?rows=done&days=365&month=9999-12", 200}, {"bureau", "?rows=enterprises&visits=-5-99999999", 422},
	} {
		if status, _ := c.call(t, x.who, http.MethodGet, summary+x.address, "application/json"); status != x.status {
			t.Errorf("%s asks for %s: %d, want %d", x.who, x.address, status, x.status)
		}
	}
	var rows struct {
		All  int
		Rows []detail
	}
	for _, x := range []struct{ who, address string }{{officer, "?rows=uncoded"}, {officer, "?rows=texts"}, {officer, "?rows=said-enterprise-problem"}} {
		if c.json(t, x.who, http.MethodGet, summary+x.address, &rows); rows.All != 0 {
			t.Errorf("%s opens %d rows of %s", x.who, rows.All, x.address)
		}
	}
	c.json(t, legal, http.MethodGet, summary+"?rows=done&enterprise=91310101XX0000027C&agency=310000-transport&line=gas", &rows)
	for _, d := range rows.Rows {
		if d.Enterprise != "91310101XX0000019H" {
			t.Errorf("an enterprise opens a visit to %s", d.Enterprise)
		}
	}
}

// A detail is a row, as far as it says whose it is.
type detail struct{ Enterprise, Agency string }

// follow opens what a number counts, page by page.
func (c *city) follow(t *testing.T, who, address, says string, mine func(detail) bool) {
	t.Helper()
	var rows struct {
		Number, All int
		Rows        []detail
	}
	seen := 0
	for skip := 0; skip == 0 || skip < rows.All; skip += 100 {
		c.json(t, who, http.MethodGet, summary+address+"&skip="+strconv.Itoa(skip), &rows)
		seen += len(rows.Rows)
		for _, d := range rows.Rows {
			if !mine(d) {
				t.Errorf("%s is shown a row of %+v by %s", who, d, address)
				return
			}
		}
	}
	whole := whole.MatchString(address)
	if seen != rows.All && !whole {
		t.Errorf("%s: %d rows are listed, and there are said to be %d", address, seen, rows.All)
	}
	got := strconv.Itoa(rows.Number)
	if strings.Contains(address, "minutes") {
		got = strconv.FormatFloat(float64(rows.Number)/60, 'f', 1, 64)
	}
	if says != "" && got != says {
		t.Errorf("%s is said to be %s and is %s", address, says, got)
	}
	if body := c.page(t, who, summary+address); says != "" && !strings.Contains(body, "<dd>"+strconv.Itoa(rows.Number)+"</dd>") {
		t.Errorf("the page of %s does not say %d", address, rows.Number)
	}
}

var (
	whole   = regexp.MustCompile(`rows=(agencies|items|months|concern|watch|neglect)\b`) // tables of the summary, not rows of the lake
	dates   = regexp.MustCompile(`\d{4}年\d{1,2}月(\d{1,2}日)?|\d{4}-\d{2}(-\d{2})?|\d+日内|95%区间|99\.8%|95%|（1、2分）|≥?5份以上|不足5家`)
	digit   = regexp.MustCompile(`[0-9]`)
	leading = regexp.MustCompile(`^[0-9]+(\.[0-9]+)?`)
	trails  = regexp.MustCompile(`[0-9]+$`)
)

// numbers are the addresses of rows on a page, and what is said there to be counted; nothing of names and percentages.
func numbers(doc *html.Node) map[string]string {
	all := map[string]string{}
	for n := range doc.Descendants() {
		address := attr(n, "href")
		if n.Data != "a" || !strings.HasPrefix(address, "?rows=") {
			continue
		}
		says := words(n)
		if inside(n, "svg") {
			says = ""
			for m := range n.Descendants() {
				switch m.Data {
				case "text":
					says = words(m) // the last one
				case "title":
					says = trails.FindString(words(m))
				}
			}
		}
		number := leading.FindString(says)
		if strings.HasPrefix(strings.TrimPrefix(says, number), "%") || whole.MatchString(address) {
			number = ""
		}
		if all[address] == "" {
			all[address] = number
		}
	}
	return all
}

// explained makes sure that each number on a page leads to rows or to why not.
func explained(t *testing.T, doc *html.Node) {
	t.Helper()
	bad := func(n *html.Node, what string) {
		t.Errorf("%s does not lead to rows, and nothing says why: %q", what, words(n))
	}
	for n := range doc.Descendants() {
		class := strings.Fields(attr(n, "class"))
		of := func(c string) bool { return len(class) > 0 && class[0] == c }
		switch {
		case n.Data == "dd" && figures(n), n.Data == "dt" && figures(n):
			if digit.MatchString(strings.ReplaceAll(dates.ReplaceAllString(unlinked(n), ""), "检查0次", "")) && !has(n.Parent, "why") {
				bad(n, "a figure")
			}
		case n.Data == "td" && of("n"):
			table := up(n, "section")
			allowed := (attr(table, "id") == "concern" || attr(table, "id") == "watch") && has(table, "why")
			if text := unlinked(n); digit.MatchString(text) && !strings.HasPrefix(text, "0") && !allowed {
				bad(n, "a number of a table")
			}
		case n.Data == "td" && n.PrevSibling != nil:
			if digit.MatchString(dates.ReplaceAllString(unlinked(n), "")) && !has(up(n, "section"), "why") && !reasoned(n) {
				bad(n, "a cell")
			}
		case n.Data == "p" && !of("soft") && up(n, "section") == nil && up(n, "div") != nil && inside(n, "main"):
			if digit.MatchString(dates.ReplaceAllString(unlinked(n), "")) && !reasoned(n) && strings.Contains(attr(up(n, "div"), "class"), "part") {
				bad(n, "a sentence")
			}
		case (n.Data == "rect" || n.Data == "circle" || n.Data == "path") && (of("a") || of("b") || of("p") || of("o")):
			key := attr(n, "width") == "10" && attr(n, "height") == "10" || attr(n, "width") == "0" || attr(n, "height") == "0"
			if !key && !inside(n, "a") && !reasoned(n) {
				bad(up(n, "figure"), "a mark")
			}
		case n.Data == "li" && inside(n, "main") && strings.Contains(words(up(n, "section")), "需要关注"):
			if unlinked(n) != "" {
				bad(n, "something to look at")
			}
		}
	}
}
