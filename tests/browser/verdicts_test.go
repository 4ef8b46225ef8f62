package browser

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"inspectioncode.example/shared/code"
	"inspectioncode.example/shared/inspection"
)

// Each outcome is known at one glance, by word and sign, on the first screenful.
func TestEveryVerdictIsReadAtOneGlance(t *testing.T) {
	needBrowser(t)
	t.Parallel()
	c := newCity(t)
	over := c.issue(t, task(0, at("08:00"), at("08:30")))
	visit, revoked, moved, lost, concluded := c.visit(t, 1), c.visit(t, 2), c.visit(t, 3), c.visit(t, 4), c.visit(t, 5)
	early := c.issue(t, task(6, at("15:00"), at("16:00")))
	thirds := task(7, at("09:00"), at("11:00"))
	thirds.Officers = []string{second, third}
	withdrawn := c.issue(t, thirds)

	c.post(t, "officer/"+leader, "/function/revoke-code", inspection.Cancellation{Inspection: revoked.Ref, Reason: "企业已停业"}, &inspection.Revocation{})
	later := task(3, at("09:00").AddDate(0, 0, 3), at("11:00").AddDate(0, 0, 3))
	later.Number, later.Replaces = "B-3-2", &inspection.Replaces{Ref: moved.Ref, Why: "企业设备检修"}
	c.issue(t, later)
	c.withdraw(t, third)
	c.moveTo(t, at("09:10"))
	c.record(t, concluded)
	if err := os.Remove(filepath.Join(c.data, "store/inspection-code/inspections", string(lost.Day), string(lost.ID), "issued.json")); err != nil {
		t.Fatal(err)
	}
	unknown, err := code.ShortOf(inspection.Ref{Day: "2026-09-05", ID: "0123456789abcdef"})
	if err != nil {
		t.Fatal(err)
	}
	forged := forge(visit.Code.Digits)

	show := newTab(t, c, "officer/"+leader)
	show.open(t, "/function/issue-code/"+visit.Ref.String())
	live := pathOf(t, scan(t, show.screenshot(t)))

	phone := newTab(t, c, "nobody")
	signs := map[string]string{}
	for _, v := range []struct{ name, address, word, sign string }{
		{"live", live, "真实有效", "tick"},
		{"printed", "/c/" + visit.Code.Digits, "真实有效（纸质）", "tick"},
		{"typed", "/?short=" + visit.Code.Short, "真实有效（纸质）", "tick"},
		{"not-yet", "/c/" + early.Code.Digits, "尚未开始", "!"},
		{"over", "/c/" + over.Code.Digits, "已经结束", "!"},
		{"concluded", "/c/" + concluded.Code.Digits, "检查已完成", "tick"},
		{"revoked", "/c/" + revoked.Code.Digits, "已撤销", "cross"},
		{"moved", "/c/" + moved.Code.Digits, "已改期", "cross"},
		{"officer-withdrawn", "/c/" + withdrawn.Code.Digits, "检查人员有误", "cross"},
		{"forged", "/c/" + forged, "不是真实的检查码", "cross"},
		{"unknown-short", "/?short=" + unknown, "不是真实的检查码", "cross"},
		{"unconfirmed", "/c/" + lost.Code.Digits, "暂时无法核实", "!"},
	} {
		t.Run(v.name, func(t *testing.T) { phone.glance(t, signs, v.name, v.address, v.word, v.sign) })
	}
	t.Run("other-enterprise", func(t *testing.T) {
		phone := newTab(t, c, "charge/"+string(haulier(0)))
		phone.glance(t, signs, "other-enterprise", "/c/"+visit.Code.Digits, "不是贵单位的检查码", "cross")
	})
	t.Run("stale", func(t *testing.T) {
		c.moveTo(t, at("09:20"))
		phone.glance(t, signs, "stale", live, "画面已过期", "!")
	})
	if len(signs) == 0 {
		t.Skip("no verdict was looked at, because axe-core is not here")
	}
	if len(signs) != 3 {
		t.Errorf("the signs are %v, want a tick, a cross and an exclamation mark that look different", signs)
	}
}

// glance opens an address and insists on the verdict's word and sign, in strong colours, before anybody has
// to scroll. What signs are drawn with is collected in signs.
func (b *tab) glance(t *testing.T, signs map[string]string, name, address, word, sign string) {
	b.audit(t, "verdict-"+name, address, func(name string) {
		var got struct {
			Word, Sign   string
			Bottom, Side float64 // where both end, and how wide the sign is, in points
		}
		b.do(t, chromedp.Evaluate(`(() => {
			const box = document.querySelector('.verdict'), word = box.querySelector('h1'), sign = box.querySelector('svg');
			const bottom = Math.max(...[word, sign].map((e) => e.getBoundingClientRect().bottom));
			return {Word: word.innerText, Sign: sign.innerHTML, Bottom: bottom, Side: sign.getBoundingClientRect().width};
		})()`, &got))
		if got.Word != word && !strings.HasSuffix(name, "-en") || got.Word == "" {
			t.Errorf("%s: the verdict reads %q, want %q", name, got.Word, word)
		}
		if got.Bottom > height || got.Side < 48 {
			t.Errorf("%s: word and sign end at %.0f of %d, the sign is %.0f wide", name, got.Bottom, height, got.Side)
		}
		if signs[sign] == "" {
			signs[sign] = got.Sign
		}
		if signs[sign] != got.Sign {
			t.Errorf("%s: the sign is no %s", name, sign)
		}
		b.accessible(t, name, `{runOnly: ['color-contrast-enhanced']}`, ".verdict")
	})
}
