// Package exact reads JSON that strangers wrote so that no other reader could understand it differently.
// It knows nothing of what the JSON is about.
package exact

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Decode decodes one JSON document as encoding/json does, and refuses what another reader could
// understand differently: a name that stands twice in one object, be it in other letters' case
// (encoding/json lets the last one win, and folds case where it fills a struct; others do not), and
// text that is not UTF-8. Its errors repeat nothing of the document.
func Decode(doc []byte) (any, error) {
	if !utf8.Valid(doc) {
		return nil, errors.New("not UTF-8")
	}
	var v any
	if json.Unmarshal(doc, &v) != nil {
		return nil, errors.New("not JSON")
	}
	// A name that another one replaced was written and is not there any more.
	if written, _ := Survey(doc); written != different(v) {
		return nil, errors.New("a name stands twice in one object")
	}
	return v, nil
}

// Object is Decode for a document that must be an object. Of the given names, which are in small
// letters, none may stand in it in another spelling.
func Object(doc []byte, names []string) (map[string]any, error) {
	v, err := Decode(doc)
	if err != nil {
		return nil, err
	}
	object, ok := v.(map[string]any)
	if !ok {
		return nil, errors.New("not a JSON object")
	}
	for have := range object {
		if want := fold(have); want != have && slices.Contains(names, want) {
			return nil, fmt.Errorf("%s in another spelling", want)
		}
	}
	return object, nil
}

// Survey counts the names and the marks between values in a document, without decoding it. The
// count of names is right for every valid document.
func Survey(doc []byte) (names, marks int) {
	quoted := false
	for i := 0; i < len(doc); i++ {
		switch c := doc[i]; {
		case c == '"':
			quoted = !quoted
		case quoted && c == '\\':
			i++
		case quoted:
		case c == ':':
			names++
		case c == ',' || c == '[' || c == '{':
			marks++
		}
	}
	return names, marks
}

// different counts the names in v, each once in its object, whatever the case of its letters.
func different(v any) (n int) {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			n += different(item)
		}
	case map[string]any:
		folded := make(map[string]bool, len(v))
		for name, member := range v {
			folded[fold(name)] = true
			n += different(member)
		}
		n += len(folded)
	}
	return n
}

// fold is equal for two names exactly when strings.EqualFold is true of them, and leaves small
// letters as they are.
func fold(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= utf8.RuneSelf {
			least := r
			for o := unicode.SimpleFold(r); o != r; o = unicode.SimpleFold(o) {
				least = min(least, o)
			}
			r = least
		}
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}, name)
}
