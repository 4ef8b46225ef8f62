package ledger

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
)

// maxSaid bounds how much of what people said a night holds at once: the newest.
const maxSaid = 20_000

// Feedback is what people said of the code on the days from first to last, newest day first. Needs Bucket alone.
func (l *Ledger) Feedback(ctx context.Context, first, last inspection.Date) ([]inspection.Feedback, error) {
	_, all, err := said[inspection.Feedback](ctx, l, "feedback/", first, last)
	return all, err
}

// A Reported is a report of a visit without a code that holds, with what its sender added.
type Reported struct {
	Ref inspection.Ref `json:"report"`
	inspection.VisitReport
	Photos []inspection.Evidence `json:"photos,omitempty"`
}

// Visits are the reports by enterprises that were signed in, made on the days from first to last, of visits without a code that holds,
// newest day first, each with what its sender added. Needs Bucket alone.
func (l *Ledger) Visits(ctx context.Context, first, last inspection.Date) ([]Reported, error) {
	return l.reported(ctx, visitsPrefix, first, last)
}

// VisitsUnsigned are those by everybody else.
func (l *Ledger) VisitsUnsigned(ctx context.Context, first, last inspection.Date) ([]Reported, error) {
	return l.reported(ctx, unsignedPrefix, first, last)
}

func (l *Ledger) reported(ctx context.Context, folder string, first, last inspection.Date) ([]Reported, error) {
	keys, all, err := said[inspection.ReportedVisit](ctx, l, folder, first, last)
	if err != nil {
		return nil, err
	}
	var whole []Reported
	at := map[string]int{} // by the name of the first
	for i, r := range all {
		name, _, added := strings.Cut(strings.TrimSuffix(path.Base(keys[i]), ".json"), "-")
		j, known := at[name]
		if !added || !known {
			j = len(whole)
			at[name] = j
			whole = append(whole, Reported{Ref: inspection.Ref{Day: inspection.Date(path.Base(path.Dir(keys[i]))), ID: inspection.ID(name)}, VisitReport: r.VisitReport})
		}
		w := &whole[j]
		if r.Photo != nil {
			w.Photos = append(w.Photos, *r.Photo)
		}
		if folder == visitsPrefix && !r.Signed {
			r.Enterprise = "" // whose it is has been vouched for
		}
		w.About, w.Code, w.Enterprise, w.Agency = cmp.Or(r.About, w.About), cmp.Or(r.Code, w.Code), cmp.Or(r.Enterprise, w.Enterprise), cmp.Or(r.Agency, w.Agency)
		w.Day, w.Text = cmp.Or(r.Day, w.Day), cmp.Or(r.Text, w.Text)
	}
	return whole, nil
}

// VisitPhoto is a photo that came with a report; ErrNone if there is none. Needs Bucket alone.
func (l *Ledger) VisitPhoto(ctx context.Context, r inspection.Ref, name string) (body []byte, e inspection.Evidence, err error) {
	for _, signed := range []bool{true, false} { // it lies beside what it was sent with
		if body, e, err = l.file(ctx, VisitPhotoKey(r, signed, name), name); !errors.Is(err, ErrNone) {
			return body, e, err
		}
	}
	return body, e, err
}

// UnsignedVisits is how many reports there are of the same days by everybody else. Needs Bucket alone.
func (l *Ledger) UnsignedVisits(ctx context.Context, first, last inspection.Date) (n int, err error) {
	for key, err := range l.Bucket.List(ctx, unsignedPrefix, unsignedPrefix+string(first)) {
		switch {
		case err != nil:
			return 0, fmt.Errorf("list %s: %w", unsignedPrefix, err)
		case key > unsignedPrefix+string(last)+"/~":
			return n, nil
		case strings.HasSuffix(key, ".json") && !strings.Contains(path.Base(key), "-"): // photos, and what was added, lie beside it
			n++
		}
	}
	return n, nil
}

// said reads the facts of a folder of days, newest day first, those of one report in order.
func said[T any](ctx context.Context, l *Ledger, folder string, first, last inspection.Date) (keys []string, all []T, err error) {
	for key, err := range l.Bucket.List(ctx, folder, folder+string(first)) {
		if err != nil {
			return nil, nil, fmt.Errorf("list %s: %w", folder, err)
		}
		if key > folder+string(last)+"/~" {
			break
		}
		if strings.HasSuffix(key, ".json") {
			keys = append(keys, key)
		}
	}
	keys = keys[max(0, len(keys)-maxSaid):]
	slices.SortFunc(keys, func(a, b string) int {
		return cmp.Or(cmp.Compare(path.Dir(b), path.Dir(a)), cmp.Compare(strings.TrimSuffix(a, ".json"), strings.TrimSuffix(b, ".json")))
	})
	all = make([]T, len(keys))
	for from := 0; from < len(keys); from += atOnce {
		var steps []func() error
		for i := from; i < min(from+atOnce, len(keys)); i++ {
			steps = append(steps, func() error {
				e, there, err := l.factAt(ctx, keys[i])
				if err == nil && there {
					all[i], err = event.Data[T](e)
				}
				return err
			})
		}
		if err := together(steps...); err != nil {
			return nil, nil, err
		}
	}
	return keys, all, nil
}
