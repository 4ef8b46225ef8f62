package code

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"time"

	"inspectioncode.example/shared/inspection"
)

// The short code is for typing what is printed under the symbol, where a phone cannot scan it:
// sixteen characters of Crockford's base 32, in four groups of four. Three are the planned day, as
// days since 2023-01-01; eleven are the first 55 bits of the inspection's ID, which are its first
// eleven characters; two are a checksum. It is not signed, so it proves less than the symbol.
//
// The checksum has no key. It is there so that all but one in 1024 mistypes are refused without a
// request to storage, not to keep anyone from guessing. The 55 bits do that: if a city issued a
// million codes for one day, a guess for that day would name one of them once in 2^35 times, so
// that a thousand guesses a second would take a year to find the verdict page of one inspection.

const (
	dayChars   = 3 // to 2112
	idChars    = 11
	checkChars = 2
	shortChars = dayChars + idChars + checkChars
)

const crockford = "0123456789abcdefghjkmnpqrstvwxyz"

// ShortOf writes the short code of an inspection in capitals, as 07Q0-4106-1050-R3M6.
func ShortOf(ref inspection.Ref) (string, error) {
	if _, ok := ref.ID.Bits(); !ok {
		return "", fmt.Errorf("shorten %v: not an inspection's id", ref)
	}
	days := int(ref.Day.Start().Sub(inspection.DateOf(epoch).Start()) / (24 * time.Hour))
	if !ref.Day.Valid() || days < 0 || days >= 1<<(5*dayChars) {
		return "", fmt.Errorf("shorten %v: its day is outside 2023 to 2112", ref)
	}
	day := string([]byte{crockford[days>>10], crockford[days>>5&31], crockford[days&31]})
	s := day + string(ref.ID[:idChars])
	s = strings.ToUpper(s + shortCheck(s))
	return s[:4] + "-" + s[4:8] + "-" + s[8:12] + "-" + s[12:], nil
}

// ParseShort reads a short code as people type it: small or capital letters, full-width ones too,
// with or without blanks and hyphens, o for 0, i or l for 1. It returns the planned day and the
// first eleven characters of the ID; false where the code was mistyped.
func ParseShort(s string) (day inspection.Date, idPrefix string, ok bool) {
	var typed [shortChars]byte
	n := 0
	for _, r := range s {
		c, blank := typedChar(r)
		if blank {
			continue
		}
		if c == 0 || n == len(typed) {
			return "", "", false
		}
		typed[n] = c
		n++
	}
	if n != len(typed) {
		return "", "", false
	}
	rest, check := string(typed[:dayChars+idChars]), string(typed[dayChars+idChars:])
	if shortCheck(rest) != check {
		return "", "", false
	}
	days := 0
	for _, c := range rest[:dayChars] {
		days = days<<5 | strings.IndexRune(crockford, c)
	}
	return inspection.DateOf(epoch).AddDays(days), rest[dayChars:], true
}

// typedChar is the character of the alphabet that r stands for; 0 if it stands for none.
func typedChar(r rune) (c byte, blank bool) {
	if r >= '！' && r <= '～' {
		r -= '！' - '!' // the full-width form (全角) that a Chinese keyboard may give
	}
	if r >= 'A' && r <= 'Z' {
		r += 'a' - 'A'
	}
	switch r {
	case ' ', '-', '\t', '\u3000', '\u00a0', '\u2013', '\u2014':
		return 0, true
	case 'o':
		return '0', false
	case 'i', 'l':
		return '1', false
	}
	if r < 0x80 && strings.IndexByte(crockford, byte(r)) >= 0 {
		return byte(r), false
	}
	return 0, false
}

// shortCheck is the first ten bits of a SHA-256.
func shortCheck(s string) string {
	sum := sha256.Sum256([]byte("jcm/s1\x00" + s))
	return string([]byte{crockford[sum[0]>>3], crockford[sum[0]&7<<2|sum[1]>>6]})
}
