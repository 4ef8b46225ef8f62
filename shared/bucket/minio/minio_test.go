package minio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"inspectioncode.example/shared/bucket"
)

func open(t *testing.T, handler http.HandlerFunc) bucket.Store {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	store, err := Open(bucket.Settings{
		Endpoint: server.URL, Region: "us-east-1", Bucket: "facts", AccessKey: "a", SecretKey: "s", PathStyle: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	return store
}

func TestAWriteIsOnePlainSignedRequest(t *testing.T) {
	requests := 0
	store := open(t, func(w http.ResponseWriter, r *http.Request) {
		requests++
		body, _ := io.ReadAll(r.Body)
		if r.URL.Path != "/facts/a/b.json" || string(body) != "{}" {
			t.Errorf("%s got %q", r.URL.Path, body)
		}
		for name, want := range map[string]string{
			"If-None-Match": "*", "Content-Type": "application/json", "X-Amz-Meta-Write-Id": "ABC",
			"Content-Md5": "mZFLkyvTelC5g8XnyQrpOw==", "Content-Encoding": "", "X-Amz-Trailer": "",
		} {
			if got := r.Header.Get(name); got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
			if signed := strings.Split(r.Header.Get("Authorization"), ",")[1]; want != "" && !strings.Contains(signed, strings.ToLower(name)) {
				t.Errorf("%s is not signed: %s", name, signed)
			}
		}
	})
	if requests != 0 {
		t.Error("Open made a request")
	}
	err := store.Put(t.Context(), "a/b.json", bucket.Write{Body: []byte("{}"), ContentType: "application/json", ID: "ABC", Once: true})
	if err != nil || requests != 1 {
		t.Errorf("Put: %v, %d requests; want one, without asking for the region first", err, requests)
	}
}

// A marker has no bytes; sent as chunks without a length, AWS would refuse it.
func TestAnEmptyBodyHasALength(t *testing.T) {
	store := open(t, func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength != 0 || r.TransferEncoding != nil || r.Header.Get("Content-Length") != "0" {
			t.Errorf("length %d, %q, %q", r.ContentLength, r.TransferEncoding, r.Header)
		}
	})
	if err := store.Put(t.Context(), "enterprises/1/2", bucket.Write{Once: true}); err != nil {
		t.Error(err)
	}
}

func TestOnlyTheStoreCanSayThatNothingIsThere(t *testing.T) {
	for _, c := range []struct {
		status int
		body   string
		want   error // as it is, or nil for one that says nothing
	}{
		{404, `<?xml version="1.0"?><Error><Code>NoSuchKey</Code></Error>`, fs.ErrNotExist},
		{404, "<html>404 page not found</html>", nil},
		{404, "", nil},
		{404, `<Error><Code>NoSuchBucket</Code></Error>`, nil},
		{412, `<Error><Code>PreconditionFailed</Code></Error>`, fs.ErrExist},
		{412, "", fs.ErrExist},
		{409, `<Error><Code>ConditionalRequestConflict</Code></Error>`, nil},
		{409, "", nil},
		{503, "<Error><Code>NoSuch", nil},
	} {
		store := open(t, func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(c.status)
			io.WriteString(w, c.body)
		})
		_, err := store.Open(t.Context(), "key")
		if err == nil || c.want != nil && err != c.want || c.want == nil && (err == fs.ErrNotExist || err == fs.ErrExist) {
			t.Errorf("%d %s: %v, want %v", c.status, c.body, err, c.want)
		}
	}
}

func TestAnInterruptedListIsNotAShortOne(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	store := open(t, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>t</NextContinuationToken>"+
			"<Contents><Key>k/1</Key></Contents></ListBucketResult>")
		cancel()
	})
	for range 2 { // during the list, and before it
		if keys, more, err := store.List(ctx, "k/", ""); !errors.Is(err, context.Canceled) {
			t.Errorf("List = %q, %v, %v; want %v", keys, more, err, context.Canceled)
		}
	}
}

func TestVirtualHostStylePutsTheBucketBeforeTheHost(t *testing.T) {
	store, err := Open(bucket.Settings{
		Endpoint: "http://localhost:1", Region: "r", Bucket: "facts", AccessKey: "a", SecretKey: "s",
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), "key"); err == nil || !strings.Contains(err.Error(), "facts.localhost:1") {
		t.Errorf("%v, want an attempt at facts.localhost:1", err)
	}
}
