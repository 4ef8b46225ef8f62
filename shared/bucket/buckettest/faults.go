package buckettest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httputil"
	"net/url"
)

// A Fault is what a Proxy does to one request.
type Fault int

const (
	None          Fault = iota
	CutBefore           // the connection breaks, the store never heard of it
	CutAfter            // the store did it, the connection breaks before the answer
	RefusedBefore       // 503 SlowDown, the store never heard of it
	RefusedAfter        // the store did it, the answer is 503
	Conflict            // 409 ConditionalRequestConflict: nothing was decided
	TooMany             // 429
	Silent              // the store did it, and nothing is ever answered
	Late                // nothing is answered, and the store hears of it when the asker has gone
	Foreign             // 404 in HTML, from a gateway in between; the store never heard of it
	faults
)

func (f Fault) String() string {
	return [faults]string{"none", "cut before", "cut after", "refused before", "refused after", "conflict", "too many", "silent", "late", "foreign"}[f]
}

// NewProxy passes requests on to the S3 server at endpoint, spoiling each as choose says. The Host
// header, which is signed, goes through as it is.
func NewProxy(endpoint string, choose func(*http.Request) Fault) (*Proxy, error) {
	target, err := url.Parse(endpoint)
	if err != nil {
		return nil, fmt.Errorf("proxy %s: %w", endpoint, err)
	}
	return &Proxy{choose: choose, pass: &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.Out.Host = r.In.Host
		},
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
	}}, nil
}

// A Proxy is an http.Handler between a client and an S3 server.
type Proxy struct {
	choose func(*http.Request) Fault
	pass   *httputil.ReverseProxy
}

func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// Whole, so that a request can outlive the asker.
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	switch p.choose(r) {
	case None:
		p.pass.ServeHTTP(w, r)
	case CutBefore:
		panic(http.ErrAbortHandler)
	case CutAfter:
		p.do(r)
		panic(http.ErrAbortHandler)
	case RefusedBefore:
		refuse(w, http.StatusServiceUnavailable, "SlowDown")
	case RefusedAfter:
		p.do(r)
		refuse(w, http.StatusServiceUnavailable, "SlowDown")
	case Conflict:
		refuse(w, http.StatusConflict, "ConditionalRequestConflict")
	case TooMany:
		refuse(w, http.StatusTooManyRequests, "TooManyRequests")
	case Silent:
		p.do(r)
		<-r.Context().Done()
	case Late:
		<-r.Context().Done()
		p.do(r)
	case Foreign:
		http.Error(w, "<html>404 page not found</html>", http.StatusNotFound)
	}
}

// do lets the store have the request and drops the answer.
func (p *Proxy) do(r *http.Request) {
	p.pass.ServeHTTP(nowhere{}, r.WithContext(context.WithoutCancel(r.Context())))
}

func refuse(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	fmt.Fprintf(w, `<?xml version="1.0" encoding="UTF-8"?><Error><Code>%s</Code><Message>%s</Message></Error>`, code, code)
}

// nowhere is a ResponseWriter for an answer that nobody gets.
type nowhere struct{}

func (nowhere) Header() http.Header         { return http.Header{} }
func (nowhere) Write(b []byte) (int, error) { return len(b), nil }
func (nowhere) WriteHeader(int)             {}
