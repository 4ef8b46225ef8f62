package bucket

import (
	"net"
	"net/http"
	"time"
)

// NewTransport is the HTTP transport both drivers use: as many connections kept as a busy function
// has requests, every wait bounded, and bodies left as they are stored. The deadline of a try comes
// from its context; these only end what the context would end later.
func NewTransport() *http.Transport {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 2 * time.Second, KeepAlive: 15 * time.Second}).DialContext,
		TLSHandshakeTimeout:   3 * time.Second,
		ResponseHeaderTimeout: 60 * time.Second,
		IdleConnTimeout:       60 * time.Second,
		MaxIdleConns:          128,
		MaxIdleConnsPerHost:   128,
		MaxConnsPerHost:       256,
		DisableCompression:    true,
	}
}
