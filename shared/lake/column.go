package lake

import (
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"

	"github.com/parquet-go/parquet-go"

	"inspectioncode.example/shared/analysis"
	"inspectioncode.example/shared/inspection"
)

// A column says where the values of a file's column go. Columns are required and flat, so a page is its
// values; reading pages, not rows, is what makes this as quick as an engine.
type column struct {
	name string
	room func(rows int)                             // for so many more
	page func(p parquet.Page, words *[]int32) error // takes a page's values
	trim func(begin, end int)                       // keeps the rows from begin to before end
}

// room makes place for n more values without doubling what is there.
func room[T any](to *[]T, n int) {
	if cap(*to)-len(*to) < n {
		grown := make([]T, len(*to), len(*to)+n)
		copy(grown, *to)
		*to = grown
	}
}

// ints reads 32-bit integers.
func ints(name string, to *[]int32) column {
	return column{name: name,
		room: func(n int) { room(to, n) },
		trim: func(a, b int) { *to = (*to)[a:b] },
		page: func(p parquet.Page, _ *[]int32) error {
			if p.Dictionary() != nil {
				return errors.New("a dictionary of numbers")
			}
			values := p.Data()
			*to = append(*to, values.Int32()...)
			return nil
		}}
}

// flags reads booleans, eight to a byte.
func flags(name string, to *[]bool) column {
	return column{name: name,
		room: func(n int) { room(to, n) },
		trim: func(a, b int) { *to = (*to)[a:b] },
		page: func(p parquet.Page, _ *[]int32) error {
			values := p.Data()
			bits := values.Boolean()
			for i := range int(p.NumValues()) {
				*to = append(*to, bits[i/8]>>(i%8)&1 == 1)
			}
			return nil
		}}
}

// ids reads text that is another in every row.
func ids(name string, to *[]inspection.ID) column {
	return column{name: name,
		room: func(n int) { room(to, n) },
		trim: func(a, b int) { *to = (*to)[a:b] },
		page: func(p parquet.Page, _ *[]int32) error {
			values := p.Data()
			data, offsets := values.ByteArray()
			for i := range int(p.NumValues()) {
				*to = append(*to, inspection.ID(data[offsets[i]:offsets[i+1]]))
			}
			return nil
		}}
}

// words reads text of which little differs: the dictionary is looked at once for each group of rows, and
// its codes are turned into to's.
func words(name string, to *analysis.Words) column {
	return column{name: name,
		room: func(n int) { room(&to.Of, n) },
		trim: func(a, b int) { to.Of = to.Of[a:b] },
		page: func(p parquet.Page, codes *[]int32) error {
			d := p.Dictionary()
			if d == nil { // it grew too large, and the writer went on without
				values := p.Data()
				data, offsets := values.ByteArray()
				for i := range int(p.NumValues()) {
					to.Add(string(data[offsets[i]:offsets[i+1]]))
				}
				return nil
			}
			if known := len(*codes); known < d.Len() {
				*codes = to.InternEach(*codes, d.Len()-known, func(i int) []byte { return d.Index(int32(known + i)).ByteArray() })
			}
			values := p.Data()
			for _, c := range values.Int32() {
				to.Of = append(to.Of, (*codes)[c])
			}
			return nil
		}}
}

// readers is how many columns are read at the same time: no two of them have anything in common.
const readers = 2

// readInto appends the columns of a group of rows to where they go.
func readInto(group parquet.RowGroup, columns []column) error {
	errs := make([]error, len(columns))
	var next atomic.Int32
	var wg sync.WaitGroup
	for range readers {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(columns); i = int(next.Add(1)) - 1 {
				errs[i] = readColumn(group, columns[i])
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

func readColumn(group parquet.RowGroup, c column) error {
	leaf, ok := group.Schema().Lookup(c.name)
	if !ok {
		return fmt.Errorf("no column %s", c.name)
	}
	if err := readPages(group.ColumnChunks()[leaf.ColumnIndex].Pages(), c); err != nil {
		return fmt.Errorf("column %s: %w", c.name, err)
	}
	return nil
}

func readPages(pages parquet.Pages, c column) error {
	defer pages.Close()
	var codes []int32
	for {
		p, err := pages.ReadPage()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if p.NumNulls() > 0 {
			return errors.New("a value is missing")
		}
		err = c.page(p, &codes)
		parquet.Release(p)
		if err != nil {
			return err
		}
	}
}
