package browser

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"inspectioncode.example/shared/inspection"
)

// Of the sample directory: two officers of the municipal transport commission, and one to come along.
const (
	transport = "310000-transport"
	leader    = "09100000001"
	second    = "09100000002"
	third     = "09100000003"
)

// haulier is the enterprise of the nth district that carries dangerous goods and has one site.
func haulier(n int) inspection.USCC {
	districts := []string{"310101", "310104", "310105", "310106", "310107", "310109", "310110", "310112", "310113", "310114", "310115", "310116", "310117", "310118", "310120", "310151"}
	c, _ := inspection.CompleteUSCC(fmt.Sprintf("91%sXX00%04d", districts[n], 6*n+2))
	return c
}

// task is one for the nth haulier.
func task(n int, from, until time.Time) inspection.Task {
	return inspection.Task{Number: fmt.Sprintf("B-%d", n), Agency: transport, Enterprise: haulier(n), Kind: inspection.DoubleRandom, Plan: "2026年度双随机抽查计划",
		Items: []string{"T01", "T04"}, Officers: []string{leader, second}, From: from, Until: until}
}

// issue files a task as the agency's own system does.
func (c *city) issue(t *testing.T, task inspection.Task) (in inspection.Inspection) {
	t.Helper()
	c.post(t, "system/"+task.Agency, "/function/issue-code", task, &in)
	return in
}

// visit is an inspection of the nth haulier from nine to eleven.
func (c *city) visit(t *testing.T, n int) inspection.Inspection {
	t.Helper()
	return c.issue(t, task(n, at("09:00"), at("11:00")))
}

// record records a result with one finding; somebody has to have scanned the code.
func (c *city) record(t *testing.T, in inspection.Inspection) {
	t.Helper()
	c.call(t, http.MethodGet, "/c/"+in.Code.Digits, "", "", nil)
	var recorded inspection.RecordedResult
	c.post(t, "officer/"+leader, "/function/record-result", inspection.Result{Inspection: in.Ref, Arrived: in.From, Left: in.From.Add(5 * time.Minute),
		Signed: inspection.SignedByPersonInCharge, Items: []inspection.ItemResult{
			{Item: "T01", Outcome: inspection.Conforming},
			{Item: "T04", Outcome: inspection.NotConforming, Finding: "两份危险货物运单缺少押运人员签字", Handling: inspection.Rectify, Deadline: in.Day.AddDays(15)},
		}}, &recorded)
}
