package code

import (
	"bytes"
	"compress/flate"
	"io"
	"testing"
)

// Ensure that Go's own reader gets back what was said, whatever the bytes, and however often they come again.
func TestTheDeflaterSaysWhatItIsTold(t *testing.T) {
	for _, length := range []int{1, 3, 4, 5, 8, 54, 257, 600, 1500} {
		for again := range 1200 {
			if again == 1 || again == 2 {
				continue
			}
			unit := make([]byte, length)
			for i := range unit {
				unit[i] = byte(i * 7)
			}
			var d deflater
			d.begin()
			d.literals(unit)
			d.repeat(again, length)
			d.literals([]byte{255, 0})
			got, err := io.ReadAll(flate.NewReader(bytes.NewReader(d.end())))
			want := append(append(bytes.Clone(unit), bytes.Repeat(unit, again/length+1)[:again]...), 255, 0)
			if err != nil || !bytes.Equal(got, want) {
				t.Fatalf("%d bytes and %d again: %v, read as %d bytes, want %d", length, again, err, len(got), len(want))
			}
		}
	}
}
