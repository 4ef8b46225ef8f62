package serve

import (
	"context"
	"mime"
	"net/http"
	"net/netip"
	"net/url"
	"path"
	"strconv"
	"strings"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
)

type urlKey struct{}

// withURL keeps the address in the request's context: go-http's Request has no place for it, and a
// header could be forged.
func withURL(ctx context.Context, u *url.URL) context.Context {
	return context.WithValue(ctx, urlKey{}, u)
}

type addressKey struct{}

// ClientAddress is the address of whoever sent the request, as far as it can be believed: CLIENT_HOPS says
// how many proxies of ours stand in front and append to X-Forwarded-For (0: none, the peer itself).
// Empty where the setting is not made. Of IPv6 it is the /64: whoever has one address of it has all.
func ClientAddress(req *handler.Request) string {
	a, _ := Context(req).Value(addressKey{}).(string)
	return a
}

// clientAddress takes the address our outermost proxy saw: what stands further left in the header is
// the sender's own invention.
func clientAddress(hops string, r *http.Request) string {
	n, err := strconv.Atoi(hops)
	if err != nil || n < 0 {
		return ""
	}
	if n == 0 {
		return sender(r.RemoteAddr)
	}
	forwarded := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	if len(forwarded) < n {
		return ""
	}
	return sender(strings.TrimSpace(forwarded[len(forwarded)-n]))
}

// sender is what one sender's addresses have in common, however they are written. Some proxies name the port,
// which is another one with every connection.
func sender(address string) string {
	ip, err := netip.ParseAddr(strings.Trim(address, "[]"))
	if err != nil {
		withPort, err := netip.ParseAddrPort(address)
		if err != nil {
			return address
		}
		ip = withPort.Addr()
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is4() {
		return ip.String()
	}
	return netip.PrefixFrom(ip, 64).Masked().String()
}

// Context is the request's context, also where nobody gave it one.
func Context(req *handler.Request) context.Context {
	if ctx := req.Context(); ctx != nil {
		return ctx
	}
	return context.Background()
}

// URL is the address a request came to.
func URL(req *handler.Request) *url.URL {
	if u, ok := Context(req).Value(urlKey{}).(*url.URL); ok {
		return u
	}
	return &url.URL{Path: "/"}
}

// Query are the parameters of the address.
func Query(req *handler.Request) url.Values { return URL(req).Query() }

// Last is the last segment of the address's path after the function's own name; empty at the
// function's own address. Only the last segment is the same behind every gateway: OpenFaaS cuts
// /function/<name> off, ingresses cut more, Knative nothing.
func Last(req *handler.Request, function string) string {
	last := path.Base(URL(req).Path)
	if last == "/" || last == "." || last == function {
		return ""
	}
	return last
}

// Wants is what an answer should be for whoever asked.
type Wants int

// Kinds of answers.
const (
	Page  Wants = iota // a person with a browser
	JSON               // a program
	Reply              // a sender of events
)

// Wanted reads from a request what its answer should be.
func Wanted(req *handler.Request) Wants {
	accept := req.Header.Get("Accept")
	switch {
	case event.Is(req.Header):
		return Reply
	case mediaType(req) == "application/json", strings.Contains(accept, "json") && !strings.Contains(accept, "text/html"):
		return JSON
	}
	return Page
}

// mediaType is the media type of the request's body.
func mediaType(req *handler.Request) string {
	t, _, _ := mime.ParseMediaType(req.Header.Get("Content-Type"))
	return t
}

// Form reads the fields of a form that a page sent.
func Form(req *handler.Request) (url.Values, error) {
	if t := mediaType(req); t != "application/x-www-form-urlencoded" {
		return nil, inspection.Refuse(inspection.Invalid, inspection.Fault{Field: "Content-Type", Rule: "media-type",
			Text: inspection.Text{ZH: "请求的内容类型无法识别", EN: "the content type of the request is not known here"},
			Mend: inspection.Text{ZH: "请使用application/json、CloudEvents或网页表单", EN: "send application/json, a CloudEvent or the page's form"}})
	}
	v, err := url.ParseQuery(string(req.Body))
	if err != nil {
		return nil, unreadableForm()
	}
	for _, values := range v { // browsers send line breaks as CR LF
		for i := range values {
			values[i] = strings.ReplaceAll(values[i], "\r\n", "\n")
		}
	}
	return v, nil
}

// Lang is the language of the answer: as the address asks, else the reader's cookie, else the
// browser's first choice if that is English, else Chinese.
func Lang(req *handler.Request) inspection.Lang {
	accept := strings.ToLower(req.Header.Get("Accept-Language"))
	choices := []string{Query(req).Get("lang"), cookie(req, "lang")}
	if strings.HasPrefix(accept, "en") {
		choices = append(choices, "en")
	}
	for _, c := range choices {
		switch l := inspection.Lang(c); l {
		case inspection.Chinese, inspection.English:
			return l
		}
	}
	return inspection.Chinese
}

// Large reports whether the reader wants large type (适老化).
func Large(req *handler.Request) bool {
	if s := Query(req).Get("size"); s != "" {
		return s == "large"
	}
	return cookie(req, "size") == "large"
}

// Redrawn reports whether the same reader asked for the same page only to read it in another
// language or size.
func Redrawn(req *handler.Request) bool {
	q := Query(req)
	return q.Has("lang") || q.Has("size")
}

func cookie(req *handler.Request, name string) string {
	r := http.Request{Header: req.Header}
	c, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}
