package serve

import (
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"
)

// Ensure that a large body is taken from those who may send one alone, and not more of them at once than memory bears.
func TestALargeBodyIsForThoseWhoMaySendOne(t *testing.T) {
	e, _ := env(nil, nil)
	e.Large = func(_ context.Context, h http.Header) bool { return h.Get("Authorization") == "officer" }
	arrived, goOn := make(chan int, 10), make(chan struct{})
	s := httptest.NewServer(e.HTTP(function(func(req handler.Request) (handler.Response, error) {
		arrived <- len(req.Body)
		<-goOn
		return handler.Response{}, nil
	})))
	defer s.Close()
	send := func(who string, size int, chunked bool) int {
		var body io.Reader = bytes.NewReader(make([]byte, size))
		if chunked {
			body = io.MultiReader(body) // of a length nobody knows beforehand
		}
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL, body)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", who)
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return 0
		}
		resp.Body.Close()
		return resp.StatusCode
	}
	for _, c := range []struct {
		who     string
		size    int
		chunked bool
	}{{"nobody", 2 << 20, false}, {"nobody", 2 << 20, true}, {"officer", MaxLarge + 1, false}, {"officer", MaxLarge + 1, true}} {
		if got := send(c.who, c.size, c.chunked); got != http.StatusRequestEntityTooLarge && got != 0 {
			t.Errorf("%d bytes from %s (chunked: %v) are answered %d", c.size, c.who, c.chunked, got)
		}
	}
	answers := make(chan int)
	for range 3 {
		go func() { answers <- send("officer", 8<<20, false) }()
	}
	for range 2 {
		if n := <-arrived; n != 8<<20 {
			t.Errorf("%d bytes arrived", n)
		}
	}
	select {
	case <-arrived:
		t.Error("three large bodies are taken in at once")
	case <-time.After(200 * time.Millisecond):
	}
	close(goOn)
	for range 3 {
		if got := <-answers; got != http.StatusOK {
			t.Errorf("answered %d", got)
		}
	}
}

func TestAFormWithFilesIsRead(t *testing.T) {
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	w.WriteField("note", "一\r\n二")
	w.WriteField("choice", "a")
	w.WriteField("choice", "b")
	file, _ := w.CreateFormFile("photo", "../../etc/passwd")
	io.WriteString(file, "\xff\xd8\r\n")
	w.CreateFormFile("none", "") // nothing was chosen
	w.Close()
	req := handler.Request{Body: body.Bytes(), Header: http.Header{"Content-Type": {w.FormDataContentType()}}}
	values, files, err := FormWithFiles(&req)
	if err != nil || values.Get("note") != "一\n二" || len(values["choice"]) != 2 || len(values) != 2 {
		t.Errorf("%v, %v", values, err)
	}
	if len(files) != 1 || files[0].Field != "photo" || string(files[0].Body) != "\xff\xd8\r\n" {
		t.Errorf("%v", files)
	}
	for name, b := range map[string]string{"cut off": body.String()[:body.Len()/2], "thousands of fields": strings.Repeat("--x\r\nContent-Disposition: form-data; name=a\r\n\r\nb\r\n", 600) + "--x--\r\n"} {
		req := handler.Request{Body: []byte(b), Header: http.Header{"Content-Type": {w.FormDataContentType()}}}
		if name == "thousands of fields" {
			req.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		}
		if _, _, err := FormWithFiles(&req); err == nil {
			t.Errorf("%s: read", name)
		}
	}
}

// Ensure that no browser takes a file for a page of ours.
func TestAFileIsNeverAPage(t *testing.T) {
	for media, disposition := range map[string]string{"image/jpeg": "inline", "image/png": "inline", "application/pdf": "attachment"} {
		resp, err := AsFile("0123456789abcdef.x", media, []byte("<script>"))
		if err != nil || resp.Header.Get("Content-Type") != media || !strings.HasPrefix(resp.Header.Get("Content-Disposition"), disposition+"; filename=") ||
			!strings.Contains(resp.Header.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("%s: %v, %v", media, resp.Header, err)
		}
	}
}
