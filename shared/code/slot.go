package code

import "time"

// A live code is signed anew for every slot of thirty seconds, the first beginning when the window
// opens. A page may hold an hour of slots signed in advance; what it shows when is what counts.
const slotLength = 30 * time.Second

const (
	early  = 30 * time.Second // a phone's clock may lag behind the page's
	late   = 90 * time.Second // the slot itself, and a minute to scan it and to load the page
	leeway = 2 * time.Minute  // clocks differ, and people knock a minute early
)

// SlotStart is when slot n, from 1 on, is first shown.
func SlotStart(from time.Time, n uint16) time.Time {
	return from.Add(time.Duration(int(n)-1) * slotLength)
}

// SlotAt is the slot to show at now; false before from, and after the 65535th slot, which begins
// 22.7 days later and thus beyond any window.
func SlotAt(from, now time.Time) (n uint16, ok bool) {
	since := now.Sub(from)
	if since < 0 || since/slotLength >= 1<<16-1 {
		return 0, false
	}
	return uint16(since/slotLength) + 1, true
}

// A Freshness says whether whoever shows the code is showing it live.
type Freshness string

const (
	Printed Freshness = "printed" // on paper (纸质码): genuine, but anyone may hold a photograph of it
	Live    Freshness = "live"    // on a screen and meant for now (实时码)
	Stale   Freshness = "stale"   // on a screen, but meant for another moment (过期画面): likely a screenshot
)

// FreshnessAt judges t's slot at now: live from 30 seconds before the slot begins until 90 seconds
// after, both included.
func (t Token) FreshnessAt(now time.Time) Freshness {
	if t.Slot == 0 {
		return Printed
	}
	if age := now.Sub(SlotStart(t.From, t.Slot)); age < -early || age > late {
		return Stale
	}
	return Live
}

// A Window says where now lies in the hours a code is for.
type Window string

const (
	Before Window = "before"
	Within Window = "within"
	After  Window = "after"
)

// WindowAt tells whether the window is still to come, open or over at now. It opens two minutes
// early and closes two minutes late, for the clocks that are compared are not the same one.
func (t Token) WindowAt(now time.Time) Window {
	switch {
	case now.Before(t.From.Add(-leeway)):
		return Before
	case now.Before(t.Until.Add(leeway)):
		return Within
	default:
		return After
	}
}
