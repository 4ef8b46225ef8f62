// Scan measures what the inspection code (检查码) was designed for: that its symbol is read from
// farther away, at a worse angle and in worse light than a JSON Web Token that says the same, and that
// a code which is not genuine costs next to nothing to refuse.
//
//	go run ./tests/bench/scan [-full] [-json FILE]
//
// It draws the same inspections in three designs, distorts their pictures as cheap cameras do, and
// lets every reader at hand look at them: ZXing in Go always, zbarimg where it is installed. All
// chance comes from fixed seeds. The tables go to standard output, progress to standard error. It
// exits 1 if a gate fails and 2 if it could not measure.
//
// The camera is synthetic: it ranks designs, and does not say how a certain telephone reads them.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"time"
)

const (
	payloadCount = 8
	shots        = 3 // pictures of each symbol in each scene, so that a cell has 24
	mutatedCodes = 100
	longSize     = 180 // pixels; the long table is for one size
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	full := flag.Bool("full", false, "also print the long table of single distortions")
	file := flag.String("json", "", "write the results to `FILE`")
	flag.Parse()
	started := time.Now()
	r, err := run(ctx, *full, os.Stderr)
	if err == nil {
		r.Seconds = time.Since(started).Seconds()
		r.print(os.Stdout)
		if *file != "" {
			err = r.write(*file)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "scan:", err)
		os.Exit(2)
	}
	if slices.ContainsFunc(r.Gates, func(g gate) bool { return !g.Kept && !g.Skipped }) {
		os.Exit(1)
	}
}

// run measures everything. Times come first, while nothing else of ours runs.
func run(ctx context.Context, full bool, progress io.Writer) (report, error) {
	random := rand.NewChaCha8([32]byte([]byte("inspection code, scan benchmark.")))
	r := report{Go: runtime.Version(), Payloads: payloadCount, Shots: shots, Sizes: sizes[:]}

	made, _, err := payloads(payloadCount, random)
	if err != nil {
		return r, err
	}
	drawings, err := designs(made)
	if err != nil {
		return r, err
	}
	for _, d := range drawings {
		r.Designs = append(r.Designs, largest(d))
	}
	offered, keys, err := attempts(random)
	if err != nil {
		return r, err
	}
	if r.Costs, err = costs(offered, keys, random); err != nil {
		return r, err
	}

	readers := []reader{zxing()}
	if z, installed, err := zbar(ctx); err != nil {
		return r, err
	} else if installed {
		readers = append(readers, z)
	} else {
		r.Missing = append(r.Missing, zbarName)
	}
	for _, d := range readers {
		r.Decoders = append(r.Decoders, d.name)
	}
	var scenes, long []scene
	for _, p := range profiles() {
		r.Profiles = append(r.Profiles, described{p.name, p.means})
		for _, size := range sizes {
			scenes = append(scenes, scene{p, size})
		}
	}
	if r.Cells, err = measure(ctx, drawings, scenes, readers, shots, percent(progress, "scanning")); err != nil {
		return r, err
	}
	if full {
		for _, p := range longTable() {
			long = append(long, scene{p, longSize})
		}
		if r.LongTable, err = measure(ctx, drawings, long, readers, shots, percent(progress, "scanning for the long table")); err != nil {
			return r, err
		}
	}

	codes, keys, err := realCodes(mutatedCodes, random)
	if err != nil {
		return r, err
	}
	if r.Mutations, err = mutate(ctx, codes, keys.Parse, percent(progress, "changing digits")); err != nil {
		return r, err
	}
	r.Gates = gates(r)
	return r, nil
}
