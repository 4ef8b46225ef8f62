// Coldstart measures how long somebody waits who asks a function of which no instance runs: from the
// start of the process to the whole answer to its first request, a verified scan or an issued code.
//
//	go run ./tests/bench/coldstart [-n 31] [-inits 15]
//
// It builds the functions as the image does, and beside them a bare net/http server that answers "ok",
// and starts them in turn. The store is a real S3 server in this process, whose own answers are part
// of the time: row "warm" is the same request again. What a platform adds, such as scheduling and pulling an
// image, is not measured. Two rows say where the time goes: "ready" is when verify-scan answers the platform's
// probe, and "net/http + store" is a bare server that asks the store for what a scan asks, and shows nothing.
// No function can be faster than that one, so "× store" is what is ours to make faster. "CPU ms" hardly depends on
// what else the machine does. Then it lists what initialising packages costs at every start, by module.
//
// Targets: at most twice the bare server's time ("× bare") for both functions, and less than 30 MiB of memory; it
// exits 1 if one is missed.
package main

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"

	"inspectioncode.example/tests/deployed"
)

const (
	maxRatio = 2.0 // of the bare server's median
	maxRSS   = 30  // MiB, at the peak
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	n := flag.Int("n", 31, "starts of each `number`")
	inits := flag.Int("inits", 15, "modules to list, the `number` of them")
	flag.Parse()
	ok, err := run(ctx, *n, *inits)
	if err != nil {
		fmt.Fprintln(os.Stderr, "coldstart:", err)
		os.Exit(2)
	}
	if !ok {
		os.Exit(1)
	}
}

func run(ctx context.Context, n, inits int) (ok bool, err error) {
	dir, err := os.MkdirTemp("", "coldstart-")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(dir)
	functions, err := deployed.Functions(ctx, dir)
	if err != nil {
		return false, err
	}
	bare, err := deployed.Program(ctx, dir, "tests/bench/coldstart/bare")
	if err != nil {
		return false, err
	}
	stored, err := deployed.Program(ctx, dir, "tests/bench/coldstart/stored")
	if err != nil {
		return false, err
	}
	city, err := deployed.NewCity(dir)
	if err != nil {
		return false, err
	}
	sink := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusAccepted) }))
	defer sink.Close()
	city.Settings["K_SINK"] = sink.URL
	if err := city.OpenStore(ctx, deployed.Directory(2*n+2)); err != nil {
		return false, err
	}
	defer city.CloseStore()
	starts := []*start{
		{name: "bare net/http", program: bare, ask: askBare},
		{name: "net/http + store", program: stored, ask: askStore},
		{name: "ready", function: "verify-scan", program: functions, ask: askReady},
		{name: "verify-scan", function: "verify-scan", program: functions, ask: askScan, target: true},
		{name: "issue-code", function: "issue-code", program: functions, ask: askCode, target: true},
	}
	b := &bench{city: city}
	if err := b.issueOne(ctx, functions); err != nil {
		return false, err
	}
	for range n {
		for _, s := range starts {
			if err := b.once(ctx, s); err != nil {
				return false, fmt.Errorf("%s: %w", s.name, err)
			}
		}
	}
	ok = printTable(os.Stdout, starts)
	return ok, printInits(ctx, os.Stdout, functions, bare, inits)
}
