package inspection

import "time"

// A Cancellation asks to call a visit off (撤销检查码).
type Cancellation struct {
	Inspection Ref    `json:"inspection"`
	Reason     string `json:"reason"` // the enterprise reads it
}

// CheckReplacement refuses to move a visit that another one cannot take the place of. Old is what
// stands of it, or nil if there is none; by is where the new one lies.
func CheckReplacement(t *Task, old *Inspection, result *RecordedResult, revoked *Revocation, by Ref) error {
	const field = "replaces"
	switch {
	case old == nil || old.Agency.Code != t.Agency:
		return Refuse(Invalid, Fault{Field: field, Rule: "replaces-unknown",
			Text: Text{"本单位没有这次检查，无法改期", "your agency has no such inspection to move"}, Mend: Text{"请从本单位任务中选择", "choose one of your own"}})
	case old.Enterprise.USCC != t.Enterprise:
		return Refuse(Invalid, Fault{Field: field, Rule: "replaces-other-enterprise",
			Text: Text{"改期不能更换受检企业", "moving a visit does not change the enterprise"}, Mend: Text{"请撤销原检查码，另行申请", "call it off, and ask for another code"}})
	case result != nil:
		return Refuse(Conflict, Fault{Field: field, Rule: "took-place",
			Text: Text{"原检查已经实施，不能改期", "the visit to be moved has taken place"}, Mend: Text{"需要再次检查的，另行申请检查码", "to inspect again, ask for another code"}})
	case revoked != nil && (revoked.MovedTo == nil || *revoked.MovedTo != by):
		refusal := AlreadyRevoked(revoked).(*Refusal)
		refusal.Faults[0].Field = field
		return refusal
	}
	return nil
}

// A Revocation is a visit that was called off, and the data of code.revoked.
type Revocation struct {
	Cancellation
	By      Author    `json:"by"`
	Revoked time.Time `json:"revoked"`
	MovedTo *Ref      `json:"moved_to,omitempty"` // the visit that took its place, if one did
}

// CheckCancellation refuses to call in off: for anybody but its own agency, and once a result says
// that it took place.
func CheckCancellation(c *Cancellation, in *Inspection, result *RecordedResult, by Author) error {
	if by.Agency != in.Agency.Code {
		return Refuse(NotAllowed, Fault{Field: "inspection", Rule: "not-your-inspection",
			Text: Text{"这不是本单位的检查", "this is no inspection of your agency"},
			Mend: Text{"检查码由申请单位撤销", "a code is revoked by the agency that asked for it"}})
	}
	if result != nil {
		return Refuse(Conflict, Fault{Field: "inspection", Rule: "took-place",
			Text: textf("检查已经实施，结果于%s记录，不能撤销", "the inspection took place, and its result was recorded on %s", result.Recorded.In(Shanghai).Format("2006-01-02 15:04")),
			Mend: Text{"结果有误的，可以更正", "a wrong result can be corrected"}})
	}
	var fs Faults
	fs.needText("reason", c.Reason, 500, Text{"撤销理由", "reason"})
	return fs.Err()
}

// AlreadyRevoked refuses whatever is asked of a visit that was called off.
func AlreadyRevoked(rev *Revocation) error {
	return Refuse(Conflict, Fault{Field: "inspection", Rule: "revoked",
		Text: textf("该检查码已于%s撤销", "the code was revoked on %s", rev.Revoked.In(Shanghai).Format("2006-01-02 15:04")),
		Mend: Text{"需要检查的，请另行申请检查码", "to inspect after all, ask for another code"}})
}
