package main

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"debug/buildinfo"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
)

// A cost is what initialising the packages of one module costs at every start.
type cost struct {
	module string
	ms     float64
	bytes  int64
}

// printInits prints the most expensive modules of the functions, with the bare server's sum beside theirs.
func printInits(ctx context.Context, w io.Writer, functions, bare string, most int) error {
	theirs, err := initCosts(ctx, functions)
	if err != nil {
		return err
	}
	yardstick, err := initCosts(ctx, bare)
	if err != nil {
		return err
	}
	size, err := os.Stat(functions)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "\ninitialising packages: %.2f ms and %d KiB (bare server %.2f ms and %d KiB); the program has %.1f MiB\n",
		sum(theirs).ms, sum(theirs).bytes/1024, sum(yardstick).ms, sum(yardstick).bytes/1024, float64(size.Size())/(1<<20))
	for _, c := range theirs[:min(most, len(theirs))] {
		fmt.Fprintf(w, "%8.3f ms %7.1f KiB  %s\n", c.ms, float64(c.bytes)/1024, c.module)
	}
	return nil
}

func sum(costs []cost) (all cost) {
	for _, c := range costs {
		all.ms += c.ms
		all.bytes += c.bytes
	}
	return all
}

// initCosts asks the runtime what each package of a program costs (GODEBUG=inittrace=1), in the median
// of some starts, and adds up by module. The program need not get further than that.
func initCosts(ctx context.Context, program string) ([]cost, error) {
	info, err := buildinfo.ReadFile(program)
	if err != nil {
		return nil, err
	}
	const times = 15
	took := map[string][]float64{}
	allocated := map[string]int64{}
	for range times {
		cmd := exec.CommandContext(ctx, program)
		cmd.Env = []string{"GODEBUG=inittrace=1", "FUNCTION=none", "PORT=none"}
		var said bytes.Buffer
		cmd.Stderr = &said
		if err := cmd.Run(); err == nil {
			return nil, fmt.Errorf("%s served without being told what", program)
		}
		once := map[string]float64{}
		for s := bufio.NewScanner(&said); s.Scan(); {
			// init internal/bytealg @0.008 ms, 0 ms clock, 0 bytes, 0 allocs
			f := strings.Fields(s.Text())
			if len(f) != 11 || f[0] != "init" || f[5] != "ms" {
				continue
			}
			clock, err := strconv.ParseFloat(f[4], 64)
			if err != nil {
				return nil, err
			}
			n, err := strconv.ParseInt(f[7], 10, 64)
			if err != nil {
				return nil, err
			}
			module := moduleOf(f[1], info)
			once[module] += clock
			if len(took[module]) == 0 {
				allocated[module] += n
			}
		}
		for module, clock := range once {
			took[module] = append(took[module], clock)
		}
	}
	var costs []cost
	for module, all := range took {
		costs = append(costs, cost{module, median(all), allocated[module]})
	}
	slices.SortFunc(costs, func(a, b cost) int { return cmp.Compare(b.ms, a.ms) })
	return costs, nil
}

// moduleOf is the module a package belongs to; a package of none is Go's own.
func moduleOf(pkg string, info *buildinfo.BuildInfo) string {
	owner := "Go's own"
	longest := 0
	path := strings.ReplaceAll(pkg, "%2e", ".")
	for _, m := range append(info.Deps, &info.Main) {
		if (path == m.Path || strings.HasPrefix(path, m.Path+"/")) && len(m.Path) > longest {
			owner, longest = m.Path, len(m.Path)
		}
	}
	return owner
}
