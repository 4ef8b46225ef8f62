package bucket_test

import (
	"errors"
	"io/fs"
	"slices"
	"testing"

	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/bucket/buckettest"
)

func TestMemoryIsABucket(t *testing.T) {
	buckettest.Test(t, func(t *testing.T) bucket.Bucket { return &bucket.Memory{} })
}

func TestMemoryCatchesWhoTouchesAFact(t *testing.T) {
	ctx := t.Context()
	var violations []error
	m := &bucket.Memory{
		Deletable:   []string{"intents/"},
		Replaceable: []string{"directory/", "reports/"},
		Violation:   func(err error) { violations = append(violations, err) },
	}
	create := func(key string) error { _, err := m.Create(ctx, key, []byte("first")); return err }
	for _, c := range []struct {
		what  string
		do    func() error
		wrong bool
	}{
		{"create a fact", func() error { return create("inspections/1/issued.json") }, false},
		{"create an intent", func() error { return create("intents/1") }, false},
		{"delete an intent", func() error { return m.Delete(ctx, "intents/1") }, false},
		{"put a directory", func() error { return m.Put(ctx, "directory/agencies.json", []byte("first")) }, false},
		{"put over it", func() error { return m.Put(ctx, "directory/agencies.json", []byte("second")) }, false},

		{"delete a fact", func() error { return m.Delete(ctx, "inspections/1/issued.json") }, true},
		{"delete what is not there", func() error { return m.Delete(ctx, "inspections/1/revoked.json") }, true},
		{"put over a fact", func() error { return m.Put(ctx, "inspections/1/issued.json", []byte("second")) }, true},
		{"put a new fact", func() error { return m.Put(ctx, "inspections/2/issued.json", []byte("second")) }, true},
		{"create below an object", func() error { return create("inspections/1/issued.json/more") }, true},
		{"create an object that is a folder", func() error { return create("inspections/1") }, true},
		{"use a key against the rules", func() error { return create("inspections/../tasks/1") }, true},
	} {
		violations = nil
		err := c.do()
		if (err != nil) != c.wrong || (len(violations) == 1) != c.wrong {
			t.Errorf("%s: %v, violations %v; want some: %v", c.what, err, violations, c.wrong)
		}
		for _, e := range []error{fs.ErrExist, fs.ErrNotExist, bucket.ErrUnknown} {
			if errors.Is(err, e) {
				t.Errorf("%s: %v passes for %v", c.what, err, e)
			}
		}
	}
	violations = nil
	if got, err := m.Create(ctx, "inspections/1/issued.json", []byte("second")); !errors.Is(err, fs.ErrExist) || string(got) != "first" || violations != nil {
		t.Errorf("creating a fact again: %q, %v, violations %v; want first, %v and none", got, err, violations, fs.ErrExist)
	}
	var keys []string
	for key := range m.List(ctx, "", "") {
		keys = append(keys, key)
	}
	if want := []string{"directory/agencies.json", "inspections/1/issued.json"}; !slices.Equal(keys, want) {
		t.Errorf("in the end there are %q, want %q", keys, want)
	}
}

func TestMemoryKeepsItsOwnCopy(t *testing.T) {
	m := &bucket.Memory{}
	body := []byte("first")
	if _, err := m.Create(t.Context(), "key", body); err != nil {
		t.Fatal(err)
	}
	body[0] = 'X'
	got, err := m.Get(t.Context(), "key")
	if err != nil || string(got) != "first" {
		t.Errorf("after the writer changed its bytes: %q, %v", got, err)
	}
	got[0] = 'X'
	stands, _ := m.Create(t.Context(), "key", nil)
	stands[0] = 'X'
	if got, err := m.Get(t.Context(), "key"); err != nil || string(got) != "first" {
		t.Errorf("after the readers changed theirs: %q, %v", got, err)
	}
}

// A sequence is a walk through what stood there at its beginning, so deleting on the way is fine.
func TestMemoryMayBeChangedWhileItIsListed(t *testing.T) {
	m := &bucket.Memory{}
	for _, key := range []string{"intents/1", "intents/2", "intents/3"} {
		if _, err := m.Create(t.Context(), key, nil); err != nil {
			t.Fatal(err)
		}
	}
	n := 0
	for key, err := range m.List(t.Context(), "intents/", "") {
		if err != nil {
			t.Fatal(err)
		}
		if err := m.Delete(t.Context(), key); err != nil {
			t.Fatal(err)
		}
		n++
	}
	if n != 3 {
		t.Errorf("listed %d, want 3", n)
	}
}
