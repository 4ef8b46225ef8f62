package ledger

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"

	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/evidence"
	"inspectioncode.example/shared/inspection"
)

// Feedback and reports of visits are single facts: nothing follows from them before the night, so they
// need no intent and are not announced.

// KeepFeedback keeps what somebody says of the inspection code. Needs Now and Random besides Bucket.
func (l *Ledger) KeepFeedback(ctx context.Context, f inspection.Feedback) error {
	id, err := l.newID()
	if err != nil {
		return err
	}
	at := l.Now().In(inspection.Shanghai)
	e, err := event.New(event.FeedbackReceived, event.FeedbackReceived+"."+string(id), "", at, f)
	if err != nil {
		return err
	}
	_, err = l.fact(ctx, FeedbackKey(inspection.DateOf(at), id), e)
	return err
}

// KeepVisit keeps a report of a visit, with a photo or nil, and returns where it lies. Needs Now and Random besides Bucket.
func (l *Ledger) KeepVisit(ctx context.Context, r inspection.VisitReport, photo []byte) (inspection.Ref, error) {
	id, err := l.newID()
	if err != nil {
		return inspection.Ref{}, err
	}
	ref := inspection.Ref{Day: inspection.DateOf(l.Now()), ID: id}
	said, err := l.withPhoto(ctx, ref, r.Signed, r, photo)
	if err != nil {
		return inspection.Ref{}, err
	}
	return ref, l.keepVisit(ctx, ref, r.Signed, 0, said)
}

// maxAdded is how often a report may be added to.
const maxAdded = 5

// AddToVisit keeps more of a report beside what was said first. Whoever knows its ref may. What an enterprise adds signed in to
// a report that nobody had vouched for is vouched for from then on.
func (l *Ledger) AddToVisit(ctx context.Context, ref inspection.Ref, r inspection.VisitReport, photo []byte) error {
	var signed, unsigned bool
	err := together(
		func() (err error) { _, signed, err = l.factAt(ctx, VisitKey(ref.Day, ref.ID, true, 0)); return },
		func() (err error) { _, unsigned, err = l.factAt(ctx, VisitKey(ref.Day, ref.ID, false, 0)); return },
	)
	switch {
	case err != nil:
		return err
	case !signed && !unsigned:
		return ErrNone
	}
	into := signed || r.Signed // the folder that what is added will lie in
	_, full, err := l.factAt(ctx, VisitKey(ref.Day, ref.ID, into, maxAdded))
	switch {
	case err != nil:
		return err
	case full:
		return addedOften()
	}
	said, err := l.withPhoto(ctx, ref, into, r, photo)
	if err != nil {
		return err
	}
	if !signed && r.Signed {
		if err := l.keepVisit(ctx, ref, true, 0, said); !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	for n := 1; n <= maxAdded; n++ {
		err := l.keepVisit(ctx, ref, into, n, said)
		if !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	return addedOften()
}

func addedOften() error {
	return inspection.Refuse(inspection.TooMany, inspection.Fault{Rule: "added-often",
		Text: inspection.Text{ZH: "这次反映已经多次补充", EN: "this report has been added to often"},
		Mend: inspection.Text{ZH: "请另行反映，或拨打12345", EN: "make another report, or call 12345"}})
}

// withPhoto keeps the photo first, so that no report names one which is not there.
func (l *Ledger) withPhoto(ctx context.Context, ref inspection.Ref, signed bool, r inspection.VisitReport, photo []byte) (inspection.ReportedVisit, error) {
	said := inspection.ReportedVisit{VisitReport: r}
	if photo == nil {
		return said, nil
	}
	body, media, err := evidence.Clean("photo", photo)
	if err != nil {
		return said, err
	}
	if media == evidence.PDF {
		return said, inspection.Refuse(inspection.Invalid, inspection.Fault{Field: "photo", Rule: "photo-only",
			Text: inspection.Text{ZH: "这里只收照片", EN: "this takes photos only"},
			Mend: inspection.Text{ZH: "请拍照，或选择JPEG、PNG图片", EN: "take a photo, or choose a JPEG or PNG"}})
	}
	e := inspection.NewEvidence(media, body)
	said.Photo = &e
	return said, l.keepFile(ctx, VisitPhotoKey(ref, signed, e.Name), body)
}

func (l *Ledger) keepVisit(ctx context.Context, ref inspection.Ref, signed bool, n int, r inspection.ReportedVisit) error {
	eventID := fmt.Sprintf("%s.%s.%d", event.VisitReported, ref.ID, n)
	if !signed {
		eventID += ".unsigned"
	}
	e, err := event.New(event.VisitReported, eventID, "", l.Now().In(inspection.Shanghai), r)
	if err != nil {
		return err
	}
	_, err = l.fact(ctx, VisitKey(ref.Day, ref.ID, signed, n), e)
	return err
}

// newID is one nobody can guess.
func (l *Ledger) newID() (inspection.ID, error) {
	var b [10]byte
	if _, err := io.ReadFull(l.Random, b[:]); err != nil {
		return "", fmt.Errorf("draw an id: %w", err)
	}
	return inspection.NewID(b), nil
}
