// Scan measures what the inspection code (检查码) was designed for: that its symbol is read from
// farther away, at a worse angle and in worse light than a JSON Web Token that says the same, and that
// a code which is not genuine costs next to nothing to refuse.
//
//	go run ./tests/bench/scan [-full] [-resampled] [-json FILE]
//
// It draws the same inspections in three designs, distorts their pictures as cheap cameras do, and
// lets every reader at hand look at them: ZXing in Go always, zbarimg where it is installed. All
// chance comes from fixed seeds. The tables go to standard output, progress to standard error. It
// exits 1 if a gate fails and 2 if it could not measure.
//
// The camera is synthetic: it ranks designs, and does not say how a certain telephone reads them. With
// -resampled it is the former one, which blurs what is tilted or turned.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	full := flag.Bool("full", false, "also print the long table of distortions")
	former := flag.Bool("resampled", false, "use the former camera, which samples a tilted or turned symbol twice")
	file := flag.String("json", "", "write the results to `FILE`")
	flag.Parse()
	if flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	through := direct()
	if *former {
		through = resampled()
	}
	kept, err := scan(ctx, through, *full, *file, os.Stdout, os.Stderr)
	if err != nil {
		fmt.Fprintln(os.Stderr, "scan:", err)
		os.Exit(2)
	}
	if !kept {
		os.Exit(1)
	}
}

// scan measures, prints, writes the file if one is named, and says whether every gate is kept.
func scan(ctx context.Context, through camera, full bool, file string, tables, progress io.Writer) (kept bool, err error) {
	started := time.Now()
	r, err := run(ctx, through, full, progress)
	if err != nil {
		return false, err
	}
	r.Seconds = time.Since(started).Seconds()
	r.print(tables)
	if file != "" {
		if err := r.write(file); err != nil {
			return false, err
		}
	}
	return !slices.ContainsFunc(r.Gates, func(g gate) bool { return !g.Kept && !g.Skipped }), nil
}
