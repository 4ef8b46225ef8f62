package identity

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

const (
	fetchTimeout = 3 * time.Second // for the whole exchange
	maxJWKS      = 256 << 10       // bytes
)

// fetcher makes the function that asks uri for an issuer's keys: one GET that follows no redirect,
// carries no cookie, takes three seconds at most and reads no more than 256 KiB.
func fetcher(client *http.Client, uri string) func(context.Context) (map[string]key, error) {
	c := *client
	c.Timeout, c.Jar = fetchTimeout, nil
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return func(ctx context.Context) (map[string]key, error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, uri, nil)
		if err != nil {
			return nil, err
		}
		req.Header.Set("Accept", "application/jwk-set+json, application/json")
		req.Close = true // a connection kept for a quarter of an hour, or through a freeze, is dead
		res, err := c.Do(req)
		if err != nil {
			return nil, err
		}
		defer res.Body.Close()
		if res.StatusCode != http.StatusOK {
			return nil, fmt.Errorf("get %s: status %d", uri, res.StatusCode)
		}
		doc, err := io.ReadAll(io.LimitReader(res.Body, maxJWKS+1))
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", uri, err)
		}
		if len(doc) > maxJWKS {
			return nil, fmt.Errorf("read %s: more than %d bytes", uri, maxJWKS)
		}
		keys, err := parseKeys(doc)
		if err != nil {
			return nil, fmt.Errorf("parse %s: %w", uri, err)
		}
		return keys, nil
	}
}

// checkURI says what is wrong with the address of a JWK Set: whoever can change the answer on its
// way can be anybody, so plain http is for this machine only.
func checkURI(uri string) error {
	u, err := url.Parse(uri)
	if err != nil {
		return errors.New("not an address")
	}
	host := u.Hostname()
	loopback := host == "localhost" || net.ParseIP(host).IsLoopback()
	switch {
	case host == "" || u.User != nil || u.Fragment != "":
		return errors.New("want an absolute address without user and fragment")
	case u.Scheme == "https" || u.Scheme == "http" && loopback:
		return nil
	}
	return errors.New("want https (http only on loopback)")
}
