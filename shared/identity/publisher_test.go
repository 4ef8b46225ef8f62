package identity

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"
)

// A publisher is an issuer's key server that counts, and does as it is told.
type publisher struct {
	*httptest.Server
	asked  atomic.Int64
	answer atomic.Pointer[http.HandlerFunc]
}

// publish starts a publisher that answers with the signers' keys.
func publish(t *testing.T, signers ...*Signer) *publisher {
	t.Helper()
	p := &publisher{}
	p.shows(t, signers...)
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.asked.Add(1)
		(*p.answer.Load())(w, r)
	}))
	t.Cleanup(p.Close)
	return p
}

func (p *publisher) does(f http.HandlerFunc) { p.answer.Store(&f) }

func (p *publisher) shows(t *testing.T, signers ...*Signer) {
	t.Helper()
	doc := jwks(t, signers...)
	p.does(func(w http.ResponseWriter, r *http.Request) { w.Write(doc) })
}

func (p *publisher) wasAsked(t *testing.T, want int64) {
	t.Helper()
	if got := p.asked.Load(); got != want {
		t.Errorf("the issuer was asked %d times, want %d", got, want)
	}
}

// A clock is turned by hand.
type clock struct{ atomic.Int64 }

func (c *clock) now() time.Time       { return noon.Add(time.Duration(c.Load())) }
func (c *clock) turn(d time.Duration) { c.Add(int64(d)) }

// mint signs an hour's token by the clock.
func (c *clock) mint(t *testing.T, s *Signer) string {
	t.Helper()
	token, err := s.Sign(officer, agencies, DefaultAudience, time.Hour, c.now())
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// follow makes a verifier that has the seed's keys and follows the publisher's.
func follow(t *testing.T, p *publisher, seed ...*Signer) (*Verifier, *clock) {
	t.Helper()
	is := Issuer{Issuer: agencies, Algorithms: algorithms, Roles: roles, JWKSURI: p.URL}
	if len(seed) > 0 {
		is.JWKS = jwks(t, seed...)
	}
	c := &clock{}
	v, err := New([]Issuer{is}, c.now, p.Client())
	if err != nil {
		t.Fatal(err)
	}
	return v, c
}

// settle waits for the refresh under way, if any.
func settle(v *Verifier) {
	r := v.issuers[agencies].keys
	r.mu.Lock()
	refreshing := r.refreshing
	r.mu.Unlock()
	if refreshing != nil {
		<-refreshing
	}
}

func unavailable(t *testing.T, v *Verifier, token string) {
	t.Helper()
	if c, err := v.Verify(t.Context(), token); !errors.Is(err, ErrUnavailable) || errors.Is(err, ErrRefused) || !c.Nobody() {
		t.Errorf("got %+v, %v; want ErrUnavailable", c, err)
	}
}
