package inspection

import "slices"

// A Policy is the body of rules in force, as data, each with its source. Package pilot reads it.
type Policy struct {
	Version   string          `yaml:"version"`   // stands in every record that was judged by it
	Trial     TrialRule       `yaml:"trial"`     // when visits may take place
	Officers  OfficersRule    `yaml:"officers"`  // how many must come
	Visit     VisitRule       `yaml:"visit"`     // how long a code may hold
	Scopes    []ScopeRule     `yaml:"scopes"`    // who may inspect whom, and why
	Frequency FrequencyRules  `yaml:"frequency"` // how often, and together
	Catalogue []Item          `yaml:"catalogue"` // what may be inspected; nothing else may
	Districts map[string]Text `yaml:"districts"` // 行政区划代码 and name
}

// A TrialRule is the window of the trial.
type TrialRule struct {
	From   Date `yaml:"from"`
	Until  Date `yaml:"until"`
	Source Text `yaml:"source"`
}

// An OfficersRule says how many officers with valid certificates an inspection takes.
type OfficersRule struct {
	AtLeast int  `yaml:"at_least"`
	Source  Text `yaml:"source"`
}

// A VisitRule bounds one visit.
type VisitRule struct {
	MaxHours int  `yaml:"max_hours"`
	Source   Text `yaml:"source"`
}

// A ScopeRule says whom a line's agencies may inspect with a code, and on which kinds of ground.
type ScopeRule struct {
	Line   Line   `yaml:"line"`
	Name   Text   `yaml:"name"`
	Trade  Trade  `yaml:"trade"` // only enterprises of this trade; empty for every enterprise
	Kinds  []Kind `yaml:"kinds"`
	Source Text   `yaml:"source"`
}

// An Item (检查事项) of the catalogue.
type Item struct {
	Code  string `yaml:"code" json:"code"`
	Line  Line   `yaml:"line" json:"-"`
	Title Text   `yaml:"title" json:"title"`
	Looks Text   `yaml:"looks" json:"looks"` // what is looked at (检查内容)
	Basis Text   `yaml:"basis" json:"basis"` // legal basis by article (检查依据)
	From  Date   `yaml:"from" json:"-"`      // first day the basis is in force
	Until Date   `yaml:"until" json:"-"`     // last day; empty while it stands
}

// Scope is the rule for a line's agencies.
func (p *Policy) Scope(l Line) (ScopeRule, bool) {
	i := slices.IndexFunc(p.Scopes, func(s ScopeRule) bool { return s.Line == l })
	if i < 0 {
		return ScopeRule{}, false
	}
	return p.Scopes[i], true
}

// Item is the catalogue's entry for code as it stands on day.
func (p *Policy) Item(code string, day Date) (Item, bool) {
	i := slices.IndexFunc(p.Catalogue, func(it Item) bool { return it.Code == code && it.inForce(day) })
	if i < 0 {
		return Item{}, false
	}
	return p.Catalogue[i], true
}

// ItemsOf are the items a line's agencies may inspect on day.
func (p *Policy) ItemsOf(l Line, day Date) []Item {
	var items []Item
	for _, it := range p.Catalogue {
		if it.Line == l && it.inForce(day) {
			items = append(items, it)
		}
	}
	return items
}

func (it Item) inForce(day Date) bool {
	return it.From <= day && (it.Until == "" || day <= it.Until)
}
