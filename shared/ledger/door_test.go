package ledger

import (
	"context"
	"iter"
	"testing"
	"testing/synctest"
	"time"

	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
)

// far is a store to which every request takes a second.
type far struct{ bucket.Bucket }

func (f far) Get(ctx context.Context, key string) ([]byte, error) {
	time.Sleep(time.Second)
	return f.Bucket.Get(ctx, key)
}

func (f far) List(ctx context.Context, prefix, after string) iter.Seq2[string, error] {
	time.Sleep(time.Second)
	return f.Bucket.List(ctx, prefix, after)
}

// Ensure that at the door nobody waits for more than one round trip, and one more where agencies come together.
func TestADoorTakesOneRoundTripAndOneMoreForAllParts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := &bucket.Memory{}
		near, l := &Ledger{Bucket: b}, &Ledger{Bucket: far{b}}
		issue := func(in inspection.Inspection) {
			e, err := event.New(event.CodeIssued, issuedID(in.Ref), in.Ref.String(), time.Now(), in)
			if err == nil {
				_, err = near.fact(t.Context(), FactKey(in.Ref, issuedFact), e)
			}
			if err == nil && in.Joins != nil {
				err = near.once(t.Context(), JoinedKey(*in.Joins, in.Agency.Code, in.ID), nil)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		lead := inspection.Ref{Day: "2023-09-05", ID: "5000000000000000"}
		issue(inspection.Inspection{Ref: lead, Agency: inspection.Agency{Code: "a"}})
		look := func(parts int) time.Duration {
			begin := time.Now()
			d, err := l.AtDoor(t.Context(), lead)
			if err != nil || len(d.Parts) != parts {
				t.Fatalf("%d parts at the door, %v; want %d", len(d.Parts), err, parts)
			}
			return time.Since(begin)
		}
		if took := look(0); took != time.Second {
			t.Errorf("alone it took %v, want one round trip", took)
		}
		for i, agency := range []string{"b", "c", "d"} {
			issue(inspection.Inspection{Ref: inspection.Ref{Day: lead.Day, ID: inspection.NewID([10]byte{byte(i)})}, Agency: inspection.Agency{Code: agency}, Joins: &lead})
		}
		if took := look(3); took != 2*time.Second {
			t.Errorf("together it took %v, want two round trips", took)
		}
	})
}
