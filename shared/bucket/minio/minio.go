// Package minio is the bucket.Store of the hot path, on minio-go: it takes two thirds of the memory
// per request that the other driver does. It knows how to say each request and how to read the
// answer, and leaves retries, doubts and the rules of keys to package bucket. The probe of a store,
// not this package, finds out whether it keeps If-None-Match.
package minio

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"

	miniogo "github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"inspectioncode.example/shared/bucket"
)

// Open makes the Store that settings describe. It makes no request.
func Open(settings bucket.Settings) (bucket.Store, error) {
	if err := settings.Check(); err != nil {
		return nil, err
	}
	endpoint, err := url.Parse(settings.Endpoint)
	if err != nil {
		return nil, fmt.Errorf("open bucket %s: %w", settings.Bucket, err)
	}
	lookup := miniogo.BucketLookupDNS
	if settings.PathStyle {
		lookup = miniogo.BucketLookupPath
	}
	core, err := miniogo.NewCore(endpoint.Host, &miniogo.Options{
		Creds:        credentials.NewStaticV4(settings.AccessKey, settings.SecretKey, ""),
		Secure:       endpoint.Scheme == "https",
		Transport:    bucket.NewTransport(),
		Region:       settings.Region,
		BucketLookup: lookup,
		MaxRetries:   1, // the one loop is bucket's: this one would turn a success whose answer was lost into 412
	})
	if err != nil {
		return nil, fmt.Errorf("open bucket %s: %w", settings.Bucket, err)
	}
	return &store{core: core, bucket: settings.Bucket}, nil
}

type store struct {
	core   *miniogo.Core
	bucket string
}

func (s *store) Open(ctx context.Context, key string) (bucket.Object, error) {
	body, info, _, err := s.core.GetObject(ctx, s.bucket, key, miniogo.GetObjectOptions{})
	if err != nil {
		return bucket.Object{}, meaning(err)
	}
	return bucket.Object{Body: body, Size: info.Size, WriteID: info.Metadata.Get("X-Amz-Meta-" + bucket.WriteIDName)}, nil
}

func (s *store) Put(ctx context.Context, key string, w bucket.Write) error {
	// A plain body under Content-MD5. minio-go's own default over http is chunks signed one by one,
	// which some servers store as they come, and its own MD5 costs 32 KiB of buffer a request.
	options := miniogo.PutObjectOptions{ContentType: w.ContentType, DisableContentSha256: true}
	if w.ID != "" {
		options.UserMetadata = map[string]string{bucket.WriteIDName: w.ID}
	}
	if w.Once {
		options.SetMatchETagExcept("*") // If-None-Match: *
	}
	sum := md5.Sum(w.Body)
	_, err := s.core.PutObject(ctx, s.bucket, key, bytes.NewReader(w.Body), int64(len(w.Body)),
		base64.StdEncoding.EncodeToString(sum[:]), "", options)
	return meaning(err)
}

func (s *store) List(ctx context.Context, prefix, after string) (keys []string, more bool, err error) {
	options := miniogo.ListObjectsOptions{
		Prefix: prefix, StartAfter: after, Recursive: true, MaxKeys: bucket.PageSize, FetchOwner: new(bool),
	}
	for object := range s.core.ListObjectsIter(ctx, s.bucket, options) {
		if object.Err != nil {
			return nil, false, meaning(object.Err)
		}
		if keys = append(keys, object.Key); len(keys) == bucket.PageSize {
			return keys, true, nil
		}
	}
	// The iterator ends without a word when ctx does, and a short page must not pass for the last.
	return keys, false, context.Cause(ctx)
}

func (s *store) Delete(ctx context.Context, key string) error {
	return meaning(s.core.RemoveObject(ctx, s.bucket, key, miniogo.RemoveObjectOptions{}))
}

// meaning is bucket.Meaning of what minio-go reports. Where an answer has no XML of S3, a proxy's for
// instance, minio-go makes up a code from the status (a 404 becomes NoSuchKey); that one does not
// count, except for 412, after which the object is looked at in any case.
func meaning(err error) error {
	if err == nil {
		return nil
	}
	answer := miniogo.ToErrorResponse(err)
	if parsed := answer.XMLName.Local != ""; !parsed && answer.StatusCode != http.StatusPreconditionFailed {
		answer.Code = ""
	}
	return bucket.Meaning(answer.Code, answer.StatusCode, err)
}
