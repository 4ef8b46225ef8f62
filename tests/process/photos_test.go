package process

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"sync"
	"testing"
	"time"

	"inspectioncode.example/shared/identity"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger/ledgertest"
	"inspectioncode.example/tests/deployed"
)

// Ensure that an instance bears photos as large as they may be, in forms as browsers send them, many at a time, within the 128 MiB
// it is given, and turns none away.
func TestManyLargePhotosFitIntoAnInstance(t *testing.T) {
	if testing.Short() {
		t.Skip("large photos take a while")
	}
	p, address, token := photographed(t)
	before := peak(t, p.Cmd.Process.Pid)
	var wg sync.WaitGroup
	for n := range 8 {
		wg.Go(func() {
			body, media := form(t, large(t, n))
			resp, err := ask(t, http.MethodPost, address, token, media, body)
			if err != nil {
				t.Error(err)
				return
			}
			resp.Body.Close()
			if resp.StatusCode != http.StatusOK {
				t.Errorf("photo %d is answered %s\n%s", n, resp.Status, p.Log())
			}
		})
	}
	wg.Wait()
	after := peak(t, p.Cmd.Process.Pid)
	t.Logf("resident at most %d MiB before, %d MiB after 8 photos of 8 MiB at once", before>>10, after>>10)
	if after > 124<<10 {
		t.Errorf("at most %d KiB were resident, and an instance has 128 MiB", after)
	}
}

// Ensure that as many readers as like may look at large photos at once, on phones that take their time, within the same bound.
func TestManyReadersOfLargePhotosFitIntoAnInstance(t *testing.T) {
	if testing.Short() {
		t.Skip("large photos take a while")
	}
	p, address, token := photographed(t)
	resp, err := ask(t, http.MethodPost, address, token, "image/jpeg", large(t, 0))
	if err != nil {
		t.Fatal(err)
	}
	var photo inspection.Evidence
	err = json.NewDecoder(resp.Body).Decode(&photo)
	resp.Body.Close()
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 32 {
		wg.Go(func() {
			resp, err := ask(t, http.MethodGet, address+"?evidence="+photo.Name, token, "", nil)
			if err != nil {
				t.Errorf("%v\n%s", err, p.Log())
				return
			}
			defer resp.Body.Close()
			time.Sleep(200 * time.Millisecond)
			if n, err := io.Copy(io.Discard, resp.Body); err != nil || n != int64(photo.Size) {
				t.Errorf("%s: %d of %d bytes: %v", resp.Status, n, photo.Size, err)
			}
		})
	}
	wg.Wait()
	most := peak(t, p.Cmd.Process.Pid)
	t.Logf("resident at most %d MiB with 32 readers of a photo of 8 MiB at once", most>>10)
	if most > 124<<10 {
		t.Errorf("at most %d KiB were resident, and an instance has 128 MiB", most)
	}
}

// photographed is record-result as a platform runs it, the address of an inspection that is going on, and who may record it.
func photographed(t *testing.T) (p *deployed.Process, address, token string) {
	t.Helper()
	city := newCity(t)
	openStore(t, city)
	b, err := city.Bucket()
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	in := inspection.Inspection{Ref: inspection.Ref{Day: inspection.DateOf(now), ID: "0000000000000001"}, Number: "1", Issued: now.Add(-time.Hour), From: now.Add(-time.Hour), Until: now.Add(time.Hour),
		Agency: inspection.Agency{Code: "310000-transport"}, Items: []inspection.Item{{Code: "T01"}}}
	if err := ledgertest.Put(t.Context(), b, nil, &ledgertest.Visit{Inspection: in}); err != nil {
		t.Fatal(err)
	}
	token, err = city.Token(identity.Caller{Role: identity.AgencySystem, Subject: "s", Agency: "310000-transport"})
	if err != nil {
		t.Fatal(err)
	}
	p = start(t, city, "record-result", "GOMEMLIMIT=100MiB", "REQUEST_TIMEOUT=60s")
	return p, p.Address + "/" + in.Ref.String(), token
}

// ask makes a request with a token.
func ask(t *testing.T, method, address, token, media string, body []byte) (*http.Response, error) {
	req, err := http.NewRequestWithContext(t.Context(), method, address, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header = http.Header{"Authorization": {"Bearer " + token}}
	if media != "" {
		req.Header.Set("Content-Type", media)
	}
	return http.DefaultClient.Do(req)
}

// large is a photo of a little less than 8 MiB, unlike any other.
func large(t *testing.T, n int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 16, 16+n)), nil); err != nil {
		t.Error(err)
	}
	picture := b.Bytes()[:b.Len()-2]
	picture = append(picture, bytes.Repeat([]byte{0x55}, 8<<20-len(picture)-2)...) // more of the scan
	return append(picture, 0xff, 0xd9)
}

// form is a record's form with a photo in it, to be sent before the rest.
func form(t *testing.T, photo []byte) (body []byte, media string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile("items[0].photo", "photo.jpg")
	if err != nil {
		t.Error(err)
	}
	part.Write(photo)
	w.WriteField("attach", "yes")
	w.Close()
	return b.Bytes(), w.FormDataContentType()
}

// peak is the most a process has had in memory, in KiB.
func peak(t *testing.T, pid int) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(status)
	if m == nil {
		t.Fatal("no VmHWM")
	}
	n, _ := strconv.Atoi(string(m[1]))
	return n
}
