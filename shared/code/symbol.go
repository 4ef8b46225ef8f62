package code

import (
	"errors"
	"fmt"
	"strings"

	"rsc.io/qr/coding"
)

// A Level says how much of a symbol may be lost and still be read (ISO/IEC 18004).
type Level int

const (
	M Level = Level(coding.M) // 15 %: for screens, where fewer modules are read from further away
	Q Level = Level(coding.Q) // 25 %: for paper of 30 mm and more, which gets dirty and reflects
)

// Quiet is the width in modules of the white border that PNG and SVG leave around a symbol.
const Quiet = 4

// A Symbol is a QR symbol, Size modules square.
type Symbol struct {
	Size  int
	black []bool // row by row
}

// Black reports whether the module in column x of row y is black; outside the symbol none is.
func (s *Symbol) Black(x, y int) bool {
	return 0 <= x && x < s.Size && 0 <= y && y < s.Size && s.black[y*s.Size+x]
}

// Bits are the symbol's modules, row by row from the top left, black as 1, most significant bit first,
// the last byte filled up with 0: what a page needs to draw it without an encoder of its own.
func (s *Symbol) Bits() []byte {
	bits := make([]byte, (s.Size*s.Size+7)/8)
	for i, black := range s.black {
		if black {
			bits[i/8] |= 0x80 >> (i % 8)
		}
	}
	return bits
}

// Version is how ISO/IEC 18004 numbers the symbol's size, from 1 to 40.
func (s *Symbol) Version() int { return (s.Size - 17) / 4 }

// NewSymbol draws the address prefix+digits, such as https://jcm.sh.gov.cn/c/ and what Sign
// returned, under the best of the eight masks: for symbols that are kept or printed.
func NewSymbol(prefix, digits string, level Level) (*Symbol, error) {
	best, plan, err := draw(prefix, digits, level)
	if err != nil {
		return nil, err
	}
	first, least := best, best.penalty()
	for mask := coding.Mask(1); mask < 8; mask++ {
		s := first.under(mask, plan)
		if p := s.penalty(); p < least {
			best, least = s, p
		}
	}
	return best, nil
}

// NewQuickSymbol draws the same under mask 0, a tenth of the work: for symbols that last thirty
// seconds.
func NewQuickSymbol(prefix, digits string, level Level) (*Symbol, error) {
	s, _, err := draw(prefix, digits, level)
	return s, err
}

// draw writes the prefix as bytes and the digits as digits, in the smallest version that holds them, under mask 0.
// In one segment of bytes the same address would need 65 modules instead of 45. The prefix is in
// small letters as browsers write it: readers are known to take HTTPS:// for plain text.
func draw(prefix, digits string, level Level) (*Symbol, *coding.Plan, error) {
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return nil, nil, errors.New("draw symbol: the code is not digits")
	}
	if level != M && level != Q {
		return nil, nil, fmt.Errorf("draw symbol: level %d is neither M nor Q", level)
	}
	head, tail := coding.String(prefix), coding.Num(digits)
	for v := coding.Version(coding.MinVersion); v <= coding.MaxVersion; v++ {
		if head.Bits(v)+tail.Bits(v) > 8*v.DataBytes(coding.Level(level)) {
			continue
		}
		plan, err := coding.NewPlan(v, coding.Level(level), 0)
		if err != nil {
			return nil, nil, fmt.Errorf("draw symbol: %w", err)
		}
		bitmap, err := plan.Encode(head, tail)
		if err != nil {
			return nil, nil, fmt.Errorf("draw symbol: %w", err)
		}
		s := &Symbol{Size: bitmap.Size, black: make([]bool, bitmap.Size*bitmap.Size)}
		for i := range s.black {
			s.black[i] = bitmap.Black(i%s.Size, i/s.Size)
		}
		return s, plan, nil
	}
	return nil, nil, fmt.Errorf("draw symbol: %d characters do not fit", len(prefix)+len(digits))
}
