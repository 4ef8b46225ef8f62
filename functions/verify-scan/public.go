package verifyscan

import (
	"context"
	"encoding/json"
	"net/http"
	"path"
	"strings"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/code"
	"inspectioncode.example/shared/contract"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/page"
)

// public serves what is the same for everyone and costs the store nothing: the keys to verify codes with, the page that
// scans without a network, the scripts of pages, and the contract for agencies' own systems. False if the address is none
// of them.
func (f *function) public(req *handler.Request, last string) (handler.Response, bool, error) {
	switch {
	case last == path.Base(code.KeysPath):
		return document(f.keys.PublicDocument()), true, nil
	case last == "scan":
		resp, err := f.env.AsPage(req, http.StatusOK, page.Scan{Prefix: f.ledger.CodePrefix()})
		return resp, true, err
	case last == "developers":
		resp, err := f.env.AsPage(req, http.StatusOK, page.Developers{Address: f.ledger.Address, Events: contract.EventTypes()})
		return resp, true, err
	case strings.Contains(last, "."):
		if d, ok := contract.Find(last); ok {
			resp := document(d.Body)
			resp.Header.Set("Content-Type", d.Type)
			return resp, true, nil
		}
		asset, ok := page.FindAsset(last)
		if !ok {
			return handler.Response{}, false, nil
		}
		header := http.Header{"Content-Type": {asset.Type}, "Etag": {asset.Tag}, "Cache-Control": {"public, max-age=300"},
			"Content-Security-Policy": {"default-src 'none'; connect-src 'self'; frame-ancestors 'none'"}} // a service worker may ask by its own policy
		if asset.Encoding != "" {
			header.Set("Content-Encoding", asset.Encoding)
		}
		if req.Header.Get("If-None-Match") == asset.Tag {
			return handler.Response{StatusCode: http.StatusNotModified, Header: header}, true, nil
		}
		return handler.Response{StatusCode: http.StatusOK, Body: asset.Body, Header: header}, true, nil
	}
	return handler.Response{}, false, nil
}

// agencies are the agencies by their number in a code, for whoever verifies one without a network.
func (f *function) agencies(ctx context.Context) (handler.Response, error) {
	agencies, err := f.ledger.Agencies(ctx)
	if err != nil {
		return handler.Response{}, err
	}
	names := map[uint16]inspection.Text{}
	for _, a := range agencies {
		names[a.Number] = a.Name
	}
	b, err := json.Marshal(names)
	return document(b), err
}

// document is what anyone, from any site, may read and keep for a while.
func document(body []byte) handler.Response {
	return handler.Response{StatusCode: http.StatusOK, Body: body, Header: http.Header{"Content-Type": {"application/json"},
		"Cache-Control": {"public, max-age=300"}, "Access-Control-Allow-Origin": {"*"}}}
}
