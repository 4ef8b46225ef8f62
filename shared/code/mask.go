package code

import "rsc.io/qr/coding"

// under is a symbol that is drawn by plan under mask 0, under another one: the modules that carry data change where
// the two masks differ, and those that name the mask change with its name.
func (s *Symbol) under(mask coding.Mask, plan *coding.Plan) *Symbol {
	other := &Symbol{Size: s.Size, black: make([]bool, len(s.black))}
	name := nameOf(mask)
	for y, row := range plan.Pixel {
		for x, p := range row {
			flip := false
			switch p.Role() {
			case coding.Data, coding.Check, coding.Extra:
				flip = mask.Invert(y, x) != coding.Mask(0).Invert(y, x)
			case coding.Format:
				flip = name>>p.Offset()&1 == 1
			}
			other.black[y*s.Size+x] = s.black[y*s.Size+x] != flip
		}
	}
	return other
}

// nameOf is what the mask adds to the fifteen bits of format, over mask 0: its number and the ten bits that protect
// it (ISO/IEC 18004:2015 7.9.1). The code is linear, so the level and the constant they are hidden under cancel out.
func nameOf(mask coding.Mask) int {
	const generator = 0b10100110111
	name := int(mask) << 10
	check := name
	for i := 12; i >= 10; i-- {
		if check>>i&1 == 1 {
			check ^= generator << (i - 10)
		}
	}
	return name | check
}

// penalty is how hard a symbol is to read, by the four rules of ISO/IEC 18004:2015 7.8.3.1: long
// runs of one colour, blocks of one colour, shapes like the finder pattern, and an uneven mix. Of
// the eight masks the one with the least penalty is used.
func (s *Symbol) penalty() int {
	columns := make([]bool, len(s.black))
	black := 0
	for i, is := range s.black {
		if is {
			columns[i%s.Size*s.Size+i/s.Size] = true
			black++
		}
	}
	all := len(s.black)
	total := blockPenalty(s.black, s.Size) + 10*(abs(2*black-all)*10/all) // 10 for each full five per cent that black is from half
	for i := 0; i < all; i += s.Size {
		total += linePenalty(s.black[i:i+s.Size]) + linePenalty(columns[i:i+s.Size])
	}
	return total
}

// linePenalty is 3 for five modules of one colour in a line and 1 for each that follows, and 40 for each 1:1:3:1:1
// with four light modules before or after it. The quiet zone is light too.
func linePenalty(line []bool) (penalty int) {
	window := 0 // the last fifteen modules; the seven in the middle are looked at
	run := 0
	for i, black := range line {
		window = window << 1 & 0x7fff
		if black {
			window |= 1
		}
		if i > 0 && black != line[i-1] {
			run = 0
		}
		run++
		switch {
		case run == 5:
			penalty += 3
		case run > 5:
			penalty++
		}
		penalty += finderPenalty(window)
	}
	for range 4 {
		window = window << 1 & 0x7fff
		penalty += finderPenalty(window)
	}
	return penalty
}

func finderPenalty(window int) int {
	const pattern = 0b1011101
	before, middle, after := window>>11, window>>4&0x7f, window&0xf
	if middle == pattern && (before == 0 || after == 0) {
		return 40
	}
	return 0
}

// blockPenalty is 3 for each two by two modules of one colour.
func blockPenalty(rows []bool, size int) (penalty int) {
	for y := range size - 1 {
		above, below := rows[y*size:(y+1)*size], rows[(y+1)*size:(y+2)*size]
		for x := range size - 1 {
			if c := above[x]; c == above[x+1] && c == below[x] && c == below[x+1] {
				penalty += 3
			}
		}
	}
	return penalty
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
