package serve

import (
	"net/http"

	handler "github.com/openfaas/templates-sdk/go-http"
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
