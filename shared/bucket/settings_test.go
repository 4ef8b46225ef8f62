package bucket

import (
	"fmt"
	"strings"
	"testing"
)

func TestSettingsNameAllThatIsWrong(t *testing.T) {
	good := Settings{Endpoint: "https://s3.example.com", Region: "r", Bucket: "b", AccessKey: "a", SecretKey: "s"}
	with := func(change func(*Settings)) Settings { s := good; change(&s); return s }
	for _, c := range []struct {
		settings Settings
		want     []string // to be named; none if the settings are good
	}{
		{good, nil},
		{with(func(s *Settings) { s.Driver = "minio" }), nil},
		{with(func(s *Settings) { s.Driver, s.CreateOnce = "aws", "oss" }), nil},
		{with(func(s *Settings) { s.Driver, s.IAM, s.AccessKey, s.SecretKey = "aws", true, "", "" }), nil},
		{with(func(s *Settings) { s.Endpoint = "http://127.0.0.1:9000" }), nil},
		{with(func(s *Settings) { s.Endpoint = "http://[::1]:9000/" }), nil},
		{with(func(s *Settings) { s.Endpoint = "http://localhost:9000" }), nil},
		{with(func(s *Settings) { s.Endpoint, s.PlainHTTP = "http://minio.storage:9000", true }), nil},

		{Settings{}, []string{"Endpoint", "Region", "Bucket", "AccessKey", "SecretKey"}},
		{Settings{Driver: "aws", IAM: true}, []string{"Endpoint", "Region", "Bucket"}},
		{Settings{Endpoint: "https://s3.example.com", Driver: "gcs"}, []string{"Region", "Bucket", "AccessKey", "SecretKey", "Driver"}},
		{with(func(s *Settings) { s.CreateOnce = "cas" }), []string{"CreateOnce"}},
		{with(func(s *Settings) { s.CreateOnce = "cos" }), []string{"CreateOnce"}},
		{with(func(s *Settings) { s.IAM = true }), []string{"IAM needs", "exclude"}},
		{with(func(s *Settings) { s.Endpoint = "http://minio.storage:9000" }), []string{"Endpoint", "PlainHTTP"}},
		{with(func(s *Settings) { s.Endpoint = "http://127.0.0.1.example.com" }), []string{"Endpoint", "PlainHTTP"}},
		{with(func(s *Settings) { s.Endpoint = "s3.example.com" }), []string{"Endpoint"}},
		{with(func(s *Settings) { s.Endpoint = "https://s3.example.com/bucket" }), []string{"Endpoint"}},
		{with(func(s *Settings) { s.Endpoint = "https://key:secret@s3.example.com" }), []string{"Endpoint"}},
		{with(func(s *Settings) { s.Endpoint = "file:///data" }), []string{"Endpoint"}},
		{with(func(s *Settings) { s.Endpoint = "https://s3.example.com?a=b" }), []string{"Endpoint"}},
		{with(func(s *Settings) { s.Endpoint = "::" }), []string{"Endpoint"}},
	} {
		err := c.settings.Check()
		if (err != nil) != (c.want != nil) {
			t.Errorf("Check(%+v) = %v", c.settings, err)
			continue
		}
		for _, name := range c.want {
			if !strings.Contains(err.Error(), name) {
				t.Errorf("%q does not name %s", err, name)
			}
		}
	}
}

func TestSettingsDoNotPrintTheirKeys(t *testing.T) {
	s := Settings{Bucket: "b", AccessKey: "AKIAEXAMPLE", SecretKey: "wJalrXUtnFEMI"}
	for _, verb := range []string{"%v", "%+v", "%s"} {
		if got := fmt.Sprintf(verb, s); strings.Contains(got, s.AccessKey) || strings.Contains(got, s.SecretKey) {
			t.Errorf("%s prints %s", verb, got)
		}
	}
}
