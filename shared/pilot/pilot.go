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
	"regexp"

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
		return nil, fmt.Errorf("read %s: %w", file, inWords(err))
	}
	if err := d.Decode(new(any)); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read %s: more than one document", file)
	}
	if err := errors.Join(faults(&p)...); err != nil {
		return nil, fmt.Errorf("read %s: %w", file, err)
	}
	return &p, nil
}

var unknownKey = regexp.MustCompile(`^line (\d+): field (\S+) not found in type .*$`)

// inWords says what YAML is wrong without naming types of the program: lawyers read it.
func inWords(err error) error {
	var wrong *yaml.TypeError
	if !errors.As(err, &wrong) {
		return err
	}
	var all []error
	for _, e := range wrong.Errors {
		all = append(all, errors.New(unknownKey.ReplaceAllString(e, "line $1: 没有名为“$2”的规则项 / there is no key $2")))
	}
	return errors.Join(all...)
}
