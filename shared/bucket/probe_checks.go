package bucket

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
)

type probe struct {
	store  Store
	bucket Bucket
	folder string // everything lies below it
}

func (p *probe) key(name string) string { return p.folder + name }

// roundTrip uses the longest and oddest key that is allowed.
func (p *probe) roundTrip(ctx context.Context) error {
	key := p.key("round-trip/A.z_0~=-/" + strings.Repeat("k", maxSegment))
	body := []byte{0, '\r', '\n', 0xff}
	if _, err := p.bucket.Create(ctx, key, body); err != nil {
		return err
	}
	return p.expect(ctx, key, body)
}

func (p *probe) expect(ctx context.Context, key string, want []byte) error {
	got, err := p.bucket.Get(ctx, key)
	if err == nil && !bytes.Equal(got, want) {
		err = fmt.Errorf("got %.40q, wrote %.40q", got, want)
	}
	return err
}

func (p *probe) metadata(ctx context.Context) error {
	key := p.key("metadata.json")
	write := Write{Body: []byte("{}"), ContentType: contentType(key), ID: "ABC234", Once: true}
	if err := p.store.Put(ctx, key, write); err != nil {
		return err
	}
	object, err := p.store.Open(ctx, key)
	if err != nil {
		return err
	}
	defer object.Body.Close()
	if object.WriteID != write.ID {
		return fmt.Errorf("wrote the id %q, found %q", write.ID, object.WriteID)
	}
	return nil
}

// createTwice asks the store itself: the loop over it would look at the object in any case.
func (p *probe) createTwice(ctx context.Context) error {
	key := p.key("twice")
	first := Write{Body: []byte("first"), ID: "1", Once: true}
	if err := p.store.Put(ctx, key, first); err != nil {
		return err
	}
	err := p.store.Put(ctx, key, Write{Body: []byte("second"), ID: "2", Once: true})
	if err == nil {
		return errors.New("the second create was accepted")
	}
	if err != fs.ErrExist {
		return fmt.Errorf("the second create was not answered with \"exists\": %w", err)
	}
	return p.expect(ctx, key, first.Body)
}

// race lets sixteen create each of eight keys. One client after the other would not do: stores are
// known that keep the condition then, and lose a third of what is written at the same time.
func (p *probe) race(ctx context.Context) error {
	const keys, contenders = 8, 16
	for k := range keys {
		key := p.key(fmt.Sprintf("race/%d", k))
		var (
			all    sync.WaitGroup
			start  = make(chan struct{})
			stands [contenders][]byte
			errs   [contenders]error
		)
		for i := range contenders {
			all.Go(func() {
				<-start
				stands[i], errs[i] = p.bucket.Create(ctx, key, fmt.Appendf(nil, "contender %d", i))
			})
		}
		close(start)
		all.Wait()
		if err := oneWinner(stands[:], errs[:]); err != nil {
			return err
		}
		if err := p.expect(ctx, key, stands[0]); err != nil {
			return err
		}
	}
	return nil
}

func oneWinner(stands [][]byte, errs []error) error {
	winners := 0
	for i, err := range errs {
		switch {
		case err == nil:
			winners++
		case !errors.Is(err, fs.ErrExist):
			return err
		}
		if !bytes.Equal(stands[i], stands[0]) {
			return fmt.Errorf("one was told that %q stands there, another %q", stands[0], stands[i])
		}
	}
	if winners != 1 {
		return fmt.Errorf("of %d who created a key at once, %d were told that it was them", len(errs), winners)
	}
	return nil
}

func (p *probe) putOver(ctx context.Context) error {
	key := p.key("over")
	for _, body := range []string{"first", "second and longer", "3"} {
		if err := p.bucket.Put(ctx, key, []byte(body)); err != nil {
			return err
		}
		if err := p.expect(ctx, key, []byte(body)); err != nil {
			return err
		}
	}
	return nil
}

// list has names whose order differs between bytes, folders and languages.
func (p *probe) list(ctx context.Context) error {
	var want []string
	for _, name := range []string{"a-", "a.b", "a/b", "a0", "aa", "B", "~"} {
		want = append(want, p.key("list/"+name))
		if _, err := p.bucket.Create(ctx, p.key("list/"+name), nil); err != nil {
			return err
		}
		slices.Sort(want)
		if err := p.expectList(ctx, "list/", "", want); err != nil {
			return err
		}
	}
	for i, key := range want {
		if err := p.expectList(ctx, "list/", strings.TrimPrefix(key, p.folder), want[i+1:]); err != nil {
			return err
		}
	}
	return p.expectList(ctx, "list/a", "list/a.", want[2:6])
}

func (p *probe) expectList(ctx context.Context, prefix, after string, want []string) error {
	var got []string
	if after != "" {
		after = p.key(after)
	}
	for key, err := range p.bucket.List(ctx, p.key(prefix), after) {
		if err != nil {
			return err
		}
		got = append(got, key)
	}
	if !slices.Equal(got, want) {
		return fmt.Errorf("listed %q after %q, wanted %q", got, after, want)
	}
	return nil
}

func (p *probe) delete(ctx context.Context) error {
	key := p.key("delete/intent")
	for range 2 {
		if _, err := p.bucket.Create(ctx, key, []byte("again")); err != nil {
			return err
		}
		for range 2 {
			if err := p.bucket.Delete(ctx, key); err != nil {
				return err
			}
		}
		if _, err := p.bucket.Get(ctx, key); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("reading it afterwards: got %v, want %v", err, fs.ErrNotExist)
		}
		if err := p.expectList(ctx, "delete/", "", nil); err != nil {
			return err
		}
	}
	return nil
}
