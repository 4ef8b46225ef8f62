package browser

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"

	"inspectioncode.example/shared/identity"
)

// The screen of a phone, in points; a point is two pixels a side.
const (
	width  = 390
	height = 844
)

// A tab is one person's phone: a browser context of its own, with everything written down that the page
// asks for and complains of.
type tab struct {
	ctx  context.Context
	city *city

	mu       sync.Mutex
	requests []*request
	wrong    []string // errors on the console and requests that failed
}

// A request is one that the page made.
type request struct {
	id    network.RequestID
	url   string
	kind  network.ResourceType
	bytes float64 // transferred
	kept  bool    // by the service worker, which asked for it itself
}

// newTab opens a phone whose owner is signed in as who, unless that is nobody.
func newTab(t *testing.T, c *city, who string) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(chrome, chromedp.WithTargetID(newPhone(t)))
	t.Cleanup(cancel)
	b := &tab{ctx: ctx, city: c}
	b.do(t, network.Enable(), chromedp.EmulateViewport(width, height, chromedp.EmulateScale(2), chromedp.EmulateMobile))
	chromedp.ListenTarget(ctx, b.listen)
	if who != "nobody" {
		b.do(t, network.SetCookie(identity.LoopbackCookie, c.token(t, who)).WithURL(c.address).WithHTTPOnly(true))
	}
	return b
}

// newPhone opens a window that shares no cookies with any other.
func newPhone(t *testing.T) (id target.ID) {
	t.Helper()
	err := chromedp.Run(chrome, chromedp.ActionFunc(func(ctx context.Context) error {
		ctx = cdp.WithExecutor(ctx, chromedp.FromContext(ctx).Browser)
		own, err := target.CreateBrowserContext().WithDisposeOnDetach(true).Do(ctx)
		if err == nil {
			id, err = target.CreateTarget("about:blank").WithBrowserContextID(own).WithNewWindow(true).Do(ctx)
		}
		return err
	}))
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// do does something on the phone, within what a person would wait.
func (b *tab) do(t *testing.T, actions ...chromedp.Action) {
	t.Helper()
	if err := b.try(20*time.Second, actions...); err != nil {
		t.Fatalf("%v; the page says:\n%s", err, b.text())
	}
}

func (b *tab) try(patience time.Duration, actions ...chromedp.Action) error {
	if chromedp.FromContext(b.ctx).Target == nil { // the first use opens the tab, which must outlive the patience
		return chromedp.Run(b.ctx, actions...)
	}
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, actions...)
}

// open goes to a path of the city, or to an address as a scanner gives it.
func (b *tab) open(t *testing.T, address string) {
	t.Helper()
	if strings.HasPrefix(address, "/") {
		address = b.city.address + address
	}
	b.do(t, chromedp.Navigate(address))
}

// click presses what a selector names, and waits for the page that follows.
func (b *tab) click(t *testing.T, selector string) {
	t.Helper()
	if err := b.try(20*time.Second, chromedp.ScrollIntoView(selector, chromedp.ByQuery)); err != nil {
		t.Fatalf("%s: %v; the page says:\n%s", selector, err, b.text())
	}
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	if _, err := chromedp.RunResponse(ctx, chromedp.Click(selector, chromedp.ByQuery)); err != nil {
		t.Fatalf("press %s: %v; the page says:\n%s", selector, err, b.text())
	}
}

// text is what can be read on the page.
func (b *tab) text() (text string) {
	if err := b.try(5*time.Second, chromedp.Evaluate(`document.body.innerText`, &text)); err != nil {
		return err.Error()
	}
	return text
}

// says insists that the page can be read to say something.
func (b *tab) says(t *testing.T, words ...string) {
	t.Helper()
	text := b.text()
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Fatalf("the page lacks %q:\n%s", w, text)
		}
	}
}

// reads reports whether the page can be read to say something.
func (b *tab) reads(words ...string) bool {
	text := b.text()
	return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) })
}

// screenshot is what the phone shows.
func (b *tab) screenshot(t *testing.T) (png []byte) {
	t.Helper()
	b.do(t, chromedp.CaptureScreenshot(&png))
	return png
}

// keep writes pictures of the page for people to look at, if they want any: the first screenful, and all of it.
func (b *tab) keep(t *testing.T, name string) {
	t.Helper()
	if *screenshots == "" {
		return
	}
	var whole []byte
	b.do(t, chromedp.FullScreenshot(&whole, 100))
	write(t, name+".png", b.screenshot(t))
	write(t, filepath.Join("whole", name+".png"), whole)
}

// write keeps a file among the screenshots.
func write(t *testing.T, name string, body []byte) {
	t.Helper()
	path := filepath.Join(*screenshots, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, body, 0o644); err != nil {
		t.Fatal(err)
	}
}

// listen writes down what happens. The status of a document is not the page's fault: a forged code is answered 404.
func (b *tab) listen(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	complain := func(format string, a ...any) { b.wrong = append(b.wrong, fmt.Sprintf(format, a...)) }
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if string(e.RequestID) == string(e.LoaderID) {
			b.requests = nil // another page
		}
		if !strings.HasPrefix(e.Request.URL, "data:") {
			b.requests = append(b.requests, &request{id: e.RequestID, url: e.Request.URL, kind: e.Type})
		}
	case *network.EventResponseReceived:
		for _, r := range b.requests {
			r.kept = r.kept || r.id == e.RequestID && e.Response.FromServiceWorker
		}
		if e.Type != network.ResourceTypeDocument && e.Response.Status >= http.StatusBadRequest {
			complain("%s was answered %d", e.Response.URL, e.Response.Status)
		}
	case *network.EventLoadingFinished:
		for _, r := range b.requests {
			if r.id == e.RequestID {
				r.bytes = e.EncodedDataLength
			}
		}
	case *network.EventLoadingFailed:
		if !e.Canceled {
			complain("a %s failed: %s", e.Type, e.ErrorText)
		}
	case *runtime.EventExceptionThrown:
		complain("exception: %s", e.ExceptionDetails.Error())
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.APITypeError || e.Type == runtime.APITypeWarning {
			complain("console: %s", e.Args[0].Value)
		}
	case *log.EventEntryAdded:
		document := e.Entry.Source == log.SourceNetwork && len(b.requests) > 0 && e.Entry.URL == b.requests[0].url
		if e.Entry.Level == log.LevelError && !document {
			complain("%s: %s", e.Entry.URL, e.Entry.Text)
		}
	}
}
