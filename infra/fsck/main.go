// Fsck reads a whole bucket and proves that everything in it fits together. It prints what does not
// and exits 1 if anything is impossible; what is merely unfinished is the sweep's business.
//
//	PUBLIC_URL=… BUCKET_ENDPOINT=… BUCKET_REGION=… BUCKET=… SECRETS_DIR=… go run ./infra/fsck
//
// Settings: those of serve.Env's Ledger. Secrets: bucket-access-key,
// bucket-secret-key, id-key, verifying-keys. With OTEL_EXPORTER_OTLP_ENDPOINT set, what it counted is measured, and
// can be an alert.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"

	"inspectioncode.example/shared/serve"
	"inspectioncode.example/shared/telemetry"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	env := serve.Process(slog.New(slog.NewTextHandler(os.Stderr, nil)))
	l := env.Ledger()
	l.Codes = env.VerifyingKeys()
	l.IDKey = env.NeedSecret("id-key", 32)
	if err := env.Err(); err != nil {
		fmt.Fprintln(os.Stderr, "fsck:", err)
		os.Exit(2)
	}
	findings, err := l.Fsck(ctx)
	if err != nil {
		fmt.Fprintln(os.Stderr, "fsck:", err)
		os.Exit(2)
	}
	measured, err := telemetry.Start(os.Getenv, "fsck", env.Log)
	if err != nil {
		fmt.Fprintln(os.Stderr, "fsck:", err)
		os.Exit(2)
	}
	impossible := 0
	for _, f := range findings {
		fmt.Println(f)
		if !f.Unfinished {
			impossible++
		}
	}
	fmt.Printf("%d impossible, %d unfinished\n", impossible, len(findings)-impossible)
	measured.Count(ctx, telemetry.Impossible, impossible)
	measured.Count(ctx, telemetry.Unfinished, len(findings)-impossible)
	if err := measured.Stop(); err != nil {
		fmt.Fprintln(os.Stderr, "fsck:", err)
	}
	if impossible > 0 {
		os.Exit(1)
	}
}
