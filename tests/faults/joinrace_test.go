package faults

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
)

// A joinAsk is one operation on a visit that agencies may join: one joins it, or its own agency ends it, by
// calling it off or by moving it.
type joinAsk struct {
	lead int // which of the visits
	ends bool
}

// A visitState is whether the visit stands, and how many changes to it the ledger has.
type visitState struct {
	ended   bool
	changes int
}

// visits is what the ledger promises of a visit that agencies join while another ends it, as if one came after
// another in the order of its pages: it is joined while it stands, and never once it has ended.
var visits = porcupine.Model{
	Init: func() any { return visitState{} },
	Step: func(before, input, output any) (bool, any) {
		s, in, out := before.(visitState), input.(joinAsk), output.(told)
		if out.refused {
			return s.ended, s
		}
		return !s.ended && out.place == s.changes+1, visitState{in.ends, s.changes + 1}
	},
	Partition: func(all []porcupine.Operation) [][]porcupine.Operation {
		var of [][]porcupine.Operation
		for _, op := range all {
			for len(of) <= op.Input.(joinAsk).lead {
				of = append(of, nil)
			}
			of[op.Input.(joinAsk).lead] = append(of[op.Input.(joinAsk).lead], op)
		}
		return of
	},
	DescribeOperation: func(input, output any) string { return fmt.Sprintf("%+v: %v", input, output) },
}

// joinedVisits is how many visits the race is for: a quarter of them ends before anyone comes to join, a quarter
// after everyone has, and the others meanwhile. No writer can lose more races than it may.
const joinedVisits = 12

// Ensure that whatever agencies join while the one that leads calls its visit off or moves it, none is left in
// a visit that has ended, and none is refused one that stands: two agencies for each of the visits, and its own,
// at the same time. What each was told, and when, is held against a city that serves one after another.
func TestJoiningAndEndingAtOnce(t *testing.T) {
	for name, b := range buckets(t) {
		t.Run(name, func(t *testing.T) {
			c := raceCity(t, b)
			leads := make([]inspection.Inspection, joinedVisits)
			for i := range leads {
				leads[i] = issued(t, c, taskOn(i, fmt.Sprint("lead", i)))
			}
			ops := make([]porcupine.Operation, 3*joinedVisits)
			of := make([]inspection.ID, len(ops)) // what each operation entered or ended
			began := time.Now()
			ended, joined := make([]chan struct{}, joinedVisits), make([]chan struct{}, 2*joinedVisits)
			for i := range joined {
				joined[i] = make(chan struct{})
				ended[i%joinedVisits] = make(chan struct{})
			}
			for _, err := range atOnce(len(ops), func(n int) error {
				i, agency := n%joinedVisits, []string{"310000-transport", "310000-emergency", third}[n/joinedVisits]
				ends := agency == "310000-transport"
				switch {
				case !ends:
					defer close(joined[n-joinedVisits])
					if i%4 == 0 {
						<-ended[i]
					}
				default:
					defer close(ended[i])
					if i%4 == 2 {
						<-joined[i]
						<-joined[i+joinedVisits]
					}
				}
				op := porcupine.Operation{ClientId: n, Input: joinAsk{i, ends}, Call: time.Since(began).Nanoseconds()}
				id, err := c.oneOf(t.Context(), &leads[i], agency, i, ends)
				op.Return = time.Since(began).Nanoseconds()
				op.Output = told{refused: id == ""}
				ops[n], of[n] = op, id
				return err
			}) {
				if err != nil {
					t.Error(err)
				}
			}
			entered, refused := placesOf(t, c, leads, ops, of)
			if porcupine.CheckOperationsTimeout(visits, ops, time.Minute) != porcupine.Ok {
				t.Errorf("no order of the %d operations explains what the agencies were told", len(ops))
			}
			if entered < joinedVisits/4 || refused < joinedVisits/4 {
				t.Errorf("%d joined and %d were refused: that is no contest", entered, refused)
			}
			t.Logf("%d visits ended; %d parts joined them before, %d came too late", joinedVisits, entered, refused)
			for n, id := range of {
				if lead := leads[n%joinedVisits]; id != "" && id != lead.ID {
					endedWith(t, c, inspection.Ref{Day: lead.Day, ID: id}, lead.Ref)
				}
			}
			c.sound(t)
		})
	}
}

// raceCity is a city on a bucket where everybody may come as often as they like.
func raceCity(t *testing.T, b bucket.Bucket) *city {
	c := emptyCity(t)
	c.Ledger.Bucket, c.Ledger.Random = b, rand.Reader
	c.Ledger.Send = func(context.Context, event.Event) error { return nil }
	c.uncapped()
	if err := c.Import(t.Context(), directory); err != nil {
		t.Fatal(err)
	}
	return c
}

func issued(t *testing.T, c *city, task inspection.Task) inspection.Inspection {
	t.Helper()
	e, err := c.Issue(t.Context(), task, inspection.Author{Agency: task.Agency})
	if err != nil {
		t.Fatal(err)
	}
	in, err := event.Data[inspection.Inspection](e)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// oneOf ends a visit, every other one by moving it, or joins it, and returns the ID of what was entered or
// ended; none if it was refused because the visit has ended.
func (c *city) oneOf(ctx context.Context, lead *inspection.Inspection, agency string, i int, ends bool) (inspection.ID, error) {
	by := inspection.Author{Agency: agency}
	if ends && i%2 == 0 {
		_, err := c.Revoke(ctx, inspection.Cancellation{Inspection: lead.Ref, Reason: "台风"}, by)
		return lead.ID, err
	}
	t := taskOn(40+i, fmt.Sprint("moved", i))
	t.Replaces = &inspection.Replaces{Ref: lead.Ref, Why: "台风"}
	if !ends {
		t = another(agency, fmt.Sprint("part", i))
		t.From, t.Until, t.Joins = lead.From, lead.Until, &lead.Ref
	}
	e, err := c.Issue(ctx, t, by)
	var refusal *inspection.Refusal
	switch {
	case errors.As(err, &refusal) && refusal.Faults[0].Rule == "joins-ended":
		return "", nil
	case err != nil || ends:
		return lead.ID, err
	}
	in, err := event.Data[inspection.Inspection](e)
	if err == nil && in.Code != lead.Code {
		err = fmt.Errorf("the part's code is %v, want the one of the visit", in.Code)
	}
	return in.ID, err
}

// placesOf finds each change to a visit among the entries of the last page, and counts who joined and who was
// refused.
func placesOf(t *testing.T, c *city, leads []inspection.Inspection, ops []porcupine.Operation, of []inspection.ID) (entered, refused int) {
	t.Helper()
	entries := lastPage(t, c, "2023").Entries
	for n := range ops {
		in, lead := ops[n].Input.(joinAsk), leads[n%joinedVisits]
		if ops[n].Output.(told).refused {
			refused++
			continue
		}
		place := 0
		for _, e := range entries {
			end := e.ID == lead.ID && e.Released || e.Moves == lead.ID
			if end || e.Joins == lead.ID {
				place++
			}
			if in.ends && end || !in.ends && e.ID == of[n] {
				ops[n].Output = told{place: place}
				break
			}
		}
		if !in.ends {
			entered++
		}
	}
	return entered, refused
}

func endedWith(t *testing.T, c *city, part, lead inspection.Ref) {
	t.Helper()
	f, err := c.Read(t.Context(), part)
	if err != nil || f.Revoked == nil || f.Revoked.With == nil || f.Revoked.With.Ref != lead {
		t.Errorf("part %s: %+v, %v; want it ended with %s", part, f.Revoked, err, lead)
	}
}

// Ensure that the checker sees what it is there to see: a visit joined after it had ended, and one refused
// while it stood.
func TestTheCheckerKnowsAWrongJoin(t *testing.T) {
	join, end := joinAsk{0, false}, joinAsk{0, true}
	for _, c := range []struct {
		why  string
		asks []joinAsk
		told []told
		want bool
	}{
		{"two join, and it ends", []joinAsk{join, join, end}, []told{{place: 1}, {place: 2}, {place: 3}}, true},
		{"it ends, and one is refused", []joinAsk{end, join}, []told{{place: 1}, {refused: true}}, true},
		{"joined after the end", []joinAsk{end, join}, []told{{place: 1}, {place: 2}}, false},
		{"refused before the end", []joinAsk{join, end}, []told{{refused: true}, {place: 1}}, false},
	} {
		var h []porcupine.Operation
		for i, told := range c.told {
			h = append(h, porcupine.Operation{Input: c.asks[i], Call: int64(10 * i), Output: told, Return: int64(10*i + 1)})
		}
		if got := porcupine.CheckOperations(visits, h); got != c.want {
			t.Errorf("%s: got %v, want %v", c.why, got, c.want)
		}
	}
}

// Ensure that agencies which join a visit at the same time all come with it.
func TestAgenciesThatJoinAtOnceAllCome(t *testing.T) {
	c := newCity(t)
	if err := issue(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	for _, err := range atOnce(8, func(i int) error {
		if i%2 == 0 {
			return join(t.Context(), c)
		}
		return joinAsThird(t.Context(), c)
	}) {
		if err != nil {
			t.Error(err)
		}
	}
	r, err := ref(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	d, err := c.AtDoor(t.Context(), r)
	if err != nil || len(d.Parts) != 2 {
		t.Errorf("%d parts at the door, %v; want two", len(d.Parts), err)
	}
	c.told(t, "code.issued.")
}
