package identity

import (
	"net/http"
	"testing"
)

func TestWhereTheTokenOfARequestIs(t *testing.T) {
	for _, c := range []struct {
		why    string
		header http.Header
		want   string // empty if there is none to be had
	}{
		{"nothing", http.Header{}, ""},
		{"bearer", http.Header{"Authorization": {"Bearer a.b.c"}}, "a.b.c"},
		{"the scheme in small letters", http.Header{"Authorization": {"bearer a.b.c"}}, "a.b.c"},
		{"two blanks", http.Header{"Authorization": {"Bearer  a.b.c"}}, "a.b.c"},
		{"session cookie", http.Header{"Cookie": {"__Host-jcm=a.b.c"}}, "a.b.c"},
		{"session cookie among others", http.Header{"Cookie": {"x=1; __Host-jcm=a.b.c; jcm2=3"}}, "a.b.c"},
		{"loopback cookie", http.Header{"Cookie": {"jcm=a.b.c"}}, "a.b.c"},
		{"header before cookie", http.Header{"Authorization": {"Bearer a.b.c"}, "Cookie": {"__Host-jcm=d.e.f"}}, "a.b.c"},
		{"session before loopback cookie", http.Header{"Cookie": {"jcm=d.e.f; __Host-jcm=a.b.c"}}, "a.b.c"},
		{"an emptied session cookie", http.Header{"Cookie": {"__Host-jcm=; jcm=a.b.c"}}, "a.b.c"},
		{"another scheme is not for us", http.Header{"Authorization": {"Basic dTpw"}, "Cookie": {"__Host-jcm=a.b.c"}}, "a.b.c"},
		{"the same header twice", http.Header{"Authorization": {"Bearer a.b.c", "Bearer a.b.c"}}, "a.b.c"},
		{"the same cookie twice", http.Header{"Cookie": {"jcm=a.b.c; jcm=a.b.c"}}, "a.b.c"},

		{"two different headers", http.Header{"Authorization": {"Bearer a.b.c", "Bearer d.e.f"}}, ""},
		{"two different headers and a cookie", http.Header{"Authorization": {"Bearer a.b.c", "Bearer d.e.f"}, "Cookie": {"jcm=a.b.c"}}, ""},
		{"two schemes", http.Header{"Authorization": {"Basic dTpw", "Bearer a.b.c"}}, ""},
		{"two headers joined by a proxy", http.Header{"Authorization": {"Bearer a.b.c, Bearer d.e.f"}}, ""},
		{"two tokens", http.Header{"Authorization": {"Bearer a.b.c d.e.f"}}, ""},
		{"bearer of nothing, and a cookie", http.Header{"Authorization": {"Bearer "}, "Cookie": {"jcm=a.b.c"}}, ""},
		{"no scheme", http.Header{"Authorization": {"a.b.c"}}, ""},
		{"two different session cookies", http.Header{"Cookie": {"__Host-jcm=a.b.c; __Host-jcm=d.e.f"}}, ""},
		{"two different loopback cookies", http.Header{"Cookie": {"jcm=a.b.c", "jcm=d.e.f"}}, ""},
		{"a cookie in other letters", http.Header{"Cookie": {"__host-jcm=a.b.c"}}, ""},
		{"in the query, where logs would keep it", http.Header{"Referer": {"https://a.example/?token=a.b.c"}}, ""},
	} {
		got, ok := FromRequest(c.header, false)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("%s: got %q, %v; want %q", c.why, got, ok, c.want)
		}
	}
}

func TestALoopbackCookiePlantedOnThePublicSiteIsNotRead(t *testing.T) {
	if token, ok := FromRequest(http.Header{"Cookie": {"jcm=a.b.c"}}, true); ok {
		t.Errorf("got %q over https, want nothing", token)
	}
	if token, ok := FromRequest(http.Header{"Cookie": {"jcm=d.e.f; __Host-jcm=a.b.c"}}, true); !ok || token != "a.b.c" {
		t.Errorf("got %q, %v over https, want the session cookie's", token, ok)
	}
}
