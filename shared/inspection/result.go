package inspection

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// A Result (检查结果) is what the officers found. It is recorded once; a correction is a further
// revision beside it, never in its place. 安全生产法 第六十八条 asks for time, place, content,
// problems and how they were dealt with, in writing, signed by both sides.
type Result struct {
	Inspection Ref          `json:"inspection"`
	Arrived    time.Time    `json:"arrived"`
	Left       time.Time    `json:"left"`
	Items      []ItemResult `json:"items"`               // every item of the inspection, once, in its order
	Unscanned  Unscanned    `json:"unscanned,omitempty"` // why nobody scanned the code, when nobody did
	Note       string       `json:"note,omitempty"`      // anything else the enterprise should read
	Signed     Signature    `json:"signed"`              // who signed for the enterprise
	Corrects   *Correction  `json:"corrects,omitempty"`  // set when this corrects a result recorded before
}

// A Correction (更正) says which revision a result takes the place of, and why. Both stay to be read.
type Correction struct {
	Revision int    `json:"revision"`
	Reason   string `json:"reason"`
}

// Spelled is r in the one spelling that is compared and kept.
func (r Result) Spelled() Result {
	r.Arrived, r.Left = r.Arrived.In(Shanghai), r.Left.In(Shanghai)
	r.Note = strings.TrimSpace(r.Note)
	r.Items = slices.Clone(r.Items)
	for i := range r.Items {
		r.Items[i].Finding = strings.TrimSpace(r.Items[i].Finding)
	}
	return r
}

// An ItemResult says how one item stood.
type ItemResult struct {
	Item     string   `json:"item"`
	Outcome  Outcome  `json:"outcome"`
	Finding  string   `json:"finding,omitempty"`  // 发现的问题; needed where an item does not conform
	Handling Handling `json:"handling,omitempty"` // 处理; needed where an item does not conform
	Deadline Date     `json:"deadline,omitempty"` // by when it must be put right, when it must be
	Evidence []string `json:"evidence,omitempty"` // names of photos and documents of it, as they were answered when sent
}

// An Outcome of one item.
type Outcome string

// The outcomes.
const (
	Conforming    Outcome = "conforming"     // 合格
	NotConforming Outcome = "not-conforming" // 不合格
	NotApplicable Outcome = "not-applicable" // 不适用
)

var outcomeNames = map[Outcome]Text{
	Conforming:    {"合格", "conforming"},
	NotConforming: {"不合格", "not conforming"},
	NotApplicable: {"不适用", "not applicable"},
}

// Name is what the outcome is called.
func (o Outcome) Name() Text { return outcomeNames[o] }

// A Handling of what did not conform.
type Handling string

// The ways of dealing with what did not conform.
const (
	CorrectedOnSite Handling = "corrected-on-site" // 当场纠正
	Rectify         Handling = "rectify"           // 责令限期整改
	CaseFiled       Handling = "case-filed"        // 立案
	Transferred     Handling = "transferred"       // 移送其他部门
)

var handlingNames = map[Handling]Text{
	CorrectedOnSite: {"当场纠正", "corrected on site"},
	Rectify:         {"限期整改", "to be put right by a date"},
	CaseFiled:       {"立案", "case filed"},
	Transferred:     {"移送其他部门", "transferred to another agency"},
}

// Name is what the handling is called.
func (h Handling) Name() Text { return handlingNames[h] }

// A Signature says who signed the record for the enterprise.
type Signature string

// Who may sign; whoever refuses is recorded as refusing (安全生产法 第六十八条).
const (
	SignedByLegalRepresentative Signature = "legal-representative" // 法定代表人
	SignedByPersonInCharge      Signature = "person-in-charge"     // 现场负责人
	RefusedToSign               Signature = "refused"              // 拒绝签字
)

var signatureNames = map[Signature]Text{
	SignedByLegalRepresentative: {"法定代表人", "legal representative"},
	SignedByPersonInCharge:      {"现场负责人", "person in charge on site"},
	RefusedToSign:               {"拒绝签字", "refused to sign"},
}

// Name is who that is.
func (s Signature) Name() Text { return signatureNames[s] }

// Unscanned says why a result is recorded though nobody scanned the code.
type Unscanned string

// The reasons that are accepted. Each is counted, and shown to the enterprise and the supervisor.
const (
	Declined  Unscanned = "declined"   // 企业不愿扫码
	NoNetwork Unscanned = "no-network" // 现场无网络或系统故障
	NoPhones  Unscanned = "no-phones"  // 防爆等场所禁用手机
)

var unscannedNames = map[Unscanned]Text{
	Declined:  {"企业不愿扫码", "the enterprise declined to scan"},
	NoNetwork: {"现场无网络或系统故障", "no network on site, or the system failed"},
	NoPhones:  {"场所禁止使用手机", "phones are forbidden on site"},
}

// Name is the reason in words.
func (u Unscanned) Name() Text { return unscannedNames[u] }

// NonConforming counts the items that did not conform.
func (r *Result) NonConforming() (n int) {
	for _, it := range r.Items {
		if it.Outcome == NotConforming {
			n++
		}
	}
	return n
}

// A RecordedResult is a result as it stands in the bucket, and the data of result.recorded.
type RecordedResult struct {
	Result
	Revision int        `json:"revision"`           // 0; a correction counts up
	Previous string     `json:"previous,omitempty"` // SHA-256 of the revision before, in hexadecimal
	By       Author     `json:"by"`
	Recorded time.Time  `json:"recorded"`
	Evidence []Evidence `json:"evidence,omitempty"` // what its items name, each once, as it was when the result was recorded
}

var recordSource = Text{"《安全生产法》第六十八条", "Work Safety Law, art. 68"}

// MayRecord refuses whoever is not an officer of the inspection, nor the system of its agency.
func MayRecord(in *Inspection, by Author) error {
	ours := by.Agency == in.Agency.Code
	if by.Certificate != "" {
		ours = ours && slices.ContainsFunc(in.Officers, func(o NamedOfficer) bool { return o.Certificate == by.Certificate })
	}
	if ours {
		return nil
	}
	return Refuse(NotAllowed, Fault{Field: "inspection", Rule: "not-your-inspection",
		Text:   Text{"您不是本次检查的执法人员", "you are not an officer of this inspection"},
		Mend:   Text{"结果由检查码所列执法人员或本单位系统记录", "its result is recorded by the officers the code lists, or by their agency's system"},
		Source: &recordSource})
}

// AlreadyRecorded refuses another result than the one that stands.
func AlreadyRecorded(stands *RecordedResult) error {
	return Refuse(Conflict, Fault{Field: "items", Rule: "result-recorded",
		Text: textf("本次检查已于%s记录了不同的结果（%s）", "another result was recorded on %s (%s)", MomentInWords(stands.Recorded), revisionName(stands.Revision)),
		Mend: Text{"确需修改的，请更正并说明理由；原记录保留可查", "to change it, correct it and say why (corrects: its revision and the reason); what was recorded stays to be read"},
	})
}

// revisionName is what people call a revision.
func revisionName(n int) Text {
	if n == 0 {
		return Text{"原记录", "first record"}
	}
	return textf("第%d次更正", "correction %d", n)
}

// CheckResult judges r as the record of in, at the time now. Stands is the newest result recorded so
// far, or nil; scanned says whether anyone has scanned the code.
func CheckResult(r *Result, in *Inspection, stands *RecordedResult, scanned bool, now time.Time) Faults {
	var fs Faults
	fs.checkCorrection(r, stands)
	fs.checkTimes(r, in, now)
	fs.checkItemResults(r, in)
	fs.checkEvidence(r)
	if r.Signed.Name() == (Text{}) {
		fs.add("signed", "signature", Text{"请注明企业签字人", "say who signed for the enterprise"},
			Text{"法定代表人、现场负责人或拒绝签字", "legal-representative, person-in-charge or refused"}, recordSource)
	}
	switch {
	case scanned && r.Unscanned != "":
		fs.add("unscanned", "scanned-after-all", Text{"检查码在检查时间内已被扫过，不应再填未扫码原因", "the code was opened during the visit, so there is no reason to give"}, Text{"请删除该项", "leave it out"})
	case !scanned && r.Unscanned.Name() == (Text{}):
		fs.add("unscanned", "scan-first", Text{"检查码在检查时间内尚未被扫过", "nobody has opened the code during the visit"},
			Text{"请先请企业扫码；确实无法扫码的，请选择原因（企业将看到）", "let the enterprise scan it first; if that cannot be, choose the reason (the enterprise will read it)"},
			Text{"沪司发〔2023〕39号 三（二）2", "notice No. 39 (2023), part 3 (2) 2"})
	}
	fs.mayText("note", r.Note, 1000, Text{"备注", "note"})
	return fs
}

// maxRevisions bounds how often a result is recorded and corrected.
const maxRevisions = 10

func (fs *Faults) checkCorrection(r *Result, stands *RecordedResult) {
	switch {
	case stands == nil && r.Corrects != nil:
		fs.add("corrects", "nothing-to-correct", Text{"本次检查尚未记录结果，无可更正", "nothing is recorded yet that could be corrected"}, Text{"请删除该项", "leave it out"})
	case stands != nil && (r.Corrects == nil || r.Corrects.Revision != stands.Revision):
		*fs = append(*fs, AlreadyRecorded(stands).(*Refusal).Faults...)
	case stands != nil && stands.Revision+1 >= maxRevisions:
		fs.add("corrects", "corrected-often", textf("已更正%d次，不能再更正", "it was corrected %d times, which is enough", stands.Revision), Text{"请联系市级试点单位", "turn to the municipal unit of your line"})
	case stands != nil:
		fs.needText("corrects.reason", r.Corrects.Reason, 500, Text{"更正理由", "reason of the correction"})
	}
}

// clockSkew is how far ahead of ours a clock that sends us times may run.
const clockSkew = 5 * time.Minute

func (fs *Faults) checkTimes(r *Result, in *Inspection, now time.Time) {
	switch {
	case r.Arrived.IsZero() || r.Arrived.Before(in.From) || !r.Arrived.Before(in.Until):
		fs.add("arrived", "arrived-in-window", textf("到达时间应在%s之内", "arrival lies within %s", WindowInWords(in.From, in.Until)),
			Text{"检查码只在该时间内有效；改期须重新申请", "the code holds for that time only; another time takes another code"}, oneVisit)
	case r.Arrived.Before(in.Issued.Add(-clockSkew)):
		fs.add("arrived", "arrived-before-code", textf("到达时间早于取得检查码的时间（%s）", "arrival lies before the code was issued (%s)", MomentInWords(in.Issued)),
			Text{"须先取得检查码，再实施检查", "a code comes before an inspection"}, oneVisit)
	case r.Left.IsZero() || !r.Left.After(r.Arrived) || r.Left.Sub(r.Arrived) > 24*time.Hour:
		fs.add("left", "left-after-arrival", Text{"离开时间应晚于到达时间，且不超过24小时", "leaving comes after arriving, within 24 hours"}, Text{"请核对时间", "check the times"}, recordSource)
	case r.Left.After(now.Add(clockSkew)):
		fs.add("left", "left-not-yet", Text{"离开时间不能晚于现在", "leaving cannot lie in the future"}, Text{"请在检查结束后记录结果", "record the result once the visit is over"})
	}
}

func (fs *Faults) checkItemResults(r *Result, in *Inspection) {
	if len(r.Items) > 2*len(in.Items) {
		fs.add("items", "items-number", textf("本次检查共%d项", "the inspection has %d items", len(in.Items)), Text{"每个事项只记录一次", "record each item once"})
		return
	}
	for _, it := range in.Items {
		if !slices.ContainsFunc(r.Items, func(got ItemResult) bool { return got.Item == it.Code }) {
			fs.add("items", "item-missing", textf("缺少事项%s（%s）的结果", "the result of item %s (%s) is missing", it.Code, it.Title),
				Text{"每个事项都须记录", "record every item"}, recordSource)
		}
	}
	for i, got := range r.Items {
		field := "items[" + strconv.Itoa(i) + "]"
		switch {
		case !slices.ContainsFunc(in.Items, func(it Item) bool { return it.Code == got.Item }):
			fs.add(field+".item", "item-not-listed", textf("事项%s不在本次检查的清单中，不得检查", "item %s was not part of this inspection", got.Item),
				Text{"只能记录检查码所列事项", "record only what the code lists"}, oneVisit)
		case slices.ContainsFunc(r.Items[:i], func(other ItemResult) bool { return other.Item == got.Item }):
			fs.add(field+".item", "item-twice", textf("事项%s重复", "item %s stands twice", got.Item), Text{"每个事项只记录一次", "record each item once"})
		default:
			fs.checkOutcome(field, got, in.Day)
		}
	}
}

func (fs *Faults) checkOutcome(field string, got ItemResult, day Date) {
	fs.mayText(field+".finding", got.Finding, 1000, Text{"检查发现", "finding"})
	switch {
	case got.Outcome.Name() == (Text{}):
		fs.add(field+".outcome", "outcome", Text{"缺少结论", "the outcome is missing"}, Text{"请选择合格、不合格或不适用", "conforming, not-conforming or not-applicable"})
	case got.Outcome == NotConforming:
		fs.needText(field+".finding", got.Finding, 1000, Text{"发现的问题", "finding"})
		if got.Handling.Name() == (Text{}) {
			fs.add(field+".handling", "handling", Text{"缺少处理方式", "how it was dealt with is missing"},
				Text{"当场纠正、限期整改、立案或移送", "corrected-on-site, rectify, case-filed or transferred"}, recordSource)
		}
		if got.Handling == Rectify && (!got.Deadline.Valid() || got.Deadline < day) {
			fs.add(field+".deadline", "deadline", Text{"限期整改须填写期限，且不早于检查当日", "a date is needed by which it must be put right, not before the visit"}, Text{"例如2023-09-20", "such as 2023-09-20"}, recordSource)
		}
		if got.Handling != Rectify && got.Deadline != "" {
			fs.add(field+".deadline", "deadline-unused", Text{"只有限期整改才填写期限", "only what must be put right has a date"}, Text{"请删除期限，或改为限期整改", "leave it out, or choose rectify"})
		}
	case got.Handling != "" || got.Deadline != "":
		fs.add(field+".handling", "handling-unused", Text{"只有不合格事项才有处理方式和期限", "only what does not conform is dealt with"}, Text{"请删除处理方式和期限", "leave both out"})
	}
}
