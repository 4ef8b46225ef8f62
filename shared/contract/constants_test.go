package contract_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// constants reads the exported text constants of a package's source, by the name of their type ("" for
// those without one), in their order. Nobody keeps a second list of them.
func constants(t *testing.T, dir string) map[string][]string {
	t.Helper()
	files, err := filepath.Glob(dir + "/*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string][]string{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			block, ok := decl.(*ast.GenDecl)
			if !ok || block.Tok != token.CONST {
				continue
			}
			for _, spec := range block.Specs {
				one := spec.(*ast.ValueSpec)
				kind := ""
				if named, ok := one.Type.(*ast.Ident); ok {
					kind = named.Name
				}
				for i, value := range one.Values {
					text, ok := value.(*ast.BasicLit)
					if !ok || text.Kind != token.STRING || !one.Names[i].IsExported() {
						continue
					}
					s, err := strconv.Unquote(text.Value)
					if err != nil {
						t.Fatal(err)
					}
					found[kind] = append(found[kind], s)
				}
			}
		}
	}
	return found
}
