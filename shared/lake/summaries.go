package lake

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"

	"inspectioncode.example/shared/analysis"
	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
)

// What the night says is put, not created: it follows from the facts, and a night run again on the same
// day says it better. NewestSummaryKey is put last, so that a day's summaries are read together.

// PutSummary keeps what the night of a day says of a scope.
func PutSummary(ctx context.Context, b bucket.Bucket, day inspection.Date, s *analysis.Summary) error {
	return put(ctx, b, ledger.SummaryKey(day, s.Scope.Line, s.Scope.Agency), s)
}

// PutBehind keeps what the numbers of a scope's summary count.
func PutBehind(ctx context.Context, b bucket.Bucket, day inspection.Date, s analysis.Scope, behind analysis.Behind) error {
	return put(ctx, b, ledger.BehindKey(day, s.Line, s.Agency), behind)
}

// Behind is what PutBehind kept; fs.ErrNotExist if there is none.
func Behind(ctx context.Context, b bucket.Bucket, day inspection.Date, s analysis.Scope) (analysis.Behind, error) {
	behind, err := get[analysis.Behind](ctx, b, ledger.BehindKey(day, s.Line, s.Agency))
	if err != nil {
		return nil, err
	}
	return *behind, nil
}

// PutOwn keeps what the night of a day says to the enterprises of a shard, each of itself.
func PutOwn(ctx context.Context, b bucket.Bucket, day inspection.Date, shard uint8, own map[inspection.USCC]analysis.Own) error {
	return put(ctx, b, ledger.OwnSummariesKey(day, shard), own)
}

type newest struct {
	Day inspection.Date `json:"day"`
}

// Complete says that the summaries of day are all there.
func Complete(ctx context.Context, b bucket.Bucket, day inspection.Date) error {
	return put(ctx, b, ledger.NewestSummaryKey, newest{day})
}

// NewestSummaries is the day of the newest complete summaries; fs.ErrNotExist before the first night.
func NewestSummaries(ctx context.Context, b bucket.Bucket) (inspection.Date, error) {
	n, err := get[newest](ctx, b, ledger.NewestSummaryKey)
	if err != nil {
		return "", err
	}
	return n.Day, nil
}

// Summary is what the night of a day said of a scope; fs.ErrNotExist if it said nothing.
func Summary(ctx context.Context, b bucket.Bucket, day inspection.Date, s analysis.Scope) (*analysis.Summary, error) {
	return get[analysis.Summary](ctx, b, ledger.SummaryKey(day, s.Line, s.Agency))
}

// Own is what the night of a day said to an enterprise of itself; fs.ErrNotExist if it had no visits.
func Own(ctx context.Context, b bucket.Bucket, day inspection.Date, u inspection.USCC) (*analysis.Own, error) {
	all, err := get[map[inspection.USCC]analysis.Own](ctx, b, ledger.OwnSummariesKey(day, Shard(u)))
	if err != nil {
		return nil, err
	}
	own, ok := (*all)[u]
	if !ok {
		return nil, fmt.Errorf("summary of an enterprise: %w", fs.ErrNotExist)
	}
	return &own, nil
}

// Shard is which of the 256 objects holds what is said to an enterprise.
func Shard(u inspection.USCC) uint8 {
	h := fnv.New32a()
	h.Write([]byte(u))
	sum := h.Sum32()
	return uint8(sum ^ sum>>8 ^ sum>>16 ^ sum>>24)
}

func put(ctx context.Context, b bucket.Bucket, key string, v any) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("put %s: %w", key, err)
	}
	return b.Put(ctx, key, append(body, '\n'))
}

func get[T any](ctx context.Context, b bucket.Bucket, key string) (*T, error) {
	body, err := b.Get(ctx, key)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if err != nil {
		return nil, fmt.Errorf("read summary: %w", err)
	}
	var v T
	if err := json.Unmarshal(body, &v); err != nil {
		return nil, fmt.Errorf("parse %s: %w", key, err)
	}
	return &v, nil
}
