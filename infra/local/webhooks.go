package main

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/serve"
)

// webhooks are where agencies' own systems are pushed to, by agency, as the command line gives them. In a city they
// come with the directory.
type webhooks map[string]string

func (w webhooks) String() string { return strings.Join(slices.Sorted(maps.Values(w)), " ") }

// Set takes one of them.
func (w webhooks) Set(given string) error {
	agency, address, ok := strings.Cut(given, "=")
	if !ok || !event.Pushable(address) {
		return fmt.Errorf("want an agency and an address of https, or on this machine, such as 310000-transport=http://127.0.0.1:9000/")
	}
	w[agency] = address
	return nil
}

// banner says who is pushed to, and where its key is.
func (w webhooks) banner(data string) {
	for _, agency := range slices.Sorted(maps.Keys(w)) {
		fmt.Printf("  push   what happens to %s goes to %s; its key is in %s\n", agency, w[agency], filepath.Join(data, "secrets", "agency-keys"))
	}
}

// add puts them into the directory, beside those that are there.
func (w webhooks) add(ctx context.Context, env *serve.Env) error {
	if len(w) == 0 {
		return nil
	}
	l := env.Ledger()
	if err := env.Err(); err != nil {
		return err
	}
	hooks, err := l.Webhooks(ctx)
	if err != nil {
		return err
	}
	all := maps.Clone(w)
	for agency, hook := range hooks {
		if _, given := w[agency]; !given {
			all[agency] = hook.URL
		}
	}
	for agency := range w {
		if a, err := l.Agency(ctx, agency); err != nil || a == nil {
			return fmt.Errorf("-webhook: there is no agency %s (%v)", agency, err)
		}
	}
	return l.SetWebhooks(ctx, all)
}
