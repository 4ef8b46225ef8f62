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
	Size   int
	bitmap *coding.Code
}

// Black reports whether the module in column x of row y is black; outside the symbol none is.
func (s *Symbol) Black(x, y int) bool { return s.bitmap.Black(x, y) }

// Bits are the symbol's modules, row by row from the top left, black as 1, most significant bit first,
// the last byte filled up with 0: what a page needs to draw it without an encoder of its own.
func (s *Symbol) Bits() []byte {
	bits := make([]byte, (s.Size*s.Size+7)/8)
	for i := range s.Size * s.Size {
		if s.Black(i%s.Size, i/s.Size) {
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
	var best *Symbol
	least := 0
	for mask := coding.Mask(0); mask < 8; mask++ {
		s, err := draw(prefix, digits, level, mask)
		if err != nil {
			return nil, err
		}
		if p := s.penalty(); best == nil || p < least {
			best, least = s, p
		}
	}
	return best, nil
}

// NewQuickSymbol draws the same under mask 0, an eighth of the work: for symbols that last thirty
// seconds.
func NewQuickSymbol(prefix, digits string, level Level) (*Symbol, error) {
	return draw(prefix, digits, level, 0)
}

// draw writes the prefix as bytes and the digits as digits, in the smallest version that holds them.
// In one segment of bytes the same address would need 65 modules instead of 45. The prefix is in
// small letters as browsers write it: readers are known to take HTTPS:// for plain text.
func draw(prefix, digits string, level Level, mask coding.Mask) (*Symbol, error) {
	if digits == "" || strings.Trim(digits, "0123456789") != "" {
		return nil, errors.New("draw symbol: the code is not digits")
	}
	if level != M && level != Q {
		return nil, fmt.Errorf("draw symbol: level %d is neither M nor Q", level)
	}
	head, tail := coding.String(prefix), coding.Num(digits)
	for v := coding.Version(coding.MinVersion); v <= coding.MaxVersion; v++ {
		if head.Bits(v)+tail.Bits(v) > 8*v.DataBytes(coding.Level(level)) {
			continue
		}
		plan, err := coding.NewPlan(v, coding.Level(level), mask)
		if err != nil {
			return nil, fmt.Errorf("draw symbol: %w", err)
		}
		bitmap, err := plan.Encode(head, tail)
		if err != nil {
			return nil, fmt.Errorf("draw symbol: %w", err)
		}
		return &Symbol{Size: bitmap.Size, bitmap: bitmap}, nil
	}
	return nil, fmt.Errorf("draw symbol: %d characters do not fit", len(prefix)+len(digits))
}
