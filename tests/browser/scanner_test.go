package browser

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"inspectioncode.example/shared/code"
	"inspectioncode.example/shared/inspection"
)

// Ensure that whoever has opened the scanning page once can tell a forgery where there is no network: by
// the camera, by a picture, and by the address that another scanner opened.
func TestTheScannerWorksAfterOneVisitWithoutANetwork(t *testing.T) {
	needBrowser(t)
	t.Parallel()
	c := newCity(t)
	in := c.visit(t, 0)
	c.moveTo(t, at("09:10"))
	officer, phone := newTab(t, c, "officer/"+leader), newTab(t, c, "nobody")
	officer.open(t, "/function/issue-code/"+in.Ref.String()+"?form=paper")
	var slip []byte
	officer.do(t, chromedp.Screenshot(".symbol svg", &slip, chromedp.ByQuery))
	project(t, slip)
	photo := filepath.Join(t.TempDir(), "photo.png")
	if err := os.WriteFile(photo, slip, 0o600); err != nil {
		t.Fatal(err)
	}

	phone.ownClock(t, at("09:10"))
	phone.open(t, "/scan")
	phone.do(t, chromedp.Evaluate(`navigator.serviceWorker.ready.then(() => 0)`, nil, func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }))
	phone.do(t, chromedp.Click("#start", chromedp.ByQuery))
	phone.shows(t, "真实有效（纸质）", in.Enterprise.Name)
	phone.calm(t, "the scanner with a network")

	c.stop()
	phone.offline(t, true)
	phone.open(t, "/scan")
	phone.do(t, chromedp.Click("#start", chromedp.ByQuery))
	phone.shows(t, "签名真实", "断网核验", string(in.Enterprise.USCC), "上海市交通委员会")
	phone.keep(t, "scan-offline")
	phone.accessible(t, "the verdict without a network", `{}`)
	phone.open(t, "/scan")
	phone.do(t, chromedp.SetUploadFiles("#picture", []string{photo}, chromedp.ByQuery))
	phone.shows(t, "签名真实", "断网核验")

	phone.offline(t, false) // as a phone sees it that is connected to what leads nowhere
	phone.open(t, "/c/"+in.Code.Digits)
	phone.shows(t, "签名真实", "断网核验")
	phone.open(t, "/c/"+forge(in.Code.Digits))
	phone.shows(t, "不是真实的检查码", "12345")
	phone.keep(t, "scan-offline-forged")
	phone.open(t, "/c/"+newer(t, in))
	phone.shows(t, "暂时无法核实", "联网")
	phone.keep(t, "scan-offline-newer")
}

// newer is the code of an inspection as a key signs it that came after this phone last had a network.
func newer(t *testing.T, in inspection.Inspection) string {
	t.Helper()
	key, err := code.Generate(rand.Reader, code.Ed25519, 200, in.From.AddDate(0, 0, -1))
	if err != nil {
		t.Fatal(err)
	}
	keys, err := code.NewKeys(key)
	if err != nil {
		t.Fatal(err)
	}
	digits, err := keys.Sign(code.Token{ID: in.ID, Enterprise: in.Enterprise.USCC, Agency: in.Agency.Number, From: in.From, Until: in.Until}, in.From)
	if err != nil {
		t.Fatal(err)
	}
	return digits
}

// forge changes one digit of a code.
func forge(digits string) string {
	return digits[:100] + string('0'+('9'-digits[100])) + digits[101:]
}

// project puts a picture before the camera: one frame of uncompressed film, in grey.
func project(t *testing.T, picture []byte) {
	t.Helper()
	symbol, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		t.Fatal(err)
	}
	frame := image.NewGray(image.Rect(0, 0, 640, 480))
	draw.Draw(frame, frame.Rect, image.NewUniform(color.Gray{200}), image.Point{}, draw.Src)
	corner := image.Pt((640-symbol.Bounds().Dx())/2, (480-symbol.Bounds().Dy())/2)
	draw.Draw(frame, symbol.Bounds().Add(corner), symbol, symbol.Bounds().Min, draw.Src)
	reel := fmt.Appendf(nil, "YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg\nFRAME\n")
	reel = append(append(reel, frame.Pix...), bytes.Repeat([]byte{128}, 640*480/2)...)
	if err := os.WriteFile(film, reel, 0o600); err != nil {
		t.Fatal(err)
	}
}
