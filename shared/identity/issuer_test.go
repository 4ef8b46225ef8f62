package identity

import (
	"strings"
	"testing"
	"time"
)

func TestIssuersAreReadAsWritten(t *testing.T) {
	s := fixedSigner(t, "k1")
	issuers, err := ParseIssuers([]byte(`[
		{"issuer": "` + agencies + `", "algorithms": ["EdDSA"], "roles": ["officer"], "jwks": ` + string(jwks(t, s)) + `},
		{"issuer": "` + enterprises + `", "audience": "shop", "algorithms": ["SM2", "ES256"], "sm2_aliases": ["GmSM2"],
		 "roles": ["enterprise-code", "person-in-charge"], "jwks_uri": "https://enterprises.example/keys"}]`))
	if err != nil {
		t.Fatal(err)
	}
	v := verifier(t, issuers[0])
	accepted(t, v, mint(t, s, officer), officer) // the default audience
	e := issuers[1]
	if len(issuers) != 2 || e.Issuer != enterprises || e.Audience != "shop" || strings.Join(e.Algorithms, " ") != "SM2 ES256" ||
		len(e.SM2Aliases) != 1 || len(e.Roles) != 2 || e.JWKS != nil || e.JWKSURI != "https://enterprises.example/keys" {
		t.Errorf("got %+v", e)
	}
}

func TestAnotherAudienceCanBeConfigured(t *testing.T) {
	s := fixedSigner(t, "k1")
	is := issuer(t, s)
	is.Audience = "shop"
	v := verifier(t, is)
	token, err := s.Sign(officer, agencies, "shop", time.Hour, noon)
	if err != nil {
		t.Fatal(err)
	}
	accepted(t, v, token, officer)
	refused(t, v, mint(t, s, officer), "another audience")
}

func TestAllThatIsWrongWithTheIssuersIsNamedAtOnce(t *testing.T) {
	_, err := ParseIssuers([]byte(`[
		{"isuer": "a", "Issuer": "b", "algorithms": ["HS256", "none", "RS256"], "roles": ["officer", "king"], "sm2_aliases": ["GmSM2"]},
		{"issuer": "c", "algorithms": "EdDSA", "roles": [], "jwks_uri": "http://keys.example", "audience": 7},
		{"issuer": "c", "algorithms": ["SM2"], "sm2_aliases": ["RS256"], "roles": ["bureau"], "jwks": {"keys": [{"kty": "oct", "k": "AA", "kid": "x"}]}}]`))
	if err == nil {
		t.Fatal("got no error")
	}
	got := err.Error()
	for _, want := range []string{
		// "Issuer" and "isuer" are both reported, as is the issuer that is therefore missing
		`issuer 1: "Issuer" is no setting`, `issuer 1: "isuer" is no setting`, `issuer 1: issuer: want a text`,
		`issuer 1: algorithms: "HS256" is not one of`, `issuer 1: algorithms: "none" is not one of`, `issuer 1: roles: "king" is not one of`,
		`issuer 1: sm2_aliases: SM2 is not among`, `issuer 1: jwks, jwks_uri: want one of them`,
		`issuer 2: algorithms: json`, `issuer 2: algorithms: want at least one`, `issuer 2: roles: want at least one`, `issuer 2: jwks_uri: want https`, `issuer 2: audience: json`,
		`issuer 3: "c" is named twice`, `issuer 3: sm2_aliases: "RS256" does not contain SM2`, `issuer 3: jwks: no usable key`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the error does not name %q", want)
		}
	}
	if t.Failed() {
		t.Log(got)
	}
	if strings.Contains(got, `"RS256" is not one of`) || strings.Contains(got, `"officer" is not one of`) {
		t.Errorf("the error names what is right:\n%s", got)
	}
}

func TestIssuersThatAreNoListOfIssuersAreAnError(t *testing.T) {
	for _, doc := range []string{``, `null`, `[]`, `{}`, `[1]`, `[{}]`, `[null]`, `[{"issuer":"a","issuer":"b"}]`, `[{"issuer":"a","ISSUER":"b"}]`, `[] []`, `[{}`, `"x"`} {
		if issuers, err := ParseIssuers([]byte(doc)); err == nil {
			t.Errorf("%s: got %+v, want an error", doc, issuers)
		}
	}
	if _, err := New(nil, atNoon, nil); err == nil {
		t.Error("New without issuers: got no error")
	}
	s := fixedSigner(t, "k1")
	if _, err := New([]Issuer{issuer(t, s), issuer(t, s)}, atNoon, nil); err == nil {
		t.Error("New with one issuer twice: got no error")
	}
}

func TestWhereKeysMayBeAskedFor(t *testing.T) {
	for uri, ok := range map[string]bool{
		"https://keys.example/jwks":          true,
		"https://keys.example:8443/a?b=c":    true,
		"http://localhost:8080/jwks":         true,
		"http://127.0.0.1:8080/jwks":         true,
		"http://[::1]:8080/jwks":             true,
		"http://keys.example/jwks":           false,
		"http://localhost.evil.example/jwks": false,
		"http://127.0.0.1.evil.example/":     false,
		"http://10.0.0.1/":                   false,
		"http://[::]/":                       false,
		"https://user:secret@keys.example/":  false,
		"https://keys.example/#jwks":         false,
		"https:///jwks":                      false,
		"file:///etc/passwd":                 false,
		"ftp://localhost/":                   false,
		"//keys.example/":                    false,
		"keys.example":                       false,
		"":                                   false,
		"https://%zz/":                       false,
	} {
		if err := checkURI(uri); (err == nil) != ok {
			t.Errorf("%s: got %v, want allowed %v", uri, err, ok)
		}
	}
}

func FuzzIssuers(f *testing.F) {
	f.Add([]byte(`[{"issuer":"a","audience":"b","algorithms":["SM2"],"sm2_aliases":["GmSM2"],"roles":["officer"],"jwks_uri":"https://a/"}]`))
	f.Add([]byte(`[{"issuer":"a","algorithms":["EdDSA"],"roles":["bureau"],"jwks":` + string(jwks(f, fixedSigner(f, "k1"))) + `}]`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		issuers, err := ParseIssuers(doc)
		if err != nil {
			return
		}
		if _, err := New(issuers, atNoon, nil); err != nil {
			t.Errorf("ParseIssuers takes what New does not: %v", err)
		}
	})
}
