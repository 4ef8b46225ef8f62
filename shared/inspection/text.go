package inspection

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A Text is one thing said in simplified Chinese and in English.
type Text struct {
	ZH string `json:"zh" yaml:"zh"`
	EN string `json:"en" yaml:"en"`
}

// A Lang is a language a person reads: "zh" or "en".
type Lang string

// The languages of the pages.
const (
	Chinese Lang = "zh"
	English Lang = "en"
)

// In is the text in the reader's language; what has no English stays Chinese.
func (t Text) In(l Lang) string {
	if l == English && t.EN != "" {
		return t.EN
	}
	return t.ZH
}

// Writable reports whether s may stand in a record: at most max characters of valid UTF-8, none
// of them a control character other than a line break, none that turns the direction of writing
// (with those, a name can be made to read as another).
func Writable(s string, max int) bool {
	if utf8.RuneCountInString(s) > max || !utf8.ValidString(s) {
		return false
	}
	return strings.IndexFunc(s, func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' || unicode.Is(unicode.Bidi_Control, r) || r == '\uFEFF'
	}) < 0
}

// legible reports whether r is a letter or number that can be read: Unicode's four fillers of Korean
// syllables are letters that nobody sees.
func legible(r rune) bool {
	switch r {
	case '\u115F', '\u1160', '\u3164', '\uFFA0':
		return false
	}
	return unicode.IsLetter(r) || unicode.IsNumber(r)
}

// sameName reports whether two names read the same: whatever stands between their letters and numbers, and in
// small letters or capitals.
func sameName(a, b string) bool {
	read := func(s string) string {
		return strings.Map(func(r rune) rune {
			if !legible(r) {
				return -1
			}
			return r
		}, s)
	}
	a, b = read(a), read(b)
	return a != "" && strings.EqualFold(a, b)
}

// textf formats both languages with the same arguments; an argument that is itself a Text is put in
// its language.
func textf(zh, en string, args ...any) Text {
	in := func(l Lang, format string) string {
		spoken := slices.Clone(args)
		for i, a := range spoken {
			if t, ok := a.(Text); ok {
				spoken[i] = t.In(l)
			}
		}
		return fmt.Sprintf(format, spoken...)
	}
	return Text{in(Chinese, zh), in(English, en)}
}
