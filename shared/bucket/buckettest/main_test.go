package buckettest_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"strings"
	"testing"

	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/bucket/localserver"
	"inspectioncode.example/shared/bucket/open"
)

const (
	access = "test-access"
	secret = "test-secret-of-the-local-store"
)

// server is the one embedded store of this test process. TestMain sets it before any test runs.
var server *localserver.Server

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "bucket-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	server, err = localserver.Start(context.Background(), dir, "127.0.0.1:0", access, secret)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	code := m.Run()
	if err := server.Stop(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

var drivers = []string{"minio", "aws"}

// newBucket makes a bucket of its own on the embedded server for one test, and the settings to
// reach it.
func newBucket(t testing.TB, driver string) bucket.Settings {
	t.Helper()
	name := strings.ToLower("test-" + rand.Text())
	if err := server.MakeBucket(t.Context(), name); err != nil {
		t.Fatal(err)
	}
	return bucket.Settings{
		Driver: driver, Endpoint: server.Endpoint(), Region: localserver.Region, Bucket: name,
		AccessKey: access, SecretKey: secret, PathStyle: true,
	}
}

func openStore(t testing.TB, settings bucket.Settings) bucket.Store {
	t.Helper()
	store, err := open.Store(settings)
	if err != nil {
		t.Fatal(err)
	}
	return store
}

func openBucket(t testing.TB, settings bucket.Settings) bucket.Bucket {
	return bucket.New(openStore(t, settings), bucket.Retry{})
}
