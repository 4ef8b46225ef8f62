package inspection

import (
	"strings"
	"time"
)

// A Task (检查任务) is what an agency asks a code for: one visit to one enterprise.
type Task struct {
	Number     string      `json:"number"`               // 任务编号, given by the agency, unique within it
	Agency     string      `json:"agency"`               // 执法主体 code
	Enterprise USCC        `json:"enterprise"`           // 受检企业
	Site       string      `json:"site,omitempty"`       // address of the place to enter; may be left out if the enterprise has only one
	Kind       Kind        `json:"kind"`                 // 检查方式
	Plan       string      `json:"plan,omitempty"`       // 计划名称或编号, for planned kinds
	Reason     string      `json:"reason,omitempty"`     // 检查理由, for unplanned kinds: what set it off; the enterprise reads it
	Ground     Ground      `json:"ground,omitempty"`     // 检查事由, where it is one that the policy names
	Items      []string    `json:"items"`                // 检查事项 codes of the catalogue
	Officers   []string    `json:"officers"`             // 执法证号
	Assistants *Assistants `json:"assistants,omitempty"` // those who come along without a certificate
	From       time.Time   `json:"from"`                 // the visit is meant to begin no earlier …
	Until      time.Time   `json:"until"`                // … and to end no later
	Replaces   *Replaces   `json:"replaces,omitempty"`   // 改期: the visit that this one takes the place of
	Joins      *Ref        `json:"joins,omitempty"`      // 并入检查: the visit of another agency that this one is made together with

	// Why one more visit is needed (增加检查的说明), where a rule on frequency asks; the enterprise reads it.
	Explanation string    `json:"explanation,omitempty"`
	Approval    *Approval `json:"approval,omitempty"` // 批准, where a rule asks for one from above
}

// An Approval (批准) is what somebody above the agency signed, so that a visit may go beyond a rule. The
// enterprise reads it.
type Approval struct {
	Name     string `json:"name"`     // 批准人
	Unit     string `json:"unit"`     // 批准单位: not the agency itself
	Document string `json:"document"` // 批准文号
}

// Replaces names a visit that is called off by another one, and why it moves; the enterprise reads it.
type Replaces struct {
	Ref
	Why string `json:"why"`
}

// Assistants (第三方人员) help officers and never come alone
// (上海市优化营商环境条例 第六十四条); how many is fixed beforehand.
type Assistants struct {
	Unit   string `json:"unit"`
	Number int    `json:"number"`
}

// Day is the planned day, never the clock's.
func (t *Task) Day() Date { return DateOf(t.From) }

// Spelled is t in the one spelling that is compared and kept: times in Shanghai, blanks trimmed.
func (t Task) Spelled() Task {
	t.Number = strings.TrimSpace(t.Number)
	t.Site = strings.TrimSpace(t.Site)
	t.Plan = strings.TrimSpace(t.Plan)
	t.Reason = strings.TrimSpace(t.Reason)
	t.Explanation = strings.TrimSpace(t.Explanation)
	t.From, t.Until = t.From.In(Shanghai), t.Until.In(Shanghai)
	return t
}

// A Kind (检查方式) says why an inspection takes place.
type Kind string

// Planned inspections (有计划检查) and unplanned ones (无计划检查), 沪司发〔2023〕39号 三(一).
const (
	DoubleRandom   Kind = "double-random"   // “双随机、一公开”
	Special        Kind = "special"         // 专项检查
	Routine        Kind = "routine"         // 日常检查
	OtherPlanned   Kind = "other-planned"   // 其他有计划和方案的
	Complaint      Kind = "complaint"       // 投诉
	Report         Kind = "report"          // 举报
	Media          Kind = "media"           // 媒体曝光
	OtherUnplanned Kind = "other-unplanned" // 其他临时性检查
)

// Kinds are all of them, planned ones first.
var kinds = []Kind{DoubleRandom, Special, Routine, OtherPlanned, Complaint, Report, Media, OtherUnplanned}

var kindNames = map[Kind]Text{
	DoubleRandom:   {"双随机、一公开", "random inspection (双随机)"},
	Special:        {"专项检查", "special campaign"},
	Routine:        {"日常检查", "routine"},
	OtherPlanned:   {"其他有计划检查", "other planned"},
	Complaint:      {"投诉", "complaint"},
	Report:         {"举报", "report"},
	Media:          {"媒体曝光", "media report"},
	OtherUnplanned: {"其他临时性检查", "other unplanned"},
}

// Name is what the kind is called.
func (k Kind) Name() Text { return kindNames[k] }

// Planned reports whether inspections of the kind follow a plan (有计划检查).
func (k Kind) Planned() bool {
	switch k {
	case DoubleRandom, Special, Routine, OtherPlanned:
		return true
	}
	return false
}
