package identity

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"inspectioncode.example/shared/exact"
)

// DefaultAudience is what a token must be meant for, unless its issuer is configured otherwise.
const DefaultAudience = "jcm"

// algorithms that an issuer can be allowed, by their JWA names and ours for SM2. HMAC is not among
// them: who can verify with a shared secret can sign with it.
var algorithms = []string{"RS256", "PS256", "ES256", "EdDSA", "SM2"}

// An Issuer is somebody whose signature says who is asking, such as the sign-in of 随申办 or of
// the law enforcement system (综合执法系统), and how far it is believed.
type Issuer struct {
	Issuer     string          // issuer: the claim iss, exactly
	Audience   string          // audience: one that aud must name; DefaultAudience if empty
	Algorithms []string        // algorithms: RS256, PS256, ES256, EdDSA, SM2
	SM2Aliases []string        // sm2_aliases: what it writes for SM2 besides "SM2"; each contains "SM2"
	Roles      []Role          // roles: all that it may assert; the issuer of enterprises can make no officer
	JWKS       json.RawMessage // jwks: its keys as a JWK Set, deployed with the configuration, so that no start waits for it
	JWKSURI    string          // jwks_uri: where newer ones are; https, or http on loopback
}

// ParseIssuers reads a JSON list of issuers, whose members are named as in the comments of Issuer.
// JWKS, JWKSURI or both are needed. The error names everything that is wrong.
func ParseIssuers(doc []byte) ([]Issuer, error) {
	if _, err := exact.Decode(doc); err != nil {
		return nil, fmt.Errorf("issuers: %w", err)
	}
	var entries []map[string]json.RawMessage
	if err := json.Unmarshal(doc, &entries); err != nil {
		return nil, fmt.Errorf("issuers: want a list of objects: %w", err)
	}
	issuers := make([]Issuer, len(entries))
	var errs []error
	for i, entry := range entries {
		is := &issuers[i]
		into := map[string]any{"issuer": &is.Issuer, "audience": &is.Audience, "algorithms": &is.Algorithms,
			"sm2_aliases": &is.SM2Aliases, "roles": &is.Roles, "jwks": &is.JWKS, "jwks_uri": &is.JWKSURI}
		for _, member := range slices.Sorted(maps.Keys(entry)) {
			if into[member] == nil {
				errs = append(errs, fmt.Errorf("issuer %d: %q is no setting", i+1, member))
			} else if err := json.Unmarshal(entry[member], into[member]); err != nil {
				errs = append(errs, fmt.Errorf("issuer %d: %s: %w", i+1, member, err))
			}
		}
	}
	errs = append(errs, check(issuers))
	return issuers, errors.Join(errs...)
}

// check says everything that is wrong with the issuers together.
func check(issuers []Issuer) error {
	if len(issuers) == 0 {
		return errors.New("issuers: none is named, so nobody could sign in")
	}
	var errs []error
	seen := map[string]bool{}
	for i, is := range issuers {
		if seen[is.Issuer] {
			errs = append(errs, fmt.Errorf("issuer %d: %q is named twice", i+1, is.Issuer))
		}
		seen[is.Issuer] = true
		for _, err := range is.check() {
			errs = append(errs, fmt.Errorf("issuer %d: %w", i+1, err))
		}
	}
	return errors.Join(errs...)
}

func (is Issuer) check() (errs []error) {
	wrong := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if !isText(is.Issuer) {
		wrong("issuer: want a text of 1 to 255 bytes")
	}
	if is.Audience != "" && !isText(is.Audience) {
		wrong("audience: want a text of 1 to 255 bytes")
	}
	if len(is.Algorithms) == 0 {
		wrong("algorithms: want at least one of %s", strings.Join(algorithms, ", "))
	}
	for _, a := range is.Algorithms {
		if !slices.Contains(algorithms, a) {
			wrong("algorithms: %q is not one of %s", a, strings.Join(algorithms, ", "))
		}
	}
	if len(is.SM2Aliases) > 0 && !slices.Contains(is.Algorithms, "SM2") {
		wrong("sm2_aliases: SM2 is not among the algorithms")
	}
	for _, a := range is.SM2Aliases {
		if !sm2Name(a) {
			wrong("sm2_aliases: %q does not contain SM2 among letters, digits, - and _", a)
		}
	}
	if len(is.Roles) == 0 {
		wrong("roles: want at least one of %v", roles)
	}
	for _, r := range is.Roles {
		if !slices.Contains(roles, r) {
			wrong("roles: %q is not one of %v", r, roles)
		}
	}
	if is.JWKS == nil && is.JWKSURI == "" {
		wrong("jwks, jwks_uri: want one of them or both")
	}
	if is.JWKS != nil {
		if _, err := parseKeys(is.JWKS); err != nil {
			wrong("jwks: %w", err)
		}
	}
	if is.JWKSURI != "" {
		if err := checkURI(is.JWKSURI); err != nil {
			wrong("jwks_uri: %w", err)
		}
	}
	return errs
}
