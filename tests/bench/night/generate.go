package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"

	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/lake"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/ledger/ledgertest"
)

// The rows' days.
const (
	firstDay inspection.Date = "2025-01-01"
	lastDay  inspection.Date = "2026-03-31"
)

// folder is a lake's files in a folder: a bucket that can be read.
type folder string

func (f folder) Get(_ context.Context, key string) ([]byte, error) {
	return os.ReadFile(filepath.Join(string(f), key))
}

func (f folder) List(_ context.Context, prefix, _ string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		entries, err := os.ReadDir(filepath.Join(string(f), prefix))
		if err != nil {
			yield("", err)
			return
		}
		for _, e := range entries {
			if !yield(prefix+e.Name(), nil) {
				return
			}
		}
	}
}

var errReadOnly = errors.New("this folder is only read")

func (folder) Create(context.Context, string, []byte) ([]byte, error) { return nil, errReadOnly }
func (folder) Put(context.Context, string, []byte) error              { return errReadOnly }
func (folder) Delete(context.Context, string) error                   { return errReadOnly }

var _ bucket.Bucket = folder("")

// generate writes n inspections, n items and n/2 evaluations into a folder, month by month, unless they are
// there.
func generate(dir string, n int) error {
	manifest := filepath.Join(dir, ledger.ManifestKey(1))
	if _, err := os.Stat(manifest); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	g := newGenerator(n)
	page := lake.Manifest{Number: 1, Shape: lake.Shape}
	begin, end := firstDay.Number(), lastDay.Number()
	for day := begin; day <= end; {
		month := string(inspection.NumberedDay(day)[:7])
		next := day
		for next <= end && string(inspection.NumberedDay(next)[:7]) == month {
			next++
		}
		rows := int(int64(n)*int64(next-begin)/int64(end-begin+1)) - int(int64(n)*int64(day-begin)/int64(end-begin+1))
		in, evaluations, err := g.month(dir, month, day, next, rows)
		if err != nil {
			return err
		}
		page.Inspections = append(page.Inspections, lake.Month{Month: month, Files: in})
		page.Evaluations = append(page.Evaluations, lake.Month{Month: month, Files: evaluations})
		day = next
	}
	body, err := json.Marshal(page)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(manifest), 0o700); err != nil {
		return err
	}
	return os.WriteFile(manifest, body, 0o600)
}

// A generator draws rows: enterprises with a heavy tail, 48 agencies, 480 items.
type generator struct {
	r           *rand.Rand
	heavy       *rand.Zipf
	enterprises []string
	serial      int
	last        lake.Inspection // which the next may join
	visited     int             // its enterprise
}

func newGenerator(n int) *generator {
	r := rand.New(rand.NewPCG(1, 2))
	g := &generator{r: r, enterprises: make([]string, max(n/10, 100))}
	for i := range g.enterprises {
		g.enterprises[i] = string(ledgertest.USCC(uint64(i)))
	}
	g.heavy = rand.NewZipf(r, 1.1, 20, uint64(len(g.enterprises)-1))
	return g
}

var (
	lines  = []string{"transport", "gas", "emergency"}
	kinds  = []string{"double-random", "special", "routine", "complaint"}
	states = []string{"done", "done", "done", "done", "done", "done", "done", "done", "revoked", "lapsed"}
)

// month writes the files of the days from begin to before end.
func (g *generator) month(dir, month string, begin, end int32, rows int) (in, evaluations []lake.File, err error) {
	one, err := create[lake.Inspection](dir, lake.Inspections, month)
	if err != nil {
		return nil, nil, err
	}
	two, err := create[lake.Item](dir, lake.Items, month)
	if err != nil {
		return nil, nil, err
	}
	three, err := create[lake.Evaluation](dir, lake.Evaluations, month)
	if err != nil {
		return nil, nil, err
	}
	for i := range rows {
		r, it, ev := g.row(begin + int32(i*int(end-begin)/rows))
		if r.Part {
			one.rows[len(one.rows)-1].Joined++
		}
		err = one.write(r)
		if r.State == "done" {
			err = errors.Join(err, two.write(it))
		}
		if i%2 == 0 {
			err = errors.Join(err, three.write(ev))
		}
		if err != nil {
			return nil, nil, err
		}
	}
	if err := errors.Join(one.close(), two.close(), three.close()); err != nil {
		return nil, nil, err
	}
	return []lake.File{one.file(), two.file()}, []lake.File{three.file()}, nil
}

func (g *generator) row(day int32) (lake.Inspection, lake.Item, lake.Evaluation) {
	g.serial++
	r := g.r
	e := int(g.heavy.Uint64())
	line := e % 3
	joins := g.last.Day == day && g.last.Lead == "" && r.IntN(22) == 0 // the one before it, as 32 000 of 703 000 do
	if joins {
		e = g.visited
		line = (e + r.IntN(2)) % 3
	}
	district, level := 1+(e/3)%15, "district"
	if r.IntN(5) == 0 {
		district, level = 0, "municipal"
	}
	agency := fmt.Sprintf("3101%02d-%s", district, lines[line])
	id := fmt.Sprintf("%016d", g.serial)
	in := lake.Inspection{ID: id, Day: day, Begins: day*1440 - 180, Until: day * 1440, Enterprise: g.enterprises[e], Trade: lines[line], Agency: agency, Line: lines[line], Level: level,
		District: fmt.Sprint(district), Kind: kinds[r.IntN(4)], State: states[r.IntN(10)], Planned: r.IntN(100) < 92, Scanned: r.IntN(50) > 0, Items: 1,
		Findings: int32(r.IntN(4) / 3), Minutes: int32(20 + r.IntN(200)), Persons: int32(2 + r.IntN(3)), Facts: int64(g.serial)}
	if joins {
		in.Lead, in.Part = g.last.ID, in.State == "done" && g.last.State == "done"
		in.LinePart = in.Part && in.Line == g.last.Line
	}
	g.last, g.visited = in, e
	it := lake.Item{ID: id, Day: day, Enterprise: in.Enterprise, Agency: agency, Line: in.Line, Level: level, Item: fmt.Sprintf("%c%03d", "TGE"[line], r.IntN(160)), Outcome: "conforming", LinePart: in.LinePart}
	if in.Findings > 0 {
		it.Outcome = "not-conforming"
	}
	answer := func() string { return []string{"yes", "yes", "yes", "yes", "no", "unknown"}[r.IntN(6)] }
	ev := lake.Evaluation{ID: id, Week: inspection.NumberedDay(day).Week(), Monday: day - (day+3)%7, Agency: agency, Line: in.Line, Level: level, District: in.District,
		Planned: in.Planned, Findings: in.Findings > 0, Role: "person-in-charge", Rating: int32(1 + r.IntN(5)),
		CodeShown: answer(), IdentityShown: answer(), ContentTold: answer(), RightsTold: answer(), OnlyListed: answer(), NotDisturbed: answer()}
	return in, it, ev
}

// A table is one file that is being written.
type table[T any] struct {
	name string
	f    *os.File
	w    lake.Writer[T]
	rows []T
	n    int
}

func create[T any](dir, name, month string) (*table[T], error) {
	path := filepath.Join(dir, ledger.LakeKey(name, month, "0"))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	return &table[T]{name: name, f: f, w: lake.NewWriter[T](f)}, nil
}

func (t *table[T]) write(row T) error {
	var err error
	if len(t.rows) == 10_000 { // the newest stays, for who joins it
		err = t.w.Write(t.rows)
		t.rows = t.rows[:0]
	}
	t.rows = append(t.rows, row)
	t.n++
	return err
}

func (t *table[T]) close() error { return errors.Join(t.w.Write(t.rows), t.w.Close(), t.f.Close()) }

func (t *table[T]) file() lake.File { return lake.File{Table: t.name, Hash: "0", Rows: t.n} }
