package prepare

import (
	"context"
	"fmt"
	"slices"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/cors"
	"github.com/minio/minio-go/v7/pkg/lifecycle"
	"github.com/minio/minio-go/v7/pkg/sse"
)

// versioning keeps what somebody with the keys deletes or writes over, where create-once is If-None-Match.
// The vendors' own forbid-overwrite is void on a bucket that has or ever had versions (Alibaba OSS, Tencent
// COS), so there it must be off.
func (p *preparation) versioning() aspect {
	status := func(ctx context.Context) (string, error) {
		v, err := p.client.GetBucketVersioning(ctx, p.settings.Bucket)
		return v.Status, err
	}
	if once := p.settings.CreateOnce; once != "" && once != "if-none-match" {
		return aspect{name: "it keeps no versions", means: "the store's forbid-overwrite is void with them: use a bucket that never had any", needed: true,
			stands: func(ctx context.Context) (bool, error) {
				s, err := status(ctx)
				if err == nil && s != "" {
					err = fmt.Errorf("versioning is %s: %w", s, errWrong)
				}
				return err == nil, err
			}}
	}
	return aspect{name: "it keeps versions", means: "what somebody deletes with the keys is gone: keep a copy elsewhere",
		stands: func(ctx context.Context) (bool, error) { s, err := status(ctx); return s == minio.Enabled, err },
		mend:   func(ctx context.Context) error { return p.client.EnableVersioning(ctx, p.settings.Bucket) }}
}

// Days after which the store clears away what is no fact.
const (
	oldVersions  = 35 // of directories that were imported again, and intents that are finished
	brokenUpload = 7
	probes       = 1 // that could not clean up behind themselves
)

// rules are the lifecycle's. Nothing in them ends a current object, but for probes.
var rules = []lifecycle.Rule{
	{ID: "inspection-code-old-versions", Status: minio.Enabled, NoncurrentVersionExpiration: lifecycle.NoncurrentVersionExpiration{NoncurrentDays: oldVersions}},
	{ID: "inspection-code-broken-uploads", Status: minio.Enabled, AbortIncompleteMultipartUpload: lifecycle.AbortIncompleteMultipartUpload{DaysAfterInitiation: brokenUpload}},
	{ID: "inspection-code-probes", Status: minio.Enabled, RuleFilter: lifecycle.Filter{Prefix: "_probe/"}, Expiration: lifecycle.Expiration{Days: probes}},
}

// lifecycle adds our rules to those there are, and finds rules by which facts would end.
func (p *preparation) lifecycle() aspect {
	there := func(ctx context.Context) ([]lifecycle.Rule, error) {
		c, err := p.client.GetBucketLifecycle(ctx, p.settings.Bucket)
		if minio.ToErrorResponse(err).Code == "NoSuchLifecycleConfiguration" {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		return c.Rules, nil
	}
	return aspect{name: "leftovers end, facts never", means: "leftovers pile up and cost money; if a rule ends facts, take it away at once",
		stands: func(ctx context.Context) (bool, error) {
			found, err := there(ctx)
			if err != nil {
				return false, err
			}
			for _, r := range found {
				if endsFacts(r) {
					return false, fmt.Errorf("rule %q deletes current objects: %w", r.ID, errWrong)
				}
			}
			return !slices.ContainsFunc(rules, func(ours lifecycle.Rule) bool {
				return !slices.ContainsFunc(found, func(r lifecycle.Rule) bool { return r.ID == ours.ID && r.Status == minio.Enabled })
			}), nil
		},
		mend: func(ctx context.Context) error {
			found, err := there(ctx)
			if err != nil {
				return err
			}
			found = slices.DeleteFunc(found, func(r lifecycle.Rule) bool {
				return slices.ContainsFunc(rules, func(ours lifecycle.Rule) bool { return r.ID == ours.ID })
			})
			return p.client.SetBucketLifecycle(ctx, p.settings.Bucket, &lifecycle.Configuration{Rules: append(found, rules...)})
		}}
}

// endsFacts reports whether a rule deletes current objects outside _probe/.
func endsFacts(r lifecycle.Rule) bool {
	prefix := r.RuleFilter.Prefix
	if prefix == "" {
		prefix = r.Prefix
	}
	if prefix == "" {
		prefix = r.RuleFilter.And.Prefix
	}
	return r.Status == minio.Enabled && prefix != "_probe/" &&
		(r.Expiration.Days != 0 || !r.Expiration.Date.IsZero() || bool(r.Expiration.DeleteAll) || r.AllVersionsExpiration.Days != 0)
}

// encryption has the store encrypt what it writes to its disks, by keys of its own.
func (p *preparation) encryption() aspect {
	return aspect{name: "it is encrypted on disk", means: "whoever carries a disk away can read it: have the disks encrypted",
		stands: func(ctx context.Context) (bool, error) {
			c, err := p.client.GetBucketEncryption(ctx, p.settings.Bucket)
			if minio.ToErrorResponse(err).Code == "ServerSideEncryptionConfigurationNotFoundError" {
				return false, nil
			}
			return err == nil && len(c.Rules) > 0 && c.Rules[0].Apply.SSEAlgorithm != "", err
		},
		mend: func(ctx context.Context) error {
			return p.client.SetBucketEncryption(ctx, p.settings.Bucket, sse.NewConfigurationSSES3())
		}}
}

// cors lets our own pages upload evidence by presigned addresses, and no other site's.
func (p *preparation) cors() aspect {
	return aspect{name: "its own pages may upload", means: "evidence cannot be uploaded from a browser",
		stands: func(ctx context.Context) (bool, error) {
			c, err := p.client.GetBucketCors(ctx, p.settings.Bucket)
			if err != nil || c == nil {
				return false, err
			}
			ours := false
			for _, r := range c.CORSRules {
				if slices.Contains(r.AllowedOrigin, "*") {
					return false, fmt.Errorf("every site may use it: %w", errWrong)
				}
				ours = ours || slices.Contains(r.AllowedOrigin, p.wish.Origin) && slices.Contains(r.AllowedMethod, "PUT")
			}
			return ours, nil
		},
		mend: func(ctx context.Context) error {
			return p.client.SetBucketCors(ctx, p.settings.Bucket, cors.NewConfig([]cors.Rule{{ID: "inspection-code", AllowedOrigin: []string{p.wish.Origin},
				AllowedMethod: []string{"GET", "PUT"}, AllowedHeader: []string{"*"}, ExposeHeader: []string{"ETag"}, MaxAgeSeconds: 3600}}))
		}}
}
