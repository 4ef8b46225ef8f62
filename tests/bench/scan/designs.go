package main

import (
	"fmt"

	"github.com/makiuchi-d/gozxing/qrcode/decoder"
	"github.com/makiuchi-d/gozxing/qrcode/encoder"
	"rsc.io/qr/coding"

	"inspectioncode.example/shared/code"
)

// A symbol is one payload drawn in one design.
type symbol struct {
	text    string
	bits    int // of the segments, before error correction
	version int
	modules int // on a side, without the quiet zone
	black   func(x, y int) bool
}

// A design is a way to write and draw a payload, with the symbols it gave.
type design struct {
	name    string
	symbols []symbol
}

// The names of the designs, as tables and gates use them.
const (
	live      = "code M, live"
	printed   = "code Q, printed"
	reference = "JWT M, reference"
)

// designs draws all payloads in the three designs: ours on a screen, ours on paper, and the JWT that
// they stand in for. Each symbol has the best of the eight masks.
func designs(of []payload) ([]design, error) {
	made := []design{{name: live}, {name: printed}, {name: reference}}
	for _, p := range of {
		m, err := ours(p.live, code.M)
		if err != nil {
			return nil, err
		}
		q, err := ours(p.printed, code.Q)
		if err != nil {
			return nil, err
		}
		j, err := ordinary(prefix + p.jwt)
		if err != nil {
			return nil, err
		}
		for i, s := range []symbol{m, q, j} {
			made[i].symbols = append(made[i].symbols, s)
		}
	}
	return made, nil
}

// ours is the symbol that the functions show: the prefix as bytes, the code as digits.
func ours(digits string, level code.Level) (symbol, error) {
	s, err := code.NewSymbol(prefix, digits, level)
	if err != nil {
		return symbol{}, err
	}
	v := coding.Version(s.Version())
	return symbol{
		text:    prefix + digits,
		bits:    coding.String(prefix).Bits(v) + coding.Num(digits).Bits(v),
		version: s.Version(),
		modules: s.Size,
		black:   s.Black,
	}, nil
}

// ordinary is what ZXing's encoder, the one most software has, makes of a text at level M: a
// single segment of bytes.
func ordinary(text string) (symbol, error) {
	s, err := encoder.Encoder_encodeWithoutHint(text, decoder.ErrorCorrectionLevel_M)
	if err != nil {
		return symbol{}, fmt.Errorf("draw reference: %w", err)
	}
	version, matrix := s.GetVersion().GetVersionNumber(), s.GetMatrix()
	size := matrix.GetWidth()
	return symbol{
		text:    text,
		bits:    coding.String(text).Bits(coding.Version(version)),
		version: version,
		modules: size,
		black: func(x, y int) bool {
			return 0 <= x && x < size && 0 <= y && y < size && matrix.Get(x, y) == 1
		},
	}, nil
}
