package queryinspections

import (
	"fmt"
	"net/url"
	"strconv"

	"inspectioncode.example/shared/analysis"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/page"
	"inspectioncode.example/shared/serve"
)

// rows are the addresses of the lists that the numbers of a summary count.
type rows struct {
	scope       analysis.Scope
	from, until inspection.Date
}

// where is the list of the inspections of the scope that meet conditions, name and value in turn.
func (r rows) where(conditions ...string) string {
	q := url.Values{"from": {string(r.from)}, "until": {string(r.until)}}
	switch {
	case r.scope.Agency != "":
		q.Set("agency", r.scope.Agency)
	case r.scope.Line != "":
		q.Set("line", string(r.scope.Line))
	default:
		q.Set("line", everyLine)
	}
	for i := 0; i+1 < len(conditions); i += 2 {
		q.Set(conditions[i], conditions[i+1])
	}
	return serve.Address(name) + "?" + q.Encode()
}

// of is the same list of one agency.
func (r rows) of(agency string) rows { return rows{analysis.Scope{Agency: agency}, r.from, r.until} }

// in is the same list of one month, as 2023-09.
func (r rows) in(month string) rows {
	first := inspection.Date(month + "-01")
	if !first.Valid() {
		return r
	}
	last := inspection.DateOf(first.Start().AddDate(0, 1, -1))
	return rows{r.scope, max(first, r.from), min(last, r.until)}
}

// to is where one enterprise's visits are listed.
func (r rows) to(u inspection.USCC) string {
	return serve.Address(name) + "?" + url.Values{"enterprise": {string(u)}, "from": {string(r.from)}, "until": {string(r.until)}}.Encode()
}

// same is a text that is the same in both languages.
func same(s string) inspection.Text { return inspection.Text{ZH: s, EN: s} }

func text(zh, en string) inspection.Text { return inspection.Text{ZH: zh, EN: en} }

// number is a cell that counts the rows at an address.
func number(n int, address string) page.Cell {
	if n == 0 {
		address = ""
	}
	return page.Cell{Text: same(strconv.Itoa(n)), Address: address}
}

func plain(s string) page.Cell { return page.Cell{Text: same(s)} }

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
