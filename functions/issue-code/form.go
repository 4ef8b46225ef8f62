package issuecode

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/identity"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/page"
	"inspectioncode.example/shared/serve"
)

// form shows the two pages of an officer who files a task: first which enterprise, then all else.
func (f *function) form(ctx context.Context, caller identity.Caller, req *handler.Request) (handler.Response, error) {
	if err := serve.OfAgency(caller); err != nil {
		return handler.Response{}, err
	}
	query := serve.Query(req)
	if old := query.Get("replaces"); old != "" {
		return f.formOfMove(ctx, caller, req, old)
	}
	if serve.Wanted(req) == serve.JSON {
		return f.outlookAsJSON(ctx, caller, query)
	}
	if query.Has("joins") {
		return f.formOfJoin(ctx, caller, req)
	}
	asked := strings.TrimSpace(query.Get("enterprise"))
	if asked == "" {
		return f.env.AsPage(req, http.StatusOK, page.FindEnterprise{})
	}
	const shown = 20
	found, more, err := f.ledger.FindEnterprises(ctx, asked, shown)
	if err != nil {
		return handler.Response{}, err
	}
	if len(found) != 1 || len(found[0].Sites) == 0 {
		return f.env.AsPage(req, http.StatusOK, page.FindEnterprise{Asked: asked, Found: found, More: more})
	}
	values := url.Values{
		"number":   {f.newNumber()},
		"date":     {string(f.dayOf(query))},
		"start":    {cmp.Or(query.Get("start"), "09:00")},
		"end":      {cmp.Or(query.Get("end"), "11:00")},
		"officers": {caller.Certificate},
	}
	if len(found[0].Sites) == 1 {
		values.Set("site", found[0].Sites[0].Address)
	}
	return f.fileTask(ctx, caller, req, http.StatusOK, found[0], page.Form{Values: values})
}

// dayOf is the day that a visit is planned for, as far as it is known; tomorrow if it is not.
func (f *function) dayOf(values url.Values) inspection.Date {
	if day := inspection.Date(values.Get("date")); day.Valid() {
		return day
	}
	return inspection.DateOf(f.env.Now()).AddDays(1)
}

// newNumber is a task number for an officer whose agency has no system to give one.
func (f *function) newNumber() string {
	return "T" + f.env.Now().In(inspection.Shanghai).Format("20060102-150405.000")
}

// fileTask shows the form, empty or as it was filled in.
func (f *function) fileTask(ctx context.Context, caller identity.Caller, req *handler.Request, status int, e inspection.Enterprise, form page.Form) (handler.Response, error) {
	agency, err := f.agencyOf(ctx, caller)
	if err != nil {
		return handler.Response{}, err
	}
	colleagues, err := f.ledger.Roster(ctx, caller.Agency)
	if err != nil {
		return handler.Response{}, err
	}
	rules, err := f.ledger.Policy(ctx)
	if err != nil {
		return handler.Response{}, err
	}
	day := f.dayOf(form.Values)
	moved, _ := inspection.ParseRef(form.Value("replaces"))
	told, err := f.outlook(ctx, rules, agency, &e, day, moved.ID)
	if err != nil {
		return handler.Response{}, err
	}
	joins, _ := inspection.ParseRef(form.Value("joins"))
	scope, _ := rules.Scope(agency.Line)
	return f.env.AsPage(req, status, page.FileTask{
		Form:       form,
		Agency:     *agency,
		Enterprise: e,
		Kinds:      scope.Kinds,
		Grounds:    rules.Frequency.Grounds,
		Items:      rules.ItemsOf(agency.Line, day),
		Colleagues: colleagues,
		Outlook:    told,
		Joins:      joins,
	})
}

// agencyOf is the caller's own agency.
func (f *function) agencyOf(ctx context.Context, caller identity.Caller) (*inspection.Agency, error) {
	agency, err := f.ledger.Agency(ctx, caller.Agency)
	if err == nil && agency == nil {
		err = inspection.Refuse(inspection.NotAllowed, inspection.Fault{Field: "agency", Rule: "agency-unknown",
			Text: inspection.Text{ZH: "您所在的单位不在试点单位名录中", EN: "your agency is not in the directory of the trial"},
			Mend: inspection.Text{ZH: "请联系市级试点单位将其加入名录", EN: "ask the municipal unit of your line to have it added"}})
	}
	return agency, err
}

// filed issues a code for the task in a form, or shows the form again with what is wrong beside it.
func (f *function) filed(ctx context.Context, caller identity.Caller, req *handler.Request) (handler.Response, error) {
	values, err := serve.Form(req)
	if err != nil {
		return handler.Response{}, err
	}
	issued, err := f.issue(ctx, caller, taskOf(values, caller.Agency))
	var refusal *inspection.Refusal
	if errors.As(err, &refusal) && (refusal.Why == inspection.Invalid || refusal.Why == inspection.Conflict) {
		e, findErr := f.ledger.Enterprise(ctx, inspection.USCC(values.Get("enterprise")))
		if findErr != nil {
			return handler.Response{}, findErr
		}
		if e != nil {
			return f.fileTask(ctx, caller, req, http.StatusUnprocessableEntity, *e, page.Form{Values: values, Faults: refusal.Faults})
		}
	}
	if err != nil {
		return handler.Response{}, err
	}
	in, err := event.Data[inspection.Inspection](issued)
	if err != nil {
		return handler.Response{}, err
	}
	return serve.SeeOther(serve.Address(name, in.Ref.String()))
}

// taskOf reads the task a form describes. What cannot be read stays empty, for the rules to name.
func taskOf(v url.Values, agency string) inspection.Task {
	t := inspection.Task{
		Number:     v.Get("number"),
		Agency:     agency,
		Enterprise: inspection.USCC(v.Get("enterprise")),
		Site:       v.Get("site"),
		Kind:       inspection.Kind(v.Get("kind")),
		Plan:       v.Get("plan"),
		Reason:     v.Get("reason"),
		Items:      v["items"],
		Officers:   v["officers"],

		Ground:      inspection.Ground(v.Get("ground")),
		Explanation: v.Get("explanation"),
	}
	if name, unit, document := v.Get("approval.name"), v.Get("approval.unit"), v.Get("approval.document"); name+unit+document != "" {
		t.Approval = &inspection.Approval{Name: name, Unit: unit, Document: document}
	}
	t.From, _ = time.ParseInLocation("2006-01-02 15:04", v.Get("date")+" "+v.Get("start"), inspection.Shanghai)
	t.Until, _ = time.ParseInLocation("2006-01-02 15:04", v.Get("date")+" "+v.Get("end"), inspection.Shanghai)
	if v.Has("joins") {
		ref, _ := inspection.ParseRef(v.Get("joins")) // one that is none names no inspection, and is refused
		t.Joins = &ref
	}
	if v.Has("replaces") {
		ref, _ := inspection.ParseRef(v.Get("replaces")) // one that is none names no inspection, and is refused
		t.Replaces = &inspection.Replaces{Ref: ref, Why: v.Get("replaces.why")}
	}
	if unit, number := v.Get("assistants.unit"), v.Get("assistants.number"); unit != "" || number != "" {
		n, _ := strconv.Atoi(number)
		t.Assistants = &inspection.Assistants{Unit: unit, Number: n}
	}
	return t
}
