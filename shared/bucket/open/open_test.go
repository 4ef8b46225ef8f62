package open

import (
	"fmt"
	"testing"

	"inspectioncode.example/shared/bucket"
)

func TestTheDriverIsTheOneThatSettingsName(t *testing.T) {
	for driver, want := range map[string]string{"": "*minio.store", "minio": "*minio.store", "aws": "*aws.store"} {
		store, err := Store(bucket.Settings{
			Driver: driver, Endpoint: "https://s3.example.com", Region: "r", Bucket: "b", AccessKey: "a", SecretKey: "s",
		})
		if got := fmt.Sprintf("%T", store); err != nil || got != want {
			t.Errorf("driver %q: %s, %v; want %s", driver, got, err, want)
		}
	}
	for _, driver := range []string{"", "aws", "gcs"} {
		if b, err := Bucket(bucket.Settings{Driver: driver}); err == nil || b != nil {
			t.Errorf("driver %q without settings: %v, %v", driver, b, err)
		}
	}
}
