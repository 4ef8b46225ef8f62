package queryinspections

import (
	"fmt"
	"net/url"
	"strconv"

	"inspectioncode.example/shared/analysis"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/page"
)

// rows leads from the numbers of a summary to what they count. Its addresses are relative to the dashboard's own, and short:
// a page has hundreds of them.
type rows struct {
	scope analysis.Scope
	more  string // conditions besides
}

// where is the address of the rows of a name that meet conditions, name and value in turn.
func (r rows) where(name string, conditions ...string) string {
	a := "?rows=" + url.QueryEscape(name)
	switch {
	case r.scope.Agency != "":
		a += "&agency=" + url.QueryEscape(r.scope.Agency)
	case r.scope.Line != "":
		a += "&line=" + url.QueryEscape(string(r.scope.Line))
	}
	return a + r.more + pairs(conditions)
}

func pairs(conditions []string) (s string) {
	for i := 0; i+1 < len(conditions); i += 2 {
		s += "&" + conditions[i] + "=" + url.QueryEscape(conditions[i+1])
	}
	return s
}

// of are those of one agency.
func (r rows) of(agency string) rows { return rows{analysis.Scope{Agency: agency}, r.more} }

// with are those that meet more conditions.
func (r rows) with(conditions ...string) rows { return rows{r.scope, r.more + pairs(conditions)} }

// in are those of one month, as 2023-09.
func (r rows) in(month string) rows { return r.with("month", month) }

// to are those of one enterprise.
func (r rows) to(u inspection.USCC) rows { return r.with("enterprise", string(u)) }

// here is the address of another summary.
func here(s analysis.Scope) string {
	switch {
	case s.Agency != "":
		return "?agency=" + url.QueryEscape(s.Agency)
	case s.Line != "":
		return "?line=" + url.QueryEscape(string(s.Line))
	}
	return "?"
}

// same is a text that is the same in both languages.
func same(s string) inspection.Text { return inspection.Text{ZH: s, EN: s} }

func text(zh, en string) inspection.Text { return inspection.Text{ZH: zh, EN: en} }

// number is a cell that counts the rows at an address.
func number(n int, address string) page.Cell { return figure(strconv.Itoa(n), n, address) }

// figure is a cell that says n in its own way, and leads to what it counts unless that is nothing.
func figure(s string, n int, address string) page.Cell {
	if n == 0 {
		address = ""
	}
	return page.Cell{Text: same(s), Address: address}
}

// plain is a cell that leads nowhere.
func plain(s string) page.Cell { return page.Cell{Text: same(s)} }

// words is a piece of a sentence.
func words(zh, en string) page.Cell { return page.Cell{Text: text(zh, en)} }

// decimal writes what is no whole number, to a tenth.
func decimal(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }

// hours writes minutes as hours.
func hours(minutes int) string { return decimal(float64(minutes) / 60) }

// share writes K/N, the percentage and its interval.
func share(s analysis.Share) string {
	if s.N == 0 {
		return "0/0"
	}
	return fmt.Sprintf("%d/%d %s (%s–%s)", s.K, s.N, percent(s.Rate()), percent(s.Low), percent(s.High))
}

// table is one with its heads; those that begin with # are numbers.
func table(caption inspection.Text, heads ...inspection.Text) page.Table {
	t := page.Table{Caption: caption}
	for _, h := range heads {
		column := page.Column{Head: h}
		if h.ZH[0] == '#' {
			column = page.Column{Head: text(h.ZH[1:], h.EN[1:]), Number: true}
		}
		t.Columns = append(t.Columns, column)
	}
	return t
}
