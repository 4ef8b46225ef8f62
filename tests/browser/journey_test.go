package browser

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// Ensure that officer and enterprise get from the task to the evaluation with nothing but a phone each:
// filed in the form, scanned off the screen and off the slip, recorded, read, evaluated.
func TestTheStraightJourneyOnTwoPhones(t *testing.T) {
	needBrowser(t)
	t.Parallel()
	c := newCity(t)
	agency, phone := newTab(t, c, "nobody"), newTab(t, c, "nobody")
	agency.signIn(t, "officer/"+leader)
	agency.click(t, `a[href="/function/issue-code"]`)
	agency.fileTask(t, string(haulier(0)))
	agency.says(t, "出示检查码", "记录检查结果")

	c.moveTo(t, at("09:05"))
	agency.do(t, chromedp.Reload())
	agency.keep(t, "journey-live")
	screen := scan(t, agency.screenshot(t))
	phone.open(t, screen)
	phone.says(t, "真实有效", "正在现场出示", "赵静怡")

	agency.click(t, `a[href$="?form=paper"]`)
	agency.keep(t, "journey-slip")
	slip := scan(t, agency.screenshot(t))
	if slip == screen {
		t.Error("the slip has the symbol of the screen on it")
	}
	phone.open(t, slip)
	phone.says(t, "真实有效（纸质）")

	c.moveTo(t, at("10:10"))
	agency.do(t, chromedp.NavigateBack())
	agency.click(t, `a[href^="/function/record-result"]`)
	agency.recordResult(t)
	agency.says(t, "两份运单缺少押运人员签字")
	c.settle(t)

	phone.open(t, slip)
	phone.says(t, "检查已完成", "09:05–10:10", "两份运单缺少押运人员签字", "2026年9月20日")
	phone.signIn(t, "charge/"+string(haulier(0)))
	phone.open(t, slip)
	phone.click(t, `a[href^="/function/submit-evaluation"]`)
	phone.evaluate(t)
	agency.calm(t, "the officer's phone")
	phone.calm(t, "the enterprise's phone")
}

// Ensure that nothing an enterprise does needs scripts, nor, with the ticket it was sent, a sign-in.
func TestWithoutScriptsAndByTicket(t *testing.T) {
	needBrowser(t)
	t.Parallel()
	c := newCity(t)
	in := c.visit(t, 0)
	c.moveTo(t, at("09:05"))
	phone := newTab(t, c, "nobody")
	phone.do(t, emulation.SetScriptExecutionDisabled(true))
	phone.open(t, "/")
	phone.do(t, chromedp.SendKeys("#short", strings.ToLower(in.Code.Short), chromedp.ByQuery))
	phone.click(t, "main form button")
	phone.says(t, "真实有效（纸质）")

	c.record(t, in)
	c.settle(t)
	phone.open(t, "/c/"+in.Code.Digits)
	phone.says(t, "检查已完成", "缺少押运人员签字")

	inbox := newTab(t, c, "charge/"+string(in.Enterprise.USCC))
	inbox.do(t, emulation.SetScriptExecutionDisabled(true))
	inbox.open(t, "/inbox")
	inbox.click(t, `main li:first-child a`)
	var ticket string
	inbox.do(t, chromedp.AttributeValue(`a[href*="ticket="]`, "href", &ticket, nil, chromedp.ByQuery))
	phone.open(t, ticket)
	phone.do(t, chromedp.Click(`input[name=role][value=person-in-charge]`, chromedp.ByQuery))
	phone.evaluate(t)
	phone.open(t, ticket)
	phone.says(t, "已经评议")
}

// signIn becomes somebody on the sign-in page.
func (b *tab) signIn(t *testing.T, who string) {
	t.Helper()
	b.open(t, "/sign-in")
	b.click(t, `button[value="`+who+`"]`)
}

// fileTask asks for a visit from nine to eleven today.
func (b *tab) fileTask(t *testing.T, enterprise string) {
	t.Helper()
	b.do(t, chromedp.SendKeys("#enterprise", enterprise, chromedp.ByQuery))
	b.click(t, "main form button")
	b.do(t,
		chromedp.SetValue("#f-kind", "routine", chromedp.ByQuery),
		chromedp.SendKeys("#f-plan", "日常检查计划", chromedp.ByQuery),
		chromedp.SetValue("#f-from", "2026-09-05", chromedp.ByQuery),
		chromedp.SetValue("#f-start", "09:00", chromedp.ByQuery),
		chromedp.SetValue("#f-until", "11:00", chromedp.ByQuery),
		chromedp.Click(`input[name=items][value=T01]`, chromedp.ByQuery),
		chromedp.Click(`input[name=items][value=T04]`, chromedp.ByQuery),
		chromedp.Click(`input[name=officers][value="`+second+`"]`, chromedp.ByQuery))
	b.click(t, "main form button")
}

// recordResult fills in what was found, looks it over and confirms. The times are filled in already.
func (b *tab) recordResult(t *testing.T) {
	t.Helper()
	b.do(t,
		chromedp.Click(`input[name="items[0].outcome"][value=conforming]`, chromedp.ByQuery),
		chromedp.Click(`input[name="items[1].outcome"][value=not-conforming]`, chromedp.ByQuery),
		chromedp.SendKeys(`textarea[name="items[1].finding"]`, "两份运单缺少押运人员签字", chromedp.ByQuery),
		chromedp.SetValue(`select[name="items[1].handling"]`, "rectify", chromedp.ByQuery),
		chromedp.SetValue(`input[name="items[1].deadline"]`, "2026-09-20", chromedp.ByQuery),
		chromedp.Click(`input[name=signed][value=person-in-charge]`, chromedp.ByQuery))
	b.click(t, "main form button")
	b.says(t, "请最后看一遍")
	b.click(t, `button[name=confirmed]`)
}

// evaluate fills in the evaluation that is open.
func (b *tab) evaluate(t *testing.T) {
	t.Helper()
	b.do(t,
		chromedp.Click(`input[name="duties.code-shown"][value=yes]`, chromedp.ByQuery),
		chromedp.Click(`input[name=rating][value="4"]`, chromedp.ByQuery),
		chromedp.SendKeys("#f-text", "检查人员讲得清楚", chromedp.ByQuery))
	b.click(t, "main form button")
	b.says(t, "评议已收到", "回执")
}
