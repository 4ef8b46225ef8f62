package inspection

import "strings"

// A Message is what an enterprise finds in its inbox (随申办) when something happens to an inspection
// of it. It is the data of message.pushed.
type Message struct {
	Enterprise USCC   `json:"enterprise"`
	Inspection Ref    `json:"inspection"`
	About      string `json:"about"` // the type of event it tells of, such as code.issued
	Title      Text   `json:"title"`
	Text       Text   `json:"text"`
	Link       string `json:"link"`               // to the inspection, for its signed-in people
	Evaluate   string `json:"evaluate,omitempty"` // to evaluate it, with the one-time ticket
}

// TellIssued tells the enterprise that it will be inspected.
func TellIssued(in *Inspection) Message {
	var officers []string
	for _, o := range in.Officers {
		officers = append(officers, o.Name)
	}
	if in.Joins != nil {
		return in.tell("code.issued", Text{"检查通知（并入）", "Another agency joins an inspection"},
			textf("%s并入%s由%s牵头的检查，仍是一次检查、同一个检查码，不另行上门。该单位检查%d项，检查人员：%s。",
				"%[1]s joins the inspection on %[2]s that %[3]s leads. It stays one visit under one code. It inspects %[4]d items, by %[5]s.",
				in.Agency.Name, WindowInWords(in.Lead.From, in.Lead.Until), in.Lead.Agency.Name, len(in.Items), strings.Join(officers, "、")))
	}
	return in.tell("code.issued", Text{"检查通知", "An inspection is coming"},
		textf("%s计划于%s到%s检查，共%d项，检查人员：%s。检查人员到场后，请扫其出示的检查码核验。",
			"%s plans to inspect you on %s at %s, %d items, by %s. When the officers come, scan the code they show.",
			in.Agency.Name, WindowInWords(in.From, in.Until), in.Site.Address, len(in.Items), strings.Join(officers, "、")))
}

// TellRevoked tells the enterprise that nobody will come, or when instead.
func TellRevoked(in *Inspection, rev *Revocation) Message {
	if in.Joins != nil {
		return in.tellPartRevoked(rev)
	}
	if rev.MovedTo != nil {
		return in.tell("code.revoked", Text{"检查改期", "An inspection was moved"},
			textf("%s将原定%s的检查改期至%s。理由：%s。原检查码已失效，届时请扫新的检查码。",
				"%s moved the inspection planned for %s to %s. Reason: %s. The old code holds no more; scan the new one then.",
				in.Agency.Name, MomentInWords(in.From), DayInWords(rev.MovedTo.Day.Start()), rev.Reason))
	}
	if rev.Lapsed {
		return in.tell("code.revoked", Text{"检查未实施", "An inspection was not made"},
			textf("%s原定%s的检查没有实施，检查码已失效。如实际已检查，请反映。",
				"The inspection that %s planned for %s was not made, and its code holds no more. If it was made after all, please report it.",
				in.Agency.Name, MomentInWords(in.From)))
	}
	return in.tell("code.revoked", Text{"检查已取消", "An inspection was called off"},
		textf("%s取消了原定%s的检查。理由：%s。您无需接受该次检查，原检查码已失效。",
			"%s called off the inspection planned for %s. Reason: %s. You need not accept it; its code holds no more.",
			in.Agency.Name, MomentInWords(in.From), rev.Reason))
}

// tellPartRevoked tells it that one of the agencies that were to come together does not: the others still do,
// unless the one that led them called all of it off.
func (in *Inspection) tellPartRevoked(rev *Revocation) Message {
	when, lead := MomentInWords(in.Lead.From), in.Lead.Agency.Name
	switch {
	case rev.With != nil && rev.With.MovedTo != nil:
		return in.tell("code.revoked", Text{"检查已取消", "An inspection was called off"},
			textf("%s将原定%s牵头的检查改期，%s并入的部分随之取消。理由：%s。", "%s moved the inspection that it was to lead on %s, so the part that %s had joined with is called off. Reason: %s.", lead, when, in.Agency.Name, rev.Reason))
	case rev.With != nil:
		return in.tell("code.revoked", Text{"检查已取消", "An inspection was called off"},
			textf("%s取消了原定%s牵头的检查，%s并入的部分一并取消。理由：%s。您无需接受。", "%s called off the inspection that it was to lead on %s, and with it the part that %s had joined with. Reason: %s. You need not accept it.", lead, when, in.Agency.Name, rev.Reason))
	case rev.MovedTo != nil:
		return in.tell("code.revoked", Text{"一个单位改期检查", "One agency comes on another day"},
			textf("%s不再并入%s由%s牵头的检查，改至%s，届时请扫新的检查码。理由：%s。其他单位的检查照常，检查码不变。",
				"%[1]s does not come along on %[2]s with %[3]s, but on %[4]s; scan the new code then. Reason: %[5]s. The others come as planned, with the same code.",
				in.Agency.Name, when, lead, DayInWords(rev.MovedTo.Day.Start()), rev.Reason))
	case rev.Lapsed:
		return in.tell("code.revoked", Text{"一个单位未实施检查", "One agency made no inspection"},
			textf("%s原定并入%s由%s牵头的检查，其部分没有实施。如实际已检查，请反映。",
				"The part that %[1]s was to make of the inspection on %[2]s, led by %[3]s, was not made. If it was made after all, please report it.",
				in.Agency.Name, when, lead))
	}
	return in.tell("code.revoked", Text{"一个单位不再参加检查", "One agency does not come along"},
		textf("%s不再参加%s由%s牵头的检查。理由：%s。其他单位的检查照常，检查码不变。",
			"%[1]s does not come along on %[2]s with %[3]s. Reason: %[4]s. The others come as planned, with the same code.",
			in.Agency.Name, when, lead, rev.Reason))
}

// TellResult tells the enterprise that a result was recorded, or corrected.
func TellResult(in *Inspection, r *RecordedResult) Message {
	found := textf("%d项不合格", "%d not conforming", r.NonConforming())
	if r.NonConforming() == 0 {
		found = Text{"未发现不合格", "nothing found wrong"}
	}
	if r.Revision > 0 {
		return in.tell("result.recorded", Text{"检查结果已更正", "The result of your inspection was corrected"},
			textf("%s更正了%s检查的结果：%s。更正理由：%s。原记录仍可查看。",
				"%s corrected the result of the inspection on %s: %s. Reason: %s. What was recorded before can still be read.",
				in.Agency.Name, DayInWords(in.From), found, r.Corrects.Reason))
	}
	return in.tell("result.recorded", Text{"检查结果", "The result of your inspection"},
		textf("%s已记录%s检查的结果：%s。请查看并评议；执法单位看不到是谁评的。",
			"%s recorded the result of the inspection on %s: %s. Read it and evaluate; the agency does not learn who did.",
			in.Agency.Name, DayInWords(in.From), found))
}

func (in *Inspection) tell(about string, title, text Text) Message {
	return Message{Enterprise: in.Enterprise.USCC, Inspection: in.Ref, About: about, Title: title, Text: text}
}
