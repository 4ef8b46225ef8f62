// Night measures the night's queries against DuckDB: the same counts over the same Parquet files, by turns in the
// same run, each in a process of its own, two threads for DuckDB. It checks that both count the same, and
// prints wall time and peak memory of both and their ratios.
//
//	NODE_MODULES=… go run ./tests/bench/night [-rows 10000000] [-rounds 3] [-grow] [-build 10000,58600] [-whole 876000]
//
// With -grow it also prints how time and memory grow from ten thousand rows, of each query and of all the summaries of a night;
// with -build, what it takes to bring a lake up to date from the facts of so many inspections of one month: of 703 000 a year
// a month has 58 600. NODE_MODULES is a folder of npm packages with
// @duckdb/node-api. The rows come from a fixed seed: as many inspections, items and half as many evaluations,
// over 455 days, so that every row is looked at. It exits 1 if a gate fails, 2 if it could not measure.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
)

func main() {
	rows := flag.Int("rows", 10_000_000, "inspections")
	rounds := flag.Int("rounds", 3, "how often each query is run; medians count")
	grow := flag.Bool("grow", false, "also measure 10 000, 100 000, 1 000 000 and 7 000 000 rows")
	build := flag.String("build", "", "also bring a lake up to date from the facts of so many inspections of a month, such as 10000,58600")
	whole := flag.Int("whole", 876_000, "also make every summary of so many inspections, 703 000 a year; 0: do not")
	dir := flag.String("dir", "", "folder for the files, kept and used again (a temporary one)")
	ask := flag.String("ask", "", "for itself: run one query, and print what it counts")
	fill := flag.Int("fill", 0, "for itself: write so many rows")
	facts := flag.Int("facts", 0, "for itself: bring a lake of so many inspections up to date")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	switch { // each in a process of its own, and this one small: a process begins with its parent's peak
	case *ask != "":
		exit(answer(ctx, *ask, *dir))
	case *fill > 0:
		exit(generate(*dir, *fill))
	case *facts > 0:
		exit(built(ctx, *facts))
	}
	passed, err := measure(ctx, *rows, *rounds, *grow, *build, *whole, *dir)
	if err == nil && !passed {
		os.Exit(1)
	}
	exit(err)
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "night:", err)
		os.Exit(2)
	}
	os.Exit(0)
}

func measure(ctx context.Context, rows, rounds int, grow bool, build string, whole int, dir string) (passed bool, err error) {
	if dir == "" {
		if dir, err = os.MkdirTemp("", "night-bench-"); err != nil {
			return false, err
		}
		defer os.RemoveAll(dir)
	}
	passed = true
	if build != "" {
		for _, n := range strings.Split(build, ",") {
			f, err := self(ctx, "-facts", n)
			if err != nil {
				return false, err
			}
			fmt.Printf("%s\n%56.0f MiB at most, the facts themselves in memory among them\n", f.counts, f.mib)
		}
	}
	if grow {
		fmt.Printf("%-16s %10s %9s %9s\n", "query", "rows", "seconds", "MiB")
		for _, n := range []int{10_000, 100_000, 1_000_000, 7_000_000} {
			at := filepath.Join(dir, strconv.Itoa(n))
			if _, err := self(ctx, "-fill", strconv.Itoa(n), "-dir", at); err != nil {
				return false, err
			}
			for _, q := range queries {
				m, err := ours(ctx, q.name, at, rounds)
				if err != nil {
					return false, err
				}
				fmt.Printf("%-16s %10d %9.2f %9.0f\n", q.name, n, m.seconds, m.mib)
			}
			m, err := ours(ctx, "night", at, 1)
			if err != nil {
				return false, err
			}
			fmt.Printf("%-16s %10d %9.2f %9.0f   %s\n", "all summaries", n, m.seconds, m.mib, m.counts)
		}
	}
	if whole > 0 {
		at := filepath.Join(dir, strconv.Itoa(whole))
		if _, err := self(ctx, "-fill", strconv.Itoa(whole), "-dir", at); err != nil {
			return false, err
		}
		f, err := self(ctx, "-ask", "night", "-dir", at)
		if err != nil {
			return false, err
		}
		fmt.Printf("summaries of a whole night: %s: %.1f s, %.0f MiB at most (gate: %d)\n\n", f.counts, f.seconds, f.mib, mostNight)
		passed = passed && f.mib <= mostNight
	}
	if rows == 0 {
		return passed, nil
	}
	at := filepath.Join(dir, strconv.Itoa(rows))
	if _, err := self(ctx, "-fill", strconv.Itoa(rows), "-dir", at); err != nil {
		return false, err
	}
	within, err := compare(ctx, at, rounds)
	return passed && within, err
}
