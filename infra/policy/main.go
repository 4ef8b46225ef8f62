// Policy explains what a changed policy would do, and puts one in force.
//
//	PUBLIC_URL=… BUCKET_ENDPOINT=… BUCKET_REGION=… BUCKET=… SECRETS_DIR=… go run ./infra/policy check FILE
//
// Check reads FILE strictly, judges every code in the bucket by it and by the policy in force, and explains what only FILE
// refuses: how many by which rule and of which line, and each with the reason, the source and what would have made it
// acceptable. It changes nothing. Put does no such thing: it puts FILE in force, under a version that no other text was in
// force under; functions judge by it within a minute. Settings: those of serve.Env's Ledger; TRIAL_WINDOW. Secrets:
// bucket-access-key, bucket-secret-key.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"

	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/pilot"
	"inspectioncode.example/shared/serve"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, serve.Process(slog.New(slog.NewTextHandler(os.Stderr, nil))), os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "policy:", err)
		os.Exit(2)
	}
}

func run(ctx context.Context, env *serve.Env, args []string, out io.Writer) error {
	if len(args) != 2 || args[0] != "check" && args[0] != "put" {
		return errors.New("usage: policy check FILE, or policy put FILE")
	}
	text, err := os.ReadFile(args[1])
	if err != nil {
		return err
	}
	rules, err := pilot.Read(args[1], text)
	if err != nil {
		return err
	}
	l := env.Ledger()
	policy := env.Policy(l)
	if err := env.Err(); err != nil {
		return err
	}
	if args[0] == "put" {
		if err := l.PutPolicy(ctx, rules.Version, text); err != nil {
			return err
		}
		_, err = fmt.Fprintf(out, "version %s is in force\n", rules.Version)
		return err
	}
	if first, last, ok := strings.Cut(env.May("TRIAL_WINDOW", ""), "/"); ok {
		rules.Trial.From, rules.Trial.Until = inspection.Date(first), inspection.Date(last)
	}
	inForce, err := policy(ctx)
	if err != nil {
		return err
	}
	now, _, err := l.Review(ctx, inForce)
	if err != nil {
		return err
	}
	then, count, err := l.Review(ctx, rules)
	if err != nil {
		return err
	}
	explain(out, change{file: args[1], rules: rules, inForce: inForce, codes: count, refused: then, before: now})
	return nil
}
