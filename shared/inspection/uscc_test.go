package inspection

import "testing"

func TestUSCCCheckDigits(t *testing.T) {
	for _, c := range []struct {
		code USCC
		ok   bool
		why  string
	}{
		{"91350100M000100Y43", true, "the worked example of GB 32100-2015"},
		{"11310000002420455M", true, "the Bureau of Justice, whose index number stands in the notice"},
		{"11500000009276118B", true, "the index number of another city's bureau"},
		{"91350100M000100Y4Z", false, "Z is not of the alphabet"},
		{"91350100M000100Y44", false, "last digit wrong"},
		{"91310115MA1H8R7C6D", false, "an example from the web, wrong in both digits"},
		{"91350100m000100y43", false, "lower case"},
		{"", false, "empty"},
		{"9135 0100M000100Y43", false, "a blank"},
	} {
		if got := c.code.Valid(); got != c.ok {
			t.Errorf("%q (%s): valid = %v, want %v", c.code, c.why, got, c.ok)
		}
	}
}

// Ensure that no single wrong character of a valid code goes unnoticed.
func TestUSCCNoticesEverySingleWrongCharacter(t *testing.T) {
	const good = "91350100M000100Y43"
	for i := range good {
		for _, c := range usccAlphabet {
			bad := good[:i] + string(c) + good[i+1:]
			if bad != good && USCC(bad).Valid() {
				t.Errorf("%s passes with character %d changed", bad, i+1)
			}
		}
	}
}

func FuzzUSCC(f *testing.F) {
	f.Add("91350100M000100Y")
	f.Fuzz(func(t *testing.T, first16 string) {
		if c, ok := CompleteUSCC(first16); ok && !c.Valid() {
			t.Errorf("CompleteUSCC(%q) = %q, which is not valid", first16, c)
		}
	})
}
