package code

// Length is how many decimal digits a token is written with.
const Length = tokenSize/blockBytes*blockDigits + tailDigits

// Seven bytes are written as seventeen digits, for 10^17 is just over 2^56; the four bytes left
// over as ten. That is 98.8 % of what a QR symbol's numeric mode can carry, and digits alone pass
// unchanged through every URL normaliser.
const (
	blockBytes  = 7
	blockDigits = 17
	tailDigits  = 10
)

// printDigits writes a token as Length digits.
func printDigits(raw [tokenSize]byte) string {
	out := make([]byte, 0, Length)
	for rest := raw[:]; len(rest) > 0; {
		n, width := blockBytes, blockDigits
		if len(rest) < n {
			n, width = len(rest), tailDigits
		}
		var v uint64
		for _, b := range rest[:n] {
			v = v<<8 | uint64(b)
		}
		out = out[:len(out)+width]
		for i := len(out) - 1; i >= len(out)-width; i-- {
			out[i] = '0' + byte(v%10)
			v /= 10
		}
		rest = rest[n:]
	}
	return string(out)
}

// readDigits reads what printDigits wrote and nothing else: a block of digits that is more than its
// bytes can hold is refused, so that no token has two spellings.
func readDigits(s string) (raw [tokenSize]byte, err error) {
	if len(s) != Length {
		return raw, errLength
	}
	for rest := raw[:]; len(rest) > 0; {
		n, width := blockBytes, blockDigits
		if len(rest) < n {
			n, width = len(rest), tailDigits
		}
		var v uint64
		for i := range width {
			digit := s[i] - '0'
			if digit > 9 {
				return raw, errDigit
			}
			v = v*10 + uint64(digit)
		}
		if v>>(8*n) != 0 {
			return raw, errBlock
		}
		for i := n - 1; i >= 0; i-- {
			rest[i] = byte(v)
			v >>= 8
		}
		s, rest = s[width:], rest[n:]
	}
	return raw, nil
}
