package inspection

import "time"

// A Cancellation asks to call a visit off (撤销检查码).
type Cancellation struct {
	Inspection Ref    `json:"inspection"`
	Reason     string `json:"reason"` // the enterprise reads it
}

// A Revocation is a visit that was called off, and the data of code.revoked.
type Revocation struct {
	Cancellation
	By      Author    `json:"by"`
	Revoked time.Time `json:"revoked"`
	MovedTo *Ref      `json:"moved_to,omitempty"` // the visit that took its place, if one did
	Lapsed  bool      `json:"lapsed,omitempty"`   // nobody called it off: it was not made (未实施), and By is nobody
	With    *With     `json:"with,omitempty"`     // the visit that it was a part of, and ended with
}

// With (随牵头检查取消) is the visit that a part ended with, because the agency that led it called it off or moved it.
type With struct {
	Ref
	Agency  Text `json:"agency"`             // its name
	MovedTo *Ref `json:"moved_to,omitempty"` // the visit that took its place, if one did
}

// EndWith is the end of a part of lead, which rev ended.
func EndWith(lead *Inspection, rev Revocation, part Ref) Revocation {
	return Revocation{Cancellation: Cancellation{Inspection: part, Reason: rev.Reason}, By: rev.By, Revoked: rev.Revoked,
		With: &With{Ref: lead.Ref, Agency: lead.Agency.Name, MovedTo: rev.MovedTo}}
}

// A Course is what has happened to a visit that somebody wants to call off or move.
type Course struct {
	Result  *RecordedResult // nil if none is recorded
	Revoked *Revocation     // nil if it stands
	Scanned bool            // somebody opened its code during the visit
	Others  bool            // another agency of the same visit has its result
	Now     time.Time
}

// MayCancel refuses whoever is not of the inspection's agency.
func MayCancel(in *Inspection, by Author) error {
	if by.Agency == in.Agency.Code {
		return nil
	}
	return Refuse(NotAllowed, Fault{Field: "inspection", Rule: "not-your-inspection",
		Text: Text{"这不是本单位的检查", "this is no inspection of your agency"},
		Mend: Text{"检查码由申请单位撤销", "a code is revoked by the agency that asked for it"}})
}

// CheckCancellation refuses to call in off once it has taken place, or may have: otherwise a visit
// could be undone, and its evaluation with it.
func CheckCancellation(c *Cancellation, in *Inspection, so Course) error {
	if err := so.over("inspection", in); err != nil {
		return err
	}
	var fs Faults
	fs.needText("reason", c.Reason, 500, Text{"撤销理由", "reason"})
	return fs.Err()
}

// CheckReplacement refuses to move a visit that another one cannot take the place of. Old is what
// stands of it, or nil if there is none; to is where the new one lies.
func CheckReplacement(t *Task, old *Inspection, so Course, to Ref) error {
	const field = "replaces"
	switch {
	case old == nil || old.Agency.Code != t.Agency:
		return Refuse(Invalid, Fault{Field: field, Rule: "replaces-unknown",
			Text: Text{"本单位没有这次检查，无法改期", "your agency has no such inspection to move"}, Mend: Text{"请从本单位任务中选择", "choose one of your own"}})
	case old.Enterprise.USCC != t.Enterprise:
		return Refuse(Invalid, Fault{Field: field, Rule: "replaces-other-enterprise",
			Text: Text{"改期不能更换受检企业", "moving a visit does not change the enterprise"}, Mend: Text{"请撤销原检查码，另行申请", "call it off, and ask for another code"}})
	case so.Revoked != nil && so.Revoked.MovedTo != nil && *so.Revoked.MovedTo == to:
		return nil // by this very task
	case so.Revoked != nil:
		refusal := AlreadyRevoked(so.Revoked).(*Refusal)
		refusal.Faults[0].Field = field
		return refusal
	}
	if err := so.over(field, old); err != nil {
		return err
	}
	var fs Faults
	fs.needText("replaces.why", t.Replaces.Why, 500, Text{"改期理由", "reason of the move"})
	return fs.Err()
}

// over refuses what comes too late to call a visit off.
func (so Course) over(field string, in *Inspection) error {
	refuse := func(rule string, text Text) error {
		return Refuse(Conflict, Fault{Field: field, Rule: rule, Text: text,
			Mend: Text{"请记录检查结果；结果有误的，可以更正", "record its result; a wrong one can be corrected"}})
	}
	switch {
	case so.Result != nil:
		return refuse("took-place", textf("检查已经实施，结果于%s记录，不能撤销或改期", "the inspection took place, and its result was recorded on %s", MomentInWords(so.Result.Recorded)))
	case so.Others && in.Joins == nil:
		return refuse("took-place", Text{"并入本次检查的单位已经记录结果，检查已经实施，不能撤销或改期", "an agency that joined it has recorded its result, so the visit took place"})
	case so.Scanned:
		return refuse("under-way", Text{"企业已在检查时间内扫码，检查已经开始，不能撤销或改期", "its code was opened during the visit, which has begun"})
	case !so.Now.Before(in.Until):
		return refuse("time-over", Text{"检查时间已过，不能撤销或改期", "its time is over"})
	}
	return nil
}

// Lapse is the end of a visit that was not made (未实施) within days of its time, or a refusal if it may have
// been, or its days are not over. Of agencies that come together each lapses by itself: a look at their one code says
// that somebody came, and once one of them has its result, that it was they.
func Lapse(in *Inspection, so Course, days int) (Revocation, error) {
	due := in.Until.AddDate(0, 0, days)
	refuse := func(rule string, text Text) (Revocation, error) {
		return Revocation{}, Refuse(Conflict, Fault{Field: "inspection", Rule: rule, Text: text, Mend: Text{"无需处理", "there is nothing to do"}})
	}
	switch {
	case so.Result != nil:
		return refuse("took-place", textf("检查已经实施，结果于%s记录", "the inspection took place, and its result was recorded on %s", MomentInWords(so.Result.Recorded)))
	case so.Scanned && !so.Others:
		return refuse("under-way", Text{"企业曾在检查时间内扫码，检查已经开始", "its code was opened during the visit, which had begun"})
	case days == 0 || so.Now.Before(due):
		return refuse("not-due", textf("检查时间结束%d日后仍未实施的，才视为未实施", "a visit counts as not made %d days after its time", days))
	}
	why := textf("检查时间结束后%d日内没有扫码，也没有记录结果，视为未实施", "not scanned, and no result within %d days: it was not made", days)
	if so.Scanned {
		why = textf("检查时间结束后%d日内没有记录结果，视为未实施；扫码时到场的是同一次检查的其他单位", "no result within %d days: it was not made; it was other agencies of the same visit that came", days)
	}
	return Revocation{Revoked: due, Lapsed: true, Cancellation: Cancellation{Inspection: in.Ref, Reason: why.ZH}}, nil
}

// AlreadyRevoked refuses whatever is asked of a visit that was called off, or that was not made.
func AlreadyRevoked(rev *Revocation) error {
	if rev.Lapsed {
		return Refuse(Conflict, Fault{Field: "inspection", Rule: "lapsed",
			Text: textf("该检查未实施，已于%s关闭", "the visit was not made, and was closed on %s", MomentInWords(rev.Revoked)),
			Mend: Text{"需要检查的，请另行申请检查码", "to inspect after all, ask for another code"}, Source: &oneVisit})
	}
	return Refuse(Conflict, Fault{Field: "inspection", Rule: "revoked",
		Text: textf("该检查码已于%s撤销", "the code was revoked on %s", MomentInWords(rev.Revoked)),
		Mend: Text{"需要检查的，请另行申请检查码", "to inspect after all, ask for another code"}})
}
