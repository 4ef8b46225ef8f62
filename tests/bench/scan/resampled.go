package main

// resampled is the former camera: it draws the symbol straight in pixels, then looks at that drawing
// from its view, between the pixels. The second sampling is a blur that no camera has; it is kept so
// that its figures can be had again.
func resampled() camera {
	means := "the symbol is drawn in pixels, and the drawing sampled again where it is tilted or turned"
	return camera{means, func(s symbol, size int, from view) picture {
		straight := drawing(s, size, from.right, from.down)
		if from.tilt == 0 && from.turn == 0 {
			return straight
		}
		shown, centre := from.shown(size), float64(straight.width-1)/2
		return straight.redrawn(func(x, y int) float64 {
			across, down := shown(float64(x)-centre, float64(y)-centre)
			return straight.between(centre+across, centre+down)
		})
	}}
}

// drawing is a symbol seen from straight above. A pixel on the border of two modules sees both, each
// by its share.
func drawing(s symbol, size int, right, down float64) picture {
	p := frame(size)
	margin := (p.width - size) / 2
	modules := s.modules + 2*quiet
	columns, rows := shares(size, modules, right), shares(size, modules, down)
	return p.redrawn(func(x, y int) float64 {
		x, y = x-margin, y-margin
		if x < 0 || y < 0 || x > size || y > size {
			return desk
		}
		light, seen := 0.0, 0.0
		for _, row := range rows[y] {
			for _, column := range columns[x] {
				seen += row.part * column.part
				if !s.black(column.module-quiet, row.module-quiet) {
					light += 255 * row.part * column.part
				}
			}
		}
		return light + desk*(1-seen)
	})
}

// A share is the part of a pixel, along one side, that shows a module.
type share struct {
	module int
	part   float64
}

// shares says which modules are seen by each pixel in a line of them: so many modules on size pixels,
// moved by a part of a pixel into one more.
func shares(size, modules int, moved float64) [][]share {
	seen, scale := make([][]share, size+1), float64(modules)/float64(size)
	for i := range seen {
		from, to := (float64(i)-moved)*scale, (float64(i+1)-moved)*scale
		for m := max(0, int(from)); m < modules && float64(m) < to; m++ {
			if part := (min(to, float64(m+1)) - max(from, float64(m))) / scale; part > 0 {
				seen[i] = append(seen[i], share{m, part})
			}
		}
	}
	return seen
}
