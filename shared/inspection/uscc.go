package inspection

import "strings"

// A USCC is a unified social credit code (统一社会信用代码): the eighteen characters that
// name one enterprise in China, as GB 32100-2015 lays them out.
type USCC string

// usccAlphabet leaves out I, O, S, V and Z (GB 32100-2015); a character's value is its place here.
const usccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// usccWeights are 3^i mod 31 (GB 32100-2015).
var usccWeights = [17]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}

// organisationWeights weigh characters 9 to 16, which together with the 17th are the older
// organisation code (组织机构代码) and carry its own check digit (GB 11714).
var organisationWeights = [8]int{3, 7, 9, 10, 5, 8, 4, 2}

// Valid reports whether both check digits of c are right: the code's own (GB 32100) and the
// one of the organisation code inside it (GB 11714).
func (c USCC) Valid() bool {
	if len(c) != 18 {
		return false
	}
	whole, ok := CompleteUSCC(string(c[:16]))
	return ok && whole == c
}

// CompleteUSCC appends both check digits to the first sixteen characters of a code. False
// when there are not sixteen, or one is outside the alphabet.
func CompleteUSCC(first16 string) (USCC, bool) {
	if len(first16) != 16 {
		return "", false
	}
	sum := 0
	for i, w := range organisationWeights {
		v := strings.IndexByte("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", first16[8+i])
		if v < 0 {
			return "", false
		}
		sum += v * w
	}
	first17 := first16 + string("0123456789X0"[11-sum%11])
	return CheckUSCC(first17)
}

// CheckUSCC appends the last check digit to the first seventeen characters of a code. False
// when there are not seventeen, or one is outside the alphabet.
func CheckUSCC(first17 string) (USCC, bool) {
	if len(first17) != 17 {
		return "", false
	}
	sum := 0
	for i, w := range usccWeights {
		v := strings.IndexByte(usccAlphabet, first17[i])
		if v < 0 {
			return "", false
		}
		sum += v * w
	}
	return USCC(first17 + string(usccAlphabet[(31-sum%31)%31])), true
}
