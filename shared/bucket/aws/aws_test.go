package aws

import (
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

// A vendor keeps one object as the vendors' manuals say, and checks that what matters is signed.
type vendor struct {
	t      *testing.T
	header string // that forbids overwriting
	code   string // of the answer if there is something
	object []byte
	id     string
}

func (v *vendor) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet {
		w.Header().Set("X-Amz-Meta-Write-Id", v.id)
		w.Write(v.object)
		return
	}
	signed := strings.Split(r.Header.Get("Authorization"), ",")
	for _, name := range []string{v.header, "content-md5", "x-amz-meta-write-id"} {
		if r.Header.Get(name) == "" || !strings.Contains(signed[1], name) {
			v.t.Errorf("%s is not sent and signed: %q, %s", name, r.Header, signed[1])
		}
	}
	for name := range r.Header { // any of these is refused or stored as content by some vendor
		if strings.HasPrefix(name, "X-Amz-Checksum") || name == "X-Amz-Trailer" || name == "Content-Encoding" || name == "If-None-Match" && v.header != "if-none-match" {
			v.t.Errorf("%s: %q is sent", name, r.Header[name])
		}
	}
	if v.object != nil {
		w.WriteHeader(http.StatusConflict)
		fmt.Fprintf(w, "<Error><Code>%s</Code><Message>The object exists.</Message></Error>", v.code)
		return
	}
	v.id = r.Header.Get("X-Amz-Meta-Write-Id")
	v.object, _ = io.ReadAll(r.Body)
}

func TestCreateSpeaksTheVendorsWord(t *testing.T) {
	for _, c := range []struct{ createOnce, header, code string }{
		{"", "if-none-match", "PreconditionFailed"},
		{"if-none-match", "if-none-match", "PreconditionFailed"},
		{"oss", "x-oss-forbid-overwrite", "FileAlreadyExists"},
		{"cos", "x-cos-forbid-overwrite", "FileAlreadyExists"},
		{"obs", "x-obs-forbid-overwrite", "ObjectAlreadyExists"},
	} {
		t.Run(c.createOnce, func(t *testing.T) {
			server := httptest.NewServer(&vendor{t: t, header: c.header, code: c.code})
			defer server.Close()
			store, err := Open(bucket.Settings{
				Driver: "aws", Endpoint: server.URL, Region: "cn-east-3", Bucket: "facts", AccessKey: "a", SecretKey: "s",
				CreateOnce: c.createOnce, PathStyle: true,
			})
			if err != nil {
				t.Fatal(err)
			}
			b := bucket.New(store, bucket.Retry{Attempts: 1})
			for _, body := range []string{"first", "second"} {
				got, err := b.Create(t.Context(), "key", []byte(body))
				if string(got) != "first" || errors.Is(err, fs.ErrExist) != (body == "second") {
					t.Errorf("Create %s = %q, %v", body, got, err)
				}
			}
		})
	}
}

// A marker has no bytes; sent as chunks without a length, AWS would refuse it.
func TestAnEmptyBodyHasALength(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength != 0 || r.TransferEncoding != nil || r.Header.Get("Content-Length") != "0" {
			t.Errorf("length %d, %q, %q", r.ContentLength, r.TransferEncoding, r.Header)
		}
	}))
	defer server.Close()
	store, err := Open(bucket.Settings{Driver: "aws", Endpoint: server.URL, Region: "r", Bucket: "b", AccessKey: "a", SecretKey: "s", PathStyle: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Put(t.Context(), "enterprises/1/2", bucket.Write{Once: true}); err != nil {
		t.Error(err)
	}
}
