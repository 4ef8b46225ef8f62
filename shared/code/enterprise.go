package code

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"strings"

	"inspectioncode.example/shared/inspection"
)

// A USCC (统一社会信用代码) is written as the number its first seventeen symbols are in base 31,
// the eighteenth being their check symbol: 84.2 bits, so eleven bytes. Base 31 is taken in two
// halves of nine and eight symbols, as each of them fits a machine word.

// usccSymbols are the digits of that number, as GB 32100-2015 orders them.
const usccSymbols = "0123456789ABCDEFGHJKLMNPQRTUWXY"

const (
	base31to8 = 31 * 31 * 31 * 31 * 31 * 31 * 31 * 31
	base31to9 = 31 * base31to8
)

func packUSCC(c inspection.USCC) (b [11]byte, err error) {
	if !c.Valid() {
		return b, fmt.Errorf("enterprise %q is not a valid unified social credit code", c)
	}
	hi, lo := bits.Mul64(fromBase31(c[:9]), base31to8)
	lo, carry := bits.Add64(lo, fromBase31(c[9:17]), 0)
	hi += carry
	b[0], b[1], b[2] = byte(hi>>16), byte(hi>>8), byte(hi)
	binary.BigEndian.PutUint64(b[3:], lo)
	return b, nil
}

// unpackUSCC is false for a number of eighteen symbols or more, and where the seventeenth symbol is
// not the check digit of the organisation code before it: no issuer writes such a body.
func unpackUSCC(b [11]byte) (inspection.USCC, bool) {
	hi := uint64(b[0])<<16 | uint64(b[1])<<8 | uint64(b[2])
	first9, last8 := bits.Div64(hi, binary.BigEndian.Uint64(b[3:]), base31to8) // hi < 2^24 < 31^8
	if first9 >= base31to9 {
		return "", false
	}
	var symbols [17]byte
	toBase31(symbols[:9], first9)
	toBase31(symbols[9:], last8)
	c, ok := inspection.CompleteUSCC(string(symbols[:16]))
	return c, ok && c[16] == symbols[16]
}

func fromBase31(symbols inspection.USCC) (v uint64) {
	for i := range len(symbols) {
		v = v*31 + uint64(strings.IndexByte(usccSymbols, symbols[i]))
	}
	return v
}

func toBase31(symbols []byte, v uint64) {
	for i := len(symbols) - 1; i >= 0; i-- {
		symbols[i] = usccSymbols[v%31]
		v /= 31
	}
}
