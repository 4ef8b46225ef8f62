package main

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"time"

	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/lake"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/ledger/ledgertest"
)

// built brings a lake up to date from the facts of n inspections of a month in memory, and then once more after
// one day's. The lake is made month by month, so that a month is what it takes memory for.
func built(ctx context.Context, n int) error {
	b := &bucket.Memory{}
	blind := bytes.Repeat([]byte("b"), 32)
	now := time.Date(2026, 1, 1, 2, 0, 0, 0, inspection.Shanghai)
	put := func(seed uint64, n int, first inspection.Date, days int) error {
		for v := range ledgertest.Visits(seed, n, first, days, now) {
			if err := ledgertest.Put(ctx, b, blind, &v); err != nil {
				return err
			}
		}
		return nil
	}
	if err := put(1, n, "2025-12-01", 31); err != nil {
		return err
	}
	l := &ledger.Ledger{Bucket: b, BlindKey: blind}
	night := func(what string) error {
		runtime.GC()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		peak := watched(before.HeapInuse)
		began := time.Now()
		s, err := lake.Update(ctx, l, now, func(string, string, int, int) {})
		if err != nil {
			return err
		}
		took := time.Since(began)
		runtime.ReadMemStats(&after)
		fmt.Printf("%-22s %8d inspections: %7.2f s, %6.1f µs each, %d pages of the manifest, %.0f KiB allocated for each, %.0f MiB at most besides the facts\n", what, n,
			took.Seconds(), took.Seconds()*1e6/float64(n), s.Number, float64(after.TotalAlloc-before.TotalAlloc)/1024/float64(n), peak())
		return nil
	}
	if err := night("first night"); err != nil {
		return err
	}
	if err := put(2, max(n/31, 1), "2025-12-31", 1); err != nil {
		return err
	}
	return night("next night, one day on")
}

// watched looks at the heap every few milliseconds until it is asked how much more there was at most, in MiB.
func watched(before uint64) (peak func() float64) {
	stop, most := make(chan struct{}), make(chan uint64)
	go func() {
		high := before
		for tick := time.NewTicker(20 * time.Millisecond); ; {
			select {
			case <-tick.C:
				var now runtime.MemStats
				runtime.ReadMemStats(&now)
				high = max(high, now.HeapInuse)
			case <-stop:
				tick.Stop()
				most <- high
				return
			}
		}
	}()
	return func() float64 { close(stop); return float64(<-most-before) / (1 << 20) }
}
