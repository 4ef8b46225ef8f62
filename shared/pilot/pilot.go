// Package pilot holds the policy of the trial as data that lawyers can read and change: whom which
// line may inspect, on what grounds, for which items, each rule with its source. It reads policies
// strictly and judges nothing; package inspection does.
package pilot

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"slices"

	"go.yaml.in/yaml/v3"

	"inspectioncode.example/shared/inspection"
)

//go:embed trial.yaml
var trial []byte

// Trial is the policy of the trial as the notice sets it (沪司发〔2023〕39号).
func Trial() *inspection.Policy {
	p, err := Read("trial.yaml", trial)
	if err != nil {
		panic(err) // the file is part of the program, and a test reads it
	}
	return p
}

// Read decodes a policy. A key it does not know, a value of the wrong type or a rule that cannot be
// is an error naming the file and, where YAML tells it, the line; all of them are named at once.
func Read(file string, data []byte) (*inspection.Policy, error) {
	var p inspection.Policy
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	if err := d.Decode(&p); err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	if err := d.Decode(new(any)); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read %s: more than one document", file)
	}
	if err := errors.Join(faults(&p)...); err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	return &p, nil
}

// faults are the rules of p that cannot be meant.
func faults(p *inspection.Policy) (errs []error) {
	fault := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if p.Version == "" {
		fault("version is missing")
	}
	if !p.Trial.From.Valid() || !p.Trial.Until.Valid() || p.Trial.Until < p.Trial.From {
		fault("trial: from and until must be days, in order")
	}
	if p.Officers.AtLeast < 1 {
		fault("officers: at_least must be 1 or more")
	}
	if p.Visit.MaxHours < 1 || p.Visit.MaxHours > 63 {
		fault("visit: max_hours must be 1 to 63, which a code can carry")
	}
	for i, s := range p.Scopes {
		if slices.ContainsFunc(p.Scopes[:i], func(o inspection.ScopeRule) bool { return o.Line == s.Line }) {
			fault("scopes: line %s stands twice", s.Line)
		}
		for _, k := range s.Kinds {
			if k.Name() == (inspection.Text{}) {
				fault("scopes: line %s: no such kind: %s", s.Line, k)
			}
		}
		if s.Source.ZH == "" {
			fault("scopes: line %s: source is missing", s.Line)
		}
	}
	for i, it := range p.Catalogue {
		if _, ok := p.Scope(it.Line); !ok {
			fault("catalogue: item %s: line %q has no scope", it.Code, it.Line)
		}
		if it.Code == "" || it.Title.ZH == "" || it.Basis.ZH == "" {
			fault("catalogue: item %q (number %d): code, title or basis is missing", it.Code, i+1)
		}
		if !it.From.Valid() || it.Until != "" && (!it.Until.Valid() || it.Until < it.From) {
			fault("catalogue: item %s: from and until must be days, in order", it.Code)
		}
		for _, other := range p.Catalogue[:i] {
			if other.Code == it.Code && (other.Until == "" || it.From <= other.Until) && (it.Until == "" || other.From <= it.Until) {
				fault("catalogue: item %s stands twice on the same day", it.Code)
			}
		}
	}
	return errs
}
