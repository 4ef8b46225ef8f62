// Local runs the whole system on a laptop, in one process: an S3 server, an event bus, every function
// as a gateway would serve it, a sign-in for trying it out, the enterprises' inbox and the clock. It
// plays the trial's rules with their window moved to the current year.
//
//	go run ./infra/local            serve on http://127.0.0.1:8080, data in .local
//	go run ./infra/local -demo      and play one whole inspection through the public interface
//	go run ./infra/local -sample 10000
//	                                first fill the bucket with a trial of so many visits (package sample
//	                                says what it invents), spread from the first day of the year to now
//	                                -seed draws another one; -plant=false leaves out the cases to be found
//	go run ./infra/local -webhook 310000-transport=http://127.0.0.1:9000/
//	                                push what happens to an agency's own system (tests/partner is one); its key is the
//	                                agency's line of .local/secrets/agency-keys
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"inspectioncode.example/shared/inspection"
)

func main() {
	addr := flag.String("addr", "127.0.0.1:8080", "address to serve on")
	data := flag.String("data", ".local", "folder for everything that is kept")
	now := flag.String("now", "", "let the clock stand at this time, such as 2026-09-05T09:00:00+08:00, until it is moved on /clock; for tests and rehearsals")
	demo := flag.Bool("demo", false, "play one whole inspection and print each step")
	var invent invention
	flag.IntVar(&invent.visits, "sample", 0, "fill the bucket with a trial of so many visits before serving")
	flag.Uint64Var(&invent.seed, "seed", 1, "what all chance of -sample follows from")
	flag.BoolVar(&invent.plant, "plant", true, "plant cases for the night to find in the -sample")
	hooks := webhooks{}
	flag.Var(hooks, "webhook", "push what happens to an agency's inspections to a system of its own, such as 310000-transport=http://127.0.0.1:9000/; for several agencies more than once")
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "local: %q is no option; -demo and the others begin with a hyphen, -help lists them\n", flag.Arg(0))
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *addr, *data, *now, *demo, invent, hooks); err != nil {
		fmt.Fprintln(os.Stderr, "local:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, addr, data, now string, demo bool, invent invention, hooks webhooks) (err error) {
	clock, err := newClock(now)
	if err != nil {
		return err
	}
	city, err := start(ctx, addr, data, clock, invent, hooks)
	if err != nil {
		return err
	}
	defer func() {
		fmt.Println("\nstopping; everything is kept in", data)
		if stopErr := city.stop(); err == nil {
			err = stopErr
		}
	}()
	city.banner(data)
	hooks.banner(data)
	if demo {
		if err := play(ctx, city.address, clock.now, os.Stdout); err != nil {
			return fmt.Errorf("demo: %w", err)
		}
	}
	<-ctx.Done()
	return nil
}

// banner says where to go, and by which rules.
func (c *city) banner(data string) {
	year := inspection.DateOf(c.clock.now()).Year()
	fmt.Printf(`
检查码 · the Inspection Code

  open   %s            (choose who to be at %s/sign-in)
  data   %s, log in log.jsonl there
  store  %s, an S3 server of its own; its keys are in %s
  rules  the trial's of 2023 (沪司发〔2023〕39号), with its window moved from
         2023-09-01/2023-12-31 to the year %s
`, c.address, c.address, data, c.store.Endpoint(), filepath.Join(data, "secrets"), year)
	if c.clock.stands() {
		fmt.Printf("  clock  stands at %s until it is moved: curl -d by=2h %s/clock\n", c.clock.now().In(inspection.Shanghai).Format(time.RFC3339), c.address)
	}
	fmt.Println("\n  Ctrl-C ends it; what happened is still there next time")
}
