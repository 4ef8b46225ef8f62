package verifyscan

import (
	"maps"
	"sync"
	"time"

	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
)

// What one instance bears. A door needs a handful of scans; these are far above that, and keep what a
// flood can ask of the store bounded.
const (
	looksAMinute   = 30  // at one code; what is beyond is answered from memory and not kept as a scan
	visitsAMinute  = 120 // from one address
	guessesAMinute = 10  // of short codes, from one address
	photosAMinute  = 60  // photos and documents of one inspection

	remembered = 512             // codes, at most: each may hold the portraits of twenty officers
	fresh      = 5 * time.Second // how old what is answered from memory may be
)

// A memory keeps what is known of codes, for the few seconds in which one that is looked at too often may be
// answered from it.
type memory struct {
	mu    sync.Mutex
	known map[inspection.ID]remembrance
	swept time.Time
}

type remembrance struct {
	door ledger.Door
	at   time.Time
}

func (m *memory) keep(id inspection.ID, d ledger.Door, now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if age := now.Sub(m.swept); age < 0 || age >= fresh {
		maps.DeleteFunc(m.known, func(_ inspection.ID, r remembrance) bool { return now.Sub(r.at) >= fresh })
		m.swept = now
	}
	if len(m.known) >= remembered || m.known == nil {
		m.known = map[inspection.ID]remembrance{}
	}
	m.known[id] = remembrance{d, now}
}

func (m *memory) recall(id inspection.ID, now time.Time) (ledger.Door, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := m.known[id]
	return r.door, ok && now.Sub(r.at) < fresh
}
