package inspection

import (
	"slices"
	"time"
)

// Agencies that inspect an enterprise on the same day come together (综合查一次): the first to be announced
// leads, and each that joins it (并入检查) is an inspection of its own, with its own items, officers and result,
// and a part of the one visit under the one code.

// A Lead (牵头的检查) is the visit that a part joins, as it was announced.
type Lead struct {
	Agency Agency    `json:"agency"`
	From   time.Time `json:"from"`
	Until  time.Time `json:"until"`
}

// AsLead is in as those that join it name it.
func (in *Inspection) AsLead() *Lead { return &Lead{in.Agency, in.From, in.Until} }

// Visit is where the visit lies that in is, or is a part of: its code is that visit's, and so are the looks at it.
func (in *Inspection) Visit() Ref {
	if in.Joins != nil {
		return *in.Joins
	}
	return in.Ref
}

// Leading is the visit that in is, or is a part of, as it was announced: whose code it has, and while that holds.
func (in *Inspection) Leading() *Lead {
	if in.Joins != nil {
		return in.Lead
	}
	return in.AsLead()
}

// A Company (同行单位) is another agency of the same visit, as those it concerns may know it: who comes and for
// what, never what it found.
type Company struct {
	Agency   Agency         `json:"agency"`
	Leads    bool           `json:"leads,omitempty"` // the others have joined its visit
	From     time.Time      `json:"from"`
	Until    time.Time      `json:"until"`
	Items    []Item         `json:"items"`
	Officers []NamedOfficer `json:"officers"`
	State    State          `json:"state"`
}

// Comes reports whether the agency comes, or came.
func (c Company) Comes() bool { return c.State != Revoked && c.State != Lapsed }

// AsCompany is in as the other agencies of its visit know it.
func (in *Inspection) AsCompany(s State) Company {
	return Company{in.Agency, in.Joins == nil, in.From, in.Until, in.Items, in.Officers, s}
}

// CheckJoin refuses to make in a part of a visit that it cannot be one of. Lead is what stands of that visit,
// or nil if there is none. That it stands still is for CheckFrequency to say, at the moment that counts.
func CheckJoin(in, lead *Inspection, so Course) error {
	refuse := func(why Why, rule string, text, mend Text) error {
		return Refuse(why, Fault{Field: "joins", Rule: rule, Text: text, Mend: mend, Source: &oneVisit})
	}
	another := Text{"请并入其他待实施的检查，或另行申请检查码", "join another visit that is to come, or ask for a code of your own"}
	switch {
	case lead == nil:
		return refuse(Invalid, "joins-unknown", Text{"没有这次检查，无法并入", "there is no such visit to join"},
			Text{"请从申请页面所列其他单位的检查中选择", "choose one of the other agencies' visits that the filing page lists"})
	case lead.Enterprise.USCC != in.Enterprise.USCC:
		return refuse(Invalid, "joins-other-enterprise", Text{"要并入的检查是对另一家企业的", "the visit to join is to another enterprise"}, another)
	case lead.Agency.Code == in.Agency.Code:
		return refuse(Invalid, "joins-own", Text{"要并入的是本单位自己的检查", "the visit to join is your own agency's"},
			Text{"请改期并重新列明全部事项", "move it, and list all items again"})
	case lead.Joins != nil:
		return refuse(Invalid, "joins-part", textf("该检查本身已并入%s牵头的检查", "that visit is itself a part of the one that %s leads", lead.Lead.Agency.Name),
			textf("请直接并入牵头的检查（%s）", "join the one that leads (%s)", lead.Joins))
	case so.Revoked != nil:
		return refuse(Conflict, "joins-ended", textf("要并入的检查已于%s取消、改期或关闭", "the visit to join was called off, moved or closed on %s", MomentInWords(so.Revoked.Revoked)), another)
	case so.Result != nil:
		return refuse(Conflict, "joins-took-place", textf("要并入的检查已经实施，结果于%s记录", "the visit to join took place, and its result was recorded on %s", MomentInWords(so.Result.Recorded)), another)
	case !so.Now.Before(lead.Until):
		return refuse(Conflict, "joins-over", Text{"要并入的检查时间已过", "the time of the visit to join is over"}, another)
	}
	var fs Faults
	if lead.Site != in.Site {
		fs.add("site", "joins-other-site", textf("要并入的检查在%s", "the visit to join is at %s", lead.Site.Address),
			Text{"请选择同一场所；其他场所另行申请检查码", "choose that site; another one takes a code of its own"}, oneVisit)
	}
	if lead.Day != in.Day || in.From.Before(lead.From) || in.Until.After(lead.Until) {
		fs.add("from", "joins-outside", textf("要并入的检查时间是%s", "the visit to join is at %s", WindowInWords(lead.From, lead.Until)),
			Text{"请选择同一日期、该时间以内的起止时间", "choose the same day, and times within it"}, oneVisit)
	}
	return fs.Err()
}

// checkStands refuses to join what does not stand any more, or to join it twice.
func (fs *Faults) checkStands(in *Inspection, standing []Visit) {
	if in.Joins == nil {
		return
	}
	if !slices.ContainsFunc(standing, func(v Visit) bool { return v.Ref == *in.Joins && v.Joins == "" }) {
		fs.add("joins", "joins-ended", Text{"要并入的检查已经取消、改期或关闭", "the visit to join was called off, moved or closed"},
			Text{"请并入其他待实施的检查，或另行申请检查码", "join another visit that is to come, or ask for a code of your own"}, oneVisit)
	}
	if slices.ContainsFunc(standing, func(v Visit) bool { return v.Joins == in.Joins.ID && v.Agency == in.Agency.Code }) {
		fs.add("joins", "joins-twice", Text{"本单位已并入这次检查", "your agency has joined that visit already"},
			Text{"请改期并重新列明全部事项", "move your part of it, and list all items again"}, oneVisit)
	}
}
