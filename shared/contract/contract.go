// Package contract is the interface to agencies' and enterprises' own systems (对接使用) as documents: a JSON
// Schema for the data of every type of event, OpenAPI for what is asked over HTTP, AsyncAPI for the
// events. Its tests hold them against the code; it knows nothing of how anything is done.
package contract

import (
	"embed"
	"io/fs"
	"path"
	"slices"
	"strings"
)

//go:embed *.yaml schemas/*.json
var documents embed.FS

// A Document is one of the contract's.
type Document struct {
	Name string // openapi.yaml, asyncapi.yaml, problem.json, outlook.json, evidence.json, or a type of event and .json
	Type string // its media type
	Body []byte
}

// Find is the document of that name; false if there is none.
func Find(name string) (Document, bool) {
	d := Document{Name: name, Type: "application/yaml"}
	at := name
	if path.Ext(name) == ".json" {
		d.Type, at = "application/schema+json", "schemas/"+name
	}
	body, err := documents.ReadFile(at)
	d.Body = body
	return d, err == nil && path.Base(name) == name
}

// EventTypes are the types of event that have a schema, in alphabetical order.
func EventTypes() []string {
	files, err := fs.Glob(documents, "schemas/*.json")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	var types []string
	for _, f := range files {
		if kind := strings.TrimSuffix(path.Base(f), ".json"); strings.Contains(kind, ".") { // the others are answers
			types = append(types, kind)
		}
	}
	slices.Sort(types)
	return types
}
