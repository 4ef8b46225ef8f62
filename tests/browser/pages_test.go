package browser

import (
	"net/http"
	"testing"

	"github.com/chromedp/chromedp"

	"inspectioncode.example/shared/inspection"
)

// Ensure that every page an officer, an enterprise, a supervisor or a passer-by can open keeps what all
// pages promise.
func TestEveryPageKeepsWhatPagesPromise(t *testing.T) {
	needBrowser(t)
	t.Parallel()
	c := newCity(t)
	early, open, done, revoked := c.issue(t, task(6, at("15:00"), at("16:00"))), c.visit(t, 1), c.visit(t, 2), c.visit(t, 3)
	c.post(t, "officer/"+leader, "/function/revoke-code", inspection.Cancellation{Inspection: revoked.Ref, Reason: "企业已停业"}, &inspection.Revocation{})
	c.moveTo(t, at("09:10"))
	c.record(t, done)
	c.settle(t)
	wall := "/function/query-inspections/" + c.token(t, "code/"+string(done.Enterprise.USCC))
	for _, who := range []struct {
		name  string
		pages [][2]string
	}{
		{"nobody", [][2]string{
			{"home", "/"}, {"home-mistyped", "/?short=19ZQ-251M-ZJDY-TDYX"}, {"scan", "/scan"}, {"developers", "/developers"}, {"sign-in", "/sign-in"}, {"clock", "/clock"}, {"signed-out", "/function/query-inspections"},
			{"not-found", "/nowhere"}, {"wall-code", wall}, {"feedback", "/function/collect-feedback"}, {"visit-report", "/function/collect-feedback?about=no-code"},
		}},
		{"officer/" + leader, [][2]string{
			{"officer-list", "/function/query-inspections"}, {"officer-inspection", "/function/query-inspections/" + open.Ref.String()},
			{"find-enterprise", "/function/issue-code?enterprise=%E9%BB%84%E6%B5%A6"}, {"file-task", "/function/issue-code?enterprise=" + string(haulier(8))},
			{"move", "/function/issue-code?replaces=" + early.Ref.String()},
			{"show-live", "/function/issue-code/" + open.Ref.String()}, {"show-early", "/function/issue-code/" + early.Ref.String()},
			{"slip", "/function/issue-code/" + open.Ref.String() + "?form=paper"}, {"record", "/function/record-result/" + open.Ref.String()},
			{"correct", "/function/record-result/" + done.Ref.String()}, {"revoke", "/function/revoke-code/" + open.Ref.String()},
			{"already-revoked", "/function/revoke-code/" + revoked.Ref.String()},
		}},
		{"charge/" + string(done.Enterprise.USCC), [][2]string{
			{"enterprise-list", "/function/query-inspections"}, {"enterprise-inspection", "/function/query-inspections/" + done.Ref.String()},
			{"evaluate", "/function/submit-evaluation/" + done.Ref.String()}, {"inbox", "/inbox"},
		}},
		{"bureau", [][2]string{{"bureau-list", "/function/query-inspections"}, {"agency-list", "/function/query-inspections?agency=" + transport}}},
	} {
		b := newTab(t, c, who.name)
		for _, p := range who.pages {
			t.Run(p[0], func(t *testing.T) { b.audit(t, p[0], p[1]) })
		}
	}
}

// Ensure that the pages which answer a form keep it too: what is wrong, what is about to be kept, what was.
func TestEveryAnswerToAFormKeepsWhatPagesPromise(t *testing.T) {
	needBrowser(t)
	t.Parallel()
	c := newCity(t)
	in := c.visit(t, 0)
	c.moveTo(t, at("09:10"))
	c.call(t, http.MethodGet, "/c/"+in.Code.Digits, "", "", nil)
	c.moveTo(t, at("10:10"))
	for _, lang := range []string{"zh", "en"} {
		officer := newTab(t, c, "officer/"+leader)
		officer.open(t, "/function/issue-code?enterprise="+string(haulier(5))+"&lang="+lang)
		officer.do(t, chromedp.SetValue("#f-kind", "routine", chromedp.ByQuery))
		officer.answered(t, "file-task-wrong-"+lang)
		officer.open(t, "/function/record-result/"+in.Ref.String()+"?lang="+lang)
		officer.do(t,
			chromedp.Click(`input[name="items[0].outcome"][value=conforming]`, chromedp.ByQuery),
			chromedp.Click(`input[name="items[1].outcome"][value=not-conforming]`, chromedp.ByQuery),
			chromedp.Click(`input[name=signed][value=refused]`, chromedp.ByQuery))
		officer.answered(t, "record-wrong-"+lang)
		officer.do(t,
			chromedp.SendKeys(`textarea[name="items[1].finding"]`, "两份运单缺少押运人员签字", chromedp.ByQuery),
			chromedp.SetValue(`select[name="items[1].handling"]`, "corrected-on-site", chromedp.ByQuery))
		officer.answered(t, "record-review-"+lang)

		phone := newTab(t, c, "nobody")
		phone.open(t, "/function/collect-feedback?lang="+lang)
		phone.do(t,
			chromedp.Click(`input[name=from][value=enterprise]`, chromedp.ByQuery),
			chromedp.Click(`input[name=kind]`, chromedp.ByQuery),
			chromedp.SendKeys("#f-text", "扫码很快", chromedp.ByQuery))
		phone.answered(t, "feedback-thanks-"+lang)
		phone.open(t, "/c/"+forge(in.Code.Digits)+"?lang="+lang)
		phone.answered(t, "forgery-reported-"+lang)
	}
	anybody := newTab(t, c, "nobody")
	anybody.open(t, "/clock")
	anybody.answered(t, "clock-moved")
	anybody.says(t, "2026年9月5日（周六）10:15")

	c.record(t, in)
	enterprise := newTab(t, c, "charge/"+string(in.Enterprise.USCC))
	enterprise.open(t, "/function/submit-evaluation/"+in.Ref.String())
	enterprise.evaluate(t)
	enterprise.look(t, "evaluated")
	c.settle(t)
	enterprise.open(t, "/inbox")
	enterprise.click(t, "main li a")
	enterprise.look(t, "letter")
}

// answered sends the form that is open and looks at what comes back, by day and in the dark.
func (b *tab) answered(t *testing.T, name string) {
	t.Helper()
	b.click(t, "main form button")
	b.look(t, name)
	b.lookInTheDark(t, name)
}
