package page

import (
	"net/url"
	"slices"
	"strings"

	"inspectioncode.example/shared/inspection"
)

// A Form is what somebody has filled in so far, and what is wrong with it. Inputs are named as the
// fields of the record they make.
type Form struct {
	Values url.Values
	Faults []inspection.Fault
}

// Value is what stands in an input.
func (f Form) Value(name string) string { return f.Values.Get(name) }

// Chosen reports whether a choice is ticked.
func (f Form) Chosen(name, value string) bool { return slices.Contains(f.Values[name], value) }

// Anchor is where on the page a field stands.
func (Form) Anchor(field string) string {
	if list, _, ok := strings.Cut(field, "["); ok && !strings.Contains(field, ".") {
		return "f-" + list
	}
	return "f-" + field
}

// Wrong are the faults of one field, or of the elements of a list, to stand beside it.
func (f Form) Wrong(field string) []inspection.Fault {
	var here []inspection.Fault
	for _, fault := range f.Faults {
		if fault.Field == field || strings.HasPrefix(fault.Field, field+"[") && !strings.Contains(fault.Field, ".") {
			here = append(here, fault)
		}
	}
	return here
}
