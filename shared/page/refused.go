package page

import (
	_ "embed"

	"inspectioncode.example/shared/inspection"
)

// Refused tells somebody why a request came to nothing, and what to do.
type Refused struct {
	Refusal *inspection.Refusal
	SignIn  string // where to sign in, or as somebody else, when that is what it takes
}

//go:embed html/refused.html
var refused string

// Title says in a few words what kind of refusal it is.
func (r Refused) Title() inspection.Text {
	switch r.Refusal.Why {
	case inspection.NotSigned:
		return inspection.Text{ZH: "请先登录", EN: "Please sign in"}
	case inspection.NotAllowed:
		return inspection.Text{ZH: "您无权进行此操作", EN: "You may not do this"}
	case inspection.NotFound:
		return inspection.Text{ZH: "没有找到", EN: "Not found"}
	case inspection.Conflict:
		return inspection.Text{ZH: "已经办理过了", EN: "It has been done already"}
	case inspection.TooMany:
		return inspection.Text{ZH: "操作过于频繁", EN: "Too often"}
	case inspection.Invalid, inspection.TooLarge:
		return inspection.Text{ZH: "提交的内容有误", EN: "Something in it is wrong"}
	}
	return inspection.Text{ZH: "系统暂时不可用", EN: "Not available just now"}
}

// Source is the page's template.
func (Refused) Source() string { return refused }
