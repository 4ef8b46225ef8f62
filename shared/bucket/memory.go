package bucket

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"slices"
	"strings"
	"sync"
)

// Memory is a Bucket in memory, for tests, and a policeman: besides its promises as a Bucket it
// holds the rules of the house that a store would let pass. It always refuses x beside x/y, which
// some servers cannot hold. With Violation set it also refuses to delete what is not Deletable and
// to put over what is not Replaceable, and says so to Violation, so that a test fails even if the
// code under test swallows the error. A refused operation changes nothing.
//
// The zero value is empty and ready; set the fields before the first use.
type Memory struct {
	Deletable   []string    // prefixes of keys that may be deleted
	Replaceable []string    // prefixes of keys that may be put, and so put over
	Violation   func(error) // told of every broken rule; t.Error, with a little wrapping

	mu     sync.Mutex
	keys   []string // in byte order
	bodies map[string][]byte
}

var _ Bucket = (*Memory)(nil)

func (m *Memory) Get(ctx context.Context, key string) ([]byte, error) {
	defer m.enter()()
	if err := m.check(ctx, "get", key); err != nil {
		return nil, err
	}
	body, ok := m.bodies[key]
	if !ok {
		return nil, fmt.Errorf("get %s: %w", key, fs.ErrNotExist)
	}
	return bytes.Clone(body), nil
}

func (m *Memory) Create(ctx context.Context, key string, body []byte) ([]byte, error) {
	defer m.enter()()
	if err := m.check(ctx, "create", key); err != nil {
		return nil, err
	}
	if there, ok := m.bodies[key]; ok {
		return bytes.Clone(there), fmt.Errorf("create %s: %w", key, fs.ErrExist)
	}
	if err := m.write("create", key, body); err != nil {
		return nil, err
	}
	return body, nil
}

func (m *Memory) Put(ctx context.Context, key string, body []byte) error {
	defer m.enter()()
	if err := m.check(ctx, "put", key); err != nil {
		return err
	}
	if m.Violation != nil && !within(key, m.Replaceable) {
		return m.violated(fmt.Errorf("put %s: only %q may be put over", key, m.Replaceable))
	}
	return m.write("put", key, body)
}

func (m *Memory) Delete(ctx context.Context, key string) error {
	defer m.enter()()
	if err := m.check(ctx, "delete", key); err != nil {
		return err
	}
	if m.Violation != nil && !within(key, m.Deletable) {
		return m.violated(fmt.Errorf("delete %s: only %q may be deleted", key, m.Deletable))
	}
	if i, ok := slices.BinarySearch(m.keys, key); ok {
		m.keys = slices.Delete(m.keys, i, i+1)
		delete(m.bodies, key)
	}
	return nil
}

// List yields the keys as they stand when the sequence is begun.
func (m *Memory) List(ctx context.Context, prefix, after string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		keys, err := m.list(ctx, prefix, after)
		for _, key := range keys {
			if !yield(key, nil) {
				return
			}
		}
		if err != nil {
			yield("", err)
		}
	}
}

func (m *Memory) list(ctx context.Context, prefix, after string) ([]string, error) {
	defer m.enter()()
	if err := checkRange(prefix, after); err != nil {
		return nil, m.violated(err)
	}
	if err := context.Cause(ctx); err != nil {
		return nil, fmt.Errorf("list %s: %w", prefix, &unknown{err})
	}
	first, found := slices.BinarySearch(m.keys, max(prefix, after))
	if found && after >= prefix {
		first++
	}
	last := first
	for last < len(m.keys) && strings.HasPrefix(m.keys[last], prefix) {
		last++
	}
	return slices.Clone(m.keys[first:last]), nil
}

func (m *Memory) enter() (leave func()) {
	m.mu.Lock()
	return m.mu.Unlock
}

// check refuses what no operation may do; it does not change anything.
func (m *Memory) check(ctx context.Context, operation, key string) error {
	if err := CheckKey(key); err != nil {
		return m.violated(fmt.Errorf("%s: %w", operation, err))
	}
	if err := context.Cause(ctx); err != nil {
		return fmt.Errorf("%s %s: %w", operation, key, &unknown{err})
	}
	return nil
}

// write puts a copy of body under key, unless that key, as a folder or below one, cannot be.
func (m *Memory) write(operation, key string, body []byte) error {
	i, there := slices.BinarySearch(m.keys, key)
	if !there {
		if err := m.checkFolders(key); err != nil {
			return m.violated(fmt.Errorf("%s %s: %w", operation, key, err))
		}
		m.keys = slices.Insert(m.keys, i, key)
	}
	if m.bodies == nil {
		m.bodies = map[string][]byte{}
	}
	m.bodies[key] = bytes.Clone(body)
	return nil
}

func (m *Memory) checkFolders(key string) error {
	below, _ := slices.BinarySearch(m.keys, key+"/")
	if below < len(m.keys) && strings.HasPrefix(m.keys[below], key+"/") {
		return errors.New("never both x and x/y: there is " + m.keys[below])
	}
	for i := range key {
		if _, ok := m.bodies[key[:i]]; ok && key[i] == '/' {
			return errors.New("never both x and x/y: there is " + key[:i])
		}
	}
	return nil
}

func (m *Memory) violated(err error) error {
	if m.Violation != nil {
		m.Violation(err)
	}
	return err
}

func within(key string, prefixes []string) bool {
	return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(key, p) })
}
