package browser

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// Ensure that the officer's code changes every thirty seconds, is genuine whenever it is scanned, lasts an
// hour without a network and says so when that is over, and keeps the screen awake.
func TestTheLiveCodeGoesOnWithoutANetwork(t *testing.T) {
	needBrowser(t)
	t.Parallel()
	c := newCity(t)
	in := c.visit(t, 0)
	c.moveTo(t, at("09:00"))
	officer, phone := newTab(t, c, "officer/"+leader), newTab(t, c, "nobody")
	officer.ownClock(t, at("09:00"))
	officer.before(t, `navigator.wakeLock.request = async (kind) => { window.awake = kind; }`)
	officer.open(t, "/function/issue-code/"+in.Ref.String())
	officer.shows(t, "09:00:0", "秒后更新")
	var awake string
	officer.do(t, chromedp.Evaluate(`window.awake`, &awake))
	if awake != "screen" {
		t.Errorf("the wake lock asked for is %q, want screen", awake)
	}

	officer.offline(t, true)
	seen := map[string]bool{}
	for _, minutes := range []int{0, 1, 31, 59} {
		officer.later(t, time.Duration(minutes)*time.Minute)
		officer.shows(t, fmt.Sprintf("09:%02d:", minutes))
		address := scan(t, officer.screenshot(t))
		if seen[address] {
			t.Errorf("after %d minutes the code is one that was shown before", minutes)
		}
		seen[address] = true
		c.moveTo(t, at("09:00").Add(time.Duration(minutes)*time.Minute+5*time.Second))
		phone.open(t, address)
		phone.says(t, "真实有效", "正在现场出示")
	}
	officer.later(t, 61*time.Minute)
	officer.shows(t, "已断网一小时以上")

	c.moveTo(t, at("10:01"))
	officer.offline(t, false)
	officer.later(t, 61*time.Minute+20*time.Second)
	officer.shows(t, "10:01:")
	officer.mu.Lock()
	officer.wrong = nil // requests that came to nothing are what being offline is
	officer.mu.Unlock()
	phone.open(t, scan(t, officer.screenshot(t)))
	phone.says(t, "正在现场出示")
	officer.calm(t, "the live code")
	phone.calm(t, "the scanning phone")
}

// Ensure that the pages with scripts are whole before any script comes.
func TestPagesAreWholeWhileScriptsAreOnTheirWay(t *testing.T) {
	needBrowser(t)
	t.Parallel()
	c := newCity(t)
	in := c.visit(t, 0)
	c.moveTo(t, at("09:10"))
	officer := newTab(t, c, "officer/"+leader)
	officer.do(t, network.SetBlockedURLs().WithURLPatterns([]*network.BlockPattern{{URLPattern: "*://*:*/assets/*", Block: true}}))
	officer.open(t, "/function/issue-code/"+in.Ref.String())
	officer.says(t, in.Code.Short, in.Enterprise.Name, "赵静怡")
	if address := scan(t, officer.screenshot(t)); pathOf(t, address) == "/c/"+in.Code.Digits || officer.reads("秒后更新") {
		t.Errorf("the page without its script shows %s, want the live code of the moment it was made:\n%s", address, officer.text())
	}
	officer.open(t, "/scan")
	officer.says(t, "对准检查码", "拍照、选择图片")
}

// before runs a script on every page before its own.
func (b *tab) before(t *testing.T, script string) {
	t.Helper()
	b.do(t, chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := page.AddScriptToEvaluateOnNewDocument(script).Do(ctx)
		return err
	}))
}

// ownClock sets the phone's clock: pages opened from now on find it at a time, and see it go on from there.
func (b *tab) ownClock(t *testing.T, at time.Time) {
	t.Helper()
	b.before(t, fmt.Sprintf(`{const real = Date.now, began = real(); window.skipped = 0; Date.now = () => %d + real() - began + window.skipped;}`, at.UnixMilli()))
}

// later moves the phone's clock on, counted from when the page was opened.
func (b *tab) later(t *testing.T, by time.Duration) {
	t.Helper()
	b.do(t, chromedp.Evaluate(fmt.Sprintf(`window.skipped = %d`, by.Milliseconds()), nil))
}

// offline takes the network from the page, or gives it back.
func (b *tab) offline(t *testing.T, off bool) {
	t.Helper()
	b.do(t, network.OverrideNetworkState(off, 0, -1, -1), chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := network.EmulateNetworkConditionsByRule(off, []*network.Conditions{{DownloadThroughput: -1, UploadThroughput: -1}}).Do(ctx)
		return err
	}))
}

// shows waits until the page can be read to say something.
func (b *tab) shows(t *testing.T, words ...string) {
	t.Helper()
	for range 50 {
		if b.reads(words...) {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	b.says(t, words...)
}
