package identity

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"
)

// Every token here is a real one that an attacker, or a careless issuer, could send.
func TestAnAttackTokenIsRefused(t *testing.T) {
	s := fixedSigner(t, "k1")
	es, rs := signer(t, "ES256"), signer(t, "RS256")
	evil, err := GenerateSigner("EdDSA", "k1") // the attacker's own key under our name
	if err != nil {
		t.Fatal(err)
	}
	v := verifier(t, issuer(t, s, es, rs))

	h, c := goodHeader(s), goodClaims()
	good := signed(t, s, h, c)
	parts := strings.Split(good, ".")
	accepted(t, v, good, officer) // or the rest would show nothing

	evilJWK, err := evil.JWK()
	if err != nil {
		t.Fatal(err)
	}
	hmac := func(secret []byte, header object) string {
		token := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims(c))
		token.Header = header
		text, err := token.SignedString(secret)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	rsaDER, err := x509.MarshalPKIXPublicKey(rs.private.Public())
	if err != nil {
		t.Fatal(err)
	}
	header := func(changes object) string { return signed(t, s, h.with(changes), c) }
	claims := func(changes object) string { return signed(t, s, h, c.with(changes)) }
	text := `{"iss":"` + agencies + `","aud":"jcm","exp":1693976400,"role":"officer","agency":"a","certificate":"b","sub":"honest"`
	headerText := `{"alg":"EdDSA","kid":"k1"`
	accepted(t, v, signedText(t, s, headerText+`}`, text+`}`), Caller{Role: Officer, Subject: "honest", Agency: "a", Certificate: "b"})

	for _, a := range []struct{ why, token, reason string }{
		{"nothing at all", "", "not a signed JWT"},
		{"two parts", parts[0] + "." + parts[1], "not a signed JWT"},
		{"five parts: an encrypted JWT", good + "." + parts[1] + "." + parts[2], "not a signed JWT"},
		{"many dots, to make a splitter allocate", strings.Repeat(".", 8000), "not a signed JWT"},
		{"longer than any honest token", claims(object{"pad": strings.Repeat("a", maxToken)}), "longer than 8 KiB"},

		{"alg none, unsigned", b64(`{"alg":"none","kid":"k1"}`) + "." + parts[1] + ".", "signature or algorithm"},
		{"alg none under a real signature", header(object{"alg": "none"}), "signature or algorithm"},
		{"alg nOnE, for filters that compare exactly", header(object{"alg": "nOnE"}), "malformed"},
		{"no alg", header(object{"alg": nil}), "malformed"},
		{"alg is no text", header(object{"alg": 7}), "malformed"},
		{"signature cut off", parts[0] + "." + parts[1] + ".", "signature or algorithm"},
		{"signature cut short", good[:len(good)-2], "signature or algorithm"},
		{"claims changed under the signature", parts[0] + "." + b64(strings.Replace(text, "honest", "evil", 1)+`}`) + "." + parts[2], "signature or algorithm"},
		{"header changed under the signature", b64(`{"alg":"EdDSA","kid":"k1","a":1}`) + "." + parts[1] + "." + parts[2], "signature or algorithm"},
		{"HS256 with the public RSA key as the secret", hmac(rsaDER, object{"alg": "HS256", "kid": "RS256"}), "signature or algorithm"},
		{"HS256 with the public Ed25519 key as the secret", hmac(s.private.Public().(ed25519.PublicKey), object{"alg": "HS256", "kid": "k1"}), "signature or algorithm"},
		{"HS256 with an empty secret", hmac([]byte{}, object{"alg": "HS256", "kid": "k1"}), "signature or algorithm"},
		{"RS384, which nobody is allowed", signedWith(t, jwt.SigningMethodRS384, rs, c), "signature or algorithm"},
		{"PS256 by a key published for RS256", signedWith(t, jwt.SigningMethodPS256, rs, c), "algorithm does not belong"},
		{"the kid of a key of another kind", header(object{"kid": "ES256"}), "algorithm does not belong"},
		{"another kind's algorithm", header(object{"alg": "ES256"}), "algorithm does not belong"},

		{"the attacker's key under our kid", signed(t, evil, h, c), "signature or algorithm"},
		{"no kid", header(object{"kid": nil}), "kid is missing"},
		{"empty kid", header(object{"kid": ""}), "kid is missing"},
		{"kid is no text", header(object{"kid": []string{"k1"}}), "kid is missing"},
		{"kid that is a path", header(object{"kid": "../../dev/null"}), "key is unknown"},
		{"crit for an extension", header(object{"crit": []string{"b64"}, "b64": false}), "crit"},
		{"crit that is empty", header(object{"crit": []string{}}), "crit"},
		{"crit that is null", header(object{"crit": null}), "crit"},
		{"a key brought along", signed(t, evil, h.with(object{"jwk": evilJWK}), c), "signature or algorithm"},
		{"a proof of possession, not an identity", header(object{"typ": "dpop+jwt"}), "typ"},
		{"a security event, not an identity", header(object{"typ": "secevent+jwt"}), "typ"},
		{"typ is no text", header(object{"typ": 1}), "typ"},

		{"another issuer", claims(object{"iss": "https://evil.example"}), "issuer is not one of ours"},
		{"no issuer", claims(object{"iss": nil}), "issuer is not one of ours"},
		{"issuer with a slash more", claims(object{"iss": agencies + "/"}), "issuer is not one of ours"},
		{"issuer in capitals", claims(object{"iss": strings.ToUpper(agencies)}), "issuer is not one of ours"},
		{"several issuers", claims(object{"iss": []string{agencies}}), "issuer is not one of ours"},
		{"another audience", claims(object{"aud": "shop"}), "another audience"},
		{"other audiences", claims(object{"aud": []string{"shop", "JCM"}}), "another audience"},
		{"no audience", claims(object{"aud": nil}), "missing"},
		{"audience is no text", claims(object{"aud": 1}), "missing"},
		{"audience list with something else in it", claims(object{"aud": []any{"jcm", 1}}), "malformed"},

		{"no exp: valid for ever", claims(object{"exp": nil}), "missing"},
		{"exp of zero, which the library takes for none", claims(object{"exp": 0}), "missing"},
		{"exp as text", claims(object{"exp": "1693976400"}), "exp is not a date"},
		{"exp null", claims(object{"exp": null}), "exp is not a date"},
		{"exp that overflows", claims(object{"exp": 1e300}), "exp is not a date"},
		{"exp in milliseconds", claims(object{"exp": 1693976400000.0}), "exp is not a date"},
		{"nbf that overflows into the past", claims(object{"nbf": 1e19}), "nbf is not a date"},
		{"iat before all dates", claims(object{"iat": -1}), "iat is not a date"},

		{"last character of the signature changed in its unused bits", unusedBits(t, good), "malformed"},
		{"line break in the signature", good[:len(good)-4] + "\n" + good[len(good)-4:], "not a signed JWT"},
		{"line break at the end", good + "\r\n", "not a signed JWT"},
		{"padding", good + "==", "malformed"},
		{"blank before", " " + good, "not base64url"},
		{"header in the other base64 alphabet", "+/" + good, "not base64url"},

		{"sub twice", signedText(t, s, headerText+`}`, text+`,"sub":"evil"}`), "twice"},
		{"sub and SUB: encoding/json would let the last one win", signedText(t, s, headerText+`}`, text+`,"SUB":"evil"}`), "twice"},
		{"sub and ſub, which Unicode folds together", signedText(t, s, headerText+`}`, text+`,"ſub":"evil"}`), "twice"},
		{"sub twice, once escaped", signedText(t, s, headerText+`}`, text+`,"\u0073ub":"evil"}`), "twice"},
		{"role and Role", signedText(t, s, headerText+`}`, text+`,"Role":"operator"}`), "twice"},
		{"Line alone, in another spelling", signedText(t, s, headerText+`}`, text+`,"Line":"gas"}`), "line in another spelling"},
		{"a name twice, deep inside", signedText(t, s, headerText+`}`, text+`,"x":[{"y":{"z":1,"z":2}}]}`), "twice"},
		{"alg twice", signedText(t, s, headerText+`,"alg":"none"}`, text+`}`), "twice"},
		{"kid and KID", signedText(t, s, headerText+`,"KID":"k2"}`, text+`}`), "twice"},
		{"CRIT, for a reader that folds", signedText(t, s, headerText+`,"CRIT":["x"]}`, text+`}`), "crit in another spelling"},
		{"two documents in one payload", signedText(t, s, headerText+`}`, text+`}{}`), "not JSON"},
		{"claims that are a list", signedText(t, s, headerText+`}`, `[`+text+`}]`), "not a JSON object"},
		{"claims that are no JSON", signedText(t, s, headerText+`}`, text), "not JSON"},
		{"claims that are not UTF-8", signedText(t, s, headerText+`}`, text+",\"x\":\"\xff\"}"), "not UTF-8"},
		{"nested a thousand deep", signedText(t, s, headerText+`}`, text+`,"x":`+strings.Repeat("[", 1000)+strings.Repeat("]", 1000)+`}`), "too many values"},
		{"a number too large for any machine", signedText(t, s, headerText+`}`, text+`,"nbf":1e999}`), "not JSON"},
	} {
		t.Run(a.why, func(t *testing.T) { refused(t, v, a.token, a.reason) })
	}
}

// signedWith signs good claims with another method than the signer's own.
func signedWith(t *testing.T, m jwt.SigningMethod, s *Signer, claims object) string {
	t.Helper()
	token := jwt.NewWithClaims(m, jwt.MapClaims(claims))
	token.Header["kid"] = s.kid
	text, err := token.SignedString(s.private)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// unusedBits changes those bits of the last character which carry nothing, so that a lenient
// decoder reads the same signature.
func unusedBits(t *testing.T, token string) string {
	t.Helper()
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	last := strings.IndexByte(alphabet, token[len(token)-1])
	changed := token[:len(token)-1] + string(alphabet[last^1])
	one, _ := base64.RawURLEncoding.DecodeString(token[strings.LastIndexByte(token, '.')+1:])
	two, _ := base64.RawURLEncoding.DecodeString(changed[strings.LastIndexByte(changed, '.')+1:])
	if string(one) != string(two) || len(one) != 64 {
		t.Fatalf("%x and %x: want the same 64 bytes, or this attack is none", one, two)
	}
	return changed
}

func TestKeysThatATokenBringsAlongAreNeverRead(t *testing.T) {
	evil, err := GenerateSigner("EdDSA", "k1")
	if err != nil {
		t.Fatal(err)
	}
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		w.Write(jwks(t, evil))
	}))
	defer server.Close()
	s := fixedSigner(t, "k1")
	v, err := New([]Issuer{issuer(t, s)}, atNoon, server.Client())
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"jku", "x5u"} {
		header := goodHeader(s).with(object{name: server.URL})
		refused(t, v, signed(t, evil, header, goodClaims()), "signature or algorithm")
		accepted(t, v, signed(t, s, header, goodClaims()), officer) // harmless, since it is not followed
	}
	server.Close()
	if asked != 0 {
		t.Errorf("the attacker's server was asked %d times, want never", asked)
	}
}

func TestAnHonestTokenInAnotherFormIsAccepted(t *testing.T) {
	s := fixedSigner(t, "k1")
	v := verifier(t, issuer(t, s))
	for why, changes := range map[string][2]object{
		"no typ":                      {{"typ": nil}, {}},
		"typ in small letters":        {{"typ": "jwt"}, {}},
		"an access token of RFC 9068": {{"typ": "application/at+jwt"}, {}},
		"several audiences":           {{}, {"aud": []string{"shop", "jcm"}}},
		"issued in the future: RFC 7519 makes nothing of it": {{}, {"iat": noon.AddDate(0, 0, 1).Unix()}},
		"fractions of a second":                              {{}, {"exp": float64(noon.Unix()) + 60.5}},
		"claims that we do not know":                         {{}, {"azp": "app", "realm_access": object{"roles": []string{"a"}}}},
		"a claim of another role, but empty":                 {{}, {"line": ""}},
		"a header that we do not know, nor use":              {{"x5t": "abc"}, {}},
	} {
		t.Run(why, func(t *testing.T) {
			accepted(t, v, signed(t, s, goodHeader(s).with(changes[0]), goodClaims().with(changes[1])), officer)
		})
	}
}

func TestTheLongestTokenIsAcceptedAndAByteMoreIsNot(t *testing.T) {
	s := fixedSigner(t, "k1")
	v := verifier(t, issuer(t, s))
	for n := range maxToken {
		token := signed(t, s, goodHeader(s), goodClaims().with(object{"pad": strings.Repeat("a", 5500+n)}))
		if len(token) > maxToken {
			refused(t, v, token, "longer than 8 KiB")
			return
		}
		if len(token) >= maxToken-1 {
			accepted(t, v, token, officer)
		}
	}
	t.Error("no token was too long, want one")
}

// A weak key is not used even if its issuer publishes it.
func TestAWeakOrSecretKeyIsIgnored(t *testing.T) {
	t.Setenv("GODEBUG", "rsa1024min=0")
	weak, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	short := &Signer{"short", jwt.SigningMethodRS256, weak}
	strong := fixedSigner(t, "k1")
	private, err := strong.JWK()
	if err != nil {
		t.Fatal(err)
	}
	private["d"], private["kid"] = "secret", "leaked"
	public, err := strong.JWK()
	if err != nil {
		t.Fatal(err)
	}
	encrypts := object{"kty": "OKP", "crv": "Ed25519", "x": public["x"]}
	entries := []any{private, encrypts.with(object{"kid": "use", "use": "enc"}), encrypts.with(object{"kid": "ops", "key_ops": []string{"sign"}}),
		encrypts.with(object{"kid": "typed", "use": 1}), encrypts, "no key", nil, object{"kty": "oct", "kid": "shared", "k": b64("secret"), "alg": "HS256"}}
	for _, s := range []*Signer{short, strong} {
		jwk, err := s.JWK()
		if err != nil {
			t.Fatal(err)
		}
		entries = append(entries, jwk)
	}
	doc, err := json.Marshal(object{"keys": entries})
	if err != nil {
		t.Fatal(err)
	}
	is := issuer(t, strong)
	is.JWKS = doc
	v := verifier(t, is)
	accepted(t, v, mint(t, strong, officer), officer)
	refused(t, v, mint(t, short, officer), "key is unknown")
	for _, kid := range []string{"leaked", "shared", "use", "ops", "typed"} {
		refused(t, v, signed(t, strong, goodHeader(strong).with(object{"kid": kid}), goodClaims()), "key is unknown")
	}
}
