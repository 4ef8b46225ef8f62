package serve

import (
	"sync"
	"time"

	"golang.org/x/time/rate"

	"inspectioncode.example/shared/inspection"
)

// A Meter lets each name pass so many times a minute, in one instance of a function. It forgets
// everybody when it has met too many: that lets a few more pass, and bounds its memory.
type Meter struct {
	perMinute int
	mu        sync.Mutex
	met       map[string]*rate.Limiter
}

// NewMeter makes a meter of passes a minute, which may also come all at once.
func NewMeter(perMinute int) *Meter { return &Meter{perMinute: perMinute} }

// Pass reports whether the name may pass now, by the machine's own clock, and counts it if so.
func (m *Meter) Pass(name string) bool {
	const names = 4096
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.met == nil || len(m.met) >= names {
		m.met = map[string]*rate.Limiter{}
	}
	l := m.met[name]
	if l == nil {
		l = rate.NewLimiter(rate.Limit(float64(m.perMinute)/60), m.perMinute)
		m.met[name] = l
	}
	return l.AllowN(time.Now(), 1)
}

// TooMany refuses whoever a meter does not let pass.
func TooMany() error {
	return inspection.Refuse(inspection.TooMany, inspection.Fault{Rule: "too-many",
		Text: inspection.Text{ZH: "请求过于频繁", EN: "too many requests"},
		Mend: inspection.Text{ZH: "请过一分钟再试", EN: "try again in a minute"}})
}
