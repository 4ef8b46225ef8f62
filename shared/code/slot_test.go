package code

import (
	"testing"
	"time"
)

func TestASlotIsThirtySecondsFromTheOpeningOfTheWindow(t *testing.T) {
	from := sample().From
	for _, c := range []struct {
		after time.Duration
		slot  uint16
		ok    bool
	}{
		{-time.Hour, 0, false},
		{-1, 0, false},
		{0, 1, true},
		{30*time.Second - 1, 1, true},
		{30 * time.Second, 2, true},
		{time.Hour, 121, true},
		{65535*30*time.Second - 1, 65535, true},
		{65535 * 30 * time.Second, 0, false},
		{100 * 365 * 24 * time.Hour, 0, false},
	} {
		now := from.Add(c.after)
		slot, ok := SlotAt(from, now)
		if slot != c.slot || ok != c.ok {
			t.Errorf("%v after opening: slot %d, %v; want %d, %v", c.after, slot, ok, c.slot, c.ok)
		}
		if start := SlotStart(from, slot); ok && (now.Before(start) || !now.Before(start.Add(30*time.Second))) {
			t.Errorf("%v after opening: slot %d begins %v", c.after, slot, start)
		}
	}
	if _, ok := SlotAt(time.Time{}, from); ok {
		t.Error("two thousand years after opening there is still a slot")
	}
}

func TestALiveCodeTurnsStale(t *testing.T) {
	token := sample()
	for _, c := range []struct {
		slot uint16
		age  time.Duration // since the slot began
		want Freshness
	}{
		{0, 0, Printed},
		{0, 1000 * time.Hour, Printed},
		{1, -30*time.Second - 1, Stale},
		{1, -30 * time.Second, Live},
		{1, 0, Live},
		{1, 90 * time.Second, Live},
		{1, 90*time.Second + 1, Stale},
		{7, -time.Hour, Stale}, // taken from a list of slots signed in advance
		{7, 0, Live},
		{7, 24 * time.Hour, Stale},
		{65535, 0, Live},
	} {
		token.Slot = c.slot
		now := token.From.Add(time.Duration(c.slot)*30*time.Second - 30*time.Second + c.age)
		if c.slot == 0 {
			now = token.From.Add(c.age)
		}
		if got := token.FreshnessAt(now); got != c.want {
			t.Errorf("slot %d, %v after it began: %s, want %s", c.slot, c.age, got, c.want)
		}
	}
}

// What a page shows at any moment is live at that moment, and for at least a minute after.
func TestTheSlotToShowIsLive(t *testing.T) {
	token := sample()
	for after := time.Duration(0); after < 8*time.Hour; after += 7 * time.Second {
		shown := token.From.Add(after)
		token.Slot, _ = SlotAt(token.From, shown)
		for _, scanned := range []time.Duration{0, time.Minute} {
			if got := token.FreshnessAt(shown.Add(scanned)); got != Live {
				t.Fatalf("shown %v after opening and scanned %v later: %s", after, scanned, got)
			}
		}
	}
}

func TestTheWindowOpensAndClosesTwoMinutesWide(t *testing.T) {
	token := sample()
	for _, c := range []struct {
		now  time.Time
		want Window
	}{
		{token.From.Add(-24 * time.Hour), Before},
		{token.From.Add(-2*time.Minute - 1), Before},
		{token.From.Add(-2 * time.Minute), Within},
		{token.From, Within},
		{token.Until, Within},
		{token.Until.Add(2*time.Minute - 1), Within},
		{token.Until.Add(2 * time.Minute), After},
		{token.Until.Add(24 * time.Hour), After},
		{token.From.UTC().Add(-2 * time.Minute), Within},
	} {
		if got := token.WindowAt(c.now); got != c.want {
			t.Errorf("at %v: %s, want %s", c.now, got, c.want)
		}
	}
}
