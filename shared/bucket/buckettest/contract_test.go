package buckettest_test

import (
	"os"
	"testing"

	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/bucket/buckettest"
)

func TestTheDriversKeepThePromises(t *testing.T) {
	for _, driver := range drivers {
		t.Run(driver, func(t *testing.T) {
			buckettest.Test(t, func(t *testing.T) bucket.Bucket { return openBucket(t, newBucket(t, driver)) })
		})
	}
}

func TestTheProbePassesTheEmbeddedStore(t *testing.T) {
	for _, driver := range drivers {
		t.Run(driver, func(t *testing.T) {
			settings := newBucket(t, driver)
			if err := bucket.Probe(t.Context(), openStore(t, settings), bucket.Retry{}).Err(); err != nil {
				t.Error(err)
			}
			for key, err := range openBucket(t, settings).List(t.Context(), "", "") {
				t.Errorf("the probe left %q, %v", key, err)
			}
		})
	}
}

// external reads the settings of an operator's own store; its bucket must exist, and everything
// under _test/ in it is removed, so two such tests must not run at once.
//
//	S3_TEST_ENDPOINT  S3_TEST_REGION  S3_TEST_BUCKET  S3_TEST_ACCESS_KEY  S3_TEST_SECRET_KEY
//	S3_TEST_CREATE_ONCE  if-none-match, oss, obs or cos    S3_TEST_PATH_STYLE  1 for path style
//	S3_TEST_PLAIN_HTTP  1 for http to another machine
func external(t *testing.T, driver string) bucket.Settings {
	if os.Getenv("S3_TEST_ENDPOINT") == "" {
		t.Skip("S3_TEST_ENDPOINT is not set")
	}
	settings := bucket.Settings{
		Driver:     driver,
		Endpoint:   os.Getenv("S3_TEST_ENDPOINT"),
		Region:     os.Getenv("S3_TEST_REGION"),
		Bucket:     os.Getenv("S3_TEST_BUCKET"),
		AccessKey:  os.Getenv("S3_TEST_ACCESS_KEY"),
		SecretKey:  os.Getenv("S3_TEST_SECRET_KEY"),
		CreateOnce: os.Getenv("S3_TEST_CREATE_ONCE"),
		PathStyle:  os.Getenv("S3_TEST_PATH_STYLE") == "1",
		PlainHTTP:  os.Getenv("S3_TEST_PLAIN_HTTP") == "1",
	}
	if driver == "minio" && settings.CreateOnce != "" && settings.CreateOnce != "if-none-match" {
		t.Skip("only the aws driver can sign the header of " + settings.CreateOnce)
	}
	return settings
}

func TestAnExternalStoreKeepsThePromises(t *testing.T) {
	for _, driver := range drivers {
		t.Run(driver, func(t *testing.T) {
			settings := external(t, driver)
			for _, check := range bucket.Probe(t.Context(), openStore(t, settings), bucket.Retry{}) {
				if check.Err != nil {
					t.Errorf("probe: %s: %v", check.Name, check.Err)
				}
			}
			b := openBucket(t, settings)
			buckettest.Test(t, func(*testing.T) bucket.Bucket { return b })
			for key, err := range b.List(t.Context(), "_test/", "") {
				if err == nil {
					err = b.Delete(t.Context(), key)
				}
				if err != nil {
					t.Fatalf("clean up: %v", err)
				}
			}
		})
	}
}
