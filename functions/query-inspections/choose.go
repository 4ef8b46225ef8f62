package queryinspections

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"sync"

	"inspectioncode.example/shared/identity"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/page"
)

// everyLine asks for the lists of all agencies the reader answers for.
const everyLine = "all"

func unknown(field string, mend inspection.Text) error {
	return inspection.Refuse(inspection.Invalid, inspection.Fault{Field: field, Rule: "condition",
		Text: inspection.Text{ZH: "筛选条件无法识别", EN: "that condition is not known"}, Mend: mend})
}

// ofLine is the list of all agencies of a line, of those the reader answers for.
func ofLine(line string, overseen []inspection.Agency, days page.Days) (view, error) {
	v := view{head: inspection.Text{ZH: "检查任务", EN: "Inspections"}, days: days, results: true, summary: true, keep: url.Values{"line": {line}}}
	for _, a := range overseen {
		if line == everyLine || string(a.Line) == line {
			v.lists = append(v.lists, ledger.ListOfAgency(a.Code))
		}
	}
	if v.lists == nil {
		return view{}, ledger.ErrNone
	}
	if line == everyLine {
		v.summary = false
	}
	return v, nil
}

// ofEnterprise is the list of an enterprise's inspections, for those above it: each sees those they may.
func (f *function) ofEnterprise(ctx context.Context, u inspection.USCC, days page.Days) (view, error) {
	v := view{lists: []ledger.List{ledger.ListOfEnterprise(u)}, head: inspection.Text{ZH: "该企业的检查", EN: "The enterprise's inspections"}, whose: inspection.Text{ZH: string(u)},
		days: days, results: true, mixed: true, keep: url.Values{"enterprise": {string(u)}}}
	e, err := f.ledger.Enterprise(ctx, u)
	if err == nil && e != nil {
		v.whose = inspection.Text{ZH: e.Name}
	}
	return v, err
}

// found reads the inspections of a view that the caller may see, oldest first, and says whether there are more.
func (f *function) found(ctx context.Context, caller identity.Caller, v view) (all []ledger.Facts, more bool, err error) {
	refs, more, err := f.refs(ctx, v, shown)
	if err != nil {
		return nil, false, err
	}
	all, err = f.ledger.ReadAll(ctx, refs)
	if v.mixed {
		all = slices.DeleteFunc(all, func(one ledger.Facts) bool { return !maySee(caller, &one.Inspection) })
	}
	return all, more, err
}

// refs are the first inspections of all lists of a view, oldest first.
func (f *function) refs(ctx context.Context, v view, most int) ([]inspection.Ref, bool, error) {
	each := make([][]inspection.Ref, len(v.lists))
	mores := make([]bool, len(v.lists))
	errs := make([]error, len(v.lists))
	var wg sync.WaitGroup
	for i, list := range v.lists {
		wg.Go(func() { each[i], mores[i], errs[i] = f.ledger.Refs(ctx, list, v.days.From, v.days.Until, most) })
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, false, err
		}
	}
	all := slices.Concat(each...)
	slices.SortFunc(all, func(a, b inspection.Ref) int { return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.ID, b.ID)) })
	more := slices.Contains(mores, true) || len(all) > most
	return all[:min(len(all), most)], more, nil
}
