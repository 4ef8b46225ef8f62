package verifyscan

import (
	"time"

	"inspectioncode.example/shared/code"
	"inspectioncode.example/shared/identity"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/page"
)

// An outcome is one of the things a scan can find; each has a page of its own.
type outcome string

const (
	live         outcome = "genuine-live"
	printed      outcome = "genuine-printed"
	stale        outcome = "stale"
	early        outcome = "not-yet"
	over         outcome = "over"      // the window has passed and nothing is recorded
	concluded    outcome = "concluded" // there is a result
	revoked      outcome = "revoked"
	lapsed       outcome = "not-made"          // its time passed without a visit, and it was closed
	withdrawn    outcome = "officer-withdrawn" // genuine, but an officer's certificate does not count any more
	otherCompany outcome = "other-enterprise"
	forged       outcome = "forged"
	unconfirmed  outcome = "unconfirmed" // signed by us, and not to be found
)

// A verdict is what a scan is told.
type verdict struct {
	Outcome    outcome                    `json:"outcome"`
	Inspection *inspection.Inspection     `json:"inspection,omitempty"`
	Result     *inspection.RecordedResult `json:"result,omitempty"`
	Revoked    *inspection.Revocation     `json:"revoked,omitempty"`
	Withdrawn  map[string]inspection.Date `json:"withdrawn,omitempty"` // of its officers' certificates, from when

	photos  map[string]string
	digits  string // as scanned
	officer bool   // it is an officer who looks
}

// withoutCode is v as a program reads it: the code itself is for those who show it. Whoever scans what a screen
// shows for thirty seconds would else hold the printed one, which does not go stale.
func (v verdict) withoutCode() verdict {
	if v.Inspection != nil {
		in := *v.Inspection
		in.Code = inspection.Code{}
		v.Inspection = &in
	}
	return v
}

// judge finds the outcome of a genuine token, given what has happened to its inspection and who is
// looking.
func judge(t code.Token, d ledger.Door, caller identity.Caller, now time.Time) verdict {
	v := verdict{Inspection: &d.Inspection, Result: d.Result(), Revoked: d.Revoked, Withdrawn: withdrawnOf(d, inspection.DateOf(now)), photos: d.Photos, officer: !caller.Nobody() && !caller.OfEnterprise()}
	switch window := t.WindowAt(now); {
	case caller.OfEnterprise() && caller.Enterprise != t.Enterprise:
		v = verdict{Outcome: otherCompany, Inspection: &inspection.Inspection{Enterprise: d.Inspection.Enterprise, Site: d.Inspection.Site}} // the rest is none of its business
	case d.Revoked != nil && d.Revoked.Lapsed:
		v.Outcome = lapsed
	case d.Revoked != nil:
		v.Outcome = revoked
	case v.Result != nil:
		v.Outcome = concluded
	case window == code.Before:
		v.Outcome = early
	case window == code.After:
		v.Outcome = over
	case len(v.Withdrawn) > 0:
		v.Outcome = withdrawn
	default:
		v.Outcome = map[code.Freshness]outcome{code.Live: live, code.Printed: printed, code.Stale: stale}[t.FreshnessAt(now)]
	}
	return v
}

// withdrawnOf are the inspection's officers whose certificates do not count today.
func withdrawnOf(d ledger.Door, today inspection.Date) map[string]inspection.Date {
	gone := map[string]inspection.Date{}
	for _, o := range d.Inspection.Officers {
		if from, ok := d.Withdrawn[o.Certificate]; ok && from <= today {
			gone[o.Certificate] = from
		}
	}
	return gone
}

// page is what is said about an outcome, of an inspection where there is one.
func (o outcome) page(in *inspection.Inspection) page.Verdict {
	var window inspection.Text
	if in != nil {
		window = inspection.WindowInWords(in.From, in.Until)
	}
	switch o {
	case live:
		return page.Verdict{Tone: "live", Icon: "check",
			Word:  inspection.Text{ZH: "真实有效", EN: "Genuine"},
			First: inspection.Text{ZH: "本次检查已经备案，检查人员正在现场出示", EN: "This inspection is on record, and its officers are showing the code now"}}
	case printed:
		return page.Verdict{Tone: "paper", Icon: "check",
			Word:  inspection.Text{ZH: "真实有效（纸质）", EN: "Genuine (paper)"},
			First: inspection.Text{ZH: "这是一张真实的纸质检查码，请再核对检查人员", EN: "This is a genuine printed code; please compare the officers as well"}}
	case stale:
		return page.Verdict{Tone: "warn", Icon: "bang",
			Word:  inspection.Text{ZH: "画面已过期", EN: "This picture is out of date"},
			First: inspection.Text{ZH: "这可能是截图。请检查人员刷新后再扫一次", EN: "It may be a screenshot. Ask the officers to refresh it, and scan again"},
			Next: []inspection.Text{
				{ZH: "请检查人员在手机上打开检查码页面，等画面更新后再扫。", EN: "Ask the officers to open the code's page, and scan once it has changed."},
				{ZH: "无法刷新的，请核对执法证件，并拨打下方核实电话。", EN: "If they cannot, compare their certificates and call the number below."},
			}, Law: true}
	case early:
		return page.Verdict{Tone: "warn", Icon: "bang",
			Word:  inspection.Text{ZH: "尚未开始", EN: "Not yet"},
			First: inspection.Text{ZH: "检查是真实的，时间是" + window.ZH + "，还没有开始", EN: "The inspection is genuine, and its time has not come: " + window.EN},
			Next: []inspection.Text{
				{ZH: "现在就有人上门的，请拨打下方核实电话；改期须重新取得检查码。", EN: "If somebody is at your door now, call the number below; another time takes another code."},
			}, Law: true}
	case over:
		return page.Verdict{Tone: "warn", Icon: "bang",
			Word:  inspection.Text{ZH: "已经结束", EN: "Time is over"},
			First: inspection.Text{ZH: "检查时间" + window.ZH + "已过，结果尚未记录", EN: "Its time, " + window.EN + ", has passed, and no result is recorded"},
			Next: []inspection.Text{
				{ZH: "不能再凭此码进入检查；现在就有人上门的，请拨打下方核实电话。", EN: "It no longer entitles anyone to enter; if somebody is at your door now, call the number below."},
				{ZH: "结果记录后，扫同一个码即可查看并评议。", EN: "Once the result is recorded, the same code shows it."},
			}, Law: true}
	case concluded:
		return page.Verdict{Tone: "done", Icon: "check",
			Word:  inspection.Text{ZH: "检查已完成", EN: "Concluded"},
			First: inspection.Text{ZH: "检查是真实的，结果如下；此码已经用过，不能再凭它检查", EN: "The inspection was genuine, and its result is below; the code is used up and entitles nobody to inspect again"}}
	case withdrawn:
		return page.Verdict{Tone: "bad", Icon: "cross",
			Word:  inspection.Text{ZH: "检查人员有误", EN: "An officer may not inspect"},
			First: inspection.Text{ZH: "检查是真实的，但下面标明的人员执法证已收回", EN: "The inspection is genuine, but the certificate of the officer marked below was withdrawn"},
			Next: []inspection.Text{
				{ZH: "该人员不得参加检查；其余人员不足两名的，请对方更换人员后再来。", EN: "That officer may not take part; if fewer than two are left, ask them to come back with others."},
				{ZH: "请拨打下方核实电话。", EN: "Call the number below."},
			}, Law: true}
	case revoked:
		return page.Verdict{Tone: "bad", Icon: "cross",
			Word:  inspection.Text{ZH: "已撤销", EN: "Called off"},
			First: inspection.Text{ZH: "检查已取消，您无需接受", EN: "This inspection was called off; you need not accept it"},
			Next: []inspection.Text{
				{ZH: "持此码要求检查的，请核对执法证件，并拨打下方核实电话。", EN: "If somebody wants to inspect you with this code, compare their certificates and call the number below."},
				{ZH: "不要付款，不要交出证照、账册等材料。", EN: "Pay nothing, and hand over no documents."},
			}, Law: true}
	case lapsed:
		return page.Verdict{Tone: "bad", Icon: "cross",
			Word:  inspection.Text{ZH: "已失效", EN: "No longer holds"},
			First: inspection.Text{ZH: "检查在" + window.ZH + "没有实施，已经关闭；再次检查须另行取得检查码", EN: "The inspection was not made at its time, " + window.EN + ", and is closed; another visit takes another code"},
			Next: []inspection.Text{
				{ZH: "持此码要求检查的，请核对执法证件，并拨打下方核实电话。", EN: "If somebody wants to inspect you with this code, compare their certificates and call the number below."},
				{ZH: "不要付款，不要交出证照、账册等材料。", EN: "Pay nothing, and hand over no documents."},
			}, Law: true}
	case otherCompany:
		return page.Verdict{Tone: "bad", Icon: "cross",
			Word:  inspection.Text{ZH: "不是贵单位的检查码", EN: "Not for your enterprise"},
			First: inspection.Text{ZH: "该码是发给下面这家企业的", EN: "This code was issued for the enterprise below"},
			Next:  notThisOne(), Law: true}
	case unconfirmed:
		return page.Verdict{Tone: "warn", Icon: "bang",
			Word:  inspection.Text{ZH: "暂时无法核实", EN: "Cannot be confirmed now"},
			First: inspection.Text{ZH: "该码由本市签发，但暂时查不到记录，请过几分钟再扫", EN: "The code was signed by the city, but its record cannot be found just now; scan again in a few minutes"},
			Law:   true}
	default:
		return page.Verdict{Tone: "bad", Icon: "cross",
			Word:  inspection.Text{ZH: "不是真实的检查码", EN: "Not a genuine code"},
			First: inspection.Text{ZH: "该码不是本市签发的", EN: "It was not issued by this city"},
			Next:  notThisOne(), Law: true}
	}
}

// moved is what is said of a visit that was called off because another takes its place.
func moved(to inspection.Date) (word, first inspection.Text) {
	day := inspection.DayInWords(to.Start())
	return inspection.Text{ZH: "已改期", EN: "Moved"},
		inspection.Text{ZH: "检查已改到" + day.ZH + "，此码已经失效", EN: "This inspection was moved to " + day.EN + ", and this code has ended"}
}

func notThisOne() []inspection.Text {
	return []inspection.Text{
		{ZH: "不要付款，不要交出证照、账册等材料。", EN: "Pay nothing, and hand over no documents."},
		{ZH: "请对方出示执法证件，并请其出示本次检查的检查码。", EN: "Ask for their certificates, and for the code of this inspection."},
		{ZH: "仍有疑问的，拨打12345核实。", EN: "If in doubt, call 12345."},
	}
}
