package queryinspections

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/identity"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/page"
	"inspectioncode.example/shared/serve"
)

// A view is which list a caller sees, and as what.
type view struct {
	lists   []ledger.List
	head    inspection.Text
	whose   inspection.Text
	days    page.Days
	results bool // results may be seen as well
	file    bool // codes may be asked for
	choices []page.Choice
	keep    url.Values // what was chosen, to stay with when other days are
	summary bool       // there is a summary of it
	mixed   bool       // some in the lists may not be the caller's to see
}

// shown bounds a list; whoever needs more asks for fewer days.
const shown = 100

// list shows the caller's list.
func (f *function) list(ctx context.Context, caller identity.Caller, req *handler.Request) (handler.Response, error) {
	v, err := f.view(ctx, caller, serve.Query(req))
	if err != nil {
		return handler.Response{}, err
	}
	if err := chooseDays(req, &v.days); err != nil {
		return handler.Response{}, err
	}
	var all []ledger.Facts
	var more bool
	if v.lists != nil {
		if all, more, err = f.found(ctx, caller, v); err != nil {
			return handler.Response{}, err
		}
	}
	if serve.Wanted(req) == serve.JSON {
		return f.asJSON(caller, v, all, more)
	}
	return f.asPage(ctx, req, caller, v, all, more)
}

// view decides whose list the caller sees: of the agency, line or enterprise asked for, if they may.
func (f *function) view(ctx context.Context, c identity.Caller, q url.Values) (view, error) {
	agency := q.Get("agency")
	today := inspection.DateOf(f.env.Now())
	year := page.Days{From: inspection.Date(today.Year() + "-01-01"), Until: inspection.Date(today.Year() + "-12-31")}
	around := page.Days{From: today.AddDays(-30), Until: today.AddDays(60)}
	switch enterprise := inspection.USCC(q.Get("enterprise")); {
	case c.OfEnterprise() || c.Role == identity.EnterpriseCode:
		v := view{lists: []ledger.List{ledger.ListOfEnterprise(c.Enterprise)}, head: inspection.Text{ZH: "本企业的检查", EN: "Our inspections"}, days: year, results: c.OfEnterprise(), summary: c.OfEnterprise()}
		e, err := f.ledger.Enterprise(ctx, c.Enterprise)
		if err == nil && e != nil {
			v.whose = inspection.Text{ZH: e.Name}
		}
		return v, err
	case enterprise.Valid() && (c.OfAgency() || c.Role == identity.Supervisor || c.Role == identity.Bureau):
		return f.ofEnterprise(ctx, enterprise, year)
	case c.Role == identity.Officer && agency != c.Agency:
		return view{lists: []ledger.List{ledger.ListOfOfficer(c.Certificate)}, head: inspection.Text{ZH: "我的检查任务", EN: "My inspections"}, days: around, results: true, file: true, summary: true,
			choices: []page.Choice{{Address: "?agency=" + c.Agency, Name: inspection.Text{ZH: "查看本单位全部任务", EN: "All of my agency"}}}}, nil
	case c.OfAgency():
		return f.ofAgency(ctx, c.Agency, inspection.Text{ZH: "本单位的检查任务", EN: "Our agency's inspections"}, around)
	case c.Role == identity.Supervisor || c.Role == identity.Bureau:
		agencies, err := f.overseen(ctx, c)
		if err != nil {
			return view{}, err
		}
		if line := q.Get("line"); line != "" {
			return ofLine(line, agencies, around)
		}
		if agency == "" {
			v := view{summary: true, head: inspection.Text{ZH: "检查任务", EN: "Inspections"}}
			for _, a := range agencies {
				v.choices = append(v.choices, page.Choice{Address: "?agency=" + a.Code, Name: a.Name})
			}
			return v, nil
		}
		if !slices.ContainsFunc(agencies, func(a inspection.Agency) bool { return a.Code == agency }) {
			return view{}, ledger.ErrNone
		}
		return f.ofAgency(ctx, agency, inspection.Text{ZH: "该单位的检查任务", EN: "The agency's inspections"}, around)
	}
	return view{}, inspection.Refuse(inspection.NotAllowed, inspection.Fault{Rule: "no-list",
		Text: inspection.Text{ZH: "您的身份没有可查看的检查列表", EN: "there is no list of inspections for your role"},
		Mend: inspection.Text{ZH: "请以企业、执法人员或监督人员身份登录", EN: "sign in for an enterprise, as an officer or as a supervisor"}})
}

func (f *function) ofAgency(ctx context.Context, code string, head inspection.Text, days page.Days) (view, error) {
	v := view{lists: []ledger.List{ledger.ListOfAgency(code)}, head: head, whose: inspection.Text{ZH: code}, days: days, results: true, keep: url.Values{"agency": {code}}, summary: true}
	a, err := f.ledger.Agency(ctx, code)
	if err == nil && a != nil {
		v.whose = a.Name
	}
	return v, err
}

// overseen are the agencies a supervisor answers for: those of the line, or all for the Bureau.
func (f *function) overseen(ctx context.Context, c identity.Caller) ([]inspection.Agency, error) {
	agencies, err := f.ledger.Agencies(ctx)
	if c.Role == identity.Supervisor {
		agencies = slices.DeleteFunc(agencies, func(a inspection.Agency) bool { return a.Line != inspection.Line(c.Line) })
	}
	return agencies, err
}

// chooseDays takes over the days the reader asks for.
func chooseDays(req *handler.Request, days *page.Days) error {
	for name, day := range map[string]*inspection.Date{"from": &days.From, "until": &days.Until} {
		asked := inspection.Date(serve.Query(req).Get(name))
		if asked == "" {
			continue
		}
		if !asked.Valid() {
			return inspection.Refuse(inspection.Invalid, inspection.Fault{Field: name, Rule: "date",
				Text: inspection.Text{ZH: "日期无法识别", EN: "that is not a date"},
				Mend: inspection.Text{ZH: "例如2023-09-05", EN: "such as 2023-09-05"}})
		}
		*day = asked
	}
	if days.Until < days.From {
		return inspection.Refuse(inspection.Invalid, inspection.Fault{Field: "until", Rule: "dates-in-order",
			Text: inspection.Text{ZH: "开始日期晚于结束日期", EN: "the first day comes after the last"},
			Mend: inspection.Text{ZH: "请调换两个日期", EN: "change them round"}})
	}
	return nil
}

func (f *function) asJSON(caller identity.Caller, v view, all []ledger.Facts, more bool) (handler.Response, error) {
	entries := []any{}
	for _, facts := range all {
		if caller.Role == identity.EnterpriseCode {
			in := facts.Inspection
			entries = append(entries, line{in.From, in.Until, in.Agency.Name, in.Kind, facts.StateAt(f.env.Now())})
			continue
		}
		entries = append(entries, f.entry(caller, facts))
	}
	return serve.AsJSON(http.StatusOK, struct {
		From        inspection.Date `json:"from"`
		Until       inspection.Date `json:"until"`
		More        bool            `json:"more"`
		Inspections []any           `json:"inspections"`
	}{v.days.From, v.days.Until, more, entries})
}

func (f *function) asPage(ctx context.Context, req *handler.Request, caller identity.Caller, v view, all []ledger.Facts, more bool) (handler.Response, error) {
	body := page.Inspections{Head: v.head, Whose: v.whose, Days: v.days, Choices: v.choices, Keep: v.keep}
	if v.summary {
		body.Summary = serve.Address(name, summaryPage)
		if len(v.keep) > 0 {
			body.Summary += "?" + v.keep.Encode()
		}
	}
	if caller.Role == identity.Supervisor || caller.Role == identity.Bureau {
		body.Reports = serve.Address(name, reportedPage)
	}
	if v.file {
		body.Officer = caller.Certificate
		body.File = serve.Address("issue-code")
	}
	own := caller.OfEnterprise() || caller.Role == identity.EnterpriseCode
	slices.SortStableFunc(all, func(a, b ledger.Facts) int { return a.Inspection.From.Compare(b.Inspection.From) })
	made := tally{parts: map[inspection.Text]int{}, joined: map[inspection.Text]int{}, visits: map[inspection.ID]bool{}}
	for _, facts := range all {
		in := facts.Inspection
		state := facts.StateAt(f.env.Now())
		row := page.Row{Inspection: in, State: facts.StateInWords(f.env.Now()), Own: own}
		if v.results {
			row.Address = serve.Address(name, in.Ref.String())
			if r := facts.Result(); r != nil {
				row.Findings = r.NonConforming()
			}
		}
		if state == inspection.Scheduled || state == inspection.Open {
			body.Coming = append(body.Coming, row)
		} else {
			body.Past = append(body.Past, row)
		}
		if facts.Revoked == nil {
			made.add(in)
		}
	}
	slices.Reverse(body.Past)
	if v.results {
		if err := f.joined(ctx, body.Coming); err != nil {
			return handler.Response{}, err
		}
	}
	if own && !more {
		body.Notes = made.notes(v.days)
	}
	if more {
		body.Notes = append(body.Notes, inspection.Text{ZH: "检查较多，只列出最近的" + strconv.Itoa(shown) + "次，请缩短日期范围。", EN: "There are many; only the newest " + strconv.Itoa(shown) + " are listed. Ask for fewer days."})
	}
	return f.env.AsPage(req, http.StatusOK, body)
}
