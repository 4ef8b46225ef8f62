package bucket

import (
	"fmt"
	"path"
	"strings"
)

// What every store we know can hold: local servers keep a segment as a file name and so end at 255
// bytes, S3 ends a key at 1024. The rest is room for what a server puts around them.
const (
	maxSegment = 200
	maxKey     = 900
)

// CheckKey says what is wrong with key: it must be segments of ASCII letters, digits and ._~=-
// between single slashes, none of them "." or "..", each at most 200 bytes and all together at
// most 900. Each rule is one that a real server breaks on. One more rule cannot be seen from a
// single key, and Memory holds it: never both x and x/y.
func CheckKey(key string) error {
	if len(key) > maxKey {
		return fmt.Errorf("key of %d bytes, more than %d: %.80q", len(key), maxKey, key)
	}
	for segment := range strings.SplitSeq(key, "/") {
		switch {
		case segment == "":
			return fmt.Errorf("key with an empty segment: %q", key)
		case segment == "." || segment == "..":
			return fmt.Errorf("key with the segment %q: %q", segment, key)
		case len(segment) > maxSegment:
			return fmt.Errorf("key with a segment of %d bytes, more than %d: %.80q", len(segment), maxSegment, key)
		}
	}
	if i := strings.IndexFunc(key, func(r rune) bool { return r != '/' && !plain(r) }); i >= 0 {
		return fmt.Errorf("key with a character outside A-Za-z0-9._~=-: %q", key)
	}
	return nil
}

// plain reports whether r may stand in a key and means itself in a path, a query and a file name.
func plain(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || strings.ContainsRune("._~=-", r)
}

// checkRange says what is wrong with a prefix or an `after`: each is empty, a key, or the
// beginning of one.
func checkRange(prefix, after string) error {
	for _, s := range []string{prefix, after} {
		if s == "" {
			continue
		}
		// A beginning that ends in a slash or in dots becomes a key by one more letter.
		if err := CheckKey(s + "x"); err != nil {
			return fmt.Errorf("list from %.80q after %.80q: %w", prefix, after, err)
		}
	}
	return nil
}

// contentType is what a browser is told when an object is handed to it by a presigned address.
func contentType(key string) string {
	switch path.Ext(key) {
	case ".json":
		return "application/json"
	case ".png":
		return "image/png"
	case ".jpg":
		return "image/jpeg"
	case ".pdf":
		return "application/pdf"
	case ".svg":
		return "image/svg+xml"
	case ".html":
		return "text/html; charset=utf-8"
	case ".parquet":
		return "application/vnd.apache.parquet"
	case ".docx":
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	case ".xlsx":
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return "application/octet-stream"
}
