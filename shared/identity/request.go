package identity

import (
	"net/http"
	"strings"
)

// The session cookie. A browser takes the first only over https, from exactly this host and not
// from a script's or a sibling domain's hand (RFC 6265bis, section 4.1.3); the second is for plain http
// on loopback, where not every browser would send the first.
const (
	SessionCookie  = "__Host-jcm"
	LoopbackCookie = "jcm"
)

// FromRequest finds the token of a request: in Authorization: Bearer, else in the session cookie. It
// is false if there is none, or if the request names two different ones in the same place, since
// whoever stood in between may have believed the other. Over https, says the service's own address,
// the second cookie is not read: any sibling domain could plant it. The token is yet to be verified.
func FromRequest(header http.Header, https bool) (token string, ok bool) {
	authorization, one := same(header.Values("Authorization"))
	if !one {
		return "", false
	}
	scheme, credentials, _ := strings.Cut(authorization, " ")
	if strings.EqualFold(scheme, "Bearer") {
		token = strings.TrimSpace(credentials)
		if strings.ContainsAny(token, " \t,") {
			return "", false // several, joined into one
		}
		return token, token != ""
	}
	names := []string{SessionCookie}
	if !https {
		names = append(names, LoopbackCookie)
	}
	request := http.Request{Header: header}
	for _, name := range names {
		var values []string
		for _, c := range request.CookiesNamed(name) {
			values = append(values, c.Value)
		}
		if token, one := same(values); token != "" || !one {
			return token, one
		}
	}
	return "", false
}

// same returns what all values are; empty if there is none, and false if they differ.
func same(values []string) (value string, one bool) {
	for _, v := range values {
		if v != values[0] {
			return "", false
		}
		value = v
	}
	return value, true
}
