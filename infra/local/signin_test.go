package main

import "testing"

// Ensure that whoever signs in stays here: browsers take out tabs and line breaks, and read \ as /.
func TestSigningInLeadsNowhereElse(t *testing.T) {
	for _, away := range []string{"", "x", "//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example",
		"/\t/evil.example", "/\n/evil.example", "\t//evil.example", "/\x00/evil.example", "/\u0085/evil.example", "javascript:alert(1)"} {
		if got := local(away); got != "" {
			t.Errorf("%q leads to %q", away, got)
		}
	}
	for _, here := range []string{"/", "/inbox", "/function/submit-evaluation/2026-09-05-x?ticket=a.b", "/function/query-inspections?line=all#top"} {
		if got := local(here); got != here {
			t.Errorf("%q leads to %q", here, got)
		}
	}
}
