package serve

import (
	"errors"
	"net/http"
	"net/url"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/event"
)

// OtherMethod answers whatever is none of the methods of a function that takes events: a sender that asks
// for permission to push them has it, by the handshake of the CloudEvents webhook specification (§4).
// Anyone may ask, and as often as wanted: each event is judged by its sender's token or its signature,
// and whoever sends too many is told so then.
func OtherMethod(req *handler.Request, allowed string) (handler.Response, error) {
	if req.Method != http.MethodOptions || req.Header.Get("WebHook-Request-Origin") == "" {
		return MethodNotAllowed(allowed)
	}
	return handler.Response{StatusCode: http.StatusOK, Header: http.Header{"Allow": {allowed},
		"WebHook-Allowed-Origin": {"*"}, "WebHook-Allowed-Rate": {"*"}}}, nil
}

// Webhooks makes what pushes events to addresses of others', through client, each once its receiver permits it,
// as To sends them. Setting: PUBLIC_URL, whose host is the origin that asks.
func (e *Env) Webhooks(client *http.Client) func(address string, keys event.Keys) event.Send {
	public, err := url.Parse(e.Need("PUBLIC_URL"))
	if err != nil || public.Host == "" {
		e.wrong = append(e.wrong, errors.New("setting PUBLIC_URL is not an address"))
		return func(string, event.Keys) event.Send { return nil }
	}
	return func(address string, keys event.Keys) event.Send {
		return e.measured(event.Webhook(address, public.Host, keys, client, e.Now))
	}
}
