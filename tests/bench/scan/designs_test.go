package main

import "testing"

func someDesigns(t testing.TB, n int) []design {
	t.Helper()
	made, _ := somePayloads(t, n)
	drawings, err := designs(made)
	if err != nil {
		t.Fatal(err)
	}
	return drawings
}

func TestTheDesignsHaveTheSizesTheyAreComparedFor(t *testing.T) {
	want := []drawn{
		{live, 255, 988, 7, 45},
		{printed, 255, 988, 9, 53},
		{reference, 276, 4 + 16 + 8*276, 12, 65}, // mode, count, bytes (ISO/IEC 18004:2015 7.4.5)
	}
	for i, d := range someDesigns(t, payloadCount) {
		got := largest(d)
		if i == 2 { // an agency or a slot may have a digit less
			want[i].Characters, want[i].Bits = got.Characters, 4+16+8*got.Characters
			if got.Characters < 270 || got.Characters > 280 {
				t.Errorf("the reference has %d characters, want about 276", got.Characters)
			}
		}
		if got != want[i] {
			t.Errorf("got %+v, want %+v", got, want[i])
		}
		for _, s := range d.symbols {
			if s.modules != 17+4*s.version || s.version != want[i].Version {
				t.Errorf("%s: version %d of %d modules", d.name, s.version, s.modules)
			}
		}
	}
}
