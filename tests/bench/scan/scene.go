package main

import (
	"fmt"
	"hash/fnv"
	"image"
	"math/rand/v2"
)

// A scene is a profile at a size, in pixels of the symbol with its quiet zone, and the camera it is
// seen through.
type scene struct {
	camera  camera
	profile profile
	size    int
}

// everyScene is each profile at each size, through one camera.
func everyScene(through camera, profiles []profile, sizes ...int) (scenes []scene) {
	for _, p := range profiles {
		for _, size := range sizes {
			scenes = append(scenes, scene{through, p, size})
		}
	}
	return scenes
}

// shoot takes so many shots of each of a design's symbols, and says what each of them says. They come
// in rounds of the usual number, each through all symbols: so the first ones are the same pictures
// however many follow.
func (s scene) shoot(d design, n int) (texts []string, pictures []*image.Gray) {
	for i, symbol := range d.symbols {
		for shot := range n {
			round, nth := shot/shots, shot%shots
			texts = append(texts, symbol.text)
			pictures = append(pictures, s.picture(symbol, (round*len(d.symbols)+i)*shots+nth).gray())
		}
	}
	return texts, pictures
}

// picture is a symbol after all that the profile does to it. Chance depends on the scene and on the
// number of the picture only, so that every design is seen under the same.
func (s scene) picture(of symbol, number int) picture {
	h := fnv.New64a()
	fmt.Fprint(h, s.profile.name, s.size, number)
	random := rand.New(rand.NewPCG(h.Sum64(), 20230901))
	p := s.camera.take(of, s.size, s.profile.held.by(random))
	for _, step := range s.profile.steps {
		p = step(p, random)
	}
	return p
}
