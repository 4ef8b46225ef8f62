package analysis

import "hash/maphash"

// Words is a column of words of which few differ: row i is Names[Of[i]].
type Words struct {
	Names []string // each word once
	Of    []int32  // by row

	// places is a hash table of codes, from 1, with open addressing: a million words take it a tenth of the
	// memory of a map.
	places []int32
	placed int // how many of Names stand in it
	seed   maphash.Seed

	touched byte // of no meaning; it keeps the look ahead from being left out
}

// At is the word of row i.
func (w *Words) At(i int) string { return w.Names[w.Of[i]] }

// Code is the place of a word in Names, or -1 if no row has ever had it.
func (w *Words) Code(word string) int32 {
	w.place()
	if len(w.places) == 0 {
		return -1
	}
	return w.places[find(w, word)] - 1
}

// Intern is the place of a word in Names, where it is put if it is new.
func (w *Words) Intern(word string) int32 { return intern(w, word) }

// InternEach appends the places of n words to codes, as Intern gives them, and keeps the letters of new ones only. It looks where
// each of some words might stand before it compares one: memory is then waited for once, and not once for each of them.
func (w *Words) InternEach(codes []int32, n int, word func(i int) []byte) []int32 {
	const some = 128
	var at [some]uint64
	for begin := 0; begin < n; begin += some {
		end := min(begin+some, n)
		if mask := uint64(len(w.places) - 1); len(w.places) > 0 {
			for i := begin; i < end; i++ {
				at[i-begin] = hash(w.seed, word(i)) & mask
			}
			for _, place := range at[:end-begin] {
				if c := w.places[place]; c > 0 && w.Names[c-1] != "" {
					w.touched += w.Names[c-1][0]
				}
			}
		}
		for i := begin; i < end; i++ {
			codes = append(codes, intern(w, word(i)))
		}
	}
	return codes
}

// Add appends a row.
func (w *Words) Add(word string) { w.Of = append(w.Of, w.Intern(word)) }

func intern[T string | []byte](w *Words, word T) int32 {
	w.place()
	if len(w.places) > 0 {
		if c := w.places[find(w, word)]; c > 0 {
			return c - 1
		}
	}
	w.Names = append(w.Names, string(word))
	w.place()
	return int32(len(w.Names) - 1)
}

// place puts into the table what of Names is not there yet, because it is new or was set by hand.
func (w *Words) place() {
	if w.placed == len(w.Names) {
		return
	}
	if 2*len(w.Names) > len(w.places) { // never more than half full
		size := 16
		for size < 3*len(w.Names) {
			size *= 2
		}
		w.places, w.placed = make([]int32, size), 0
	}
	if w.seed == (maphash.Seed{}) {
		w.seed = maphash.MakeSeed()
	}
	for ; w.placed < len(w.Names); w.placed++ {
		w.places[find(w, w.Names[w.placed])] = int32(w.placed) + 1
	}
}

// find is where a word stands in the table, or would.
func find[T string | []byte](w *Words, word T) uint64 {
	mask := uint64(len(w.places) - 1)
	at := hash(w.seed, word) & mask
	for w.places[at] != 0 && w.Names[w.places[at]-1] != string(word) {
		at = (at + 1) & mask
	}
	return at
}

func hash[T string | []byte](seed maphash.Seed, word T) uint64 {
	switch word := any(word).(type) {
	case []byte:
		return maphash.Bytes(seed, word)
	case string:
		return maphash.String(seed, word)
	}
	return 0
}
