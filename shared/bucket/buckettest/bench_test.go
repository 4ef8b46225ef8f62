package buckettest_test

import (
	"bytes"
	"fmt"
	"testing"
)

// The two drivers beside each other, 1 KiB at a time. The embedded server runs in the same process,
// so its allocations count too; they are the same for both.
func BenchmarkCreate(b *testing.B) {
	body := bytes.Repeat([]byte("k"), 1<<10)
	for _, driver := range drivers {
		b.Run(driver, func(b *testing.B) {
			facts := openBucket(b, newBucket(b, driver))
			b.ReportAllocs()
			b.SetBytes(int64(len(body)))
			for n := 0; b.Loop(); n++ {
				if _, err := facts.Create(b.Context(), fmt.Sprintf("%03d/%d.json", n/500, n), body); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkGet(b *testing.B) {
	body := bytes.Repeat([]byte("k"), 1<<10)
	for _, driver := range drivers {
		b.Run(driver, func(b *testing.B) {
			facts := openBucket(b, newBucket(b, driver))
			if _, err := facts.Create(b.Context(), "key.json", body); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				if _, err := facts.Get(b.Context(), "key.json"); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
