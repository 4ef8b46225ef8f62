package inspection

import "slices"

// FrequencyRules (频次规则) say how often an enterprise may be visited, and which visits are better made
// together: 避免随意检查、重复检查, 沪司发〔2023〕39号 一. A section that is left out rules nothing.
type FrequencyRules struct {
	Grounds    []GroundRule    `yaml:"grounds"`    // what may be named as having set a visit off
	Counting   []CountRule     `yaml:"counting"`   // which visits count under the caps
	Caps       []CapRule       `yaml:"caps"`       // how many an agency may make in a year
	Thresholds []ThresholdRule `yaml:"thresholds"` // above how many by all agencies one more must be explained
	Quiet      []QuietRule     `yaml:"quiet"`      // days without visits
	Approvals  []ApprovalRule  `yaml:"approvals"`  // kinds that need an approval from above
	OverCap    OverCapRule     `yaml:"over_cap"`   // what it takes to go over a cap
	LowYield   LowYieldRule    `yaml:"low_yield"`  // visits that find nothing
	Lapse      DaysRule        `yaml:"lapse"`      // after so many days a visit nobody made is closed (未实施)
	Merge      DaysRule        `yaml:"merge"`      // so many days ahead officers are told of others' visits, to come together (撮合)
	Reuse      DaysRule        `yaml:"reuse"`      // for so many days officers are told of another agency's result, to use it instead (结果互认)
}

// A Term is the days a rule is in force, first and last included; empty means without end on that side.
type Term struct {
	From  Date `yaml:"from"`
	Until Date `yaml:"until"`
}

// Holds reports whether the rule is in force on day.
func (t Term) Holds(day Date) bool {
	return (t.From == "" || t.From <= day) && (t.Until == "" || day <= t.Until)
}

// A Ground (检查事由) says more closely than the kind what set a visit off.
type Ground string

// A GroundRule lets a ground be named with some kinds.
type GroundRule struct {
	Ground Ground `yaml:"ground"`
	Name   Text   `yaml:"name"`
	Kinds  []Kind `yaml:"kinds"`
}

// A CountRule says whether a visit counts under the caps. The first in force that fits decides; a visit
// that none fits counts.
type CountRule struct {
	Term    `yaml:",inline"`
	Kinds   []Kind   `yaml:"kinds"`   // any, if empty
	Grounds []Ground `yaml:"grounds"` // any, if empty
	Lines   []Line   `yaml:"lines"`   // any, if empty
	Counts  bool     `yaml:"counts"`
	Why     Text     `yaml:"why"`
	Source  Text     `yaml:"source"`
}

// A CapRule (年度检查上限) bounds the visits that one agency makes to one enterprise and that are planned for
// one calendar year. The first in force that fits decides.
type CapRule struct {
	Term   `yaml:",inline"`
	Lines  []Line         `yaml:"lines"`  // any, if empty
	Level  Level          `yaml:"level"`  // either, if empty
	Trades []Trade        `yaml:"trades"` // any, if empty: the enterprise has one of them
	Grades map[string]int `yaml:"grades"` // visits by the enterprise's grade (安全生产标准化等级), where that matters
	Most   int            `yaml:"most"`   // visits, for any other grade
	Source Text           `yaml:"source"`
}

// A Span of the calendar in Shanghai.
type Span string

// The spans. Weeks begin on Monday.
const (
	OneDay   Span = "day"
	OneWeek  Span = "week"
	OneMonth Span = "month"
)

var spanNames = map[Span]Text{OneDay: {"当日", "that day"}, OneWeek: {"当周", "that week"}, OneMonth: {"当月", "that month"}}

// Name is the span in words.
func (s Span) Name() Text { return spanNames[s] }

// same reports whether two days lie in one span.
func (s Span) same(a, b Date) bool {
	switch s {
	case OneWeek:
		return a.Week() == b.Week()
	case OneMonth:
		return a[:7] == b[:7]
	}
	return a == b
}

// A ThresholdRule (频次预警) lets an enterprise be visited so often in a span, by all agencies together,
// without anybody explaining why.
type ThresholdRule struct {
	Term   `yaml:",inline"`
	Span   Span `yaml:"span"`
	Most   int  `yaml:"most"`
	Source Text `yaml:"source"`
}

// A QuietRule (企业安静期) keeps some days of every month free of visits, but for some kinds, and for what is
// approved from above.
type QuietRule struct {
	Term   `yaml:",inline"`
	First  int    `yaml:"first"` // day of the month
	Last   int    `yaml:"last"`
	Except []Kind `yaml:"except"`
	Source Text   `yaml:"source"`
}

// An ApprovalRule names kinds that take an approval from above whenever they are planned.
type ApprovalRule struct {
	Term   `yaml:",inline"`
	Kinds  []Kind `yaml:"kinds"`
	Source Text   `yaml:"source"`
}

// An OverCapRule is the source of what it takes to go over a cap: a named approver from above.
type OverCapRule struct {
	Source Text `yaml:"source"`
}

// A LowYieldRule (低效检查) asks an officer to explain one more visit to an enterprise after so many in a row,
// in the same year, that found nothing.
type LowYieldRule struct {
	Term   `yaml:",inline"`
	After  int  `yaml:"after"` // 0: never
	Source Text `yaml:"source"`
}

// A DaysRule is a number of days.
type DaysRule struct {
	Days   int  `yaml:"days"` // 0: the rule does not apply
	Source Text `yaml:"source"`
}

// GroundsFor are the grounds that may be named with a kind.
func (p *Policy) GroundsFor(k Kind) (rules []GroundRule) {
	for _, g := range p.Frequency.Grounds {
		if slices.Contains(g.Kinds, k) {
			rules = append(rules, g)
		}
	}
	return rules
}

// GroundName is what a ground is called; empty if the policy does not know it.
func (p *Policy) GroundName(g Ground) Text {
	i := slices.IndexFunc(p.Frequency.Grounds, func(r GroundRule) bool { return r.Ground == g })
	if i < 0 {
		return Text{}
	}
	return p.Frequency.Grounds[i].Name
}

// Counts reports whether a visit of a line counts under the caps, and by which rule; a visit that no rule
// names counts.
func (p *Policy) Counts(l Line, k Kind, g Ground, day Date) (bool, CountRule) {
	for _, r := range p.Frequency.Counting {
		if r.Holds(day) && fits(r.Lines, l) && fits(r.Kinds, k) && fits(r.Grounds, g) {
			return r.Counts, r
		}
	}
	return true, CountRule{Counts: true}
}

// CapFor is how many visits an agency of a line and level may make to an enterprise in the year of day, and
// the rule that says so; false where none does.
func (p *Policy) CapFor(a *Agency, e *Enterprise, day Date) (most int, rule CapRule, ok bool) {
	for _, r := range p.Frequency.Caps {
		ofTrade := len(r.Trades) == 0 || slices.ContainsFunc(e.Trades, func(t Trade) bool { return slices.Contains(r.Trades, t) })
		if !r.Holds(day) || !fits(r.Lines, a.Line) || r.Level != "" && r.Level != a.Level || !ofTrade {
			continue
		}
		if n, graded := r.Grades[e.Grade]; graded {
			return n, r, true
		}
		return r.Most, r, true
	}
	return 0, CapRule{}, false
}

func fits[T comparable](list []T, v T) bool { return len(list) == 0 || slices.Contains(list, v) }
