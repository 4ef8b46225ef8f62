// Package buckettest holds the promises of bucket.Bucket as a test suite that every bucket runs,
// the one in memory too, and a proxy that spoils the conversation with a real store. It knows only
// the interface. Its own tests run the suite on an embedded S3 server with each driver, and on a
// store of the operator's own if the environment names one.
package buckettest

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"sync"
	"testing"

	"inspectioncode.example/shared/bucket"
)

// Test runs the suite, each promise on a bucket that open gives it. The bucket need not be empty:
// everything lies under _test/<random>/, and stays there. Who opens a bucket that is not thrown away
// cleans it up.
func Test(t *testing.T, open func(t *testing.T) bucket.Bucket) {
	for _, promise := range []struct {
		name string
		run  func(*testing.T, folder)
	}{
		{"BodiesComeBackAsTheyWent", bodiesComeBack},
		{"WhatIsNotThereIsSaidSo", notThere},
		{"CreateLeavesWhatStands", createLeavesWhatStands},
		{"OneOfManyCreates", oneOfManyCreates},
		{"AFactIsSeenWholeOrNotAtAll", factSeenWhole},
		{"PutReplacesWhole", putReplacesWhole},
		{"ListIsInByteOrder", listInOrder},
		{"ListGoesOnBehindAPage", listPages},
		{"DeleteIsIdempotent", deleteIsIdempotent},
		{"AnEndedContextIsUnknown", endedContext},
		{"KeysAgainstTheRulesAreRefused", keysAreRefused},
	} {
		t.Run(promise.name, func(t *testing.T) {
			promise.run(t, folder{open(t), "_test/" + rand.Text() + "/"})
		})
	}
}

// A folder is a place in a bucket for one test.
type folder struct {
	bucket.Bucket
	path string
}

// fill creates an object under each name, its body the name, sixteen at a time.
func (f folder) fill(t *testing.T, names []string) {
	t.Helper()
	var all sync.WaitGroup
	room := make(chan struct{}, 16)
	for _, name := range names {
		room <- struct{}{}
		all.Go(func() {
			if _, err := f.Create(t.Context(), f.path+name, []byte(name)); err != nil {
				t.Error(err)
			}
			<-room
		})
	}
	all.Wait()
}

// list returns the names that lie in the folder.
func (f folder) list(t *testing.T, prefix, after string) []string {
	t.Helper()
	if after != "" {
		after = f.path + after
	}
	names := []string{}
	for key, err := range f.List(t.Context(), f.path+prefix, after) {
		if err != nil {
			t.Fatalf("List(%q, %q): %v", prefix, after, err)
		}
		names = append(names, key[len(f.path):])
	}
	return names
}

// checkOnly fails unless err is want among the three errors of a Bucket, and no other of them.
func checkOnly(t *testing.T, what string, err, want error) {
	t.Helper()
	for _, e := range []error{fs.ErrNotExist, fs.ErrExist, bucket.ErrUnknown} {
		if got := errors.Is(err, e); got != (e == want) {
			t.Errorf("%s: errors.Is(%v, %v) = %v, want %v", what, err, e, got, e == want)
		}
	}
}

func brief(b []byte) string {
	if len(b) > 40 {
		return fmt.Sprintf("%.40q… (%d bytes)", b, len(b))
	}
	return fmt.Sprintf("%q", b)
}
