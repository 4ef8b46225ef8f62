package browser

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Ensure that the slip is one sheet of A5, however much a visit is about, and says where to type what.
func TestTheSlipPrintsOnOneSheetOfA5(t *testing.T) {
	needBrowser(t)
	t.Parallel()
	c := newCity(t)
	short, long := c.visit(t, 0), task(1, at("09:00"), at("11:00"))
	long.Agency, long.Officers, long.Items = "310000-emergency", []string{"09300000001", "09300000002", "09300000003"}, nil
	for n := range 16 { // all that line has
		long.Items = append(long.Items, fmt.Sprintf("E%02d", n+1))
	}
	officer, other := newTab(t, c, "officer/"+leader), newTab(t, c, "officer/"+long.Officers[0])
	for _, in := range []struct {
		name, path string
		by         *tab
	}{
		{"short", "/function/issue-code/" + short.Ref.String(), officer},
		{"long", "/function/issue-code/" + c.issue(t, long).Ref.String(), other},
	} {
		for _, lang := range []string{"zh", "en"} {
			name := in.name + " " + lang
			in.by.open(t, in.path+"?form=paper&lang="+lang)
			pdf := in.by.print(t, name)
			if n := len(regexp.MustCompile(`/Type\s*/Page\b`).FindAll(pdf, -1)); n != 1 {
				t.Errorf("%s: printed on %d pages, want 1", name, n)
			}
			for _, box := range regexp.MustCompile(`/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)`).FindAllSubmatch(pdf, -1) {
				if w, h := millimetres(box[1]), millimetres(box[2]); math.Abs(w-148) > 0.5 || math.Abs(h-210) > 0.5 {
					t.Errorf("%s: the sheet is %.1f by %.1f mm, want 148 by 210", name, w, h)
				}
			}
		}
	}
	officer.open(t, "/function/issue-code/"+short.Ref.String()+"?form=paper&lang=zh")
	officer.says(t, short.Code.Short, c.address[len("http://"):], "赵静怡", leader, "2026年9月5日（周六）09:00–11:00", "核实电话：12345")
}

// print is the page as it comes out of a printer.
func (b *tab) print(t *testing.T, name string) (pdf []byte) {
	t.Helper()
	b.do(t, chromedp.ActionFunc(func(ctx context.Context) (err error) {
		pdf, _, err = page.PrintToPDF().WithPreferCSSPageSize(true).Do(ctx)
		return err
	}))
	if !bytes.HasPrefix(pdf, []byte("%PDF")) {
		t.Fatalf("%s: what was printed is no PDF", name)
	}
	if *screenshots != "" {
		write(t, "slip "+name+".pdf", pdf)
	}
	return pdf
}

// millimetres reads a length that stands in points.
func millimetres(points []byte) float64 {
	n, err := strconv.ParseFloat(string(points), 64)
	if err != nil {
		return math.NaN()
	}
	return n * 25.4 / 72
}
