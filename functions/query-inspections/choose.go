package queryinspections

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"sync"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/identity"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/page"
	"inspectioncode.example/shared/serve"
)

// everyLine asks for the lists of all agencies the reader answers for.
const everyLine = "all"

// conditions are the parameters that choose among the inspections of a list, so that a number in a summary can lead to
// the rows it counts.
var conditions = []string{"state", "kind", "item", "planned", "findings"}

// coming is a state to ask for besides those of package inspection: the visit is still to be made.
const coming = "coming"

// An only says which inspections of a list are wanted; nil all of them.
type only func(facts *ledger.Facts, now time.Time) bool

// chosen reads the conditions in a request; nil if it makes none.
func chosen(req *handler.Request) (only, error) {
	q := serve.Query(req)
	if !slices.ContainsFunc(conditions, func(c string) bool { return q.Get(c) != "" }) {
		return nil, nil
	}
	state := inspection.State(q.Get("state"))
	if state != "" && state != coming && state.Name() == (inspection.Text{}) {
		return nil, unknown("state", inspection.Text{ZH: "例如concluded", EN: "such as concluded"})
	}
	kind := inspection.Kind(q.Get("kind"))
	if kind != "" && kind.Name() == (inspection.Text{}) {
		return nil, unknown("kind", inspection.Text{ZH: "例如routine", EN: "such as routine"})
	}
	item := q.Get("item")
	return func(f *ledger.Facts, now time.Time) bool {
		is := f.StateAt(now)
		open := is == inspection.Scheduled || is == inspection.Open
		r := f.Result()
		return (state == "" || state == is || state == coming && open) &&
			(kind == "" || kind == f.Inspection.Kind) &&
			(q.Get("planned") == "" || f.Inspection.Kind.Planned()) &&
			(q.Get("findings") == "" || r != nil && r.NonConforming() > 0) &&
			(item == "" || slices.ContainsFunc(f.Inspection.Items, func(it inspection.Item) bool { return it.Code == item }))
	}, nil
}

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

// read is how many inspections are read to find those that meet the conditions.
const read = 1000

// found reads the inspections of a view that the caller may see and asked for, oldest first, and says whether there are
// more.
func (f *function) found(ctx context.Context, caller identity.Caller, v view, only only) (all []ledger.Facts, more bool, err error) {
	most := shown
	if only != nil {
		most = read
	}
	refs, more, err := f.refs(ctx, v, most)
	if err != nil {
		return nil, false, err
	}
	now := f.env.Now()
	for part := range slices.Chunk(refs, shown) {
		facts, err := f.ledger.ReadAll(ctx, part)
		if err != nil {
			return nil, false, err
		}
		for _, one := range facts {
			if v.mixed && !maySee(caller, &one.Inspection) || only != nil && !only(&one, now) {
				continue
			}
			if len(all) == shown {
				return all, true, nil
			}
			all = append(all, one)
		}
	}
	return all, more, nil
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

// kept adds one value to what a form keeps.
func kept(q url.Values, name, value string) url.Values {
	if q == nil {
		q = url.Values{}
	}
	q.Set(name, value)
	return q
}
