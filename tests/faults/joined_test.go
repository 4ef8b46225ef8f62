package faults

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
)

const third = "310115-emergency"

// another is a task of another agency than task's, on the same day.
func another(agency, number string) inspection.Task {
	t := task(number)
	t.Agency, t.Items, t.Officers = agency, []string{"E01"}, []string{"0921", "0922"}
	if agency == third {
		t.Officers = []string{"0931", "0932"}
	}
	return t
}

// joining is one that joins the visit of task 1, within its time.
func joining(ctx context.Context, c *city, agency, number string) (inspection.Task, error) {
	t := another(agency, number)
	r, err := ref(ctx, c)
	t.From, t.Joins = t.From.Add(30*time.Minute), &r
	return t, err
}

func file(ctx context.Context, c *city, t inspection.Task) error {
	_, err := c.Issue(ctx, t, inspection.Author{Agency: t.Agency})
	return err
}

// join makes a visit of the emergency bureau a part of the first.
func join(ctx context.Context, c *city) error {
	t, err := joining(ctx, c, "310000-emergency", "1")
	if err != nil {
		return err
	}
	return file(ctx, c, t)
}

// joinAsThird makes one of its district's bureau another part.
func joinAsThird(ctx context.Context, c *city) error {
	t, err := joining(ctx, c, third, "1")
	if err != nil {
		return err
	}
	return file(ctx, c, t)
}

// issueApart asks for a visit of the emergency bureau two days later.
func issueApart(ctx context.Context, c *city) error {
	t := another("310000-emergency", "1")
	t.From, t.Until = t.From.AddDate(0, 0, 2), t.Until.AddDate(0, 0, 2)
	return file(ctx, c, t)
}

// part is where the newest inspection of the emergency bureau lies that stands under task number 1.
func part(ctx context.Context, c *city) (inspection.Ref, error) {
	refs, _, err := c.Refs(ctx, ledger.ListOfAgency("310000-emergency"), "2023-01-01", "2023-12-31", 10)
	if err != nil {
		return inspection.Ref{}, err
	}
	all, err := c.ReadAll(ctx, refs)
	for _, f := range all {
		if f.Inspection.Number == "1" {
			return f.Inspection.Ref, err
		}
	}
	return inspection.Ref{}, errors.Join(err, errors.New("nothing is issued"))
}

// joinInstead gives the emergency bureau's own visit up and joins the first.
func joinInstead(ctx context.Context, c *city) error {
	old, err := part(ctx, c)
	if err != nil {
		return err
	}
	t, err := joining(ctx, c, "310000-emergency", "2")
	if err != nil {
		return err
	}
	t.Replaces = &inspection.Replaces{Ref: old, Why: "并入综合检查"}
	return file(ctx, c, t)
}

func revokePart(ctx context.Context, c *city) error {
	r, err := part(ctx, c)
	if err != nil {
		return err
	}
	_, err = c.Revoke(ctx, inspection.Cancellation{Inspection: r, Reason: "另有任务"}, inspection.Author{Agency: "310000-emergency"})
	return err
}

// movePart makes the emergency bureau's part a visit of its own, the day after.
func movePart(ctx context.Context, c *city) error {
	r, err := part(ctx, c)
	if err != nil {
		return err
	}
	t := another("310000-emergency", "2")
	t.From, t.Until = t.From.AddDate(0, 0, 1), t.Until.AddDate(0, 0, 1)
	t.Replaces = &inspection.Replaces{Ref: r, Why: "人员不足"}
	return file(ctx, c, t)
}

func recordPart(ctx context.Context, c *city) error {
	return recordPartAs(ctx, c, inspection.NoNetwork)
}

func recordPartAs(ctx context.Context, c *city, unscanned inspection.Unscanned) error {
	r, err := part(ctx, c)
	if err != nil {
		return err
	}
	_, err = c.Record(ctx, inspection.Result{
		Inspection: r, Arrived: morning.Add(65 * time.Minute), Left: morning.Add(85 * time.Minute), Unscanned: unscanned,
		Items: []inspection.ItemResult{{Item: "E01", Outcome: inspection.Conforming}}, Signed: inspection.SignedByPersonInCharge,
	}, inspection.Author{Agency: "310000-emergency", Certificate: "0921"})
	return err
}

// Ensure that nobody makes a visit too heavy to scan by joining it and giving up, again and again, and that an agency which
// does leaves room for others.
func TestAVisitIsNotJoinedForEver(t *testing.T) {
	c := newCity(t)
	c.uncapped()
	d := directory
	for n, agency := range []string{"310101-emergency", "310104-emergency", "310105-emergency"} {
		d.Agencies = append(d.Agencies, inspection.Agency{Code: agency, Number: uint16(10 + n), Name: inspection.Text{ZH: agency}, Line: inspection.Emergency, Level: inspection.District, District: "310115"})
		for _, certificate := range []string{"1", "2"} {
			d.Officers = append(d.Officers, inspection.Officer{Certificate: agency[:6] + certificate, Name: "庚", Agency: agency, From: "2022-01-01", Until: "2025-12-31"})
		}
	}
	if err := c.Import(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	if err := issue(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	const each, agencies = 5, 4
	for n, agency := range []string{"310000-emergency", third, "310101-emergency", "310104-emergency", "310105-emergency"} {
		for i := range each + 1 {
			task, err := joining(t.Context(), c, agency, fmt.Sprint(i))
			if err != nil {
				t.Fatal(err)
			}
			if n > 1 {
				task.Officers = []string{agency[:6] + "1", agency[:6] + "2"}
			}
			e, err := c.Issue(t.Context(), task, inspection.Author{Agency: task.Agency})
			var refusal *inspection.Refusal
			if many := i == each || n == agencies; many && errors.As(err, &refusal) && refusal.Faults[0].Rule == "joins-many" {
				break
			} else if many || err != nil {
				t.Fatalf("%s joining for the %dth time: %v", agency, i+1, err)
			}
			r, _ := inspection.ParseRef(e.Subject())
			if _, err := c.Revoke(t.Context(), inspection.Cancellation{Inspection: r, Reason: "再议"}, inspection.Author{Agency: task.Agency}); err != nil {
				t.Fatal(err)
			}
		}
	}
}
