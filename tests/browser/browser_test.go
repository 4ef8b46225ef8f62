// Package browser looks at the pages as people do: Chromium, a phone's screen, a whole city behind it (the
// program of infra/local, in a process of its own). It reads symbols off screenshots and never from the
// data, and knows nothing of how pages are made.
//
// It needs chromium, a Chinese font and axe-core. AXE_JS names axe-core's axe.min.js; without it the file
// is looked for in node_modules here and above. What is missing is skipped, or with CI_TOOLS=required
// fails. To look at the pages with one's own eyes:
//
//	go test ./tests/browser -screenshots /some/folder
package browser

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

var screenshots = flag.String("screenshots", "", "keep a picture of every page in this folder")

// What all tests share, and TestMain alone sets: the built infra/local, and one browser whose camera
// sees the film.
var (
	program string
	film    string
	chrome  context.Context
)

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(prepared(m))
}

func prepared(m *testing.M) int {
	dir, err := os.MkdirTemp("", "browser")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	path := chromium()
	if path == "" || testing.Short() {
		return m.Run()
	}
	program, film = filepath.Join(dir, "local"), filepath.Join(dir, "film.y4m")
	if out, err := exec.Command("go", "build", "-o", program, "inspectioncode.example/infra/local").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build infra/local: %v\n%s", err, out)
		return 1
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.UserDataDir(filepath.Join(dir, "profile")),
		chromedp.Flag("accept-lang", "zh-CN"), chromedp.Flag("use-fake-ui-for-media-stream", true), chromedp.Flag("use-fake-device-for-media-stream", true),
		chromedp.Flag("use-file-for-fake-video-capture", film))
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	allocator, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	defer cancel()
	browser, end := chromedp.NewContext(allocator)
	defer end()
	if err := chromedp.Run(browser); err != nil {
		fmt.Fprintf(os.Stderr, "start %s: %v\n", path, err)
		return 1
	}
	chrome = browser
	return m.Run()
}

func chromium() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

// axe is the text of axe-core.
func axe(t *testing.T) string {
	t.Helper()
	places := []string{os.Getenv("AXE_JS")}
	for _, up := range []string{".", "../..", "../../.."} {
		places = append(places, filepath.Join(up, "node_modules/axe-core/axe.min.js"))
	}
	for _, place := range places {
		if script, err := os.ReadFile(place); place != "" && err == nil {
			return string(script)
		}
	}
	missing(t, "axe-core is not here: npm install axe-core, and name its axe.min.js in AXE_JS")
	return ""
}

// needBrowser ends a test where there is no browser.
func needBrowser(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser takes too long for -short")
	}
	if chrome == nil {
		missing(t, "chromium is not here: apt-get install chromium fonts-noto-cjk")
	}
}

func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI_TOOLS") == "required" {
		t.Fatal(what)
	}
	t.Skip(what)
}
