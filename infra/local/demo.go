package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
)

// A demo plays one whole inspection through the public HTTP interface, as an agency's system, its
// officer, a phone at the door and the enterprise would. It calls nothing in the process.
type demo struct {
	address string
	out     io.Writer
	step    int
}

// play plays it, with a visit that has just begun, and prints each step with the page it made.
func play(ctx context.Context, address string, now func() time.Time, out io.Writer) error {
	d := &demo{address: address, out: out}
	begin := now().In(inspection.Shanghai).Truncate(time.Minute)
	const (
		system  = "system/310000-transport"
		officer = "officer/09100000001"
	)
	enterprise, _ := inspection.CompleteUSCC("91310101XX000001")

	task := inspection.Task{
		Number: "DEMO-" + begin.Format("20060102-150405"), Agency: "310000-transport", Enterprise: enterprise, Site: "上海市黄浦区示例路10号",
		Kind: inspection.DoubleRandom, Plan: "年度双随机抽查计划", Items: []string{"T01", "T04", "T06"},
		Officers: []string{"09100000001", "09100000002"}, From: begin, Until: begin.Add(time.Hour),
	}
	var in inspection.Inspection
	if err := d.submit(ctx, "issue-code", system, event.TaskSubmitted, task, &in); err != nil {
		return err
	}
	page := "/function/query-inspections/" + in.Ref.String()
	d.say("the agency's system submitted a task and got code.issued in the same call", "/function/issue-code/"+in.Ref.String(), officer)

	if _, err := d.letter(ctx, enterprise, in.Ref, event.CodeIssued); err != nil {
		return err
	}
	d.say("the enterprise was told at once", "/inbox", "charge/"+string(enterprise))

	if err := d.scan(ctx, in.Code.Digits, "genuine-printed"); err != nil {
		return err
	}
	d.say("at the door a phone scanned the code: genuine", "/c/"+in.Code.Digits, "nobody")

	result := inspection.Result{Inspection: in.Ref, Arrived: begin, Left: begin.Add(3 * time.Minute), Signed: inspection.SignedByPersonInCharge,
		Items: []inspection.ItemResult{
			{Item: "T01", Outcome: inspection.Conforming},
			{Item: "T04", Outcome: inspection.NotConforming, Finding: "两份危险货物运单缺少押运人员签字", Handling: inspection.Rectify, Deadline: in.Day.AddDays(15)},
			{Item: "T06", Outcome: inspection.Conforming},
		}}
	if err := d.post(ctx, "/function/record-result", officer, result, nil); err != nil {
		return err
	}
	d.say("an officer recorded the result", page, officer)

	if err := d.scan(ctx, in.Code.Digits, "concluded"); err != nil {
		return err
	}
	d.say("the same code now shows the result", "/c/"+in.Code.Digits, "nobody")

	evaluation := map[string]any{"inspection": in.Ref, "role": inspection.PersonInCharge, "rating": 5,
		"duties": map[inspection.Duty]inspection.Answer{inspection.CodeShown: inspection.Yes, inspection.RightsTold: inspection.Yes}}
	if err := d.post(ctx, "/function/submit-evaluation", officer, evaluation, nil); err == nil {
		return fmt.Errorf("an officer could evaluate")
	}
	d.say("an officer tried to evaluate it and was refused", "/function/submit-evaluation/"+in.Ref.String(), officer)

	told, err := d.letter(ctx, enterprise, in.Ref, event.ResultRecorded)
	if err != nil {
		return err
	}
	link, err := url.Parse(told.Evaluate)
	if err != nil {
		return err
	}
	evaluation["ticket"] = link.Query().Get("ticket")
	if err := d.post(ctx, "/function/submit-evaluation", "nobody", evaluation, nil); err != nil {
		return err
	}
	d.say("the person in charge evaluated it, once, by the ticket in the inbox", link.RequestURI(), "nobody")
	d.say("the enterprise finds it in its list", "/function/query-inspections", "legal/"+string(enterprise))
	return nil
}

// say prints a step and where to look at what came of it.
func (d *demo) say(what, path, as string) {
	d.step++
	fmt.Fprintf(d.out, "\n  %d  %s\n     %s%s  (as %s)\n", d.step, what, d.address, path, as)
}

// submit sends data as a CloudEvent in binary mode, and reads the data of the event that comes back.
func (d *demo) submit(ctx context.Context, function, as, kind string, data, answer any) error {
	e, err := event.New(kind, fmt.Sprintf("demo-%d", time.Now().UnixNano()), "", time.Now(), data)
	if err != nil {
		return err
	}
	body, err := d.call(ctx, http.MethodPost, "/function/"+function, as, http.Header{
		"Content-Type": {"application/json"}, "Accept": {event.Structured},
		"Ce-Specversion": {"1.0"}, "Ce-Type": {kind}, "Ce-Id": {e.ID()}, "Ce-Source": {"/agencies/310000-transport"},
	}, e.Data())
	if err != nil {
		return err
	}
	back, err := event.Unmarshal(body)
	if err != nil {
		return err
	}
	return json.Unmarshal(back.Data(), answer)
}

// post sends JSON.
func (d *demo) post(ctx context.Context, path, as string, v, answer any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	got, err := d.call(ctx, http.MethodPost, path, as, http.Header{"Content-Type": {"application/json"}}, body)
	if err != nil || answer == nil {
		return err
	}
	return json.Unmarshal(got, answer)
}

// scan opens a code as a phone would, and makes sure of the verdict.
func (d *demo) scan(ctx context.Context, digits, want string) error {
	body, err := d.call(ctx, http.MethodGet, "/c/"+digits, "nobody", http.Header{"Accept": {"application/json"}}, nil)
	if err != nil {
		return err
	}
	var verdict struct{ Outcome string }
	if err := json.Unmarshal(body, &verdict); err != nil {
		return err
	}
	if verdict.Outcome != want {
		return fmt.Errorf("the scan says %s, not %s", verdict.Outcome, want)
	}
	return nil
}

// letter waits for a message in the enterprise's inbox.
func (d *demo) letter(ctx context.Context, e inspection.USCC, about inspection.Ref, kind string) (inspection.Message, error) {
	for range 100 {
		body, err := d.call(ctx, http.MethodGet, "/inbox", "charge/"+string(e), http.Header{"Accept": {"application/json"}}, nil)
		if err != nil {
			return inspection.Message{}, err
		}
		var letters []inspection.Message
		if err := json.Unmarshal(body, &letters); err != nil {
			return inspection.Message{}, err
		}
		for _, m := range letters {
			if m.Inspection == about && m.About == kind {
				return m, nil
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	return inspection.Message{}, fmt.Errorf("no message about %s within ten seconds", kind)
}

// call makes one request as somebody, whose token it asks the sign-in for.
func (d *demo) call(ctx context.Context, method, path, as string, header http.Header, body []byte) ([]byte, error) {
	if as != "nobody" {
		form := url.Values{"as": {as}, "token": {"yes"}}
		token, err := d.call(ctx, http.MethodPost, "/sign-in", "nobody", http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, []byte(form.Encode()))
		if err != nil {
			return nil, err
		}
		header.Set("Authorization", "Bearer "+strings.TrimSpace(string(token)))
	}
	req, err := http.NewRequestWithContext(ctx, method, d.address+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	req.Header = header
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s %s answered %s: %s", method, path, resp.Status, got)
	}
	return got, nil
}
