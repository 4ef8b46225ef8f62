package bucket

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
)

// A fake is a Store that does all it should. Tests break one thing by embedding it.
type fake struct {
	mu      sync.Mutex
	objects map[string]Write
	asked   int
}

func newFake() *fake { return &fake{objects: map[string]Write{}} }

func (f *fake) enter() func() {
	f.mu.Lock()
	f.asked++
	return f.mu.Unlock
}

func (f *fake) Open(_ context.Context, key string) (Object, error) {
	defer f.enter()()
	w, ok := f.objects[key]
	if !ok {
		return Object{}, fs.ErrNotExist
	}
	return Object{io.NopCloser(bytes.NewReader(w.Body)), int64(len(w.Body)), w.ID}, nil
}

func (f *fake) Put(_ context.Context, key string, w Write) error {
	defer f.enter()()
	if _, ok := f.objects[key]; ok && w.Once {
		return fs.ErrExist
	}
	f.objects[key] = w
	return nil
}

func (f *fake) List(_ context.Context, prefix, after string) (page []string, more bool, err error) {
	defer f.enter()()
	for _, key := range slices.Sorted(maps.Keys(f.objects)) {
		if len(page) == PageSize {
			return page, true, nil
		}
		if key > after && strings.HasPrefix(key, prefix) {
			page = append(page, key)
		}
	}
	return page, false, nil
}

func (f *fake) Delete(_ context.Context, key string) error {
	defer f.enter()()
	delete(f.objects, key)
	return nil
}
