// Bare is the yardstick of a cold start: the least that net/http can answer with, and nothing of ours.
package main

import (
	"io"
	"net/http"
	"os"
)

func main() {
	err := http.ListenAndServe(":"+os.Getenv("PORT"), http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "ok\n")
	}))
	io.WriteString(os.Stderr, err.Error()+"\n")
	os.Exit(1)
}
