// Package prepare makes a bucket what the inspection code needs, and says of each point what it found, what
// it did, and what the store refused. It knows buckets and their settings, and nothing of what lies in
// them but that facts never expire. It is for operators; no function links it.
package prepare

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"inspectioncode.example/shared/bucket"
)

// A Point is one thing a bucket should be, and how that went.
type Point struct {
	Name    string
	Outcome Outcome
	Err     error  // what the store said, where it refused, or what is wrong
	Means   string // what follows where it is not as it should be
	Needed  bool   // without it the bucket must not be used
}

// An Outcome is how preparing one point ended.
type Outcome string

const (
	Stands  Outcome = "as it should be"
	Done    Outcome = "done"
	Missing Outcome = "missing" // and nothing was to be changed
	Refused Outcome = "refused by the store"
	Wrong   Outcome = "wrong"
)

// A Wish is what is asked for.
type Wish struct {
	Origin string // of the pages that upload to and show from the bucket, such as https://jcm.sh.gov.cn
	Change bool   // false: look, and change nothing
}

// Prepare looks at every point in turn and, if the wish is to change, mends it. The first is the bucket
// itself; without one the others are not looked at. Whether the store keeps its word under a race is for
// bucket.Probe to find out, afterwards.
func Prepare(ctx context.Context, settings bucket.Settings, wish Wish) ([]Point, error) {
	if err := settings.Check(); err != nil {
		return nil, err
	}
	if settings.IAM {
		return nil, errors.New("prepare: needs keys of its own, not those of the cloud's identity service")
	}
	endpoint, err := url.Parse(settings.Endpoint)
	if err != nil {
		return nil, fmt.Errorf("prepare %s: %w", settings.Bucket, err)
	}
	lookup := minio.BucketLookupDNS
	if settings.PathStyle {
		lookup = minio.BucketLookupPath
	}
	client, err := minio.New(endpoint.Host, &minio.Options{Creds: credentials.NewStaticV4(settings.AccessKey, settings.SecretKey, ""),
		Secure: endpoint.Scheme == "https", Transport: bucket.NewTransport(), Region: settings.Region, BucketLookup: lookup, MaxRetries: 3})
	if err != nil {
		return nil, fmt.Errorf("prepare %s: %w", settings.Bucket, err)
	}
	p := &preparation{client: client, settings: settings, wish: wish}
	first := p.settle(ctx, p.exists())
	points := []Point{first}
	if first.Outcome != Stands && first.Outcome != Done {
		return points, nil
	}
	for _, a := range []aspect{p.private(), p.versioning(), p.lifecycle(), p.encryption(), p.cors()} {
		points = append(points, p.settle(ctx, a))
	}
	return points, nil
}

// Err names every point that is wrong, and every needed one that is not as it should be; nil if the bucket
// can be used.
func Err(points []Point) error {
	var errs []error
	for _, p := range points {
		if p.Outcome == Wrong || p.Needed && p.Outcome != Stands && p.Outcome != Done {
			errs = append(errs, fmt.Errorf("%s: %s (%s)", p.Name, p.Outcome, p.Means))
		}
	}
	return errors.Join(errs...)
}

type preparation struct {
	client   *minio.Client
	settings bucket.Settings
	wish     Wish
}

// An aspect is a point to be settled.
type aspect struct {
	name, means string
	needed      bool
	stands      func(context.Context) (bool, error) // whether it is as it should be
	mend        func(context.Context) error         // nil: nobody can from here
}

// errWrong says that something is there that must not be, and that it is for people to take away.
var errWrong = errors.New("must not be")

// settle looks, mends if it may, and looks again: a store that says yes and does nothing has refused.
func (p *preparation) settle(ctx context.Context, a aspect) Point {
	point := Point{Name: a.name, Means: a.means, Needed: a.needed}
	stands, err := a.stands(ctx)
	switch {
	case errors.Is(err, errWrong):
		point.Outcome, point.Err = Wrong, err
	case err == nil && stands:
		point.Outcome = Stands
	case a.mend == nil:
		point.Outcome, point.Err = Wrong, err
	case !p.wish.Change:
		point.Outcome, point.Err = Missing, err
	default:
		point.Outcome, point.Err = p.mend(ctx, a)
	}
	return point
}

func (p *preparation) mend(ctx context.Context, a aspect) (Outcome, error) {
	if err := a.mend(ctx); err != nil {
		return Refused, err
	}
	stands, err := a.stands(ctx)
	if err == nil && !stands {
		err = errors.New("the store said yes and did nothing")
	}
	if err != nil {
		return Refused, err
	}
	return Done, nil
}

// exists makes the bucket.
func (p *preparation) exists() aspect {
	return aspect{name: "the bucket is there", means: "nothing can be kept", needed: true,
		stands: func(ctx context.Context) (bool, error) { return p.client.BucketExists(ctx, p.settings.Bucket) },
		mend: func(ctx context.Context) error {
			return p.client.MakeBucket(ctx, p.settings.Bucket, minio.MakeBucketOptions{Region: p.settings.Region})
		}}
}

// private asks the store for a list without any keys, as a stranger would.
func (p *preparation) private() aspect {
	return aspect{name: "strangers cannot read it", means: "everybody could read who is inspected and what was found: block public access first", needed: true,
		stands: func(ctx context.Context) (bool, error) {
			address := strings.TrimSuffix(p.settings.Endpoint, "/") + "/" + p.settings.Bucket
			if !p.settings.PathStyle {
				scheme, host, _ := strings.Cut(p.settings.Endpoint, "://")
				address = scheme + "://" + p.settings.Bucket + "." + host
			}
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"/?list-type=2&max-keys=1", nil)
			if err != nil {
				return false, err
			}
			resp, err := (&http.Client{Transport: bucket.NewTransport()}).Do(req)
			if err != nil {
				return false, err
			}
			resp.Body.Close()
			switch resp.StatusCode {
			case http.StatusForbidden, http.StatusUnauthorized:
				return true, nil
			case http.StatusOK:
				return false, fmt.Errorf("a list without keys was answered: %w", errWrong)
			}
			return false, fmt.Errorf("a list without keys was answered %s, not 403", resp.Status)
		}}
}
