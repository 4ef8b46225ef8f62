package journeys

import (
	"bytes"
	"encoding/json"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/bucket/localserver"
	"inspectioncode.example/shared/bucket/open"
)

// Ensure that the officer's screen, an old screenshot of it and the paper are told apart, and that the
// screen has an hour of symbols in hand, for a gate without a network.
func TestAScreenshotIsToldFromTheLiveCode(t *testing.T) {
	t.Parallel()
	c := newCity(t)
	paper := c.issue(t, "live", begin)
	at := regexp.MustCompile(`"id": "([0-9a-z]{16})"`)
	a, err := c.do("officer/09100000001", http.MethodGet, "/function/query-inspections", http.Header{"Accept": {"application/json"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	id := at.FindStringSubmatch(a.body)
	if id == nil {
		t.Fatalf("the officer's list has no inspection: %s", a.body)
	}
	a, err = c.do("officer/09100000001", http.MethodGet, "/function/issue-code/2026-09-05-"+id[1]+".live", http.Header{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var hour struct {
		Period int64
		Slots  []struct {
			At   int64
			Size int
			Bits []byte
		}
	}
	if err := json.Unmarshal([]byte(a.body), &hour); err != nil || len(hour.Slots) != 120 || hour.Period != 30_000 {
		t.Fatalf("got %d slots of %d ms, %v, want 120 of 30000", len(hour.Slots), hour.Period, err)
	}
	show := func(n int) string { // as a phone reads it off the screen
		s := hour.Slots[n]
		_, digits, ok := strings.Cut(strings.TrimSpace(scan(t, draw(t, s.Size, s.Bits))), "/c/")
		if !ok {
			t.Fatalf("slot %d holds no code", n)
		}
		return digits
	}
	now, later := show(0), show(119)
	for _, step := range []struct {
		by          string
		now, later  string
		whenItIsNow string
	}{
		{"0s", "genuine-live", "stale", "at first"},
		{"2m", "stale", "stale", "two minutes on"},
		{"57m30s", "stale", "genuine-live", "an hour on, without a network between"},
	} {
		if _, err := c.do("nobody", http.MethodPost, "/clock?by="+step.by, http.Header{}, nil); err != nil {
			t.Fatal(err)
		}
		if got := c.at(t, now); got != step.now {
			t.Errorf("%s the first symbol is %s, want %s", step.whenItIsNow, got, step.now)
		}
		if got := c.at(t, later); got != step.later {
			t.Errorf("%s the last symbol is %s, want %s", step.whenItIsNow, got, step.later)
		}
		if got := c.at(t, paper); got != "genuine-printed" {
			t.Errorf("%s the paper is %s, want genuine-printed", step.whenItIsNow, got)
		}
	}
	c.settle(t)
	c.stop(t)
}

// draw makes a picture of a symbol's modules, as the page's script does.
func draw(t *testing.T, size int, bits []byte) []byte {
	const module, quiet = 4, 4
	picture := image.NewGray(image.Rect(0, 0, (size+2*quiet)*module, (size+2*quiet)*module))
	for y := range picture.Rect.Max.Y {
		for x := range picture.Rect.Max.X {
			mx, my := x/module-quiet, y/module-quiet
			i := my*size + mx
			if mx < 0 || my < 0 || mx >= size || my >= size || bits[i/8]&(0x80>>(i%8)) == 0 {
				picture.SetGray(x, y, color.Gray{255})
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Ensure that a certificate that is withdrawn after the code was issued shows at the door at once.
func TestAWithdrawnCertificateShowsAtTheDoor(t *testing.T) {
	t.Parallel()
	c := newCity(t)
	digits := c.issue(t, "withdrawn", begin)
	if got := c.at(t, digits); got != "genuine-printed" {
		t.Fatalf("the code is %s, want genuine-printed", got)
	}
	c.register(t, "directory/withdrawn.json", `{"09100000002": "2026-09-05"}`) // as an import of the directory does
	if got := c.at(t, digits); got != "officer-withdrawn" {
		t.Errorf("with a certificate withdrawn the code is %s, want officer-withdrawn", got)
	}
	a, err := c.do("nobody", http.MethodGet, "/c/"+digits, http.Header{"Accept": {"text/html"}}, nil)
	if err != nil || !strings.Contains(a.body, "09100000002") || !strings.Contains(a.body, "收回") {
		t.Errorf("the page does not say whose: %v", err)
	}
	c.settle(t)
	c.stop(t)
}

// register puts an object of the directory into the city's store.
func (c *city) register(t *testing.T, key, body string) {
	t.Helper()
	secret := func(name string) string {
		b, err := os.ReadFile(filepath.Join(c.data, "secrets", name))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	endpoint := regexp.MustCompile(`store +(http://[^,]+),`).FindStringSubmatch(c.out.String())
	if endpoint == nil {
		t.Fatalf("the city does not say where its store is:\n%s", c.out)
	}
	b, err := open.Bucket(bucket.Settings{Endpoint: endpoint[1], Region: localserver.Region, Bucket: "inspection-code",
		AccessKey: secret("bucket-access-key"), SecretKey: secret("bucket-secret-key"), PathStyle: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Put(t.Context(), key, []byte(body)); err != nil {
		t.Fatal(err)
	}
}

// Ensure that a cap on looks keeps nobody from the truth: one door's phones are answered far past it.
func TestAQueueOfPhonesIsAnswered(t *testing.T) {
	t.Parallel()
	c := newCity(t)
	digits := c.issue(t, "queue", begin)
	for i := range 60 {
		if got := c.at(t, digits); got != "genuine-printed" {
			t.Fatalf("look %d is told %s, want genuine-printed", i+1, got)
		}
	}
	c.settle(t)
	c.stop(t)
	looks := 0
	for key := range c.bucket(t) {
		if strings.Contains(key, "/scans/") {
			looks++
		}
	}
	if looks < 1 || looks > 35 {
		t.Errorf("%d looks were kept, want no more than thirty a minute", looks)
	}
}
