package inspection

import (
	"fmt"
	"testing"
	"time"
)

func ExampleRef() {
	r := Ref{Day: "2023-09-05", ID: NewID([10]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10})}
	fmt.Println(r)
	back, ok := ParseRef(r.String())
	fmt.Println(back == r, ok, r.Day.Week())
	// Output:
	// 2023-09-05-041061050r3gg28a
	// true true 2023-W36
}

func TestTheDayIsShanghaisNotTheClocks(t *testing.T) {
	lateOnTheFourth := time.Date(2023, 9, 4, 16, 30, 0, 0, time.UTC)
	if got := DateOf(lateOnTheFourth); got != "2023-09-05" {
		t.Errorf("DateOf(%v) = %s, want the fifth", lateOnTheFourth, got)
	}
}

func TestParseRefRefusesWhatIsNoRef(t *testing.T) {
	for _, s := range []string{"", "-", "2023-09-05", "2023-09-05-", "2023-13-05-041061050r3gg28a", "2023-09-05-041061050r3gg28", "2023-09-05-041061050r3gg28I", "2023-09-05/041061050r3gg28a", "2023-09-05-041061050r3gg2\n8"} {
		if r, ok := ParseRef(s); ok {
			t.Errorf("ParseRef(%q) = %v", s, r)
		}
	}
}

func FuzzParseRef(f *testing.F) {
	f.Add("2023-09-05-041061050r3gg28a")
	f.Add("2023-09-05-041061050r3gg2\n8")
	f.Fuzz(func(t *testing.T, s string) {
		if r, ok := ParseRef(s); ok && r.String() != s {
			t.Errorf("ParseRef(%q) prints as %q", s, r)
		}
	})
}
