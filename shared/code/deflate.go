package code

import "math/bits"

// A deflater compresses by the codes that RFC 1951 fixes (3.2.6), into one block. It finds no repetition itself:
// it is told.
type deflater struct {
	out  []byte
	last uint32 // bits that do not fill a byte yet, the first lowest
	n    int    // how many
}

func (d *deflater) begin() { d.add(0b011, 3) } // the last block, of fixed codes

func (d *deflater) end() []byte {
	d.symbol(256)
	d.add(0, 7) // fills the last byte
	return d.out
}

// literals says bytes as they are.
func (d *deflater) literals(b []byte) {
	for _, c := range b {
		d.symbol(int(c))
	}
}

// repeat says that length bytes, none or at least three, are those that stand distance bytes before them.
func (d *deflater) repeat(length, distance int) {
	for length > 0 {
		n := min(length, 258)
		if rest := length - n; rest == 1 || rest == 2 {
			n -= 3 // too few to be said on their own
		}
		length -= n
		if n == 258 {
			d.symbol(285)
		} else {
			code, extra, more := graded(n-3, 4)
			d.symbol(257 + code)
			d.add(extra, more)
		}
		code, extra, more := graded(distance-1, 2)
		d.add(reversed(code, 5), 5)
		d.add(extra, more)
	}
}

// graded says a number as RFC 1951 3.2.5 does, exactly while it is small, then in steps that double after every
// each codes: a code, and so many bits more.
func graded(v, each int) (code int, extra uint32, more int) {
	if v < 2*each {
		return v, 0, 0
	}
	more = bits.Len(uint(v)) - bits.Len(uint(each))
	return each*more + v>>more, uint32(v) & (1<<more - 1), more
}

// symbol adds the code of a literal or length.
func (d *deflater) symbol(v int) {
	switch {
	case v < 144:
		d.add(reversed(0x30+v, 8), 8)
	case v < 256:
		d.add(reversed(0x190+v-144, 9), 9)
	case v < 280:
		d.add(reversed(v-256, 7), 7)
	default:
		d.add(reversed(0xc0+v-280, 8), 8)
	}
}

// reversed is a code of n bits, its highest first.
func reversed(code, n int) uint32 { return bits.Reverse32(uint32(code)) >> (32 - n) }

// add adds the n lowest bits of v, 13 at most, the lowest first.
func (d *deflater) add(v uint32, n int) {
	d.last |= v << d.n
	for d.n += n; d.n >= 8; d.n -= 8 {
		d.out = append(d.out, byte(d.last))
		d.last >>= 8
	}
}
