package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

// A refusal is one place in the source where a rule refuses something.
type refusal struct {
	rule       string
	at         token.Position
	text, mend ast.Expr
	source     bool
	field      bool // it says where in the request the fault is
}

// refusals finds every Fault that is made, as a literal or by Faults.add.
func refusals(t *testing.T) (all []refusal) {
	t.Helper()
	files := token.NewFileSet()
	for _, root := range []string{"../../shared", "../../functions"} {
		err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(files, path, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.CallExpr:
					if sel, ok := n.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "add" && len(n.Args) >= 4 {
						if rule, ok := literal(n.Args[1]); ok {
							all = append(all, refusal{rule, files.Position(n.Pos()), n.Args[2], n.Args[3], len(n.Args) > 4, !isEmpty(n.Args[0])})
						}
					}
				case *ast.CompositeLit:
					r := refusal{at: files.Position(n.Pos())}
					for _, e := range n.Elts {
						if kv, ok := e.(*ast.KeyValueExpr); ok {
							key, _ := kv.Key.(*ast.Ident)
							switch {
							case key == nil:
							case key.Name == "Rule":
								r.rule, _ = literal(kv.Value)
							case key.Name == "Text":
								r.text = kv.Value
							case key.Name == "Mend":
								r.mend = kv.Value
							case key.Name == "Source":
								r.source = true
							case key.Name == "Field":
								r.field = !isEmpty(kv.Value)
							}
						}
					}
					if r.rule != "" {
						all = append(all, r)
					}
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// isEmpty reports whether an expression is the empty text.
func isEmpty(e ast.Expr) bool {
	s, ok := literal(e)
	return ok && s == ""
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}

// twoLanguages reports whether an expression says something in Chinese and in English: a Text with both, or
// a call that formats both. What is a variable is said elsewhere, where it is looked at as well.
func twoLanguages(e ast.Expr) bool {
	var said []ast.Expr
	switch e := e.(type) {
	case nil:
		return false
	case *ast.CompositeLit:
		said = e.Elts
	case *ast.CallExpr:
		said = e.Args[:min(2, len(e.Args))]
	default:
		return true
	}
	words := 0
	for _, e := range said {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			e = kv.Value
		}
		if s, ok := literal(e); !ok || s != "" {
			words++
		}
	}
	return words >= 2
}

// form are the rules that no law asks for: that something can be read, is there, is said once, is the
// reader's, or has been done already. Every other rule names its source wherever it refuses.
var form = strings.Fields(`
	about added-often agencies-only condition no-night summaries agency-unknown cloudevent corrected-often cross-origin cut-off date
	dates-in-order day deadline-unused duty evidence-damaged evidence-kind evidence-large evidence-name evidence-not-yet
	evidence-number evidence-often evidence-photo-data evidence-size evidence-unknown evidence-unused enterprise-too-often enterprise-unknown event-signature event-type
	feedback-kind form ground-unknown handling-unused inspection-unknown item-other-line item-twice items-number
	joins-many left-not-yet media-type no-list not-due not-found not-in-window not-your-inspection nothing-to-correct number
	officer-twice one-photo other-agency our-fault outcome photo-only rating reason replaces-other-enterprise replaces-unknown
	required result-recorded revoked scanned-after-all short-code sign-in site-unknown task-number
	task-number-taken text time-over too-large too-many took-place under-way uscc visit-quarters visit-window
	voice
`)

// whole are the rules that refuse a request as it is, or whoever sends it, and no part of it.
var whole = strings.Fields(`
	added-often agencies-only cloudevent cross-origin form no-list no-night not-found not-in-window our-fault sign-in
	summaries too-many
`)

// Ensure that every refusal says where in the request the fault is, unless it is in none of its parts.
func TestEveryRefusalNamesItsField(t *testing.T) {
	for _, r := range refusals(t) {
		if r.field == slices.Contains(whole, r.rule) {
			t.Errorf("%s: %s names a field: %v", r.at, r.rule, r.field)
		}
	}
}

// Ensure that every refusal is explained in both languages, says what would make the request acceptable, and
// names its source if it is a rule of law.
func TestEveryRuleIsExplained(t *testing.T) {
	all := refusals(t)
	if len(all) < 80 {
		t.Fatalf("only %d refusals were found", len(all))
	}
	for _, r := range all {
		if !twoLanguages(r.text) || !twoLanguages(r.mend) {
			t.Errorf("%s: %s is not explained in both languages, with what would mend it", r.at, r.rule)
		}
		if !r.source && !slices.Contains(form, r.rule) {
			t.Errorf("%s: %s names no source", r.at, r.rule)
		}
	}
}

// Ensure that each rule of the trade refuses something in a journey or a test; those of the wire are looked
// at by status where they are.
func TestEveryRuleIsShownRefusing(t *testing.T) {
	var tests strings.Builder
	for _, root := range []string{"../../shared", "../../functions", "../../tests"} {
		err := filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, "_test.go") && !strings.HasSuffix(path, ".txtar") || strings.HasSuffix(path, "rules_test.go") && strings.Contains(path, "house") {
				return err
			}
			b, err := os.ReadFile(path)
			tests.Write(b)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	shown := tests.String()
	missing := map[string]bool{}
	for _, r := range refusals(t) {
		wire := !strings.Contains(r.at.Filename, "shared/inspection") && !strings.Contains(r.at.Filename, "shared/ledger")
		if !wire && !strings.Contains(shown, r.rule) && !missing[r.rule] {
			missing[r.rule] = true
			t.Errorf("%s: no journey or test shows %s", r.at, r.rule)
		}
	}
}

// elsewhere are rules that take more requests than a story has, and the tests that show them.
var elsewhere = map[string]string{
	"enterprise-too-often": "../faults/review_test.go",   // a hundred codes for one enterprise
	"evidence-often":       "../faults/evidence_test.go", // sixty photos of one visit
	"joins-many":           "../faults/joined_test.go",   // twenty parts of one visit
}

// Ensure that every rule of the trade refuses somebody in a story that is told through the public interface, a journey or
// a browser: by the rule's name, or, on a page, by its words.
func TestEveryRuleIsShownInAStory(t *testing.T) {
	var stories strings.Builder
	for _, pattern := range []string{"../journeys/*.txtar", "../journeys/*_test.go", "../browser/*_test.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v, %v", pattern, files, err)
		}
		for _, file := range files {
			for line := range strings.Lines(content(t, file)) {
				if strings.HasSuffix(file, ".go") || strings.HasPrefix(line, "says ") {
					stories.WriteString(line)
				}
			}
		}
	}
	told := stories.String()
	missing := map[string]bool{}
	for _, r := range refusals(t) {
		ofTrade := strings.Contains(r.at.Filename, "shared/inspection") || strings.Contains(r.at.Filename, "shared/ledger")
		if !ofTrade || missing[r.rule] || names(told, r.rule) || inWords(told, r.text) {
			continue
		}
		if file, ok := elsewhere[r.rule]; ok && names(content(t, file), r.rule) {
			continue
		}
		missing[r.rule] = true
		t.Errorf("%s: no journey shows %s", r.at, r.rule)
	}
}

func content(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// names reports whether a rule is named, as a word of its own.
func names(told, rule string) bool {
	return regexp.MustCompile(`(^|[^a-z-])` + regexp.QuoteMeta(rule) + `([^a-z-]|$)`).MatchString(told)
}

// inWords reports whether the Chinese words of a refusal are told, as far as they are the same each time.
func inWords(told string, text ast.Expr) bool {
	var said []ast.Expr
	switch e := text.(type) {
	case *ast.CompositeLit:
		said = e.Elts
	case *ast.CallExpr:
		said = e.Args
	}
	if len(said) == 0 {
		return false
	}
	if kv, ok := said[0].(*ast.KeyValueExpr); ok {
		said[0] = kv.Value
	}
	words, _ := literal(said[0])
	words, _, _ = strings.Cut(words, "%")
	return utf8.RuneCountInString(words) >= 5 && strings.Contains(told, words)
}
