package ledger

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"inspectioncode.example/shared/evidence"
	"inspectioncode.example/shared/inspection"
)

// Photos and documents are single facts, sent before the result that names them: nothing follows from one by itself, so
// it needs no intent. What no result names in the end lies there, and harms nobody.

// KeepEvidence keeps a photo or document of what officers found, or returns an *inspection.Refusal; corrects is
// the revision it is to correct, nil before the first result. The same file again is the same. Needs Now
// besides Bucket.
func (l *Ledger) KeepEvidence(ctx context.Context, r inspection.Ref, by inspection.Author, corrects *int, file []byte) (inspection.Evidence, error) {
	f, err := l.Read(ctx, r)
	if errors.Is(err, ErrNone) {
		return inspection.Evidence{}, noInspection()
	}
	if err != nil {
		return inspection.Evidence{}, err
	}
	if err := inspection.MayRecord(&f.Inspection, by); err != nil {
		return inspection.Evidence{}, err
	}
	if f.Revoked != nil {
		return inspection.Evidence{}, inspection.AlreadyRevoked(f.Revoked)
	}
	if err := inspection.MayAddEvidence(&f.Inspection, f.Result(), corrects, l.Now()); err != nil {
		return inspection.Evidence{}, err
	}
	body, media, err := evidence.Clean("evidence", file)
	if err != nil {
		return inspection.Evidence{}, err
	}
	e := inspection.NewEvidence(media, body)
	names, err := l.evidenceSent(ctx, r)
	if err != nil {
		return inspection.Evidence{}, err
	}
	if len(names) >= inspection.MaxEvidenceSent && !slices.Contains(names, e.Name) {
		return inspection.Evidence{}, inspection.EvidenceSentOften()
	}
	return e, l.keepFile(ctx, EvidenceKey(r, e.Name), body)
}

// keepFile creates an object named by its own bytes: whatever stands there is the same, or an alarm.
func (l *Ledger) keepFile(ctx context.Context, key string, body []byte) error {
	stands, err := l.Bucket.Create(ctx, key, body)
	if errors.Is(err, fs.ErrExist) {
		if !bytes.Equal(stands, body) {
			return fmt.Errorf("impossible: %s holds another file than its name says", key)
		}
		return nil
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", key, err)
	}
	return nil
}

// evidenceSent are the names of all photos and documents of an inspection.
func (l *Ledger) evidenceSent(ctx context.Context, r inspection.Ref) (names []string, err error) {
	for key, err := range l.Bucket.List(ctx, EvidenceKey(r, ""), "") {
		if err != nil {
			return nil, fmt.Errorf("list evidence: %w", err)
		}
		names = append(names, path.Base(key))
	}
	return names, nil
}

// EvidenceOf describes the photos and documents that a result names, each once, as they lie there now; a name with
// nothing under it is a refusal. Needs Bucket alone.
func (l *Ledger) EvidenceOf(ctx context.Context, r *inspection.Result) (all []inspection.Evidence, err error) {
	var unknown inspection.Faults
	looks := 0 // more than can have been sent need not be looked for
	for i, it := range r.Items {
		for _, name := range it.Evidence {
			if slices.ContainsFunc(all, func(e inspection.Evidence) bool { return e.Name == name }) {
				continue
			}
			if looks++; looks > inspection.MaxEvidenceSent {
				return nil, append(unknown, inspection.EvidenceUnknown(i)).Err()
			}
			_, e, err := l.Evidence(ctx, r.Inspection, name)
			if errors.Is(err, ErrNone) {
				unknown = append(unknown, inspection.EvidenceUnknown(i))
				continue
			}
			if err != nil {
				return nil, err
			}
			all = append(all, e)
		}
	}
	return all, unknown.Err()
}

// Evidence is a photo or document of an inspection, recorded or not; ErrNone if there is none. Needs Bucket alone.
func (l *Ledger) Evidence(ctx context.Context, r inspection.Ref, name string) ([]byte, inspection.Evidence, error) {
	return l.file(ctx, EvidenceKey(r, name), name)
}

// RecordedEvidence is one that a result names, as it was when the result was recorded. Needs Bucket alone.
func (l *Ledger) RecordedEvidence(ctx context.Context, rec *inspection.RecordedResult, name string) ([]byte, inspection.Evidence, error) {
	i := slices.IndexFunc(rec.Evidence, func(e inspection.Evidence) bool { return e.Name == name })
	if i < 0 {
		return nil, inspection.Evidence{}, ErrNone
	}
	body, e, err := l.Evidence(ctx, rec.Inspection, name)
	if err == nil && e != rec.Evidence[i] || errors.Is(err, ErrNone) {
		return nil, e, fmt.Errorf("impossible: %s is not what was recorded", EvidenceKey(rec.Inspection, name))
	}
	return body, e, err
}

// file reads an object that is named by its own bytes, and makes sure that it is the one.
func (l *Ledger) file(ctx context.Context, key, name string) ([]byte, inspection.Evidence, error) {
	if !inspection.EvidenceNamed(name) {
		return nil, inspection.Evidence{}, ErrNone
	}
	body, err := l.Bucket.Get(ctx, key)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, inspection.Evidence{}, ErrNone
	}
	if err != nil {
		return nil, inspection.Evidence{}, fmt.Errorf("read %s: %w", key, err)
	}
	e := inspection.NewEvidence(inspection.EvidenceType(name), body)
	if e.Name != name {
		return nil, e, fmt.Errorf("impossible: %s holds another file than its name says", key)
	}
	return body, e, nil
}

// visitPhoto reports whether a key is that of a photo of a report.
func visitPhoto(key string) bool {
	return strings.HasPrefix(key, "visits/") && !strings.HasSuffix(key, ".json")
}
