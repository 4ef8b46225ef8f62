package browser

import (
	"net/http"
	"testing"
	"time"

	"inspectioncode.example/shared/inspection"
)

const (
	emergency         = "310000-emergency"
	emergencyOfficer  = "09300000001"
	emergencyOfficer2 = "09300000002"
)

// together is a task of the emergency bureau that joins a visit.
func together(number string, lead inspection.Inspection) inspection.Task {
	return inspection.Task{Number: number, Agency: emergency, Enterprise: lead.Enterprise.USCC, Kind: inspection.Routine, Plan: "2026年度检查计划",
		Items: []string{"E04"}, Officers: []string{emergencyOfficer, emergencyOfficer2}, From: lead.From, Until: lead.Until, Joins: &lead.Ref}
}

// A visit of two agencies is one verdict, read at one glance, from the offer to join it to both results.
func TestAJointVisitIsReadAtOneGlance(t *testing.T) {
	needBrowser(t)
	t.Parallel()
	c := newCity(t)
	lead, other, off := c.visit(t, 1), c.visit(t, 2), c.visit(t, 3)
	officer := newTab(t, c, "officer/"+emergencyOfficer)
	form := "/function/issue-code?enterprise=" + string(lead.Enterprise.USCC)
	officer.audit(t, "together-offer", form+"&date=2026-09-05")
	officer.audit(t, "together-form", form+"&joins="+lead.Ref.String())
	part := c.issue(t, together("B-1-2", lead))
	gone := c.issue(t, together("B-2-2", other))
	c.post(t, "officer/"+emergencyOfficer, "/function/revoke-code", inspection.Cancellation{Inspection: gone.Ref, Reason: "人员另有任务"}, &inspection.Revocation{})
	c.issue(t, together("B-3-2", off))
	c.post(t, "officer/"+leader, "/function/revoke-code", inspection.Cancellation{Inspection: off.Ref, Reason: "台风"}, &inspection.Revocation{})

	leads := newTab(t, c, "officer/"+leader)
	leads.audit(t, "together-code", "/function/issue-code/"+lead.Ref.String())
	leads.audit(t, "together-call-off", "/function/revoke-code/"+lead.Ref.String())
	leads.audit(t, "together-list", "/function/query-inspections")

	phone := newTab(t, c, "nobody")
	signs := map[string]string{}
	c.moveTo(t, at("09:10"))
	phone.glance(t, signs, "together", "/c/"+lead.Code.Digits, "真实有效（纸质）", "tick")
	phone.glance(t, signs, "together-part-off", "/c/"+other.Code.Digits, "真实有效（纸质）", "tick")
	phone.glance(t, signs, "together-off", "/c/"+off.Code.Digits, "已撤销", "cross")
	c.record(t, lead)
	c.recordPart(t, part)
	phone.glance(t, signs, "together-concluded", "/c/"+lead.Code.Digits, "检查已完成", "tick")
	newTab(t, c, "charge/"+string(lead.Enterprise.USCC)).audit(t, "together-evaluation", "/function/submit-evaluation/"+part.Ref.String())
}

// recordPart records the emergency bureau's result; somebody has scanned the one code.
func (c *city) recordPart(t *testing.T, in inspection.Inspection) {
	t.Helper()
	c.call(t, http.MethodGet, "/c/"+in.Code.Digits, "", "", nil)
	var recorded inspection.RecordedResult
	c.post(t, "officer/"+emergencyOfficer, "/function/record-result", inspection.Result{Inspection: in.Ref, Arrived: in.From, Left: in.From.Add(5 * time.Minute),
		Signed: inspection.SignedByPersonInCharge, Items: []inspection.ItemResult{{Item: "E04", Outcome: inspection.Conforming}}}, &recorded)
}
