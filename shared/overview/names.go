package overview

import (
	"strings"

	"inspectioncode.example/shared/analysis"
	"inspectioncode.example/shared/inspection"
)

var lineNames = map[inspection.Line]inspection.Text{
	inspection.Transport: {ZH: "交通（道路危险货物运输）", EN: "Road transport of dangerous goods"},
	inspection.Gas:       {ZH: "住房城乡建设管理（燃气）", EN: "Gas supply"},
	inspection.Emergency: {ZH: "应急管理", EN: "Emergency management"},
}

// LineName is what a line is called.
func LineName(l inspection.Line) inspection.Text { return lineNames[l] }

var undone = map[inspection.Duty]inspection.Text{
	inspection.CodeShown:     {ZH: "未主动出示检查码", EN: "code not shown"},
	inspection.IdentityShown: {ZH: "未出示执法证件", EN: "certificates not shown"},
	inspection.ContentTold:   {ZH: "未说明检查内容和依据", EN: "content and basis not told"},
	inspection.RightsTold:    {ZH: "未告知陈述、申辩和救济权利", EN: "rights not told"},
	inspection.OnlyListed:    {ZH: "检查了未列明的事项", EN: "more inspected than was listed"},
	inspection.NotDisturbed:  {ZH: "影响正常生产经营", EN: "business disturbed"},
}

// Undone is a duty that was not done, in few words.
func Undone(d inspection.Duty) inspection.Text { return undone[d] }

// FactorName is what a factor is called beside a mark: a duty in few words, any other by its name.
func FactorName(a analysis.Association) inspection.Text {
	if duty, ok := strings.CutPrefix(a.Factor, "duty:"); ok && undone[inspection.Duty(duty)] != (inspection.Text{}) {
		return undone[inspection.Duty(duty)]
	}
	return a.Name
}
