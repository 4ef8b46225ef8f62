package bucket

import (
	"net/url"
	"path"
	"path/filepath"
	"strings"
	"testing"
)

// The rules over all operations are in buckettest; this is what they are for.
func FuzzCheckKey(f *testing.F) {
	for _, key := range []string{"a", "a/b.json", "..", "a/../b", "/a", "a/", "a//b", "A.z_0~=-", "a b", "检查码", "a%2fb", strings.Repeat("s", 201), ""} {
		f.Add(key)
	}
	f.Fuzz(func(t *testing.T, key string) {
		if CheckKey(key) != nil {
			return
		}
		if path.Clean(key) != key || !filepath.IsLocal(key) {
			t.Errorf("%q is not the path it looks like", key)
		}
		if got := (&url.URL{Path: "/" + key}).EscapedPath(); got != "/"+key {
			t.Errorf("%q changes to %q in an address", key, got)
		}
		if got := url.QueryEscape(key); strings.NewReplacer("%2F", "/", "%3D", "=").Replace(got) != key {
			t.Errorf("%q changes to %q in a query", key, got)
		}
		if err := checkRange(key, ""); err != nil && len(key) < maxSegment {
			t.Errorf("%q is a key and no prefix: %v", key, err)
		}
	})
}

func TestAListBeginsWithTheBeginningOfAKey(t *testing.T) {
	for s, ok := range map[string]bool{
		"": true, "a": true, "a/": true, "a/b": true, ".": true, "a/..": true, "inspections/2023-09-": true,
		"/": false, "a//": false, "a/../b": false, "./a": false, "a b": false, "\xff": false, "a\x00": false,
	} {
		if err := checkRange(s, ""); (err == nil) != ok {
			t.Errorf("prefix %q: %v", s, err)
		}
		if err := checkRange("", s); (err == nil) != ok {
			t.Errorf("after %q: %v", s, err)
		}
	}
}

func TestContentTypeFollowsTheExtension(t *testing.T) {
	for key, want := range map[string]string{
		"inspections/2023-09-05/x/issued.json": "application/json", // a structured CloudEvent too
		"x/code.png":                           "image/png",
		"x/code.svg":                           "image/svg+xml",
		"x/evidence/0.jpg":                     "image/jpeg",
		"x/evidence/0.pdf":                     "application/pdf",
		"reports/a.html":                       "text/html; charset=utf-8",
		"lake/part-0.parquet":                  "application/vnd.apache.parquet",
		"reports/a.docx":                       "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		"reports/a.xlsx":                       "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		"receipts/1":                           "application/octet-stream",
		"v1.json/receipt":                      "application/octet-stream",
		"evidence/photo.exe":                   "application/octet-stream",
	} {
		if got := contentType(key); got != want {
			t.Errorf("contentType(%s) = %s, want %s", key, got, want)
		}
	}
}
