package identity

import (
	"encoding/base64"
	"strings"

	"inspectioncode.example/shared/exact"
)

const (
	maxToken = 8 << 10 // bytes; a header's worth, see CVE-2025-30204
	maxMarks = 256     // values in a header or claims, about; more would cost more than a signature
)

// peek takes a token apart without believing it, and refuses what could be read in two ways or what
// asks for more than we understand. It answers with the name of the key and the unverified claims.
func peek(token string) (kid string, claims map[string]any, err error) {
	if len(token) > maxToken {
		return "", nil, refuse("longer than 8 KiB")
	}
	parts := strings.Split(token, ".")
	if len(parts) != 3 || strings.ContainsAny(token, "\r\n") {
		// Strict base64 passes over line breaks, which would give one token many spellings.
		return "", nil, refuse("not a signed JWT")
	}
	var objects [2]map[string]any
	for i, names := range [2][]string{headerNames, claimNames} {
		b, err := base64.RawURLEncoding.Strict().DecodeString(parts[i])
		if err != nil {
			return "", nil, refuse("not base64url")
		}
		if _, marks := exact.Survey(b); marks > maxMarks {
			return "", nil, refuse("too many values")
		}
		if objects[i], err = exact.Object(b, names); err != nil {
			return "", nil, refuse(err.Error())
		}
	}
	kid, err = checkHeader(objects[0])
	if err != nil {
		return "", nil, err
	}
	return kid, objects[1], checkDates(objects[1])
}

// headerNames are the members of a JOSE header that we read. Those which bring keys along (jku,
// jwk, x5u, x5c) are not among them, and never will be.
var headerNames = []string{"alg", "kid", "typ", "crit"}

// checkHeader returns the name of the key. A header that makes anything critical is refused, as RFC
// 7515 section 4.1.11 demands of whoever understands no extension, and so is a JWT of another kind.
func checkHeader(header map[string]any) (kid string, err error) {
	if _, critical := header["crit"]; critical {
		return "", refuse("crit")
	}
	if typ, present := header["typ"]; present {
		s, _ := typ.(string)
		s = strings.TrimPrefix(strings.ToLower(s), "application/")
		if s != "jwt" && s != "at+jwt" { // RFC 7519 section 5.1, RFC 9068 section 2.1
			return "", refuse("typ is neither JWT nor at+jwt")
		}
	}
	kid, _ = header["kid"].(string)
	if kid == "" {
		return "", refuse("kid is missing")
	}
	return kid, nil
}

// checkDates refuses dates that are no seconds of the years 1970 to 9999. A larger number would
// overflow on its way to a time.Time, where the distant future can become the past.
func checkDates(claims map[string]any) error {
	for _, name := range []string{"exp", "nbf", "iat"} {
		v, present := claims[name]
		if seconds, ok := v.(float64); present && (!ok || seconds < 0 || seconds > 253402300799) {
			return refuse(name + " is not a date")
		}
	}
	return nil
}
