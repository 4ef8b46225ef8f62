package bucket

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"
)

// Settings say where a bucket is and how its store is spoken to; package open opens it.
type Settings struct {
	Driver    string // "minio", also if empty: small and quick; or "aws": can do what the rest of this says
	Endpoint  string // address of the store: https://obs.cn-east-3.myhuaweicloud.com
	Region    string // as the store names it; asking the store for it would cost every cold start a request
	Bucket    string
	AccessKey string
	SecretKey string

	IAM        bool   // aws: keys come from the cloud's identity service, not from here; package iam opens it
	CreateOnce string // the store's word for it: "if-none-match", also if empty; aws: "oss", "obs", "cos"
	PathStyle  bool   // the bucket stands in the path, not before the host; local servers want it
	PlainHTTP  bool   // allow http:// to another machine, where something else keeps the line private
}

// Check names everything that is missing or wrong, at once. It makes no request.
func (s Settings) Check() error {
	var problems []error
	wrong := func(format string, a ...any) { problems = append(problems, fmt.Errorf(format, a...)) }
	needed := []struct{ name, value string }{{"Endpoint", s.Endpoint}, {"Region", s.Region}, {"Bucket", s.Bucket}}
	if !s.IAM {
		needed = append(needed, struct{ name, value string }{"AccessKey", s.AccessKey}, struct{ name, value string }{"SecretKey", s.SecretKey})
	}
	for _, n := range needed {
		if n.value == "" {
			wrong("%s is missing", n.name)
		}
	}
	if s.Endpoint != "" {
		if err := s.checkEndpoint(); err != nil {
			wrong("Endpoint: %w", err)
		}
	}
	switch {
	case !slices.Contains([]string{"", "minio", "aws"}, s.Driver):
		wrong("Driver is minio or aws, not %q", s.Driver)
	case !slices.Contains([]string{"", "if-none-match", "oss", "obs", "cos"}, s.CreateOnce):
		wrong("CreateOnce is if-none-match, oss, obs or cos, not %q", s.CreateOnce)
	case s.Driver != "aws" && s.CreateOnce != "" && s.CreateOnce != "if-none-match":
		wrong("CreateOnce %s needs Driver aws, which can sign the store's own header", s.CreateOnce)
	}
	if s.IAM && s.Driver != "aws" {
		wrong("IAM needs Driver aws")
	}
	if s.IAM && (s.AccessKey != "" || s.SecretKey != "") {
		wrong("IAM and AccessKey or SecretKey exclude each other")
	}
	if err := errors.Join(problems...); err != nil {
		return fmt.Errorf("bucket settings: %s", strings.ReplaceAll(err.Error(), "\n", "; "))
	}
	return nil
}

// checkEndpoint wants no more than scheme and host: a path or a password in it would be ignored
// by one driver and used by the other. In the clear it goes only to this machine, unless PlainHTTP.
func (s Settings) checkEndpoint() error {
	u, err := url.Parse(s.Endpoint)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return errors.New("wants https://host, or http://host on this machine")
	}
	if u.User != nil || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return errors.New("wants a scheme and a host and no more")
	}
	ip := net.ParseIP(u.Hostname())
	local := u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
	if u.Scheme == "http" && !local && !s.PlainHTTP {
		return fmt.Errorf("http to %s sends everything in the clear: use https, or set PlainHTTP where the line is private", u.Hostname())
	}
	return nil
}

// String leaves the keys out, so that settings can be logged.
func (s Settings) String() string {
	return fmt.Sprintf("%s at %s (%s)", s.Bucket, s.Endpoint, s.Region)
}
