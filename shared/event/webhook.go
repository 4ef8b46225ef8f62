package event

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Pushable reports whether events may be pushed to an address: one of https, without a user's name or a fragment,
// and of http only on the machine itself, as in a local run.
func Pushable(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.User != nil || u.Fragment != "" || len(address) > 300 {
		return false
	}
	ip, _ := netip.ParseAddr(u.Hostname())
	return u.Scheme == "https" || u.Scheme == "http" && (ip.IsLoopback() || u.Hostname() == "localhost")
}

// permitted is how long a permission is believed before it is asked for again.
const permitted = time.Hour

// Webhook pushes events to a receiver that is not ours, as To sends them, with its permission: it is asked
// for before the first event and every hour, by the handshake of the CloudEvents webhook specification
// (HTTP 1.1 Web Hooks for Event Delivery 1.0.2 §4), on behalf of origin, the host we are known by. Without
// permission, and faster than permitted, nothing is pushed; that is an error, so that it is tried again
// later. Data is spelled as it is signed, so that a receiver verifies the bytes it gets.
func Webhook(address, origin string, keys Keys, client *http.Client, now func() time.Time) Send {
	p := &permission{url: address, origin: origin, client: direct(client)}
	send := To(address, keys, client)
	return func(ctx context.Context, e Event) error {
		if err := p.ask(ctx, now()); err != nil {
			return fmt.Errorf("push %s %s: %w", e.Type(), e.ID(), err)
		}
		spelled := e.Clone()
		spelled.DataEncoded = canonical(e.Data())
		return send(ctx, spelled)
	}
}

// A permission of one receiver.
type permission struct {
	url, origin string
	client      *http.Client

	mu    sync.Mutex // held while asking: one asks for all
	until time.Time
	pace  *rate.Limiter
}

// ask makes sure of the permission for one event.
func (p *permission) ask(ctx context.Context, now time.Time) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !now.Before(p.until) {
		pace, err := p.handshake(ctx)
		if err != nil {
			return err
		}
		if p.pace == nil || p.pace.Limit() != pace.Limit() {
			p.pace = pace // otherwise what was pushed in the last minute counts on
		}
		p.until = now.Add(permitted)
	}
	if !p.pace.Allow() {
		return errors.New("the receiver permits no more in this minute")
	}
	return nil
}

// handshake asks the receiver, and returns the pace it permits.
func (p *permission) handshake(ctx context.Context) (*rate.Limiter, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodOptions, p.url, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("WebHook-Request-Origin", p.origin)
	resp, err := p.client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("ask for permission: %w", unaddressed(err))
	}
	defer resp.Body.Close()
	io.Copy(io.Discard, io.LimitReader(resp.Body, 64<<10)) // so that the connection is used again
	origin := resp.Header.Get("WebHook-Allowed-Origin")
	if resp.StatusCode/100 != 2 || origin != "*" && !strings.EqualFold(origin, p.origin) {
		return nil, fmt.Errorf("the receiver does not permit %s to push: %v", p.origin, Answered(resp.StatusCode))
	}
	allowed := resp.Header.Get("WebHook-Allowed-Rate")
	if allowed == "" || allowed == "*" {
		return rate.NewLimiter(rate.Inf, 0), nil
	}
	perMinute, err := strconv.Atoi(allowed)
	if err != nil || perMinute < 1 {
		return nil, fmt.Errorf("the receiver permits a rate of %.20q, which is no number", allowed)
	}
	return rate.NewLimiter(rate.Limit(float64(perMinute)/60), perMinute), nil
}
