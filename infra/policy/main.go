// Policy explains what a changed policy would do, and puts one in force.
//
//	PUBLIC_URL=… BUCKET_ENDPOINT=… BUCKET_REGION=… BUCKET=… SECRETS_DIR=… go run ./infra/policy check FILE
//
// Check reads FILE strictly and judges every code in the bucket by it again: per rule how many it would have
// refused, and each of those tasks with the reason. Put does no such thing: it puts FILE in force, under a
// version that no other text was in force under; functions judge by it within a minute. Settings: those of
// serve.Env's Ledger; TRIAL_WINDOW. Secrets: bucket-access-key, bucket-secret-key.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"os/signal"
	"slices"
	"strings"

	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/pilot"
	"inspectioncode.example/shared/serve"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "policy:", err)
		os.Exit(2)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
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
	env := serve.Process(slog.New(slog.NewTextHandler(os.Stderr, nil)))
	l := env.Ledger()
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
	refused, count, err := l.Review(ctx, rules)
	if err != nil {
		return err
	}
	explain(out, rules.Version, refused, count)
	return nil
}

// explain prints per rule how many, and then each.
func explain(out io.Writer, version string, refused []ledger.Reviewed, count int) {
	fmt.Fprintf(out, "version %s would have refused %d of %d codes\n", version, len(refused), count)
	rules := map[string]int{}
	for _, r := range refused {
		named := map[string]bool{}
		for _, f := range r.Refusal.Faults {
			if !named[f.Rule] {
				rules[f.Rule]++
			}
			named[f.Rule] = true
		}
	}
	for _, rule := range slices.Sorted(maps.Keys(rules)) {
		fmt.Fprintf(out, "%6d %s\n", rules[rule], rule)
	}
	for _, r := range refused {
		fmt.Fprintf(out, "\n%s task %s of %s\n", r.Ref, r.Task, r.Agency)
		for _, f := range r.Refusal.Faults {
			fmt.Fprintf(out, "  %s %s: %s (%s)\n", f.Field, f.Rule, f.Text.ZH, f.Text.EN)
			if f.Source != nil {
				fmt.Fprintf(out, "    %s (%s)\n", f.Source.ZH, f.Source.EN)
			}
		}
	}
}
