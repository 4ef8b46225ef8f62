package contract_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/invopop/jsonschema"

	"inspectioncode.example/shared/serve"
)

// problemSchema is the schema of a refusal: its types and the rules its faults name are those of the code.
func problemSchema(t *testing.T, words map[string][]string) *jsonschema.Schema {
	t.Helper()
	s := schemaOf(t, "problem", serve.Problem{}, words)
	s.Description = "A problem (RFC 9457), with everything that is wrong beside it. There may be more rules later."
	kind, _ := s.Properties.Get("type")
	for _, why := range append(slices.Clone(words["Why"]), "unavailable") {
		kind.Enum = append(kind.Enum, "urn:inspection-code:problem:"+why)
	}
	rule, _ := s.Definitions["Fault"].Properties.Get("rule")
	for _, r := range rules(t) {
		rule.Enum = append(rule.Enum, r)
	}
	return s
}

// spelled is how rules are named.
var spelled = regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)

// rules are the names of all rules, read from the source: what stands as a fault's Rule, and what is
// handed to those that add a fault or refuse.
func rules(t *testing.T) (all []string) {
	t.Helper()
	var files []string
	for _, where := range []string{"../inspection", "../ledger", "../evidence", "../serve", "../event", "../../functions/*"} {
		some, err := filepath.Glob(where + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, some...)
	}
	take := func(e ast.Expr) {
		if text, ok := e.(*ast.BasicLit); ok && text.Kind == token.STRING {
			if s, err := strconv.Unquote(text.Value); err == nil && spelled.MatchString(s) {
				all = append(all, s)
			}
		}
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.KeyValueExpr:
				if key, ok := n.Key.(*ast.Ident); ok && key.Name == "Rule" {
					take(n.Value)
				}
			case *ast.CallExpr:
				switch called := n.Fun.(type) {
				case *ast.SelectorExpr: // fs.add(field, rule, …)
					if called.Sel.Name == "add" && len(n.Args) > 3 {
						take(n.Args[1])
					}
				case *ast.Ident: // refuse(rule, …) or refuse(field, rule, …)
					if called.Name == "refuse" && len(n.Args) > 1 {
						take(n.Args[0])
						take(n.Args[1])
					}
				}
			}
			return true
		})
	}
	slices.Sort(all)
	return slices.Compact(all)
}
