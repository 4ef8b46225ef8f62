package inspection

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// An Evaluation (评议) is what the enterprise thinks of how it was inspected: one per inspection, by
// its legal representative or the person in charge on site (沪司发〔2023〕39号 三（二）3).
type Evaluation struct {
	Role    Evaluator       `json:"role"`
	Rating  int             `json:"rating"`            // 5 very satisfied … 1 very dissatisfied
	Duties  map[Duty]Answer `json:"duties"`            // each duty of the officers, done or not
	Reasons []Reason        `json:"reasons,omitempty"` // what went with it, as ticked
	Text    string          `json:"text,omitempty"`
}

// An Evaluator is who may evaluate.
type Evaluator string

// The two the notice names.
const (
	LegalRepresentative Evaluator = "legal-representative" // 法定代表人
	PersonInCharge      Evaluator = "person-in-charge"     // 现场负责人
)

// A Duty of the officers at the visit.
type Duty string

// The duties the notice and the laws name; asked one by one.
const (
	CodeShown     Duty = "code-shown"     // 出示检查码
	IdentityShown Duty = "identity-shown" // 出示执法证件、表明身份
	ContentTold   Duty = "content-told"   // 告知检查内容和依据
	RightsTold    Duty = "rights-told"    // 告知陈述权、申辩权、救济权
	OnlyListed    Duty = "only-listed"    // 只检查所列事项
	NotDisturbed  Duty = "not-disturbed"  // 未影响正常生产经营
)

// Duties are all of them, in the order they are asked.
func Duties() []Duty {
	return []Duty{CodeShown, IdentityShown, ContentTold, RightsTold, OnlyListed, NotDisturbed}
}

var dutyQuestions = map[Duty]Text{
	CodeShown:     {"检查人员主动出示了检查码", "The officers showed the inspection code"},
	IdentityShown: {"检查人员出示了执法证件", "The officers showed their certificates"},
	ContentTold:   {"检查人员说明了检查内容和依据", "The officers said what they inspect and on what basis"},
	RightsTold:    {"检查人员告知了陈述、申辩和救济的权利", "The officers told us of our rights to state, to defend and to seek remedy"},
	OnlyListed:    {"检查人员只检查了检查码所列事项", "The officers inspected only what the code lists"},
	NotDisturbed:  {"检查没有影响正常生产经营", "The inspection did not disturb our business"},
}

// Question is the statement that is put to the evaluator.
func (d Duty) Question() Text { return dutyQuestions[d] }

// An Answer to whether a duty was done.
type Answer string

// The answers.
const (
	Yes     Answer = "yes"
	No      Answer = "no"
	Unknown Answer = "unknown"
)

// A Reason ticked beside the rating.
type Reason string

// The reasons offered.
const (
	TooFrequent  Reason = "too-frequent"  // 检查过于频繁
	Duplicate    Reason = "duplicate"     // 与其他部门重复检查
	TooLong      Reason = "too-long"      // 检查时间过长
	Unclear      Reason = "unclear"       // 要求或依据说不清楚
	Rude         Reason = "rude"          // 态度生硬
	AskedFavours Reason = "asked-favours" // 索要财物或指定服务
	Helpful      Reason = "helpful"       // 帮助发现了问题
	Professional Reason = "professional"  // 专业、高效
)

// Reasons are all of them, in the order they are offered.
func Reasons() []Reason {
	return []Reason{TooFrequent, Duplicate, TooLong, Unclear, Rude, AskedFavours, Helpful, Professional}
}

var reasonNames = map[Reason]Text{
	TooFrequent:  {"检查过于频繁", "too many inspections"},
	Duplicate:    {"与其他部门的检查重复", "repeats another agency's inspection"},
	TooLong:      {"检查时间过长", "took too long"},
	Unclear:      {"要求或依据说不清楚", "demands or their basis unclear"},
	Rude:         {"态度生硬", "rude"},
	AskedFavours: {"索要财物或指定服务", "asked for favours, or named a service to use"},
	Helpful:      {"帮助我们发现了问题", "helped us find problems"},
	Professional: {"专业、高效", "professional and quick"},
}

// Name is the reason in words.
func (r Reason) Name() Text { return reasonNames[r] }

var evaluationSource = Text{"沪司发〔2023〕39号 三（二）3", "notice No. 39 (2023), part 3 (2) 3"}

// Spelled is e in the one spelling that is compared and kept: every duty answered, reasons in the
// order they are offered.
func (e Evaluation) Spelled() Evaluation {
	duties := make(map[Duty]Answer, len(e.Duties))
	for _, d := range Duties() {
		duties[d] = Unknown
	}
	maps.Copy(duties, e.Duties)
	e.Duties = duties
	e.Reasons = slices.DeleteFunc(Reasons(), func(r Reason) bool { return !slices.Contains(e.Reasons, r) })
	e.Text = strings.TrimSpace(e.Text)
	return e
}

// AlreadyEvaluated refuses a second evaluation, and says nothing of the first.
func AlreadyEvaluated() error {
	return Refuse(Conflict, Fault{Field: "inspection", Rule: "evaluated",
		Text:   Text{"本次检查已经评议，每次检查只能评议一次", "this inspection has been evaluated; each is evaluated once"},
		Mend:   Text{"无需再次提交；对评议有补充的，可通过意见反馈提出", "there is nothing left to do; what you would add can be sent as feedback"},
		Source: &evaluationSource})
}

// CheckEvaluation finds what is wrong with e; stands is the result of the inspection it is about, or
// nil while there is none.
func CheckEvaluation(e *Evaluation, stands *RecordedResult) Faults {
	var fs Faults
	if stands == nil {
		fs.add("inspection", "result-first", Text{"检查结果尚未记录，暂不能评议", "the result has not been recorded yet, so there is nothing to evaluate"},
			Text{"请在查看检查结果之后评议", "evaluate once you have read the result"}, evaluationSource)
	}
	if e.Role != LegalRepresentative && e.Role != PersonInCharge {
		fs.add("role", "evaluator", Text{"评议人应为法定代表人或者现场负责人", "the evaluator is the legal representative or the person in charge on site"},
			Text{"请选择其一", "choose one"}, evaluationSource)
	}
	if e.Rating < 1 || e.Rating > 5 {
		fs.add("rating", "rating", Text{"请给出1至5的总体评价", "give an overall rating of 1 to 5"}, Text{"5为非常满意，1为非常不满意", "5 is very satisfied, 1 very dissatisfied"})
	}
	for d, a := range e.Duties {
		if d.Question() == (Text{}) || a != Yes && a != No && a != Unknown {
			fs.add("duties", "duty", Text{"评议项目或回答无法识别", "a duty or an answer is not known"}, Text{"回答应为yes、no或unknown", "answer yes, no or unknown"})
			break
		}
	}
	if len(e.Reasons) > len(Reasons()) {
		fs.add("reasons", "reason", Text{"原因过多", "too many reasons"}, textf("请使用%v", "use %v", Reasons()))
		e.Reasons = nil
	}
	for i, r := range e.Reasons {
		if r.Name() == (Text{}) || slices.Contains(e.Reasons[:i], r) {
			fs.add("reasons["+strconv.Itoa(i)+"]", "reason", Text{"原因无法识别或重复", "the reason is not known, or stands twice"}, textf("请使用%v", "use %v", Reasons()))
		}
	}
	fs.mayText("text", e.Text, 2000, Text{"意见", "comment"})
	return fs
}

// Circumstances (检查情形) are what an evaluation keeps of the inspection it is about: enough to find
// what goes with bad ratings, too little to find the inspection again.
type Circumstances struct {
	Week     string `json:"week"` // of the planned day, as 2023-W36
	Agency   string `json:"agency"`
	Line     Line   `json:"line"`
	Level    Level  `json:"level"`
	District string `json:"district,omitempty"`
	Planned  bool   `json:"planned"`
	Findings bool   `json:"findings"` // something did not conform
}

// CircumstancesOf cuts an inspection and its result down to what an evaluation may keep.
func CircumstancesOf(in *Inspection, r *Result) Circumstances {
	return Circumstances{
		Week:     in.Day.Week(),
		Agency:   in.Agency.Code,
		Line:     in.Agency.Line,
		Level:    in.Agency.Level,
		District: in.Agency.District,
		Planned:  in.Kind.Planned(),
		Findings: r.NonConforming() > 0,
	}
}

// A RecordedEvaluation is what is kept of an evaluation, and the data of evaluation.recorded.
type RecordedEvaluation struct {
	Evaluation
	Circumstances
}
