package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"sync"
)

// A pushed event, as far as this system cares.
type pushed struct{ Type, Subject string }

// A webhook takes what the city pushes to this system.
type webhook struct {
	server *http.Server
	news   chan pushed // each event once
}

// listen lets the city push to an address, and no one else.
func listen(address, city, key string) *webhook {
	listener, err := net.Listen("tcp", address)
	check(err)
	var had sync.Map // elsewhere: a table of the database, by the event's id
	h := &webhook{news: make(chan pushed, 100)}
	h.server = &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodOptions { // may the city push? (CloudEvents webhooks, section 4)
			if r.Header.Get("WebHook-Request-Origin") == city {
				w.Header().Set("WebHook-Allowed-Origin", city)
			}
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
		if err != nil || !genuine(key, r.Header, body) {
			http.Error(w, "not the city's", http.StatusForbidden)
			return
		}
		if _, again := had.LoadOrStore(r.Header.Get("Ce-Id"), true); !again {
			h.news <- pushed{r.Header.Get("Ce-Type"), r.Header.Get("Ce-Subject")} // elsewhere: kept before it is answered
		}
		w.WriteHeader(http.StatusNoContent)
	})}
	go h.server.Serve(listener)
	return h
}

// genuine verifies the signature of an event as asyncapi.yaml has it.
func genuine(key string, h http.Header, body []byte) bool {
	digest := sha256.Sum256(body)
	words, _ := json.Marshal([]string{"inspection-code event 1", h.Get("Ce-Id"), h.Get("Ce-Source"), h.Get("Ce-Type"),
		h.Get("Ce-Subject"), h.Get("Ce-Time"), base64.RawStdEncoding.EncodeToString(digest[:])})
	m := hmac.New(sha256.New, []byte(key))
	m.Write(words)
	want := base64.RawURLEncoding.EncodeToString(m.Sum(nil))
	return hmac.Equal([]byte(want), []byte(h.Get("Ce-Signature")))
}
