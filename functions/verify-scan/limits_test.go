package verifyscan

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/code"
	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/identity"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/page"
	"inspectioncode.example/shared/serve"
)

// newDoor is the function as a city runs it, over a store that counts, with one inspection issued.
func newDoor(t *testing.T) (f *function, store *counting, digits, short string) {
	t.Helper()
	keys := newKeys(t, 1)
	store = &counting{Bucket: &bucket.Memory{}}
	f = &function{looks: serve.NewMeter(looksAMinute), visits: serve.NewMeter(visitsAMinute), guesses: serve.NewMeter(guessesAMinute), photos: serve.NewMeter(photosAMinute),
		env: &serve.Env{Deadline: serve.Deadline, Setting: func(name string) string { return map[string]string{"CLIENT_HOPS": "0"}[name] },
			Now: func() time.Time { return nine.Add(time.Hour) }, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Pages: page.New()},
		ledger: &ledger.Ledger{Bucket: store, Random: rand.Reader},
		keys:   keys,
		whoIs:  func(context.Context, http.Header) (identity.Caller, error) { return identity.Caller{}, nil },
	}
	in := inspection.Inspection{Ref: inspection.Ref{Day: "2023-09-05", ID: "041061050r3gg28a"}, From: nine, Until: nine.Add(2 * time.Hour),
		Enterprise: inspection.InspectedParty{USCC: enterprise, Name: "上海例安黄浦危险品运输有限公司"}, Agency: inspection.Agency{Code: "310000-transport", Number: 7},
		Code: inspection.Code{Digits: "PRINTED", URL: "PRINTED", Short: "PRINTED"}}
	digits, err := keys.Sign(code.Token{ID: in.ID, Enterprise: enterprise, Agency: 7, From: in.From, Until: in.Until}, nine)
	if err != nil {
		t.Fatal(err)
	}
	if short, err = code.ShortOf(in.Ref); err != nil {
		t.Fatal(err)
	}
	e, err := event.New(event.CodeIssued, "i", in.Ref.String(), nine, in)
	if err != nil {
		t.Fatal(err)
	}
	body, err := e.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	for fact, body := range map[string][]byte{"issued.json": body, "code.png": nil} {
		if _, err := store.Bucket.Create(t.Context(), ledger.FactKey(in.Ref, fact), body); err != nil {
			t.Fatal(err)
		}
	}
	return f, store, digits, short
}

// from asks as somebody at an address would.
func (f *function) from(t *testing.T, address, target string) (status int, body string) {
	w := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, target, nil)
	r.RemoteAddr = address + ":1234"
	f.env.HTTP(f).ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

// Ensure that a flood of looks at one code, from everywhere, asks the store no more than thirty looks do,
// and that everybody is still told the truth.
func TestAFloodOfLooksAtOneCodeIsAnsweredFromMemory(t *testing.T) {
	f, store, digits, _ := newDoor(t)
	f.from(t, "10.0.0.1", "/c/"+digits)
	each := store.requests.Load()
	for i := range 500 {
		if _, got := f.from(t, fmt.Sprintf("10.0.%d.%d", i/250, i%250), "/c/"+digits); !strings.Contains(got, "真实有效（纸质）") {
			t.Fatalf("look %d is not told that the code is genuine", i+1)
		}
	}
	// Passes come back with time, one in two seconds; a slow machine may see a few.
	if n := store.requests.Load(); n > each*(looksAMinute+15) {
		t.Errorf("501 looks made %d storage requests, want no more than %d looks do (%d)", n, looksAMinute, each*looksAMinute)
	}
}

// Ensure that one address cannot keep the door busy, and that the next one is none the worse.
func TestOneAddressIsHeldBackAndNoOther(t *testing.T) {
	f, _, digits, _ := newDoor(t)
	held := 0
	for range 2 * visitsAMinute {
		if status, _ := f.from(t, "10.0.0.1", "/c/"+digits); status == http.StatusTooManyRequests {
			held++
		}
	}
	if held < visitsAMinute-20 {
		t.Errorf("of %d requests %d were held back, want about half", 2*visitsAMinute, held)
	}
	if status, _ := f.from(t, "10.0.0.2", "/c/"+digits); status != http.StatusOK {
		t.Errorf("another address is answered %d", status)
	}
}

// Ensure that what everybody may read and lies in the store is no way to keep the store busy.
func TestTheListOfAgenciesIsHeldBackToo(t *testing.T) {
	f, store, _, _ := newDoor(t)
	for range 3 * visitsAMinute {
		f.from(t, "10.0.0.1", "/.well-known/inspection-code-agencies")
	}
	if n := store.requests.Load(); n < 1 || n > visitsAMinute+20 {
		t.Errorf("one address made %d storage requests, want %d a minute", n, visitsAMinute)
	}
}

// Ensure that guessing short codes is hopeless. Guesses are made as an attacker would who knows the day
// and the checksum: 55 bits remain, so that of any number anybody can try none is right; and one
// address may try ten a minute.
func TestGuessingShortCodesIsHopeless(t *testing.T) {
	f, store, _, short := newDoor(t)
	if _, got := f.from(t, "10.9.0.1", "/?short="+short); !strings.Contains(got, "真实有效（纸质）") {
		t.Fatal("the short code itself does not lead to the verdict")
	}
	guess := func() string {
		var id [10]byte
		rand.Read(id[:])
		s, err := code.ShortOf(inspection.Ref{Day: "2023-09-05", ID: inspection.NewID(id)})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	before, asked := store.requests.Load(), 0
	for i := range 500 {
		if status, _ := f.from(t, "10.0.0.1", "/?short="+guess()); status != http.StatusTooManyRequests {
			asked++
		}
		if _, got := f.from(t, fmt.Sprintf("10.1.%d.%d", i/250, i%250), "/?short="+guess()); strings.Contains(got, "例安") {
			t.Fatal("a guess was right")
		}
	}
	if asked > guessesAMinute+5 {
		t.Errorf("one address could try %d times, want %d a minute", asked, guessesAMinute)
	}
	if n := store.requests.Load() - before; n > 600 {
		t.Errorf("the guesses made %d storage requests, want one each at most", n)
	}
	// And without the checksum all but one in a thousand cost nothing.
	before = store.requests.Load()
	for i := range 1000 {
		g := guess()
		f.from(t, fmt.Sprintf("10.2.%d.%d", i/250, i%250), "/?short="+g[:len(g)-2]+"00")
	}
	if n := store.requests.Load() - before; n > 10 {
		t.Errorf("1000 guesses without the checksum made %d storage requests", n)
	}
}

// Ensure that an instance that lives long and sees many codes does not come to hold them all: what is older
// than it may be shown is let go.
func TestWhatIsTooOldToBeShownIsForgotten(t *testing.T) {
	var m memory
	now := nine
	for i := range 10 * remembered {
		now = now.Add(100 * time.Millisecond)
		m.keep(inspection.ID(fmt.Sprintf("%016d", i)), ledger.Door{}, now)
		if most := 2 * int(fresh/(100*time.Millisecond)); len(m.known) > most {
			t.Fatalf("after %d codes %d are held, want no more than are fresh (%d)", i+1, len(m.known), most)
		}
	}
	if _, ok := m.recall(inspection.ID(fmt.Sprintf("%016d", 10*remembered-1)), now); !ok {
		t.Error("the newest is forgotten")
	}
	for i := range 10 * remembered {
		m.keep(inspection.ID(fmt.Sprintf("x%015d", i)), ledger.Door{}, now)
	}
	if len(m.known) > remembered {
		t.Errorf("%d are held at once, want at most %d", len(m.known), remembered)
	}
}

// Ensure that a scan keeps of the directory's withdrawn certificates its own officers' alone: there may be
// thousands, and doors are held in memory.
func TestADoorKnowsItsOwnOfficersWithdrawalsAlone(t *testing.T) {
	f, store, digits, _ := newDoor(t)
	if err := store.Bucket.Put(t.Context(), ledger.WithdrawnKey, []byte(`{"0911": "2023-09-01", "0912": "2023-09-02"}`)); err != nil {
		t.Fatal(err)
	}
	f.from(t, "10.0.0.1", "/c/"+digits)
	door, ok := f.memory.recall("041061050r3gg28a", nine.Add(time.Hour))
	if !ok || len(door.Withdrawn) != 0 {
		t.Errorf("known: %v, and of certificates that are not its officers' %v", ok, door.Withdrawn)
	}
}

// Ensure that whoever scans what a screen shows for thirty seconds is not handed the printed code, which
// never goes stale, nor is whoever types a short code handed the symbol.
func TestAVerdictDoesNotHandOutTheCode(t *testing.T) {
	f, _, digits, short := newDoor(t)
	live, err := f.keys.Sign(code.Token{ID: "041061050r3gg28a", Enterprise: enterprise, Agency: 7, From: nine, Until: nine.Add(2 * time.Hour), Slot: 121}, nine)
	if err != nil {
		t.Fatal(err)
	}
	for _, target := range []string{"/c/" + live, "/c/" + digits, "/?short=" + short} {
		w := httptest.NewRecorder()
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, target, nil)
		r.Header.Set("Accept", "application/json")
		f.env.HTTP(f).ServeHTTP(w, r)
		if body := w.Body.String(); !strings.Contains(body, `"genuine-`) || strings.Contains(body, "PRINTED") {
			t.Errorf("%.12s…: answered %s", target, body)
		}
	}
}
