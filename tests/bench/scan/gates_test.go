package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// kept is a report of a run in which every gate is kept.
func kept() report {
	r := report{
		Payloads: 8, Shots: 3, Sizes: sizes[:], Decoders: []string{"gozxing", "zbarimg 1"}, Missing: []string{}, Camera: direct().means,
		Designs:   []drawn{{live, 255, 988, 7, 45}, {printed, 255, 988, 9, 53}, {reference, 276, 2228, 12, 65}},
		Profiles:  []described{{"phone1", "held well"}},
		Costs:     []cost{{"verify", yardstick, 60_000, 0}, {"noise", malformed, 100, 0}, {"key", malformed, 600, 0}, {"forged", forged, 80_000, 0}},
		Mutations: mutations{100, 100 * 231 * 9, 0},
	}
	for _, size := range sizes {
		for _, d := range r.Designs {
			for _, decoder := range r.Decoders {
				n := payloadCount * shotsOf(d.Name, scene{profile: profile{name: "phone1"}, size: size})
				c := cell{"phone1", size, d.Name, decoder, count{n, (95*n + 99) / 100, 0}} // 95 %, or just above
				if d.Name == reference {
					c.Read = n / 2
				}
				r.Cells = append(r.Cells, c)
			}
		}
	}
	return r
}

func failed(r report) (numbers []int) {
	for i, g := range gates(r) {
		if !g.Kept && !g.Skipped {
			numbers = append(numbers, i)
		}
	}
	return numbers
}

func TestEveryGateCanFail(t *testing.T) {
	if got := failed(kept()); got != nil {
		t.Fatalf("gates %v fail, want none", got)
	}
	for _, c := range []struct {
		name  string
		spoil func(*report)
		want  []int
	}{
		{"a larger symbol", func(r *report) { r.Designs[0].Version = 8 }, []int{0}},
		{"a smaller one, which is another code", func(r *report) { r.Designs[0].Version = 6 }, []int{0}},
		{"a wrong payload", func(r *report) { r.Cells[7].Wrong = 1 }, []int{1}},
		{"a wrong payload in the long table", func(r *report) { r.LongTable = []cell{{count: count{24, 24, 1}}} }, []int{1}},
		{"one more miss at 120 px", func(r *report) { r.Cells[1].Read-- }, []int{2}},
		{"one more miss at 240 px", func(r *report) { r.Cells[len(r.Cells)-5].Read-- }, []int{2}},
		{"a better reference", func(r *report) {
			for i := range r.Cells {
				r.Cells[i].Read = r.Cells[i].Pictures
			}
		}, []int{3}},
		{"a mutation accepted", func(r *report) { r.Mutations.Accepted = 1 }, []int{4}},
		{"no mutation tried", func(r *report) { r.Mutations = mutations{} }, []int{4}},
		{"a slow refusal", func(r *report) { r.Costs[2].Nanoseconds = 1201 }, []int{5}},
		{"a slow forgery", func(r *report) { r.Costs[3].Nanoseconds = 180_001 }, []int{6}},
		{"nothing timed", func(r *report) { r.Costs = nil }, []int{5, 6}},
		{"nothing scanned", func(r *report) { r.Cells = nil }, []int{1, 2, 3}},
	} {
		r := kept()
		c.spoil(&r)
		if got := failed(r); !slices.Equal(got, c.want) {
			t.Errorf("%s: gates %v fail, want %v", c.name, got, c.want)
		}
	}
}

func TestWithoutZbarItsGateIsSkippedAndTheTableSaysSo(t *testing.T) {
	r := kept()
	r.Decoders, r.Missing = r.Decoders[:1], []string{zbarName}
	r.Cells = slices.DeleteFunc(r.Cells, func(c cell) bool { return c.Decoder != "gozxing" })
	r.Gates = gates(r)
	if g := r.Gates[2]; !g.Skipped || g.Kept {
		t.Errorf("got %+v, want it skipped", g)
	}
	var b bytes.Buffer
	r.print(&b)
	for _, want := range []string{"zbarimg is not installed: nothing below", "SKIP  zbarimg reads"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the table does not say %q:\n%s", want, &b)
		}
	}
}

func TestS95IsWhereSuccessBeginsToLast(t *testing.T) {
	for _, c := range []struct {
		read [len(sizes)]int // of 20
		want int
	}{
		{[...]int{19, 19, 20, 20, 20, 19}, 120},
		{[...]int{18, 19, 20, 20, 20, 19}, 140},
		{[...]int{20, 20, 18, 20, 20, 20}, 180},
		{[...]int{20, 20, 20, 20, 20, 18}, 0},
	} {
		var cells []cell
		for i, size := range sizes {
			cells = append(cells, cell{"p", size, "d", "r", count{20, c.read[i], 0}})
		}
		if got := s95(cells, "p", "d", "r"); got != c.want {
			t.Errorf("%v: got %d, want %d", c.read, got, c.want)
		}
	}
}

func TestTheReportIsPrintedAndWritten(t *testing.T) {
	r := kept()
	r.LongTable = []cell{{"clean", longSize, live, "gozxing", count{24, 12, 0}}}
	r.Mutations.Accepted = 3
	r.Gates = gates(r)
	var b bytes.Buffer
	r.print(&b)
	for _, want := range []string{"PASS  code M, live is version 7", "FAIL  every change of one digit", "3 accepted of 207900", "clean", "S95", "\nThe camera: each pixel is"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the table does not say %q:\n%s", want, &b)
		}
	}
	name := filepath.Join(t.TempDir(), "r.json")
	if err := r.write(name); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var back report
	if err := json.Unmarshal(raw, &back); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(back.Cells, r.Cells) || !slices.Equal(back.Gates, r.Gates) || !slices.Equal(back.Costs, r.Costs) || back.Mutations != r.Mutations {
		t.Errorf("read back %+v, want %+v", back, r)
	}
}
