package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// projected is where a point of the plane lands in the picture, both in pixels from the middle: turned,
// tilted in space, and drawn by a pinhole. It is the way forward that the cameras take backward.
func projected(v view, size int, x, y float64) (across, down float64) {
	far := 3 * float64(size)
	x, y = x*math.Cos(v.turn)-y*math.Sin(v.turn), x*math.Sin(v.turn)+y*math.Cos(v.turn)
	y, z := y*math.Cos(v.tilt), far+y*math.Sin(v.tilt)
	return x * far / z, y * far / z
}

func TestEveryModuleIsSeenWhereAPinholeProjectsIt(t *testing.T) {
	const size = 240
	s := someDesigns(t, 1)[0].symbols[0]
	scale := float64(size) / float64(s.modules+2*quiet)
	for _, v := range []view{
		{},
		{right: 0.9, down: 0.4},
		{tilt: radians(15), right: 0.5},
		{turn: radians(90)},
		{tilt: radians(25), turn: radians(-30), down: 0.7},
		{tilt: radians(40), turn: radians(20)},
	} {
		for i, c := range []camera{direct(), resampled()} {
			p := c.take(s, size, v)
			for row := range s.modules {
				for column := range s.modules {
					x := (float64(column)+0.5-float64(s.modules)/2)*scale + v.right
					y := (float64(row)+0.5-float64(s.modules)/2)*scale + v.down
					across, down := projected(v, size, x, y)
					middle := float64(p.width) / 2
					light := p.at(int(middle+across), int(middle+down))
					if (light < 128) != s.black(column, row) {
						t.Fatalf("camera %d, %+v: module %d,%d is black: %v, but its light is %.0f", i, v, column, row, s.black(column, row), light)
					}
				}
			}
		}
	}
}

func TestAPixelOnABorderSeesBothSidesByTheirShare(t *testing.T) {
	// Ten modules with the quiet zone, 12 px each: borders fall on those of pixels, but for the part
	// that the symbol is moved. The one module at the left of the two is black.
	s := symbol{modules: 2, black: func(x, _ int) bool { return x == 0 }}
	for _, moved := range []float64{0, 0.25, 0.5, 0.75} {
		p := direct().take(s, 120, view{right: moved})
		for _, c := range []struct {
			border string
			x      int
			want   float64
		}{
			{"desk", 35, desk},
			{"desk to quiet zone", 36, moved*desk + (1-moved)*255},
			{"quiet zone", 37, 255},
			{"quiet zone to black", 36 + 4*12, moved * 255},
			{"black to white", 36 + 5*12, (1 - moved) * 255},
			{"quiet zone to desk", 156, moved*255 + (1-moved)*desk},
			{"desk again", 157, desk},
		} {
			if got := p.at(c.x, 96); got != c.want {
				t.Errorf("moved by %.2f, %s: got %.2f, want %.2f", moved, c.border, got, c.want)
			}
		}
	}
}

func TestTheDeskReachesEveryCorner(t *testing.T) {
	s := someDesigns(t, 1)[0].symbols[0]
	for _, p := range append(profiles(), longTable()...) {
		v := p.held.by(rand.New(rand.NewPCG(1, 2)))
		picture := direct().take(s, 120, v)
		last := picture.width - 1
		for _, corner := range [][2]int{{0, 0}, {last, 0}, {0, last}, {last, last}} {
			if got := picture.at(corner[0], corner[1]); got != desk {
				t.Errorf("%s, corner %v: got %.1f, want %d", p.name, corner, got, desk)
			}
		}
	}
}

func TestTheCamerasDifferOnlyInWhatIsTiltedOrTurned(t *testing.T) {
	// Four points along a side miss a border by at most an eighth of a pixel. Where two borders cross
	// in a pixel, the errors add up, and their product comes twice.
	const miss = 1.0 / finer / 2
	const most = 255 * (2*miss + 2*miss*miss)
	for _, d := range someDesigns(t, 1) {
		for _, c := range []struct {
			seen  view
			alike bool
		}{
			{view{}, true},
			{view{right: 0.3, down: 0.7}, true},
			{view{tilt: radians(15)}, false},
			{view{turn: radians(20)}, false},
		} {
			once, twice := direct().take(d.symbols[0], 120, c.seen), resampled().take(d.symbols[0], 120, c.seen)
			worst := 0.0
			for i := range once.light {
				worst = max(worst, math.Abs(once.light[i]-twice.light[i]))
			}
			if alike := worst <= most; alike != c.alike {
				t.Errorf("%s, %+v: pixels differ by up to %.1f, want at most %.1f: %v", d.name, c.seen, worst, most, c.alike)
			}
		}
	}
}

func TestOnlyASwayTakesChanceBesidesTheShift(t *testing.T) {
	for _, p := range []pose{{}, {tilt: 15}, {turn: 45}, {tilt: 15, sway: 30}, {turn: 45, sway: 10}} {
		t.Run(fmt.Sprint(p), func(t *testing.T) {
			turned := map[float64]bool{}
			for seed := range uint64(50) {
				random, same := rand.New(rand.NewPCG(seed, 1)), rand.New(rand.NewPCG(seed, 1))
				v := p.by(random)
				if right, down := same.Float64(), same.Float64(); v.right != right || v.down != down || v.tilt != radians(p.tilt) {
					t.Fatalf("got %+v, want %.3f to the right, %.3f down, tilt %.3f", v, right, down, radians(p.tilt))
				}
				if off := math.Abs(v.turn - radians(p.turn)); off > radians(p.sway) {
					t.Fatalf("turned %.3f off, want at most %.3f", off, radians(p.sway))
				}
				if p.sway > 0 {
					same.Float64()
				}
				if random.Uint64() != same.Uint64() {
					t.Fatal("other chance was taken than the shift's and the sway's")
				}
				turned[v.turn] = true
			}
			if many := len(turned) > 1; many != (p.sway > 0) {
				t.Errorf("%d different turns", len(turned))
			}
		})
	}
}
