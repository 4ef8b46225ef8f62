package browser

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"inspectioncode.example/shared/identity"
	"inspectioncode.example/shared/inspection"
)

const finding = "两份运单缺少押运人员签字"

// Ensure that nothing an officer has filled in or photographed is lost to a missing network, a reload, a closed tab or a city that was
// away, that photos go by themselves once the network is back, and that nothing of it is left when it is recorded.
func TestARecordSurvivesTheCellar(t *testing.T) {
	needBrowser(t)
	t.Parallel()
	c := newCity(t)
	in := c.visit(t, 0)
	form := "/function/record-result/" + in.Ref.String()
	c.moveTo(t, at("09:05"))
	c.call(t, http.MethodGet, "/c/"+in.Code.Digits, "", "", nil)
	c.moveTo(t, at("10:10"))
	officer := newTab(t, c, "officer/"+leader)
	officer.open(t, form)
	officer.look(t, "record-with-photos")
	officer.waitForScript(t, `navigator.serviceWorker.ready.then(() => caches.open('inspection-code-unsent')).then((c) => c.keys()).then((k) => k.length === 1)`)

	c.stop()
	officer.offline(t, true)
	officer.fillInAFinding(t)
	officer.do(t, chromedp.SetUploadFiles(`[id="f-items[1].photo"]`, []string{snapshot(t)}, chromedp.ByQuery))
	officer.shows(t, "等待网络", "已保存在本机")
	officer.do(t, chromedp.Click("main form button:not([type])", chromedp.ByQuery))
	officer.shows(t, "还有1张照片没有发送")
	officer.accessible(t, "the record without a network", `{}`)
	officer.keep(t, "record-offline")
	for _, again := range []func(){
		func() { officer.do(t, chromedp.Reload()) },
		func() { officer.open(t, "about:blank"); officer.open(t, form) },
	} {
		again()
		officer.shows(t, "已恢复", "等待网络")
		officer.holdsTheFinding(t)
	}
	officer.keep(t, "record-restored")

	c.comeBack(t, at("10:12"))
	officer.offline(t, false)
	waitFor(t, "the photo to go by itself", func() bool { return officer.reads("已上传") })
	officer.keep(t, "record-sent")
	officer.forgive() // being offline is what requests came to nothing by
	officer.goesOn(t, "main form button:not([type])", "请最后看一遍")
	officer.says(t, finding, "现场照片和文件（1）")
	officer.opens(t, "the last look")
	officer.goesOn(t, `button[name=confirmed]`, "更正检查结果")
	officer.says(t, finding)
	officer.opens(t, "the officer's page")
	officer.look(t, "recorded-with-photos")
	officer.waitForScript(t, `import('/assets/kept.js').then(async (kept) => (await kept.all()).length === 0 && (await kept.photosOf('`+in.Ref.String()+`')).length === 0)`)
	officer.open(t, form)
	officer.says(t, "更正检查结果")
	if officer.reads("已恢复") {
		t.Error("what was recorded comes back in the form of its correction")
	}

	phone := newTab(t, c, "nobody")
	phone.open(t, "/c/"+in.Code.Digits)
	phone.opens(t, "the enterprise's page")
	phone.look(t, "verdict-with-photos")
	var photo string
	phone.do(t, chromedp.AttributeValue(".files a", "href", &photo, nil, chromedp.ByQuery))
	resp, err := http.Get(c.address + photo)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || bytes.Contains(body, []byte("Exif")) || len(body) > 900<<10 {
		t.Errorf("the photo is %d bytes (%v), Exif: %v", len(body), err, bytes.Contains(body, []byte("Exif")))
	}
	if got, _, err := image.DecodeConfig(bytes.NewReader(body)); err != nil || got.Width != 2048 {
		t.Errorf("the photo is %v, want 2048 wide (%v)", got, err)
	}
}

// goesOn presses a button as somebody does whose network has just come back: a form that did not get through stands there as it was
// filled in, and is sent again.
func (b *tab) goesOn(t *testing.T, button, words string) {
	t.Helper()
	for range 4 {
		b.do(t, chromedp.ScrollIntoView(button, chromedp.ByQuery), chromedp.Click(button, chromedp.ByQuery))
		for range 50 {
			if b.reads(words) {
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
	}
	b.says(t, words)
}

// Ensure that what one officer has not sent is nothing another one on the same device ever sees: neither after signing out, nor
// when only the session has changed.
func TestWhatIsNotSentIsNobodyElses(t *testing.T) {
	needBrowser(t)
	t.Parallel()
	c := newCity(t)
	in := c.visit(t, 0)
	form := "/function/record-result/" + in.Ref.String()
	c.moveTo(t, at("10:10"))
	for name, change := range map[string]func(*tab){
		"signed out and in": func(b *tab) { b.signIn(t, "officer/"+second) },
		"session replaced": func(b *tab) {
			b.do(t, network.SetCookie(identity.LoopbackCookie, c.token(t, "officer/"+second)).WithURL(c.address).WithHTTPOnly(true))
		},
	} {
		b := newTab(t, c, "officer/"+leader)
		b.open(t, form)
		b.fillInAFinding(t)
		b.shows(t, "已保存在本机")
		b.open(t, "/function/query-inspections")
		b.shows(t, "本机有未提交的检查记录")
		b.keep(t, "unsent-on-the-list")
		b.open(t, form)
		b.shows(t, "已恢复")
		change(b)
		b.open(t, form)
		b.shows(t, "记录检查结果")
		b.waitForScript(t, `import('/assets/kept.js').then((kept) => kept.all()).then((all) => all.length === 0)`)
		if b.reads("已恢复") {
			t.Errorf("%s: another officer sees what was not sent", name)
		}
		b.calm(t, name)
	}
	late := newTab(t, c, "officer/"+leader)
	late.ownClock(t, at("10:10"))
	late.open(t, form)
	late.fillInAFinding(t)
	late.shows(t, "已保存在本机")
	late.before(t, `window.skipped = 25 * 60 * 60 * 1000`)
	late.open(t, form)
	late.waitForScript(t, `import('/assets/kept.js').then((kept) => kept.all()).then((all) => all.length === 0)`)
	if late.reads("已恢复") {
		t.Error("what was kept a day ago is still there")
	}
}

// Ensure that what is filled in before the script has come is kept as well, and stands against what was kept before.
func TestWhatWasFilledInBeforeTheScriptCameIsKept(t *testing.T) {
	needBrowser(t)
	t.Parallel()
	c := newCity(t)
	in := c.visit(t, 0)
	c.moveTo(t, at("10:10"))
	b := newTab(t, c, "officer/"+leader)
	for _, words := range []string{"先写的", "后写的"} {
		b.before(t, `{const i = setInterval(() => { const note = document.querySelector('textarea[name=note]'); if (note) { clearInterval(i); note.value = '`+words+`'; } }, 1);}`)
		b.open(t, "/function/record-result/"+in.Ref.String())
		b.shows(t, "已保存在本机")
		b.waitForScript(t, `import('/assets/kept.js').then((kept) => kept.record('`+in.Ref.String()+`')).then((one) => one.values.some(([name, value]) => name === 'note' && value === '`+words+`'))`)
	}
	b.calm(t, "the early bird")
}

// Ensure that photos go with the form where no script runs, as they come from the camera.
func TestPhotosGoWithoutScripts(t *testing.T) {
	needBrowser(t)
	t.Parallel()
	c := newCity(t)
	in := c.visit(t, 0)
	c.moveTo(t, at("09:05"))
	c.call(t, http.MethodGet, "/c/"+in.Code.Digits, "", "", nil)
	c.moveTo(t, at("10:10"))
	officer := newTab(t, c, "officer/"+leader)
	officer.do(t, emulation.SetScriptExecutionDisabled(true))
	officer.open(t, "/function/record-result/"+in.Ref.String())
	officer.fillInAFinding(t)
	officer.do(t, chromedp.SetUploadFiles(`[id="f-items[1].photo"]`, []string{snapshot(t)}, chromedp.ByQuery))
	officer.click(t, "button[name=attach]")
	officer.says(t, "已上传，随结果提交")
	officer.keep(t, "record-without-scripts")
	officer.click(t, "main form button:not([name])")
	officer.says(t, "请最后看一遍", "现场照片和文件（1）")
	officer.click(t, `button[name=confirmed]`)
	officer.says(t, finding, "现场照片和文件（1）")

	phone := newTab(t, c, "charge/"+string(in.Enterprise.USCC))
	phone.open(t, "/function/collect-feedback?about=no-code")
	phone.do(t, chromedp.SetUploadFiles("#f-photo", []string{snapshot(t)}, chromedp.ByQuery),
		chromedp.SendKeys("#f-agency", "市交通委员会", chromedp.ByQuery))
	time.Sleep(time.Second) // made smaller meanwhile
	phone.click(t, "main form button")
	phone.look(t, "visit-reported-with-a-photo")
	phone.says(t, "已收到")
	supervisor := newTab(t, c, "supervisor/transport")
	supervisor.audit(t, "reported", "/function/query-inspections/reported")
	supervisor.opens(t, "the report")
	newTab(t, c, "supervisor/gas").lacks(t, "/function/query-inspections/reported", "市交通委员会")
}

// lacks opens a page and insists that it says nothing of something.
func (b *tab) lacks(t *testing.T, address, words string) {
	t.Helper()
	b.open(t, address)
	if b.reads(words) {
		t.Errorf("%s says %s", address, words)
	}
}

// fillInAFinding fills in a record with one item that does not conform.
func (b *tab) fillInAFinding(t *testing.T) {
	t.Helper()
	b.do(t,
		chromedp.Click(`input[name="items[0].outcome"][value=conforming]`, chromedp.ByQuery),
		chromedp.Click(`input[name="items[1].outcome"][value=not-conforming]`, chromedp.ByQuery),
		chromedp.SendKeys(`textarea[name="items[1].finding"]`, finding, chromedp.ByQuery),
		chromedp.SetValue(`select[name="items[1].handling"]`, string(inspection.CorrectedOnSite), chromedp.ByQuery),
		chromedp.Click(`input[name=signed][value=person-in-charge]`, chromedp.ByQuery))
}

// holdsTheFinding insists that the form that is open is filled in so.
func (b *tab) holdsTheFinding(t *testing.T) {
	t.Helper()
	var got []string
	b.do(t, chromedp.Evaluate(`['items[0].outcome', 'items[1].outcome', 'items[1].finding', 'items[1].handling', 'signed'].map((name) => document.querySelector('main form').elements[name].value)`, &got))
	if want := fmt.Sprint([]string{"conforming", "not-conforming", finding, "corrected-on-site", "person-in-charge"}); fmt.Sprint(got) != want {
		t.Errorf("the form holds %v, want %v", got, want)
	}
}

// opens opens the photos of a page, and insists that the first is shown.
func (b *tab) opens(t *testing.T, where string) {
	t.Helper()
	b.do(t, chromedp.Click(".files summary", chromedp.ByQuery))
	b.waitForScript(t, `(async () => { const p = document.querySelector('.files img'); await p.decode(); return p.naturalWidth > 100; })()`)
	b.keep(t, strings.ReplaceAll(where, " ", "-"))
	b.mu.Lock()
	defer b.mu.Unlock()
	kept := b.requests[:0]
	for _, r := range b.requests { // what one asks to see is not part of the page
		if !strings.Contains(r.url, "evidence=") && !strings.Contains(r.url, "photo=") {
			kept = append(kept, r)
		}
	}
	b.requests = kept
}

// forgive lets go of what went wrong so far.
func (b *tab) forgive() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.wrong = nil
}

// waitForScript waits until what a script promises is true.
func (b *tab) waitForScript(t *testing.T, script string) {
	t.Helper()
	var ok bool
	for range 100 {
		err := b.try(5*time.Second, chromedp.Evaluate(script, &ok, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
		if err == nil && ok {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatalf("in vain waited for %s; the page says:\n%s", script, b.text())
}

// snapshot is a photo as a phone takes it: of twelve million pixels, with Exif.
func snapshot(t *testing.T) string {
	t.Helper()
	picture := image.NewYCbCr(image.Rect(0, 0, 4000, 3000), image.YCbCrSubsampleRatio420)
	for i := range picture.Y {
		picture.Y[i] = uint8(i/4000/12 + i%4000/16)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture, nil); err != nil {
		t.Fatal(err)
	}
	exif := "Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x00GPS 31.2304N"
	photo := append([]byte{0xff, 0xd8, 0xff, 0xe1, 0, byte(len(exif) + 2)}, exif...)
	path := filepath.Join(t.TempDir(), "photo.jpg")
	if err := os.WriteFile(path, append(photo, b.Bytes()[2:]...), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
