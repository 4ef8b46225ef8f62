package inspection

import (
	"cmp"
	"slices"
	"time"
)

// A Visit is an inspection as the rules on frequency see it.
type Visit struct {
	Ref
	Agency string
	Kind   Kind
	Ground Ground
	Counts bool // under its agency's cap
	From   time.Time
	Until  time.Time
	Joins  ID // the visit that it is a part of; empty for one that stands by itself
}

// visit is the one visit that v is, or is a part of: agencies that come together come once.
func (v *Visit) visit() ID { return cmp.Or(v.Joins, v.ID) }

// A Tally (检查频次) says which visit of its agency to the enterprise in the year one is.
type Tally struct {
	Counts bool `json:"counts"`           // under the cap
	Nth    int  `json:"nth"`              // with this one, among those that count alike
	Cap    int  `json:"cap,omitempty"`    // that it was judged by; 0 if it counts and none applies
	Exempt Text `json:"exempt,omitzero"`  // why it does not count
	Beyond bool `json:"beyond,omitempty"` // it goes over the cap, by its approval
}

// CheckFrequency judges one more visit by those that stand already, which are all of the same enterprise and
// the same year, and says which it would be. It is a function of its arguments alone, so that it can be
// asked again on every page of a ledger that another writer was first with: whatever it lets through holds
// together with all that stands.
func (p *Policy) CheckFrequency(in *Inspection, e *Enterprise, standing []Visit) (Tally, Faults) {
	var fs Faults
	fs.checkStands(in, standing)
	fs.checkSameVisit(in, standing)
	tally := p.tally(&fs, in, e, standing)
	p.checkThresholds(&fs, in, standing)
	return tally, fs
}

// CheckTurn judges one more visit near the turn of a year by those of the year beside it, once CheckFrequency has judged it by the
// standing ones of its own: caps begin anew with a year, an hour or a week does not.
func (p *Policy) CheckTurn(in *Inspection, beside, standing []Visit) Faults {
	var fs Faults
	fs.checkSameVisit(in, beside)
	p.checkThresholds(&fs, in, slices.Concat(standing, beside))
	return fs
}

var oneVisit = Text{"沪司发〔2023〕39号 一（一企、一次、一码、一查）", "notice No. 39 (2023), part 1 (one enterprise, one visit, one code, one inspection)"}

// checkSameVisit refuses what is the same visit over again.
func (fs *Faults) checkSameVisit(in *Inspection, standing []Visit) {
	for _, v := range standing {
		if v.Agency != in.Agency.Code {
			continue
		}
		switch {
		case in.From.Before(v.Until) && v.From.Before(in.Until):
			fs.add("from", "visit-overlaps", textf("本单位在%s已有一次检查，时间重叠", "your agency has a visit already at %s, which overlaps", WindowInWords(v.From, v.Until)),
				Text{"请合为一次：将该次检查改期并重新列明全部事项；或另选时间", "make it one visit: move that one and list all items; or choose another time"}, oneVisit)
			return
		case v.Day == in.Day && (in.Kind.Planned() || v.Kind == in.Kind && v.Ground == in.Ground):
			fs.add("kind", "same-day", textf("本单位当日已有对该企业的检查（%s），且没有不同的检查事由", "your agency has a visit to the enterprise on that day already (%s), and nothing else set this one off", v.Kind.Name()),
				Text{"请合并为一次：改期并重新列明事项；确因另外的投诉、举报等引起的，填写相应的检查方式和事由", "make it one visit: move that one and list all items; if something else set this one off, give that as its kind and ground"}, oneVisit)
			return
		}
	}
}

// tally counts, and refuses what goes over the cap without an approval.
func (p *Policy) tally(fs *Faults, in *Inspection, e *Enterprise, standing []Visit) Tally {
	counts, rule := p.Counts(in.Agency.Line, in.Kind, in.Ground, in.Day)
	t := Tally{Counts: counts, Nth: 1}
	for _, v := range standing {
		if v.Agency == in.Agency.Code && v.Counts == counts {
			t.Nth++
		}
	}
	if !counts {
		t.Exempt = rule.Why
		return t
	}
	most, cap, ok := p.CapFor(&in.Agency, e, in.Day)
	if !ok {
		return t
	}
	t.Cap = most
	if t.Nth <= most {
		return t
	}
	t.Beyond = true
	if in.Approval == nil {
		fs.add("approval", "over-cap", textf("本年度已达上限：计入上限%d次，上限%d次；不计入%d次", "the year's cap is reached: %d counted of %d, and %d not counted", t.Nth-1, most, p.uncounted(in, standing)),
			Text{"请采用其他单位已有的结果；确需检查的，须经上级批准并填写批准人、单位和文号", "use a result that another agency has; if it must be, have it approved from above and give approver, unit and document number"},
			cap.Source)
	}
	return t
}

// uncounted are the agency's visits that do not count under the cap.
func (p *Policy) uncounted(in *Inspection, standing []Visit) (n int) {
	for _, v := range standing {
		if v.Agency == in.Agency.Code && !v.Counts {
			n++
		}
	}
	return n
}

// checkThresholds wants an explanation of what is more than all agencies together should need. What joins a
// visit is none more.
func (p *Policy) checkThresholds(fs *Faults, in *Inspection, standing []Visit) {
	if in.Explanation != "" || in.Joins != nil {
		return
	}
	if crossed := p.crossings(in.Day, standing); len(crossed) > 0 {
		c := crossed[0]
		fs.add("explanation", "over-threshold", textf("加上这一次，%s各单位对该企业的检查达%d次，超过%d次", "with this one, the enterprise has %[2]d visits by all agencies %[1]s, more than %[3]d", c.Span.Name(), c.Nth, c.Most),
			Text{"请并入其他单位的检查，或另选日期，或说明为何仍需检查（企业将看到）", "join another agency's visit, choose another day, or explain why one more is needed (the enterprise will read it)"}, c.Source)
	}
}

// A PastVisit is one visit that has its result, as far as the low-yield rule cares.
type PastVisit struct {
	Day      Date
	Officers []string // certificates
	Findings int
}

// CheckYield asks for an explanation where an officer has been to the enterprise so often in a row, this
// year, and found nothing. Past are the agency's visits with results, oldest first.
func (p *Policy) CheckYield(t *Task, past []PastVisit) Faults {
	var fs Faults
	rule := p.Frequency.LowYield
	if rule.After == 0 || !rule.Holds(t.Day()) || t.Explanation != "" {
		return fs
	}
	for _, certificate := range t.Officers {
		barren := 0
		for _, v := range past {
			switch {
			case !slices.Contains(v.Officers, certificate) || v.Day.Year() != t.Day().Year() || v.Day > t.Day():
			case v.Findings > 0:
				barren = 0
			default:
				barren++
			}
		}
		if barren >= rule.After {
			fs.add("explanation", "low-yield", textf("执法人员%s本年度对该企业连续%d次检查未发现问题", "officer %s has been there %d times in a row this year and found nothing", certificate, barren),
				Text{"请说明为何仍需检查（企业将看到），或更换执法人员", "explain why one more visit is needed (the enterprise will read it), or send other officers"}, rule.Source)
			return fs
		}
	}
	return fs
}

// checkBeyond looks at what lets a visit go beyond a rule, and at the rules of the calendar.
func (fs *Faults) checkBeyond(t *Task, d Particulars, p *Policy) {
	day := t.Day()
	if t.Ground != "" && !slices.ContainsFunc(p.GroundsFor(t.Kind), func(g GroundRule) bool { return g.Ground == t.Ground }) {
		fs.add("ground", "ground-unknown", Text{"该检查事由不适用于这种检查方式", "the ground does not go with this kind of inspection"},
			textf("可用的事由：%s；没有的可不填", "grounds that do: %s; or leave it out", grounds(p.GroundsFor(t.Kind))))
	}
	fs.mayText("explanation", t.Explanation, 500, Text{"增加检查的说明", "explanation"})
	if a := t.Approval; a != nil {
		fs.needText("approval.name", a.Name, 30, Text{"批准人", "approver's name"})
		fs.needText("approval.unit", a.Unit, 60, Text{"批准单位", "approver's unit"})
		fs.needText("approval.document", a.Document, 60, Text{"批准文号", "number of the approving document"})
		if d.Agency != nil && (sameName(a.Unit, d.Agency.Name.ZH) || sameName(a.Unit, d.Agency.Name.EN) || sameName(a.Unit, d.Agency.Code)) {
			fs.add("approval.unit", "approval-own-unit", Text{"批准单位不能是本单位", "the agency cannot approve for itself"},
				Text{"应由上级机关或本级政府批准", "have the agency above, or the government, approve it"}, p.Frequency.OverCap.Source)
		}
		return // whatever is approved from above may be on any day and of any kind
	}
	for _, r := range p.Frequency.Approvals {
		if r.Holds(day) && slices.Contains(r.Kinds, t.Kind) {
			fs.add("approval", "approval-needed", textf("“%s”须经批准", "inspections of the kind %s take an approval", t.Kind.Name()),
				Text{"请填写批准人、批准单位和批准文号", "give approver, unit and document number"}, r.Source)
		}
	}
	for _, r := range p.Frequency.Quiet {
		if n := t.From.In(Shanghai).Day(); r.Holds(day) && r.First <= n && n <= r.Last && !slices.Contains(r.Except, t.Kind) {
			fs.add("from", "quiet-day", textf("每月%d日至%d日为企业安静期", "days %d to %d of each month are quiet for enterprises", r.First, r.Last),
				Text{"请另选日期；确需检查的，须经上级批准", "choose another day; if it must be, have it approved from above"}, r.Source)
		}
	}
}

func grounds(rules []GroundRule) (list Text) {
	if len(rules) == 0 {
		return Text{"无", "none"}
	}
	for i, r := range rules {
		if i > 0 {
			list.ZH += "、"
			list.EN += ", "
		}
		list.ZH += r.Name.ZH + "（" + string(r.Ground) + "）"
		list.EN += string(r.Ground)
	}
	return list
}
