package verifyscan

import (
	"slices"

	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/page"
	"inspectioncode.example/shared/serve"
)

// A part is what another agency does at the same visit, under the same code.
type part struct {
	Inspection *inspection.Inspection     `json:"inspection"`
	Result     *inspection.RecordedResult `json:"result,omitempty"`
	Revoked    *inspection.Revocation     `json:"revoked,omitempty"`
}

func partsOf(d ledger.Door) (parts []part) {
	for i := range d.Parts {
		f := &d.Parts[i]
		parts = append(parts, part{&f.Inspection, f.Result(), f.Revoked})
	}
	return parts
}

// everyone is each agency of the visit, the one that leads first.
func (v *verdict) everyone() []part {
	return append([]part{{v.Inspection, v.Result, v.Revoked}}, v.Parts...)
}

// agencies counts those of the visit that have their result, and those whose result is still to come.
func (v *verdict) agencies() (done, open int) {
	for _, p := range v.everyone() {
		switch {
		case p.Result != nil:
			done++
		case p.Revoked == nil:
			open++
		}
	}
	return done, open
}

// together is what is shown of each agency where several come: the one that leads first, those that gave it up
// last.
func (v *verdict) together() (all []page.Agency) {
	if len(v.Parts) == 0 {
		return nil
	}
	everyone := v.everyone()
	photos := fewer(v.photos, everyone)
	for _, p := range everyone {
		a := page.Agency{
			Door:    page.Door{Inspection: p.Inspection, Photos: photos, Withdrawn: v.Withdrawn, Past: p.Result != nil},
			Result:  page.ReadResult(p.Inspection, p.Result, v.evidenceAt()),
			Revoked: p.Revoked,
		}
		if p.Result != nil && !v.officer {
			a.Evaluate = serve.Address("submit-evaluation", p.Inspection.Ref.String())
		}
		all = append(all, a)
	}
	slices.SortStableFunc(all, func(a, b page.Agency) int { return place(a) - place(b) })
	return all
}

func place(a page.Agency) int {
	switch {
	case a.Joins == nil:
		return 0
	case a.Revoked == nil:
		return 1
	}
	return 2
}

// saidOfSome puts into words what is so of some agencies of a visit and not of others; the zero text if it is
// the same of all.
func (v *verdict) saidOfSome() inspection.Text {
	done, _ := v.agencies()
	if len(v.Parts) == 0 || done == 0 {
		return inspection.Text{}
	}
	lead := v.Inspection.Agency.Name
	switch {
	case v.Outcome == concluded && v.Revoked != nil && v.Revoked.Lapsed:
		return inspection.Text{ZH: "牵头的" + lead.ZH + "没有实施检查，其部分已经关闭；已实施检查的单位，结果如下。此码已经用过，不能再凭它检查",
			EN: lead.In(inspection.English) + ", which led it, made no inspection, and its part is closed; the results of those that did are below. The code is used up and entitles nobody to inspect again"}
	case v.Outcome == concluded && v.Revoked != nil:
		return inspection.Text{ZH: "牵头的" + lead.ZH + "取消了检查；在此之前已实施检查的单位，结果如下。此码不能再用来检查",
			EN: lead.In(inspection.English) + ", which led it, called it off; the results of those that had inspected before are below. The code entitles nobody to inspect again"}
	case v.Outcome == over:
		return inspection.Text{ZH: "检查时间已过。已记录的结果如下，其余单位的结果尚未记录", EN: "Its time has passed. The results recorded so far are below; those of the other agencies are still to come"}
	}
	return inspection.Text{}
}

// mostPhotos is how many bytes of portraits a page bears: with more it would not open at once on a poor network.
const mostPhotos = 5 * inspection.MaxPhoto

// fewer leaves portraits out where all of them are too many: of each agency in turn those of its later officers,
// who are then compared by name and number.
func fewer(photos map[string]string, everyone []part) map[string]string {
	kept := map[string]string{}
	size := 0
	for i, more := 0, true; more; i++ {
		more = false
		for _, p := range everyone {
			if i >= len(p.Inspection.Officers) || p.Revoked != nil {
				continue
			}
			more = true
			certificate := p.Inspection.Officers[i].Certificate
			if size += len(photos[certificate]); size > mostPhotos {
				return kept
			}
			kept[certificate] = photos[certificate]
		}
	}
	return kept
}
