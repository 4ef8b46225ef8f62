package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// print writes the report for people.
func (r report) print(w io.Writer) {
	fmt.Fprintf(w, "Scan benchmark: %d payloads, %d pictures of each symbol in each scene (%d of %s in %s up to %d px), read by %s (%s, %.0f s)\n",
		r.Payloads, r.Shots, gatedShots, live, gatedProfile, gatedUpTo, strings.Join(r.Decoders, " and "), r.Go, r.Seconds)
	for _, name := range r.Missing {
		fmt.Fprintf(w, "%s is not installed: nothing below says how it reads.\n", name)
	}
	r.printDesigns(w)
	for _, decoder := range r.Decoders {
		r.printSuccess(w, decoder)
	}
	r.printMeans(w)
	fmt.Fprintf(w, "\nThe camera: %s.\n", r.Camera)
	if len(r.LongTable) > 0 {
		r.printLongTable(w)
	}
	r.printCosts(w)
	r.printGates(w)
}

// columns writes rows whose cells are separated by tabs, and aligns them.
func columns(w io.Writer, rows func(row func(format string, a ...any))) {
	var b strings.Builder
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	rows(func(format string, a ...any) { fmt.Fprintf(t, format+"\n", a...) })
	t.Flush()
	io.WriteString(w, b.String())
}

func (r report) printDesigns(w io.Writer) {
	fmt.Fprintln(w)
	columns(w, func(row func(string, ...any)) {
		row("design\tcharacters\tbits\tversion\tmodules")
		for _, d := range r.Designs {
			row("%s\t%d\t%d\t%d\t%d", d.Name, d.Characters, d.Bits, d.Version, d.Modules)
		}
	})
	fmt.Fprintln(w)
	columns(w, func(row func(string, ...any)) {
		for _, p := range r.Profiles {
			row("%s\t%s", p.Name, p.Means)
		}
	})
}

func (r report) printSuccess(w io.Writer, decoder string) {
	fmt.Fprintf(w, "\n%s, %% read by width of the symbol with its quiet zone in pixels:\n", decoder)
	columns(w, func(row func(string, ...any)) {
		head := "profile\tdesign"
		for _, size := range r.Sizes {
			head += fmt.Sprintf("\t%4d", size)
		}
		row("%s\tmean\tS95", head)
		for _, p := range r.Profiles {
			for _, d := range r.Designs {
				line := p.Name + "\t" + d.Name
				for _, size := range r.Sizes {
					line += fmt.Sprintf("\t%4.0f", mean(fitting(r.Cells, p.Name, d.Name, decoder, size)))
				}
				row("%s\t%4.0f\t%s", line, mean(fitting(r.Cells, p.Name, d.Name, decoder, 0)),
					orNone(s95(r.Cells, p.Name, d.Name, decoder)))
			}
		}
	})
}

func orNone(size int) string {
	if size == 0 {
		return "none"
	}
	return fmt.Sprint(size)
}

func (r report) printMeans(w io.Writer) {
	fmt.Fprintln(w, "\nMeans of all profiles and sizes, %, and wrong payloads:")
	columns(w, func(row func(string, ...any)) {
		row("design\t%s\tall\twrong", strings.Join(r.Decoders, "\t"))
		for _, d := range r.Designs {
			line := d.Name
			for _, decoder := range r.Decoders {
				line += fmt.Sprintf("\t%.1f", mean(fitting(r.Cells, "", d.Name, decoder, 0)))
			}
			all := fitting(r.Cells, "", d.Name, "", 0)
			row("%s\t%.1f\t%d", line, mean(all), total(all).Wrong)
		}
	})
}

func (r report) printLongTable(w io.Writer) {
	fmt.Fprintf(w, "\nThe long table at %d px, %% read by %s:\n", longSize, strings.Join(r.Decoders, " / "))
	columns(w, func(row func(string, ...any)) {
		line := func(name string, cell func(design, decoder string) string) {
			for _, d := range r.Designs {
				var cells []string
				for _, decoder := range r.Decoders {
					cells = append(cells, cell(d.Name, decoder))
				}
				name += "\t" + strings.Join(cells, " / ")
			}
			row("%s", name)
		}
		head := "distortion"
		for _, d := range r.Designs {
			head += "\t" + d.Name
		}
		row("%s", head)
		for _, p := range longTable() {
			line(p.name, func(design, decoder string) string {
				return fmt.Sprintf("%4.0f", mean(fitting(r.LongTable, p.name, design, decoder, 0)))
			})
		}
		line("mean", func(design, decoder string) string {
			return fmt.Sprintf("%4.1f", mean(fitting(r.LongTable, "", design, decoder, 0)))
		})
	})
}

func (r report) printCosts(w io.Writer) {
	fmt.Fprintf(w, "\nWhat a verifier spends on a code, best of %d bursts:\n", bursts)
	columns(w, func(row func(string, ...any)) {
		row("code\tclass\t     µs\tyardsticks\tallocations")
		one := worst(r.Costs, yardstick)
		for _, c := range r.Costs {
			row("%s\t%s\t%7.2f\t%10.4f\t%11.0f", c.Name, c.Class, c.Nanoseconds/1000, c.Nanoseconds/one.Nanoseconds, c.Allocations)
		}
	})
}

func (r report) printGates(w io.Writer) {
	fmt.Fprintln(w, "\nGates:")
	columns(w, func(row func(string, ...any)) {
		for _, g := range r.Gates {
			verdict := "FAIL"
			switch {
			case g.Skipped:
				verdict = "SKIP"
			case g.Kept:
				verdict = "PASS"
			}
			row("%s\t%s\t%s", verdict, g.Promise, g.Found)
		}
	})
}
