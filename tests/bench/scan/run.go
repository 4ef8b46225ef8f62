package main

import (
	"context"
	"io"
	"math/rand/v2"
	"runtime"
)

const (
	payloadCount = 8
	shots        = 3   // pictures of each symbol in each scene, so that a cell has 24
	gatedShots   = 25  // the same where zbarGate is decided, so that a cell has 200
	gatedUpTo    = 140 // pixels
	mutatedCodes = 100
	longSize     = 180 // pixels: the long table is for one size
)

// seed is all the chance in keys and payloads.
var seed = [32]byte([]byte("inspection code, scan benchmark."))

// shotsOf is how often each symbol of a design is photographed in a scene. At the smallest sizes a
// single picture of 24 would decide zbarGate.
func shotsOf(design string, s scene) int {
	if design == live && s.profile.name == gatedProfile && s.size <= gatedUpTo {
		return gatedShots
	}
	return shots
}

// run measures everything. Times come first, while nothing else of ours runs.
func run(ctx context.Context, through camera, full bool, progress io.Writer) (report, error) {
	random := rand.NewChaCha8(seed)
	r := report{Go: runtime.Version(), Camera: through.means, Payloads: payloadCount, Shots: shots, Sizes: sizes[:], Missing: []string{}}
	made, _, err := payloads(payloadCount, random)
	if err != nil {
		return r, err
	}
	drawings, err := designs(made)
	if err != nil {
		return r, err
	}
	for _, d := range drawings {
		r.Designs = append(r.Designs, largest(d))
	}
	if err := r.refuse(ctx, random, progress); err != nil {
		return r, err
	}
	if err := r.look(ctx, drawings, through, full, progress); err != nil {
		return r, err
	}
	r.Gates = gates(r)
	return r, nil
}

// refuse measures how codes that are none are refused: how fast, and whether all of them.
func (r *report) refuse(ctx context.Context, random io.Reader, progress io.Writer) error {
	offered, keys, err := attempts(random)
	if err != nil {
		return err
	}
	if r.Costs, err = costs(offered, keys, random); err != nil {
		return err
	}
	codes, keys, err := realCodes(mutatedCodes, random)
	if err != nil {
		return err
	}
	r.Mutations, err = mutate(ctx, codes, keys.Parse, percent(progress, "changing digits"))
	return err
}

// look measures how the drawings are read, by every reader there is.
func (r *report) look(ctx context.Context, drawings []design, through camera, full bool, progress io.Writer) error {
	readers := []reader{zxing()}
	z, installed, err := zbar(ctx)
	if err != nil {
		return err
	}
	if installed {
		readers = append(readers, z)
	} else {
		r.Missing = append(r.Missing, zbarName)
	}
	for _, by := range readers {
		r.Decoders = append(r.Decoders, by.name)
	}
	for _, p := range profiles() {
		r.Profiles = append(r.Profiles, described{p.name, p.means})
	}
	r.Cells, err = measure(ctx, drawings, everyScene(through, profiles(), sizes[:]...), readers, shotsOf, percent(progress, "scanning"))
	if err != nil || !full {
		return err
	}
	r.LongTable, err = measure(ctx, drawings, everyScene(through, longTable(), longSize), readers, shotsOf, percent(progress, "scanning for the long table"))
	return err
}
