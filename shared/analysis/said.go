package analysis

import (
	"cmp"
	"crypto/sha256"
	"regexp"
	"slices"

	"inspectioncode.example/shared/inspection"
)

// saidOf counts feedback on the code as the notice sorts it (沪司发〔2023〕39号 四（二）): a line's is that of its officers, the
// city's is everybody's. Feedback comes newest first.
func saidOf(feedback []inspection.Feedback, l inspection.Line) []Said {
	const mostTexts = 50
	var all []Said
	for _, from := range []inspection.Voice{inspection.FromEnterprise, inspection.FromOfficer, inspection.FromOther} {
		for _, kind := range []inspection.FeedbackKind{inspection.Problem, inspection.Opinion, inspection.Suggestion} {
			s := Said{From: from, Kind: kind}
			for _, f := range feedback {
				if f.From != from || f.Kind != kind || l != "" && f.Line != l {
					continue
				}
				s.Times++
				if len(s.Texts) < mostTexts {
					s.Texts = append(s.Texts, Unnamed(f.Text))
				}
			}
			if s.Times > 0 {
				all = append(all, s)
			}
		}
	}
	return all
}

// comments are what was written in a line's evaluations, or in all, without names and in an order that says nothing of when or
// where. What was written of the municipal unit itself only the Bureau reads.
func (n *Night) comments(l inspection.Line) []string {
	var all []string
	for _, w := range n.Texts {
		if l == "" || w.Line == l && n.agency(w.Agency).Level != inspection.Municipal {
			all = append(all, Unnamed(w.Text))
		}
	}
	slices.SortFunc(all, func(a, b string) int {
		x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
		return cmp.Or(slices.Compare(x[:], y[:]), cmp.Compare(a, b))
	})
	return all
}

// telling is what leads from a text to its writer: credit codes, telephone and certificate numbers, addresses of mail, and the
// names of companies, with the words that run into them, since nothing says where a Chinese name begins.
var telling = regexp.MustCompile(`[0-9A-Za-z._+-]+@[0-9A-Za-z.-]+|[0-9A-Z]{15,18}|[0-9][0-9 -]{5,}[0-9]` +
	`|\p{Han}{2,24}(?:有限责任公司|股份有限公司|有限公司|分公司|集团|经营部|加油站|加气站|储配站|供应站)` +
	`|(?:[A-Z][A-Za-z&.-]* ){1,6}(?:Co\.,? Ltd\.?|Ltd\.?|Limited|Inc\.?|LLC|Company|Corporation)`)

// Unnamed is a text without what leads to its writer as far as its form shows; a name somebody merely mentions it cannot
// know.
func Unnamed(text string) string { return telling.ReplaceAllString(text, "〔略〕") }
