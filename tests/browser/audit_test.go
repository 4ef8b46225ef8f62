package browser

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// heaviest is what a page may weigh, in bytes transferred.
const heaviest = 60_000

// audit looks at an address in both languages, in large type (适老化) and in the dark. What else each of
// the first three has to show is asked by more.
func (b *tab) audit(t *testing.T, name, address string, more ...func(name string)) {
	t.Helper()
	join := "?"
	if strings.Contains(address, "?") {
		join = "&"
	}
	for _, way := range []struct{ name, query string }{{"", "lang=zh&size=normal"}, {"-en", "lang=en&size=normal"}, {"-large", "lang=zh&size=large"}} {
		b.open(t, address+join+way.query)
		b.look(t, name+way.name)
		for _, ask := range more {
			ask(name + way.name)
		}
		if way.name == "" {
			b.lookInTheDark(t, name)
			b.lookOnOtherScreens(t, name)
		}
	}
}

// look holds the page that is open against everything every page promises.
func (b *tab) look(t *testing.T, name string) {
	t.Helper()
	b.keep(t, name)
	b.inOneRequest(t, name)
	b.atHand(t, name)
	b.accessible(t, name, `{runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}}`)
	b.calm(t, name)
}

// lookInTheDark looks at the colours once more as somebody sees them who prefers a dark screen.
func (b *tab) lookInTheDark(t *testing.T, name string) {
	t.Helper()
	scheme := func(s string) chromedp.Action {
		return emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: s}})
	}
	b.do(t, scheme("dark"))
	b.keep(t, name+"-dark")
	b.accessible(t, name+"-dark", `{runOnly: ['color-contrast', 'link-in-text-block']}`)
	b.do(t, scheme("light"))
}

// lookOnOtherScreens makes sure that nothing is cut off on the smallest phone, a phone held sideways, and a desk.
func (b *tab) lookOnOtherScreens(t *testing.T, name string) {
	t.Helper()
	for screen, size := range map[string][2]int64{"-small": {320, 568}, "-sideways": {height, width}, "-desk": {1280, 800}} {
		b.do(t, chromedp.EmulateViewport(size[0], size[1], chromedp.EmulateScale(2), chromedp.EmulateMobile))
		b.keep(t, name+screen)
		b.atHand(t, name+screen)
	}
	b.do(t, chromedp.EmulateViewport(width, height, chromedp.EmulateScale(2), chromedp.EmulateMobile))
}

// accessible runs axe-core on the page, or a part of it, and must find nothing.
func (b *tab) accessible(t *testing.T, name, options string, part ...string) {
	t.Helper()
	var here bool
	b.do(t, chromedp.Evaluate(`typeof axe === 'object'`, &here))
	if !here {
		b.do(t, chromedp.Evaluate(axe(t)+";0", nil))
	}
	var found []string
	where := `document`
	if len(part) > 0 {
		where = strconv.Quote(part[0])
	}
	b.do(t, chromedp.Evaluate(fmt.Sprintf(`axe.run(%s, %s).then((r) => r.violations.map((v) =>
		v.id + ': ' + v.help + '\n\t' + v.nodes.map((n) => n.target + ' ' + n.html + '\n\t' + n.failureSummary).join('\n\t')))`, where, options),
		&found, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
	for _, violation := range found {
		t.Errorf("%s: axe finds %s", name, violation)
	}
}

// inOneRequest insists that everything one needs to read the page came in one small answer. Scripts may
// come later, for pages that are whole without them.
func (b *tab) inOneRequest(t *testing.T, name string) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.requests) == 0 {
		t.Fatalf("%s: no request was seen", name)
	}
	for i, r := range b.requests {
		switch {
		case i == 0 && !r.kept && (r.bytes < 1000 || r.bytes > heaviest):
			t.Errorf("%s: %.0f bytes were transferred, want at most %d", name, r.bytes, heaviest)
		case i > 0 && r.kind != network.ResourceTypeScript && r.kind != network.ResourceTypeFetch:
			t.Errorf("%s: the page needs a %s, %s", name, r.kind, r.url)
		}
	}
}

// atHand insists that nothing has to be scrolled for sideways, and that whatever can be touched is as
// large as a thumb wants it.
func (b *tab) atHand(t *testing.T, name string) {
	t.Helper()
	var wrong []string
	b.do(t, chromedp.Evaluate(`[
		...(document.scrollingElement.scrollWidth > innerWidth ? ['the page is ' + document.scrollingElement.scrollWidth + ' wide on a screen of ' + innerWidth] : []),
		...[...document.querySelectorAll('button, .button, .quiet, nav a, summary, label.choice, input:not([type=hidden], [type=radio], [type=checkbox]), select, textarea')]
			.filter((e) => e.getClientRects().length && e.getBoundingClientRect().height < 43.5)
			.map((e) => 'only ' + Math.round(e.getBoundingClientRect().height) + ' high: ' + e.outerHTML)]`, &wrong))
	for _, w := range wrong {
		t.Errorf("%s: %s", name, w)
	}
}

// calm insists that the page made no request in vain and complained of nothing.
func (b *tab) calm(t *testing.T, name string) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, w := range b.wrong {
		t.Errorf("%s: %s", name, w)
	}
	b.wrong = nil
}
