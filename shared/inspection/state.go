package inspection

import "time"

// A State is where an inspection stands at a moment, as its facts and the clock say.
type State string

// The states.
const (
	Scheduled State = "scheduled" // 待检查
	Open      State = "open"      // 检查时间内
	Over      State = "over"      // 时间已过，未记录结果
	Concluded State = "concluded" // 已记录结果
	Revoked   State = "revoked"   // 已撤销
	Lapsed    State = "lapsed"    // 未实施
)

var stateNames = map[State]Text{
	Scheduled: {"待检查", "to come"},
	Open:      {"检查时间内", "may take place now"},
	Over:      {"未记录结果", "no result"},
	Concluded: {"已完成", "concluded"},
	Revoked:   {"已撤销", "called off"},
	Lapsed:    {"未实施", "not made"},
}

// Name is what the state is called.
func (s State) Name() Text { return stateNames[s] }

// StateAt is the state of in at now, given whether a result is recorded and how it ended otherwise, if it did.
func (in *Inspection) StateAt(now time.Time, concluded bool, ended *Revocation) State {
	switch {
	case ended != nil && ended.Lapsed:
		return Lapsed
	case ended != nil:
		return Revoked
	case concluded:
		return Concluded
	case now.Before(in.From):
		return Scheduled
	case now.Before(in.Until):
		return Open
	}
	return Over
}
