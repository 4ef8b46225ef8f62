package inspection

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
	return in.tell("code.issued", Text{"检查通知", "An inspection is coming"},
		textf("%s计划于%s至%s到%s检查，共%d项。检查人员到场后请扫其出示的检查码核验。",
			"%s plans to inspect you from %s to %s at %s, %d items. When the officers come, scan the code they show.",
			in.Agency.Name, in.From.In(Shanghai).Format("2006-01-02 15:04"), in.Until.In(Shanghai).Format("15:04"), in.Site.Address, len(in.Items)))
}

// TellResult tells the enterprise that a result was recorded, or corrected.
func TellResult(in *Inspection, r *RecordedResult) Message {
	title := Text{"检查结果", "The result of your inspection"}
	if r.Revision > 0 {
		title = Text{"检查结果已更正", "The result of your inspection was corrected"}
	}
	return in.tell("result.recorded", title,
		textf("%s已记录%s的检查结果，%d项不合格。请查看并评议；执法单位看不到是谁评的。",
			"%s recorded the result of the inspection on %s: %d items not conforming. Read it and evaluate; the agency does not learn who did.",
			in.Agency.Name, in.Day, r.NonConforming()))
}

// TellRevoked tells the enterprise that nobody will come.
func TellRevoked(in *Inspection, rev *Revocation) Message {
	if rev.MovedTo != nil {
		return in.tell("code.revoked", Text{"检查改期", "An inspection was moved"},
			textf("%s将原定%s的检查改期至%s。理由：%s。原检查码已失效，届时请扫新的检查码。",
				"%s moved the inspection planned for %s to %s. Reason: %s. The old code holds no more; scan the new one then.",
				in.Agency.Name, in.From.In(Shanghai).Format("2006-01-02 15:04"), rev.MovedTo.Day, rev.Reason))
	}
	return in.tell("code.revoked", Text{"检查已取消", "An inspection was called off"},
		textf("%s取消了原定%s的检查。理由：%s。您无需接受该次检查，原检查码已失效。",
			"%s called off the inspection planned for %s. Reason: %s. You need not accept it; its code holds no more.",
			in.Agency.Name, in.From.In(Shanghai).Format("2006-01-02 15:04"), rev.Reason))
}

func (in *Inspection) tell(about string, title, text Text) Message {
	return Message{Enterprise: in.Enterprise.USCC, Inspection: in.Ref, About: about, Title: title, Text: text}
}
