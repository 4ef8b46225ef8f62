// Package ledgertest puts facts into a bucket as the ledger would have written them, without its protocols:
// for tests and measurements of what reads many of them.
package ledgertest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"time"

	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
)

// A Visit is an inspection and what became of it.
type Visit struct {
	inspection.Inspection
	Scans      []time.Time
	Result     *inspection.Result     // nil if there is none
	Revoked    *inspection.Revocation // nil if it was not called off
	Evaluation *inspection.Evaluation // nil if there is none
}

// Put writes the facts of a visit. What is there already stays. Blind is the key evaluations are named with.
func Put(ctx context.Context, b bucket.Bucket, blind []byte, v *Visit) error {
	in := &v.Inspection
	if err := create(ctx, b, ledger.FactKey(in.Ref, "issued.json"), event.CodeIssued, in.Issued, in); err != nil {
		return err
	}
	if in.Joins != nil {
		if err := once(ctx, b, ledger.JoinedKey(*in.Joins, in.Agency.Code, in.ID), nil); err != nil {
			return err
		}
	}
	for i, at := range v.Scans {
		scan := []byte(`{"app": "wechat", "shown": "live"}` + "\n")
		if err := once(ctx, b, ledger.ScanKey(in.Ref, at, fmt.Sprintf("%08d", i)), scan); err != nil {
			return err
		}
	}
	if v.Revoked != nil {
		return create(ctx, b, ledger.FactKey(in.Ref, "outcome/0.json"), event.CodeRevoked, v.Revoked.Revoked, v.Revoked)
	}
	if v.Result == nil {
		return nil
	}
	rec := inspection.RecordedResult{Result: *v.Result, By: inspection.Author{Agency: in.Agency.Code}, Recorded: v.Result.Left}
	if c := v.Result.Corrects; c != nil {
		rec.Revision = c.Revision + 1
	}
	if err := create(ctx, b, ledger.FactKey(in.Ref, "outcome/"+strconv.Itoa(rec.Revision)+".json"), event.ResultRecorded, rec.Recorded, rec); err != nil {
		return err
	}
	if v.Evaluation == nil {
		return nil
	}
	l := ledger.Ledger{Bucket: b, BlindKey: blind}
	_, err := l.Evaluate(ctx, ledger.Facts{Inspection: *in, Results: []inspection.RecordedResult{rec}}, *v.Evaluation)
	return err
}

func create(ctx context.Context, b bucket.Bucket, key, kind string, at time.Time, data any) error {
	e, err := event.New(kind, key, "", at, data)
	if err != nil {
		return err
	}
	body, err := event.Marshal(e)
	if err != nil {
		return err
	}
	return once(ctx, b, key, body)
}

func once(ctx context.Context, b bucket.Bucket, key string, body []byte) error {
	if _, err := b.Create(ctx, key, body); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}
