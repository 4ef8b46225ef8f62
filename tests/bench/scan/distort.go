package main

import (
	"bytes"
	"image/color"
	"image/jpeg"
	"math"
	"math/rand/v2"
)

// A distortion is one thing that happens to a camera's picture on its way to the reader. All chance in
// it comes from random. Lengths are in pixels of a symbol 180 pixels wide.
type distortion func(p picture, random *rand.Rand) picture

// blur is a lens out of focus: a Gaussian of standard deviation sigma.
func blur(sigma float64) distortion {
	return func(p picture, _ *rand.Rand) picture {
		sigma := p.length(sigma)
		reach := int(math.Ceil(3 * sigma))
		weights, sum := make([]float64, 2*reach+1), 0.0
		for i := range weights {
			d := float64(i - reach)
			weights[i] = math.Exp(-d * d / (2 * sigma * sigma))
			sum += weights[i]
		}
		across := p.redrawn(func(x, y int) (light float64) {
			for i, w := range weights {
				light += w * p.at(x+i-reach, y)
			}
			return light / sum
		})
		return p.redrawn(func(x, y int) (light float64) {
			for i, w := range weights {
				light += w * across.at(x, y+i-reach)
			}
			return light / sum
		})
	}
}

// motion is a hand that moves: the mean along a straight line of the given length, any way.
func motion(length float64) distortion {
	return func(p picture, random *rand.Rand) picture {
		length := p.length(length)
		sin, cos := math.Sincos(random.Float64() * math.Pi)
		steps := 2*int(math.Ceil(length)) + 1
		return p.redrawn(func(x, y int) (light float64) {
			for i := range steps {
				along := length * (float64(i)/float64(steps-1) - 0.5)
				light += p.between(float64(x)+along*cos, float64(y)+along*sin)
			}
			return light / float64(steps)
		})
	}
}

// noise is a sensor in the dark: a Gaussian of standard deviation sigma, in 255ths, on each pixel.
func noise(sigma float64) distortion {
	return func(p picture, random *rand.Rand) picture {
		return p.redrawn(func(x, y int) float64 { return p.at(x, y) + sigma*random.NormFloat64() })
	}
}

// compressed is a picture that was sent: JPEG of the given quality, 1 to 100.
func compressed(quality int) distortion {
	return func(p picture, _ *rand.Rand) picture {
		var b bytes.Buffer
		if err := jpeg.Encode(&b, p.gray(), &jpeg.Options{Quality: quality}); err != nil {
			panic(err) // a bytes.Buffer takes everything
		}
		img, err := jpeg.Decode(&b)
		if err != nil {
			panic(err) // the encoder's own
		}
		return p.redrawn(func(x, y int) float64 { return float64(color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y) })
	}
}
