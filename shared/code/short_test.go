package code

import (
	"strings"
	"testing"

	"inspectioncode.example/shared/inspection"
)

func TestAShortCodeLeadsToItsDayAndId(t *testing.T) {
	for _, c := range []struct {
		ref  inspection.Ref
		want string
	}{
		{sample().Ref(), "07Q0-4106-1050-R3M6"},
		{inspection.Ref{Day: "2023-01-01", ID: "0000000000000000"}, "0000-0000-0000-00ZX"},
		{inspection.Ref{Day: "2112-09-18", ID: "zzzzzzzzzzzzzzzz"}, "ZZZZ-ZZZZ-ZZZZ-ZZG1"},
	} {
		short, err := ShortOf(c.ref)
		if err != nil || short != c.want {
			t.Errorf("ShortOf(%v) = %q, %v; want %q", c.ref, short, err, c.want)
		}
		day, prefix, ok := ParseShort(short)
		if !ok || day != c.ref.Day || prefix != string(c.ref.ID[:11]) {
			t.Errorf("ParseShort(%q) = %s, %s, %v; want the day and id of %v", short, day, prefix, ok, c.ref)
		}
	}
}

func TestAShortCodeIsReadAsPeopleTypeIt(t *testing.T) {
	short, err := ShortOf(sample().Ref())
	if err != nil {
		t.Fatal(err)
	}
	plain := strings.ReplaceAll(short, "-", "")
	for _, typed := range []string{
		short,
		strings.ToLower(short),
		plain,
		strings.ReplaceAll(short, "-", " "),
		strings.ReplaceAll(short, "-", " – "),
		"  " + short + "\t",
		strings.NewReplacer("0", "O", "1", "I").Replace(short),
		strings.NewReplacer("0", "o", "1", "l").Replace(short),
		strings.NewReplacer("0", "０", "4", "４", "-", "－", "R", "Ｒ", "Q", "ｑ").Replace(short),
		strings.ReplaceAll(short, "-", "　"),
	} {
		day, prefix, ok := ParseShort(typed)
		if !ok || day != "2023-09-05" || prefix != "041061050r3" {
			t.Errorf("ParseShort(%q) = %s, %s, %v", typed, day, prefix, ok)
		}
	}
	for _, typed := range []string{
		"", "-", plain[:15], plain + "0", short + " " + short, "U" + plain[1:], "!" + plain[1:],
		strings.Replace(plain, "4", "四", 1), plain[:15] + "\x00", plain[:15] + "\xff", plain[:15] + "\n",
		strings.Repeat("0", 1<<20),
	} {
		if day, prefix, ok := ParseShort(typed); ok {
			t.Errorf("ParseShort(%.40q) = %s, %s", typed, day, prefix)
		}
	}
}

// The checksum promises to let one mistype in 1024 through; this counts.
func TestNearlyEveryMistypeIsRefused(t *testing.T) {
	tried, passed := 0, 0
	for n := range byte(20) {
		short, err := ShortOf(inspection.Ref{Day: "2023-09-05", ID: inspection.NewID([10]byte{n, 1, 2, 3, 4, 5, 6, 7, 8, 9})})
		if err != nil {
			t.Fatal(err)
		}
		plain := strings.ToLower(strings.ReplaceAll(short, "-", ""))
		for i := range plain {
			for _, c := range crockford {
				if bad := plain[:i] + string(c) + plain[i+1:]; bad != plain {
					tried++
					if _, _, ok := ParseShort(bad); ok {
						passed++
					}
				}
			}
			if i > 0 && plain[i] != plain[i-1] {
				tried++
				if _, _, ok := ParseShort(plain[:i-1] + plain[i:i+1] + plain[i-1:i] + plain[i+1:]); ok {
					passed++
				}
			}
		}
	}
	if passed*512 > tried {
		t.Errorf("%d of %d mistypes pass, want one in 1024", passed, tried)
	}
}

func TestOnlyARefHasAShortCode(t *testing.T) {
	for _, ref := range []inspection.Ref{
		{},
		{Day: "2023-09-05"},
		{Day: "2023-09-05", ID: "041061050r3"},
		{Day: "2022-12-31", ID: "041061050r3gg28a"},
		{Day: "2112-09-19", ID: "041061050r3gg28a"},
		{Day: "9999-12-31", ID: "041061050r3gg28a"},
		{Day: "2023-02-30", ID: "041061050r3gg28a"},
		{Day: "today", ID: "041061050r3gg28a"},
	} {
		if short, err := ShortOf(ref); err == nil {
			t.Errorf("ShortOf(%v) = %s", ref, short)
		}
	}
}
