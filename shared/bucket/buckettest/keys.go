package buckettest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// listInOrder uses names whose order differs between bytes, folders and languages.
func listInOrder(t *testing.T, f folder) {
	names := []string{"a-/x", "a-b", "a.b", "a/b", "a/b-c/d", "a/b.c", "a/c", "a0", "aa", "a~", "B", "Z/z", "_", "0000000010", "0000000009", "~"}
	f.fill(t, names)
	slices.Sort(names)

	after := append([]string{"a", "a/", "a.", "a/b-", "A", "zzz", "0"}, names...)
	for _, prefix := range []string{"", "a", "a/", "a-", "a/b", "000000001", "nothing", "~"} {
		for _, after := range append(after, "") {
			want := []string{}
			for _, name := range names {
				if strings.HasPrefix(name, prefix) && name > after {
					want = append(want, name)
				}
			}
			if got := f.list(t, prefix, after); !slices.Equal(got, want) {
				t.Errorf("List(%q, %q) = %q, want %q", prefix, after, got, want)
			}
		}
	}

	sequence := f.List(t.Context(), f.path, "")
	for range 2 { // a sequence can be stopped, and begun again
		for key, err := range sequence {
			if err != nil || key != f.path+names[0] {
				t.Errorf("first of List = %q, %v; want %q", key, err, names[0])
			}
			break
		}
	}
}

// listPages has more keys than a store gives at once.
func listPages(t *testing.T, f folder) {
	var names []string
	for i := range 1030 {
		names = append(names, fmt.Sprintf("page/%04d", i))
	}
	f.fill(t, names)
	f.fill(t, []string{"page-before", "page0-behind"})
	if got := f.list(t, "page/", ""); !slices.Equal(got, names) {
		t.Errorf("List gave %d keys, want %d", len(got), len(names))
	}
	if got := f.list(t, "page/", names[29]); !slices.Equal(got, names[30:]) {
		t.Errorf("List after the 30th gave %d keys, want the other 1000", len(got))
	}
	if got := f.list(t, "page", names[1028]); !slices.Equal(got, []string{names[1029], "page0-behind"}) {
		t.Errorf("List after the last but one = %q", got)
	}
}

func keysAreRefused(t *testing.T, f folder) {
	for _, key := range []string{
		"", "/", "a//b", "/a", "a/", ".", "..", "a/../b", "../a", "a/.", "a b", "a\nb", "a\x00b", "a?b", "a#b", "a%2Fb",
		"a\\b", "a*", "检查码", "\xff", strings.Repeat("s", 201), strings.Repeat("seg/", 225) + "k",
	} {
		for what, err := range everyOperation(t.Context(), f.Bucket, key) {
			if prefix := strings.HasSuffix(key, "/") || strings.HasSuffix(key, "."); what == "List" && (key == "" || prefix) {
				continue // the beginning of a key is a good prefix
			}
			if err == nil {
				t.Errorf("%s(%.40q) was allowed", what, key)
			}
			checkOnly(t, what, err, nil)
		}
	}
	limits := []string{strings.Repeat("s", 200), "A.z_0~=-", "a..b", ".a", "..."}
	f.fill(t, limits)
	slices.Sort(limits)
	if got := f.list(t, "", ""); !slices.Equal(got, limits) {
		t.Errorf("of the keys just inside the rules List gave %q, want %q", got, limits)
	}
	long := f.path + strings.Repeat("segment/", 200)
	long = long[:899] + "k"
	if _, err := f.Create(context.WithoutCancel(t.Context()), long, nil); err != nil {
		t.Errorf("Create with a key of 900 bytes: %v", err)
	}
}
