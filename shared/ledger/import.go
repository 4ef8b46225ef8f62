package ledger

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"inspectioncode.example/shared/inspection"
)

// A Directory (名录) is everybody the trial knows: who may inspect, by whom, and whom.
type Directory struct {
	Agencies    []inspection.Agency
	Officers    []inspection.Officer
	Enterprises []inspection.Enterprise
	Webhooks    map[string]string // addresses by agency, of those whose own systems are pushed what happens
}

// Import replaces what the directory says by what d says: whoever d does not name is not known any
// more, and an officer's certificate does not count any more from that day on, since codes that name it may be out. It is
// not a fact but somebody else's register: the last import counts. Only the numbers of
// agencies stay given, because codes carry them: d that gives one to another agency is an error, and
// nothing is written. Needs Bucket and, where officers go or an agency has its first webhook, Now.
func (l *Ledger) Import(ctx context.Context, d Directory) error {
	numbers, err := l.Numbers(ctx)
	if err != nil {
		return err
	}
	for _, a := range d.Agencies {
		if of, given := numbers[a.Number]; given && of != a.Code {
			return fmt.Errorf("import agency %s: number %d belongs to %s", a.Code, a.Number, of)
		}
		numbers[a.Number] = a.Code
	}
	if err := l.put(ctx, NumbersKey, numbers); err != nil {
		return err
	}
	entries, lists := d.objects()
	for _, prefix := range []string{officersPrefix, enterprisesPrefix, rostersPrefix} {
		for key, err := range l.Bucket.List(ctx, prefix, "") {
			if err != nil {
				return fmt.Errorf("import: %w", err)
			}
			if _, stays := entries[key]; !stays {
				entries[key] = nil // nothing in a bucket but an intent is deleted; null is nobody
			}
		}
	}
	withdrawn, err := l.withdrawn(ctx, d, entries)
	if err != nil {
		return err
	}
	if err := l.put(ctx, WithdrawnKey, withdrawn); err != nil { // first: once his entry is gone, nothing else knows of an officer
		return err
	}
	for _, objects := range []map[string]any{entries, lists} { // who is on a list can be looked up
		err := each(slices.Sorted(maps.Keys(objects)), func(key string) error { return l.put(ctx, key, objects[key]) })
		if err != nil {
			return err
		}
	}
	return l.SetWebhooks(ctx, d.Webhooks)
}

// codesLast is for how many days no code that names a certificate can outlast its withdrawal: they are asked for within a
// trial.
const codesLast = 3 * 366

// withdrawn are the certificates that do not count, with the day from which: those that d says so of, and those that it does
// not name any more, among which are all entries that will be nobody's.
func (l *Ledger) withdrawn(ctx context.Context, d Directory, entries map[string]any) (map[string]inspection.Date, error) {
	all := map[string]inspection.Date{}
	before, err := read[map[string]inspection.Date](ctx, l, WithdrawnKey)
	if err != nil {
		return nil, err
	}
	if before != nil {
		all = *before
	}
	var going []string
	for key, entry := range entries {
		if entry == nil && strings.HasPrefix(key, officersPrefix) {
			going = append(going, key)
		}
	}
	var mu sync.Mutex
	err = each(going, func(key string) error {
		o, err := read[inspection.Officer](ctx, l, key)
		if err != nil || o == nil {
			return err // nobody's already
		}
		mu.Lock()
		defer mu.Unlock()
		if _, known := all[o.Certificate]; !known {
			all[o.Certificate] = cmp.Or(o.Withdrawn, inspection.DateOf(l.Now()))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(all) > 0 {
		maps.DeleteFunc(all, func(_ string, from inspection.Date) bool {
			return from < inspection.DateOf(l.Now()).AddDays(-codesLast)
		})
	}
	for _, o := range d.Officers {
		delete(all, o.Certificate)
		if o.Withdrawn != "" {
			all[o.Certificate] = o.Withdrawn
		}
	}
	return all, nil
}

// objects are what stands in the bucket for d: an object for each entry, and what is looked up otherwise.
func (d *Directory) objects() (entries, lists map[string]any) {
	entries = map[string]any{}
	rosters := map[string][]inspection.Officer{}
	names := map[inspection.USCC]string{}
	for _, o := range d.Officers {
		entries[DirectoryOfficerKey(o.Certificate)] = o
		o.Photo = "" // a roster is for choosing
		rosters[o.Agency] = append(rosters[o.Agency], o)
	}
	for agency, roster := range rosters {
		entries[RosterKey(agency)] = roster
	}
	for _, e := range d.Enterprises {
		entries[DirectoryEnterpriseKey(e.USCC)] = e
		names[e.USCC] = e.Name
	}
	return entries, map[string]any{NamesKey: names, AgenciesKey: d.Agencies}
}

// Numbers are all numbers that were ever given to agencies, with the codes of those they belong to.
func (l *Ledger) Numbers(ctx context.Context) (map[uint16]string, error) {
	numbers, err := read[map[uint16]string](ctx, l, NumbersKey)
	if err != nil {
		return nil, err
	}
	if numbers == nil {
		numbers = &map[uint16]string{}
	}
	agencies, err := l.Agencies(ctx) // those of before numbers were kept
	for _, a := range agencies {
		(*numbers)[a.Number] = a.Code
	}
	return *numbers, err
}

// Directory is everybody the directory knows now, in the order of their codes. Needs Bucket alone.
func (l *Ledger) Directory(ctx context.Context) (d Directory, err error) {
	if d.Agencies, err = l.Agencies(ctx); err != nil {
		return d, err
	}
	hooks, err := l.Webhooks(ctx)
	if err != nil {
		return d, err
	}
	d.Webhooks = make(map[string]string, len(hooks))
	for agency, hook := range hooks {
		d.Webhooks[agency] = hook.URL
	}
	if d.Officers, err = entriesUnder[inspection.Officer](ctx, l, officersPrefix); err != nil {
		return d, err
	}
	d.Enterprises, err = entriesUnder[inspection.Enterprise](ctx, l, enterprisesPrefix)
	return d, err
}

func entriesUnder[T any](ctx context.Context, l *Ledger, prefix string) (all []T, err error) {
	var keys []string
	for key, err := range l.Bucket.List(ctx, prefix, "") {
		if err != nil {
			return nil, fmt.Errorf("read directory: %w", err)
		}
		keys = append(keys, key)
	}
	var mu sync.Mutex
	found := map[string]*T{}
	err = each(keys, func(key string) error {
		v, err := read[T](ctx, l, key)
		mu.Lock()
		defer mu.Unlock()
		found[key] = v
		return err
	})
	for _, key := range keys {
		if found[key] != nil {
			all = append(all, *found[key])
		}
	}
	return all, err
}

// each does something for every key, several at a time, and ends at the first error.
func each(keys []string, do func(key string) error) error {
	const atOnce = 16
	var wg sync.WaitGroup
	var errs [atOnce]error
	next := make(chan string)
	failed := make(chan struct{}, atOnce)
	for i := range errs {
		wg.Go(func() {
			for key := range next {
				if errs[i] = do(key); errs[i] != nil {
					failed <- struct{}{}
					return
				}
			}
		})
	}
	for _, key := range keys {
		select {
		case next <- key:
			continue
		case <-failed:
		}
		break
	}
	close(next)
	wg.Wait()
	return errors.Join(errs[:]...)
}

func (l *Ledger) put(ctx context.Context, key string, v any) error {
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return fmt.Errorf("put %s: %w", key, err)
	}
	return l.Bucket.Put(ctx, key, append(b, '\n'))
}
