package identity

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestABadAnswerLeavesTheOldKeys(t *testing.T) {
	s := fixedSigner(t, "k1")
	other := publish(t, signer(t, "ES256"))
	good, twice := jwks(t, s), jwks(t, s, s)
	zipped := zippedBlanks(t)
	for why, answer := range map[string]http.HandlerFunc{
		"a redirect":     func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other.URL, http.StatusFound) },
		"an error":       func(w http.ResponseWriter, r *http.Request) { http.Error(w, "no", http.StatusInternalServerError) },
		"created":        func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(201); w.Write(jwks(t, signer(t, "ES256"))) },
		"a sign-in page": func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "<html>please sign in</html>") },
		"nothing":        func(w http.ResponseWriter, r *http.Request) {},
		"no keys":        func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, `{"keys":[]}`) },
		"keys of no use": func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, `{"keys":[{"kty":"oct","kid":"k1","k":"AAAA"}]}`)
		},
		"one kid twice": func(w http.ResponseWriter, r *http.Request) { w.Write(twice) },
		"a name twice":  func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, `{"keys":[],"KEYS":[]}`) },
		"half an answer": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "999")
			io.WriteString(w, `{"keys":`)
		},
		"a huge answer": func(w http.ResponseWriter, r *http.Request) {
			w.Write(good)
			io.Copy(w, io.LimitReader(blanks{}, 8<<20))
		},
		"an endless zip": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(zipped)
		},
		"no conversation": func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) },
	} {
		t.Run(why, func(t *testing.T) {
			p := publish(t, s)
			v, c := follow(t, p)
			accepted(t, v, c.mint(t, s), officer)
			p.does(answer)
			c.turn(freshFor)
			accepted(t, v, c.mint(t, s), officer)
			settle(v)
			if v.issuers[agencies].keys.failure == nil {
				t.Error("the answer was taken, want it rejected")
			}
			accepted(t, v, c.mint(t, s), officer)
			p.wasAsked(t, 2)
		})
	}
	other.wasAsked(t, 0)
}

// blanks is white space without end, which JSON allows after a document.
type blanks struct{}

func (blanks) Read(b []byte) (int, error) { return copy(b, bytes.Repeat([]byte(" "), len(b))), nil }

// zippedBlanks is 16 MiB of blanks in a few kilobytes.
func zippedBlanks(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.Copy(z, io.LimitReader(blanks{}, 16<<20)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A set that would do, if it were not one byte too long.
func TestTheLargestKeySet(t *testing.T) {
	s := fixedSigner(t, "k1")
	for _, more := range []int{0, 1} {
		p := publish(t, s)
		doc := string(jwks(t, s))
		p.does(func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, doc+strings.Repeat(" ", maxJWKS-len(doc)+more))
		})
		v, c := follow(t, p)
		if more == 0 {
			accepted(t, v, c.mint(t, s), officer)
		} else {
			unavailable(t, v, c.mint(t, s))
		}
	}
}

// slow is an issuer that never answers; it counts in virtual time.
type slow struct{ asked atomic.Int64 }

func (s *slow) RoundTrip(r *http.Request) (*http.Response, error) {
	s.asked.Add(1)
	<-r.Context().Done()
	return nil, r.Context().Err()
}

func TestASlowIssuerIsGivenThreeSeconds(t *testing.T) {
	s := fixedSigner(t, "k1")
	synctest.Test(t, func(t *testing.T) {
		server := &slow{}
		is := Issuer{Issuer: agencies, Algorithms: algorithms, Roles: roles, JWKSURI: "https://slow.example/keys"}
		v, err := New([]Issuer{is}, time.Now, &http.Client{Transport: server})
		if err != nil {
			t.Fatal(err)
		}
		token, err := s.Sign(officer, agencies, DefaultAudience, time.Hour, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		unavailable(t, v, token)
		if took := time.Since(began); took != 3*time.Second {
			t.Errorf("gave up after %v, want 3s", took)
		}
		unavailable(t, v, token) // at once: the minute is not over
		if took := time.Since(began); took != 3*time.Second {
			t.Errorf("the second refusal took until %v, want 3s", took)
		}
		if got := server.asked.Load(); got != 1 {
			t.Errorf("asked %d times, want 1", got)
		}
	})
}
