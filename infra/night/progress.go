package main

import (
	"context"
	"io"
	"log/slog"
	"os"
	"strings"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	analyzefrequency "inspectioncode.example/functions/analyze-frequency"
)

// terminal reports whether somebody watches f.
func terminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("TERM") != "dumb"
}

// logged is progress for whoever reads logs: a line for each part that is done.
func logged(log *slog.Logger) analyzefrequency.Progress {
	return func(what, part string, done, all int) {
		if done == all && all > 0 {
			log.Info("night", "what", what, "part", part, "number", all)
		}
	}
}

// bars draws a bar for each part. Call end before writing anything else.
func bars(ctx context.Context, w io.Writer) (show analyzefrequency.Progress, end func()) {
	screen := mpb.NewWithContext(ctx, mpb.WithOutput(w), mpb.WithWidth(50))
	drawn := map[string]*mpb.Bar{}
	show = func(what, part string, done, all int) {
		if all == 0 {
			return // there was nothing to do
		}
		name := strings.TrimSpace(what + " " + part)
		bar := drawn[name]
		if bar == nil {
			bar = screen.AddBar(int64(all), mpb.PrependDecorators(decor.Name(name, decor.WCSyncSpaceR), decor.CountersNoUnit("%d / %d", decor.WCSyncSpace)),
				mpb.AppendDecorators(decor.Percentage(), decor.Name(" "), decor.AverageETA(decor.ET_STYLE_GO)))
			drawn[name] = bar
		}
		bar.SetCurrent(int64(done))
	}
	end = func() {
		for _, bar := range drawn {
			if !bar.Completed() {
				bar.Abort(false)
			}
		}
		screen.Wait()
	}
	return show, end
}
