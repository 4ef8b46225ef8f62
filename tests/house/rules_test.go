package house

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A refusal is one place in the source where a rule refuses something.
type refusal struct {
	rule       string
	at         token.Position
	text, mend ast.Expr
	source     bool
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
							all = append(all, refusal{rule, files.Position(n.Pos()), n.Args[2], n.Args[3], len(n.Args) > 4})
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
	left-not-yet media-type no-list not-due not-found not-in-window not-your-inspection nothing-to-correct number
	officer-twice one-photo other-agency our-fault outcome photo-only rating reason replaces-other-enterprise replaces-unknown
	required result-recorded revoked scanned-after-all short-code sign-in site-unknown task-number
	task-number-taken text time-over too-large too-many took-place under-way uscc visit-quarters visit-window
	voice
`)

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
