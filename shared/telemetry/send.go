package telemetry

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// A sender posts what is exported to a collector.
type sender struct {
	address string
	headers http.Header
	client  *http.Client
}

// endpoint is where one signal (TRACES or METRICS) goes; nil if nobody wants it.
func endpoint(setting func(string) string, signal string) (*sender, error) {
	// of is a setting for this signal, or else for both
	of := func(name string) string {
		if v := setting("OTEL_EXPORTER_OTLP_" + signal + "_" + name); v != "" {
			return v
		}
		return setting("OTEL_EXPORTER_OTLP_" + name)
	}
	whole, shared := setting("OTEL_EXPORTER_OTLP_"+signal+"_ENDPOINT"), setting("OTEL_EXPORTER_OTLP_ENDPOINT")
	exporter := setting("OTEL_" + signal + "_EXPORTER")
	if strings.EqualFold(setting("OTEL_SDK_DISABLED"), "true") || exporter == "none" || whole+shared == "" {
		return nil, nil
	}
	if exporter != "" && exporter != "otlp" {
		return nil, fmt.Errorf("setting OTEL_%s_EXPORTER is otlp or none, not %q", signal, exporter)
	}
	if p := of("PROTOCOL"); p != "" && p != "http/protobuf" {
		return nil, fmt.Errorf("setting OTEL_EXPORTER_OTLP_PROTOCOL: only http/protobuf is spoken here, not %q", p)
	}
	if whole == "" {
		whole = strings.TrimSuffix(shared, "/") + "/v1/" + strings.ToLower(signal)
	}
	if u, err := url.Parse(whole); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("setting OTEL_EXPORTER_OTLP_ENDPOINT: %q is no http or https address", whole)
	}
	s := &sender{address: whole, headers: http.Header{"Content-Type": {"application/x-protobuf"}}, client: &http.Client{Timeout: 10 * time.Second}}
	if v := of("TIMEOUT"); v != "" {
		ms, err := strconv.Atoi(v)
		if err != nil || ms < 1 {
			return nil, fmt.Errorf("setting OTEL_EXPORTER_OTLP_TIMEOUT is a number of milliseconds, not %q", v)
		}
		s.client.Timeout = time.Duration(ms) * time.Millisecond
	}
	for pair := range strings.SplitSeq(of("HEADERS"), ",") {
		if name, value, ok := strings.Cut(pair, "="); ok {
			if plain, err := url.QueryUnescape(strings.TrimSpace(value)); err == nil {
				value = plain
			}
			s.headers.Set(strings.TrimSpace(name), value)
		}
	}
	return s, nil
}

// post sends one export. A collector that asks for it again gets it twice more.
func (s *sender) post(ctx context.Context, body []byte) error {
	var failed error
	for try := range 3 {
		if try > 0 {
			select {
			case <-time.After(time.Duration(try) * time.Second):
			case <-ctx.Done():
				return errors.Join(failed, ctx.Err())
			}
		}
		var again bool
		if again, failed = s.once(ctx, body); failed == nil || !again {
			return failed
		}
	}
	return failed
}

func (s *sender) once(ctx context.Context, body []byte) (again bool, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.address, bytes.NewReader(body))
	if err != nil {
		return false, fmt.Errorf("export: %w", err)
	}
	req.Header = s.headers.Clone()
	resp, err := s.client.Do(req)
	if err != nil {
		return true, fmt.Errorf("export: %w", err)
	}
	defer resp.Body.Close()
	io.Copy(io.Discard, io.LimitReader(resp.Body, 64<<10))
	if resp.StatusCode/100 == 2 {
		return false, nil
	}
	switch resp.StatusCode {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		again = true
	}
	return again, fmt.Errorf("export: answered %s", resp.Status)
}
