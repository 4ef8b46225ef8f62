package event

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	cehttp "github.com/cloudevents/sdk-go/v2/protocol/http"
)

// A Send announces an event. An error means that it may not have arrived; sending it again is
// harmless.
type Send func(ctx context.Context, e Event) error

// Answered is the error of a receiver that does not take an event, with the status of its answer.
type Answered int

func (a Answered) Error() string {
	return fmt.Sprintf("answered %d %s", int(a), http.StatusText(int(a)))
}

// To sends events to a broker or webhook at an address in binary mode, signed with the keys and carrying the
// trace of ctx. Any 2xx means that they arrived.
func To(address string, keys Keys, client *http.Client) Send {
	client = direct(client)
	return func(ctx context.Context, e Event) error {
		signed := keys.Sign(e)
		carry(ctx, &signed)
		req, err := cehttp.NewHTTPRequestFromEvent(ctx, address, signed)
		if err != nil {
			return fmt.Errorf("send %s %s: %w", e.Type(), e.ID(), err)
		}
		if t := TraceOf(ctx); t.Traceparent != "" {
			req.Header.Set("Traceparent", t.Traceparent)
			if t.Tracestate != "" {
				req.Header.Set("Tracestate", t.Tracestate)
			}
		}
		resp, err := client.Do(req)
		if err != nil {
			return fmt.Errorf("send %s %s: %w", e.Type(), e.ID(), unaddressed(err))
		}
		defer resp.Body.Close()
		io.Copy(io.Discard, io.LimitReader(resp.Body, 64<<10)) // so that the connection is used again
		if resp.StatusCode/100 != 2 {
			return fmt.Errorf("send %s %s: %w", e.Type(), e.ID(), Answered(resp.StatusCode))
		}
		return nil
	}
}

// unaddressed is the error of a request, with the host it went to and without the rest of the address, which may have
// a receiver's secret in it and must not be logged.
func unaddressed(err error) error {
	var failed *url.Error
	if !errors.As(err, &failed) {
		return err
	}
	host := ""
	if u, parseErr := url.Parse(failed.URL); parseErr == nil {
		host = u.Host
	}
	return fmt.Errorf("%s %s: %w", failed.Op, host, failed.Err)
}

// direct is the client without redirects: followed, one would turn into a GET of some page, and look like
// an arrival or a permission.
func direct(client *http.Client) *http.Client {
	c := *client
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &c
}
