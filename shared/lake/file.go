package lake

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"
)

// rowsPerGroup bounds what a writer holds before it compresses.
const rowsPerGroup = 100_000

// options make files that any engine reads, and the same bytes of the same rows.
func options() []parquet.WriterOption {
	return []parquet.WriterOption{
		parquet.DataPageVersion(1),
		parquet.Compression(&zstd.Codec{Level: zstd.SpeedDefault}),
		parquet.MaxRowsPerRowGroup(rowsPerGroup),
		parquet.CreatedBy("inspection-code", "1", "lake"),
	}
}

// A Writer writes the rows of one file. It holds no more than one group of rows.
type Writer[T any] struct{ w *parquet.GenericWriter[T] }

// NewWriter begins a file.
func NewWriter[T any](to io.Writer) Writer[T] {
	return Writer[T]{parquet.NewGenericWriter[T](to, options()...)}
}

// Write adds rows.
func (w Writer[T]) Write(rows []T) error {
	if _, err := w.w.Write(rows); err != nil {
		return fmt.Errorf("write rows: %w", err)
	}
	return nil
}

// Close ends the file.
func (w Writer[T]) Close() error {
	if err := w.w.Close(); err != nil {
		return fmt.Errorf("end rows: %w", err)
	}
	return nil
}

// encode is a file of rows, and the name its content gives it.
func encode[T any](rows []T) (body []byte, hash string, err error) {
	var b bytes.Buffer
	w := NewWriter[T](&b)
	if err := errors.Join(w.Write(rows), w.Close()); err != nil {
		return nil, "", err
	}
	sum := sha256.Sum256(b.Bytes())
	return b.Bytes(), hex.EncodeToString(sum[:8]), nil
}

// decode are the rows of a file.
func decode[T any](body []byte) ([]T, error) {
	r := parquet.NewGenericReader[T](bytes.NewReader(body))
	defer r.Close()
	rows := make([]T, r.NumRows())
	for n := 0; n < len(rows); {
		got, err := r.Read(rows[n:])
		n += got
		if err != nil && (!errors.Is(err, io.EOF) || n < len(rows)) {
			return nil, fmt.Errorf("read rows: %w", err)
		}
	}
	return rows, nil
}
