package main

import (
	"bytes"
	"cmp"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"time"
)

//go:embed ask.mjs
var askDuckDB []byte

// A figure is what one run took.
type figure struct {
	seconds, mib float64
	counts       string
}

// run runs a command and measures it from outside: its wall time and its most memory.
func run(cmd *exec.Cmd) (figure, error) {
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, os.Stderr
	began := time.Now()
	if err := cmd.Run(); err != nil {
		return figure{}, err
	}
	took := time.Since(began).Seconds()
	return figure{took, float64(cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss) / 1024, string(bytes.TrimSpace(out.Bytes()))}, nil
}

// quick is a query that takes either engine less than this many seconds: then whatever else the machine does is most of what
// is measured, so that the best of quickRounds counts, of both, and not the median of a few.
const (
	quick       = 1.0
	quickRounds = 9
)

// best is the quickest of several runs, and their median memory.
func best(figures []figure) figure {
	f := median(figures)
	for _, x := range figures {
		f.seconds = min(f.seconds, x.seconds)
	}
	return f
}

// median is the median of several runs, of time and memory apart.
func median(figures []figure) figure {
	by := func(of func(figure) float64) float64 {
		all := make([]float64, len(figures))
		for i, f := range figures {
			all[i] = of(f)
		}
		slices.Sort(all)
		return all[len(all)/2]
	}
	return figure{by(func(f figure) float64 { return f.seconds }), by(func(f figure) float64 { return f.mib }), figures[0].counts}
}

// self runs this program in a process of its own.
func self(ctx context.Context, args ...string) (figure, error) {
	program, err := os.Executable()
	if err != nil {
		return figure{}, err
	}
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env = append(os.Environ(), "GOGC=25") // as the night runs: memory is dearer than time
	return run(cmd)
}

// ours is the median of several runs of one query of ours.
func ours(ctx context.Context, name, dir string, rounds int) (figure, error) {
	var all []figure
	for range rounds {
		f, err := self(ctx, "-ask", name, "-dir", dir)
		if err != nil {
			return figure{}, err
		}
		all = append(all, f)
	}
	return median(all), nil
}

// The gates: of DuckDB's wall time and memory, with what they are taken off of.
const (
	mostTime   = 1.5
	mostMemory = 0.5
	mostNight  = 512 // MiB, of a whole night
)

// compare runs every query by turns with DuckDB.
func compare(ctx context.Context, dir string, rounds int) (passed bool, err error) {
	if os.Getenv("NODE_MODULES") == "" {
		return false, errors.New("NODE_MODULES must name a folder with @duckdb/node-api")
	}
	script := filepath.Join(dir, "ask.mjs")
	if err := os.WriteFile(script, askDuckDB, 0o600); err != nil {
		return false, err
	}
	theirs := func(sql, sums string) (figure, error) {
		return run(exec.CommandContext(ctx, "node", script, dir, sql, sums,
			fmt.Sprint(periodFirst.Number()), fmt.Sprint(periodLast.Number()), fmt.Sprint(yearFirst.Number())))
	}
	bare, err := run(exec.CommandContext(ctx, "node", "-e", "0"))
	if err != nil {
		return false, err
	}
	program, err := self(ctx, "-ask", nothing)
	if err != nil {
		return false, err
	}
	fmt.Printf("taken off below: of DuckDB's time that of node with DuckDB asked for nothing, by turns with the others; of memory that of node alone, %.0f MiB, and of this program asked for nothing, %.0f MiB\n",
		bare.mib, program.mib)
	fmt.Printf("a query that takes both less than %.0f s is run %d times and the best of each counts (best); of others the median of %d\n\n", quick, quickRounds, rounds)
	fmt.Printf("%-16s %8s %8s %6s   %8s %8s %6s\n", "query", "ours s", "DuckDB s", "ratio", "ours MiB", "DuckDB", "ratio")
	passed = true
	for _, q := range queries {
		sql, err := os.ReadFile(filepath.Join("shared", "lake", "sql", q.name+".sql"))
		if err != nil {
			return false, fmt.Errorf("run it from the top of the repository: %w", err)
		}
		var a, b, nothing []figure
		for n := rounds; len(a) < n; {
			x, err := self(ctx, "-ask", q.name, "-dir", dir)
			if err != nil {
				return false, err
			}
			idle, err := theirs("SELECT 1 AS one", "sum(one)")
			if err != nil {
				return false, err
			}
			y, err := theirs(string(sql), q.sums)
			if err != nil {
				return false, err
			}
			if x.counts != y.counts {
				return false, fmt.Errorf("%s: we count %s and DuckDB %s", q.name, x.counts, y.counts)
			}
			a, b, nothing = append(a, x), append(b, y), append(nothing, idle)
			if best(a).seconds < quick && best(b).seconds-best(nothing).seconds < quick {
				n = max(n, quickRounds)
			}
		}
		counts, how := median, ""
		if len(a) > rounds {
			counts, how = best, "best"
		}
		x, y := counts(a), counts(b)
		y.seconds -= counts(nothing).seconds
		x.mib = max(x.mib-program.mib, 1)
		y.seconds, y.mib = max(y.seconds, 0.001), max(y.mib-bare.mib, 1)
		time, memory := x.seconds/y.seconds, x.mib/y.mib
		verdict := ""
		if time > mostTime || memory > mostMemory {
			passed, verdict = false, " over"
		}
		fmt.Printf("%-16s %8.2f %8.2f %6.2f   %8.0f %8.0f %6.2f %s%s\n", q.name, x.seconds, y.seconds, time, x.mib, y.mib, memory, how, verdict)
	}
	fmt.Println(cmp.Or(map[bool]string{true: "\nall within the gates"}[passed], "\nnot all within the gates"))
	return passed, nil
}
