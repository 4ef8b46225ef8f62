package main

import "fmt"

// A profile is a named way to hold the phone and what happens to its picture then, in the order in
// which it happens: to the light, in the lens, on the sensor, in the file.
type profile struct {
	name  string
	means string
	held  pose
	steps []distortion
}

// profiles are the ones that the gates look at: a phone held well, a phone held badly, a lamp in the
// screen, a faded print and a picture sent twice.
func profiles() []profile {
	return []profile{
		{"phone1", "tilt 15°, turned ±30°, light falling to 60 %, blur 0.7 px, noise 8, JPEG 60",
			pose{tilt: 15, sway: 30}, []distortion{gradient(0.6), blur(0.7), noise(8), compressed(60)}},
		{"phone2", "tilt 25°, turned ±30°, blur 1.0 px, noise 12, JPEG 40",
			pose{tilt: 25, sway: 30}, []distortion{blur(1.0), noise(12), compressed(40)}},
		{"glare4", "a white disc over 4 % of the symbol", pose{}, []distortion{glare(0.04)}},
		{"lowc50", "black 100, white 150", pose{}, []distortion{contrast(100, 150)}},
		{"jpeg10", "JPEG 10", pose{}, []distortion{compressed(10)}},
	}
}

// longTable is 32 rows, mostly of single distortions, each from harmless to hopeless.
func longTable() []profile {
	rows := []profile{{name: "clean"}}
	held := func(name string, p pose) { rows = append(rows, profile{name: name, held: p}) }
	add := func(name string, steps ...distortion) { rows = append(rows, profile{name: name, steps: steps}) }
	for _, sigma := range []float64{0.7, 1.0, 1.5, 2.0} {
		add(fmt.Sprintf("blur %.1f px", sigma), blur(sigma))
	}
	for _, quality := range []int{30, 10, 5} {
		add(fmt.Sprintf("JPEG %d", quality), compressed(quality))
	}
	for _, degrees := range []float64{15, 25, 40, 50} {
		held(fmt.Sprintf("tilt %.0f°", degrees), pose{tilt: degrees})
	}
	for _, degrees := range []float64{15, 30, 45} {
		held(fmt.Sprintf("turned %.0f°", degrees), pose{turn: degrees})
	}
	for _, black := range []float64{50, 100, 115} {
		add(fmt.Sprintf("contrast %.0f/%.0f", black, 250-black), contrast(black, 250-black))
	}
	for _, sigma := range []float64{12, 25, 40} {
		add(fmt.Sprintf("noise %.0f", sigma), noise(sigma))
	}
	for _, period := range []float64{2.7, 4, 8} {
		add(fmt.Sprintf("moiré %.1f px", period), moire(period))
	}
	for _, share := range []float64{0.02, 0.04, 0.07} {
		add(fmt.Sprintf("glare %.0f %%", 100*share), glare(share))
	}
	for _, length := range []float64{3, 5} {
		add(fmt.Sprintf("motion %.0f px", length), motion(length))
	}
	add("light to 30 %", gradient(0.3))
	return append(rows, profiles()[:2]...)
}
