package code

// penalty is how hard a symbol is to read, by the four rules of ISO/IEC 18004:2015 7.8.3.1: long
// runs of one colour, blocks of one colour, shapes like the finder pattern, and an uneven mix. Of
// the eight masks the one with the least penalty is used.
func (s *Symbol) penalty() int {
	total := s.blockPenalty() + s.mixPenalty()
	row, column := make([]bool, s.Size), make([]bool, s.Size)
	for i := range s.Size {
		for j := range s.Size {
			row[j], column[j] = s.Black(j, i), s.Black(i, j)
		}
		total += runPenalty(row) + finderPenalty(row)
		total += runPenalty(column) + finderPenalty(column)
	}
	return total
}

// runPenalty is 3 for five modules of one colour in a line, and 1 for each that follows.
func runPenalty(line []bool) (penalty int) {
	run := 0
	for i, black := range line {
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
	}
	return penalty
}

// finderPenalty is 40 for each 1:1:3:1:1 in a line with four light modules before or after it. The
// quiet zone is light too.
func finderPenalty(line []bool) (penalty int) {
	const pattern = 0b1011101
	window := 0 // the last fifteen modules; the seven in the middle are looked at
	for i := range len(line) + 4 {
		window = window << 1 & 0x7fff
		if i < len(line) && line[i] {
			window |= 1
		}
		before, middle, after := window>>11, window>>4&0x7f, window&0xf
		if middle == pattern && (before == 0 || after == 0) {
			penalty += 40
		}
	}
	return penalty
}

// blockPenalty is 3 for each two by two modules of one colour.
func (s *Symbol) blockPenalty() (penalty int) {
	for y := range s.Size - 1 {
		for x := range s.Size - 1 {
			c := s.Black(x, y)
			if c == s.Black(x+1, y) && c == s.Black(x, y+1) && c == s.Black(x+1, y+1) {
				penalty += 3
			}
		}
	}
	return penalty
}

// mixPenalty is 10 for each full five per cent that black modules are from being half of all.
func (s *Symbol) mixPenalty() int {
	black := 0
	for y := range s.Size {
		for x := range s.Size {
			if s.Black(x, y) {
				black++
			}
		}
	}
	all := s.Size * s.Size
	return 10 * (abs(2*black-all) * 10 / all)
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
