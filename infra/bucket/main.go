// Bucket makes a bucket ready for the inspection code, or says why it cannot be: it creates and checks the
// bucket itself, that strangers cannot read it, versions, lifecycle, encryption and CORS, prints what it did
// and what the store refused, and finds out with races whether the store creates once.
//
//	PUBLIC_URL=… BUCKET_ENDPOINT=… BUCKET_REGION=… BUCKET=… SECRETS_DIR=… go run ./infra/bucket [-check]
//
// Settings and secrets are those of the functions (serve.Env's Bucket, and PUBLIC_URL). -check looks and changes nothing,
// but for what the probe writes and takes away. It exits 1 if the bucket must not be used, 2 if it could not look.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"

	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/bucket/open"
	"inspectioncode.example/shared/bucket/prepare"
	"inspectioncode.example/shared/serve"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	check := flag.Bool("check", false, "look, and change nothing")
	flag.Parse()
	env := serve.Process(slog.New(slog.NewTextHandler(os.Stderr, nil)))
	ready, err := run(ctx, env, !*check, os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "bucket:", err)
		os.Exit(2)
	}
	if !ready {
		os.Exit(1)
	}
}

// run prepares and probes the bucket of env, prints what came of it, and reports whether it can be used.
func run(ctx context.Context, env *serve.Env, change bool, w io.Writer) (ready bool, err error) {
	settings, origin := env.Bucket(), env.Need("PUBLIC_URL")
	if err := env.Err(); err != nil {
		return false, err
	}
	points, err := prepare.Prepare(ctx, settings, prepare.Wish{Origin: origin, Change: change})
	if err != nil {
		return false, err
	}
	fmt.Fprintln(w, settings)
	for _, p := range points {
		fmt.Fprintf(w, "  %-48s %s\n", p.Name, p.Outcome)
		if p.Err != nil {
			fmt.Fprintf(w, "      %v\n", p.Err)
		}
		if p.Outcome != prepare.Stands && p.Outcome != prepare.Done {
			fmt.Fprintf(w, "      %s\n", p.Means)
		}
	}
	if err := prepare.Err(points); err != nil {
		fmt.Fprintln(w, "the bucket must not be used:", err)
		return false, nil
	}
	store, err := open.Store(settings)
	if err != nil {
		return false, err
	}
	report := bucket.Probe(ctx, store, bucket.Retry{})
	for _, c := range report {
		if c.Err == nil {
			fmt.Fprintf(w, "  %-48s holds\n", c.Name)
		} else {
			fmt.Fprintf(w, "  %-48s does not hold\n      %v\n      %s\n", c.Name, c.Err, c.Means)
		}
	}
	if report.Err() != nil {
		fmt.Fprintln(w, "the store must not be used")
		return false, nil
	}
	fmt.Fprintln(w, "the bucket can be used")
	return true, nil
}
