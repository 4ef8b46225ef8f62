package iam

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"inspectioncode.example/shared/bucket"
)

// The cloud is a container's credential service here, whose protocol is a GET and a token.
func TestKeysComeFromTheCloudWhenTheyAreNeeded(t *testing.T) {
	asked := 0
	cloud := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		if r.Header.Get("Authorization") != "token" {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		w.Write([]byte(`{"AccessKeyId":"from-the-cloud","SecretAccessKey":"s","Token":"session","Expiration":"2099-01-01T00:00:00Z"}`))
	}))
	defer cloud.Close()
	for name, value := range map[string]string{
		"AWS_CONTAINER_CREDENTIALS_FULL_URI": cloud.URL, "AWS_CONTAINER_AUTHORIZATION_TOKEN": "token",
		"AWS_CONFIG_FILE": t.TempDir() + "/none", "AWS_SHARED_CREDENTIALS_FILE": t.TempDir() + "/none",
		"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "", "AWS_PROFILE": "", "AWS_WEB_IDENTITY_TOKEN_FILE": "",
	} {
		t.Setenv(name, value)
	}
	var signed http.Header
	s3 := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { signed = r.Header }))
	defer s3.Close()
	settings := bucket.Settings{Driver: "aws", IAM: true, Endpoint: s3.URL, Region: "cn-north-1", Bucket: "facts", PathStyle: true}
	store, err := Open(t.Context(), settings)
	if err != nil || asked != 0 {
		t.Fatalf("Open: %v, and asked %d times", err, asked)
	}
	for range 2 {
		if err := store.Delete(t.Context(), "key"); err != nil {
			t.Fatal(err)
		}
	}
	if !strings.Contains(signed.Get("Authorization"), "from-the-cloud/") || signed.Get("X-Amz-Security-Token") != "session" || asked != 1 {
		t.Errorf("asked %d times, signed %q; want once, with the cloud's key", asked, signed)
	}

	settings.IAM = false
	if _, err := Open(t.Context(), settings); err == nil {
		t.Error("opened without IAM in the settings")
	}
	if _, err := Open(t.Context(), bucket.Settings{Driver: "aws", IAM: true}); err == nil || !strings.Contains(err.Error(), "Endpoint") {
		t.Errorf("without settings: %v", err)
	}
}
