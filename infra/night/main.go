// Night does one night by hand, as analyze-frequency does it: for a city's first, over years of facts, or one
// that is wanted now. On a terminal it shows how far it has come; otherwise it logs.
//
//	PUBLIC_URL=… K_SINK=… BUCKET_ENDPOINT=… BUCKET_REGION=… BUCKET=… SECRETS_DIR=… go run ./infra/night
//
// Settings and secrets: those of analyze-frequency.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	analyzefrequency "inspectioncode.example/functions/analyze-frequency"
	"inspectioncode.example/shared/serve"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	debug.SetGCPercent(25) // memory is dearer at night than time
	env := serve.Process(serve.Log(os.Stderr))
	show, end := logged(env.Log), func() {}
	if terminal(os.Stderr) {
		show, end = bars(ctx, os.Stderr)
	}
	did, err := analyzefrequency.Run(ctx, env, show)
	end()
	if err != nil {
		fmt.Fprintln(os.Stderr, "night:", err)
		os.Exit(1)
	}
	out, err := json.MarshalIndent(did, "", "  ")
	if err != nil {
		fmt.Fprintln(os.Stderr, "night:", err)
		os.Exit(1)
	}
	fmt.Println(string(out))
}
