package buckettest_test

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/bucket/buckettest"
)

// hurried gives up a try early, for faults that never answer.
var hurried = bucket.Retry{Each: 300 * time.Millisecond, Attempts: 12}

// behindProxy opens the store of settings through a proxy that spoils requests as choose says. Its
// end comes when everything it began has ended, late requests too.
func behindProxy(t *testing.T, settings bucket.Settings, choose func(*http.Request) buckettest.Fault) (store bucket.Store, end func()) {
	t.Helper()
	proxy, err := buckettest.NewProxy(settings.Endpoint, choose)
	if err != nil {
		t.Fatal(err)
	}
	front := httptest.NewServer(proxy)
	t.Cleanup(front.Close)
	settings.Endpoint = front.URL
	return openStore(t, settings), front.Close
}

// script spoils the requests of one method in order, and no other.
func script(method string, faults ...buckettest.Fault) func(*http.Request) buckettest.Fault {
	var n atomic.Int64
	return func(r *http.Request) buckettest.Fault {
		if r.Method != method {
			return buckettest.None
		}
		if i := int(n.Add(1)) - 1; i < len(faults) {
			return faults[i]
		}
		return buckettest.None
	}
}

// every is all faults, and whether the store does the request in time.
var every = map[buckettest.Fault]bool{
	buckettest.CutBefore: false, buckettest.CutAfter: true,
	buckettest.RefusedBefore: false, buckettest.RefusedAfter: true,
	buckettest.Conflict: false, buckettest.TooMany: false, buckettest.Foreign: false,
	buckettest.Silent: true, buckettest.Late: false,
}

// eachDriver and eachFault run their cases all at once, which t.Parallel would not do on a small
// machine: they wait more than they work.
func eachDriver(t *testing.T, run func(t *testing.T, driver string)) {
	var all sync.WaitGroup
	for _, driver := range drivers {
		all.Go(func() {
			t.Run(driver, func(t *testing.T) { run(t, driver) })
		})
	}
	all.Wait()
}

func eachFault(t *testing.T, run func(t *testing.T, driver string, fault buckettest.Fault)) {
	eachDriver(t, func(t *testing.T, driver string) {
		var all sync.WaitGroup
		for fault := range every {
			all.Go(func() {
				t.Run(fault.String(), func(t *testing.T) { run(t, driver, fault) })
			})
		}
		all.Wait()
	})
}

// The canary: it shows that the proxy really does commit and drop, and what becomes of a success
// if "exists" is taken for an answer. Without it the tests below could pass for want of faults.
func TestWithoutTheWriteIDALostAnswerLooksLikeALostRace(t *testing.T) {
	eachFault(t, func(t *testing.T, driver string, fault buckettest.Fault) {
		store, _ := behindProxy(t, newBucket(t, driver), script(http.MethodPut, fault))
		write := bucket.Write{Body: []byte("mine"), ID: "mine", Once: true}
		patience := 10 * time.Second
		if fault == buckettest.Silent || fault == buckettest.Late {
			patience = time.Second
		}
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		defer cancel()
		if err := store.Put(ctx, "key", write); err == nil || err == fs.ErrExist || err == fs.ErrNotExist {
			t.Fatalf("first try: %v, want an error that says nothing", err)
		}
		err := store.Put(t.Context(), "key", write)
		if every[fault] && err != fs.ErrExist {
			t.Errorf("second try: %v, want %v: the first was done", err, fs.ErrExist)
		}
		if !every[fault] && fault != buckettest.Late && err != nil {
			t.Errorf("second try: %v, want nil: the first was not done", err)
		}
	})
}

func TestCreateSettlesALostAnswer(t *testing.T) {
	eachFault(t, func(t *testing.T, driver string, fault buckettest.Fault) {
		direct := newBucket(t, driver)
		store, end := behindProxy(t, direct, script(http.MethodPut, fault, fault))
		got, err := bucket.New(store, hurried).Create(t.Context(), "key", []byte("mine"))
		if err != nil || string(got) != "mine" {
			t.Errorf("Create = %q, %v; want mine, nil", got, err)
		}
		end() // late requests have arrived
		got, err = openBucket(t, direct).Create(t.Context(), "key", []byte("another's"))
		if !errors.Is(err, fs.ErrExist) || string(got) != "mine" {
			t.Errorf("another's Create = %q, %v; want mine, %v", got, err, fs.ErrExist)
		}
	})
}

// The look that would settle a doubt can fail as well; a 404 at that moment is no answer.
func TestCreateSettlesALostAnswerAtTheSecondLook(t *testing.T) {
	eachFault(t, func(t *testing.T, driver string, fault buckettest.Fault) {
		put, get := script(http.MethodPut, buckettest.CutAfter), script(http.MethodGet, fault, fault)
		store, _ := behindProxy(t, newBucket(t, driver), func(r *http.Request) buckettest.Fault { return max(put(r), get(r)) })
		got, err := bucket.New(store, hurried).Create(t.Context(), "key", []byte("mine"))
		if err != nil || string(got) != "mine" {
			t.Errorf("Create = %q, %v; want mine, nil", got, err)
		}
	})
}

func TestTheLoserOfARaceIsToldSoThroughFaults(t *testing.T) {
	eachFault(t, func(t *testing.T, driver string, fault buckettest.Fault) {
		direct := newBucket(t, driver)
		store, _ := behindProxy(t, direct, script(http.MethodPut, fault, fault))
		if _, err := openBucket(t, direct).Create(t.Context(), "key", []byte("another's")); err != nil {
			t.Fatal(err)
		}
		got, err := bucket.New(store, hurried).Create(t.Context(), "key", []byte("mine"))
		if !errors.Is(err, fs.ErrExist) || string(got) != "another's" {
			t.Errorf("Create = %q, %v; want another's, %v", got, err, fs.ErrExist)
		}
	})
}

func TestReadingPutingAndDeletingGoOnThroughFaults(t *testing.T) {
	eachFault(t, func(t *testing.T, driver string, fault buckettest.Fault) {
		var method atomic.Value
		method.Store("")
		spoil := map[string]func(*http.Request) buckettest.Fault{}
		for _, m := range []string{http.MethodGet, http.MethodPut, http.MethodDelete} {
			spoil[m] = script(m, fault, fault)
		}
		store, _ := behindProxy(t, newBucket(t, driver), func(r *http.Request) buckettest.Fault {
			if r.Method == method.Load() {
				return spoil[r.Method](r)
			}
			return buckettest.None
		})
		b := bucket.New(store, hurried)
		method.Store(http.MethodPut)
		if err := b.Put(t.Context(), "page.html", []byte("body")); err != nil {
			t.Errorf("Put: %v", err)
		}
		method.Store(http.MethodGet)
		if got, err := b.Get(t.Context(), "page.html"); err != nil || string(got) != "body" {
			t.Errorf("Get = %q, %v; want body", got, err)
		}
		spoil[http.MethodGet] = script(http.MethodGet, fault, fault)
		for key, err := range b.List(t.Context(), "page", "") {
			if err != nil || key != "page.html" {
				t.Errorf("List: %q, %v", key, err)
			}
		}
		method.Store(http.MethodDelete)
		if err := b.Delete(t.Context(), "page.html"); err != nil {
			t.Errorf("Delete: %v", err)
		}
		if _, err := b.Get(t.Context(), "page.html"); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("Get after Delete: %v, want %v", err, fs.ErrNotExist)
		}
	})
}

func TestAFaultWithoutEndIsUnknown(t *testing.T) {
	eachFault(t, func(t *testing.T, driver string, fault buckettest.Fault) {
		store, _ := behindProxy(t, newBucket(t, driver), func(*http.Request) buckettest.Fault { return fault })
		b := bucket.New(store, bucket.Retry{Each: 200 * time.Millisecond, Attempts: 3})
		_, get := b.Get(t.Context(), "key")
		_, create := b.Create(t.Context(), "key", nil)
		for _, err := range []error{get, create, b.Delete(t.Context(), "key")} {
			if !errors.Is(err, bucket.ErrUnknown) || errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrExist) {
				t.Errorf("%v, want only %v", err, bucket.ErrUnknown)
			}
		}
		if fault == buckettest.Silent && !errors.Is(create, context.DeadlineExceeded) {
			t.Errorf("%v does not say that time ran out", create)
		}
	})
}

// What the store refuses for good is not asked again and again.
func TestARefusalIsNotRepeated(t *testing.T) {
	eachDriver(t, func(t *testing.T, driver string) {
		right := newBucket(t, driver)
		if _, err := openBucket(t, right).Create(t.Context(), "folder/object", nil); err != nil {
			t.Fatal(err)
		}
		stranger, nowhere := right, right
		stranger.SecretKey = "not the secret"
		nowhere.Bucket = "no-such-bucket"
		for _, c := range []struct {
			why      string
			settings bucket.Settings
			key      string
		}{
			{"a key below an object, 409 as a lost race would be", right, "folder/object/below"},
			{"a wrong secret", stranger, "folder/other"},
			{"no such bucket", nowhere, "folder/other"},
		} {
			var asked atomic.Int64
			store, _ := behindProxy(t, c.settings, func(*http.Request) buckettest.Fault { asked.Add(1); return buckettest.None })
			_, err := bucket.New(store, bucket.Retry{}).Create(t.Context(), c.key, nil)
			if !errors.Is(err, bucket.ErrUnknown) || asked.Load() != 1 {
				t.Errorf("%s: Create asked %d times: %v; want one refusal", c.why, asked.Load(), err)
			}
			if c.settings == right {
				continue
			}
			if _, err := bucket.New(store, bucket.Retry{}).Get(t.Context(), "folder/object"); !errors.Is(err, bucket.ErrUnknown) || errors.Is(err, fs.ErrNotExist) || asked.Load() != 2 {
				t.Errorf("%s: Get asked %d times: %v; want one refusal, and not %v", c.why, asked.Load()-1, err, fs.ErrNotExist)
			}
		}
	})
}
