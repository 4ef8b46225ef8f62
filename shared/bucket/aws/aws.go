// Package aws is the bucket.Store for stores that ask for more than minio-go can say: a vendor's own
// create-once header under the signature (Alibaba OSS, Huawei OBS, Tencent COS), or, through package
// iam, keys from the cloud's identity service. It knows how to say each request and how to read the
// answer, and leaves retries, doubts and the rules of keys to package bucket.
package aws

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/base64"
	"errors"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"inspectioncode.example/shared/bucket"
)

// Open makes the Store that settings describe. It makes no request.
func Open(settings bucket.Settings) (bucket.Store, error) {
	if settings.IAM {
		return nil, errors.New("bucket settings: IAM is for package iam to open")
	}
	return OpenWith(settings, credentials.NewStaticCredentialsProvider(settings.AccessKey, settings.SecretKey, ""))
}

// OpenWith is Open with keys from keys instead of settings.
func OpenWith(settings bucket.Settings, keys aws.CredentialsProvider) (bucket.Store, error) {
	if err := settings.Check(); err != nil {
		return nil, err
	}
	client := s3.New(s3.Options{
		BaseEndpoint: &settings.Endpoint,
		Region:       settings.Region,
		UsePathStyle: settings.PathStyle,
		Credentials:  keys,
		HTTPClient: &http.Client{
			Transport:     bucket.NewTransport(),
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		Retryer: aws.NopRetryer{}, // the one loop is bucket's: this one would turn a success whose answer was lost into 412
		// OSS, COS and older Ceph refuse the checksum trailers that are the default.
		RequestChecksumCalculation: aws.RequestChecksumCalculationWhenRequired,
		ResponseChecksumValidation: aws.ResponseChecksumValidationWhenRequired,
	})
	return &store{client: client, bucket: settings.Bucket, createOnce: settings.CreateOnce}, nil
}

type store struct {
	client     *s3.Client
	bucket     string
	createOnce string
}

func (s *store) Open(ctx context.Context, key string) (bucket.Object, error) {
	out, err := s.client.GetObject(ctx, &s3.GetObjectInput{Bucket: &s.bucket, Key: &key})
	if err != nil {
		return bucket.Object{}, meaning(err)
	}
	size := int64(-1)
	if out.ContentLength != nil {
		size = *out.ContentLength
	}
	return bucket.Object{Body: out.Body, Size: size, WriteID: out.Metadata[bucket.WriteIDName]}, nil
}

func (s *store) Put(ctx context.Context, key string, w bucket.Write) error {
	sum := md5.Sum(w.Body)
	in := &s3.PutObjectInput{
		Bucket: &s.bucket, Key: &key, Body: bytes.NewReader(w.Body), ContentType: &w.ContentType,
		ContentMD5: aws.String(base64.StdEncoding.EncodeToString(sum[:])),
	}
	if w.ID != "" {
		in.Metadata = map[string]string{bucket.WriteIDName: w.ID}
	}
	var options []func(*s3.Options)
	if w.Once {
		options = s.once(in)
	}
	_, err := s.client.PutObject(ctx, in, options...)
	return meaning(err)
}

// once makes a write one that creates or does nothing, in the store's own words. The vendors'
// headers are added before the signature and stand under it.
func (s *store) once(in *s3.PutObjectInput) []func(*s3.Options) {
	switch s.createOnce {
	case "oss", "obs", "cos":
		header := smithyhttp.SetHeaderValue("x-"+s.createOnce+"-forbid-overwrite", "true")
		return []func(*s3.Options){s3.WithAPIOptions(header)}
	}
	in.IfNoneMatch = aws.String("*")
	return nil
}

func (s *store) List(ctx context.Context, prefix, after string) (keys []string, more bool, err error) {
	out, err := s.client.ListObjectsV2(ctx, &s3.ListObjectsV2Input{
		Bucket: &s.bucket, Prefix: &prefix, StartAfter: &after, MaxKeys: aws.Int32(bucket.PageSize),
	})
	if err != nil {
		return nil, false, meaning(err)
	}
	for _, object := range out.Contents {
		keys = append(keys, aws.ToString(object.Key))
	}
	return keys, aws.ToBool(out.IsTruncated), nil
}

func (s *store) Delete(ctx context.Context, key string) error {
	_, err := s.client.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &s.bucket, Key: &key})
	return meaning(err)
}

// meaning is bucket.Meaning of what the SDK reports. Where an answer has no XML of S3, a proxy's for
// instance, the SDK makes a code of the status in words; that one does not count, except for 412,
// after which the object is looked at in any case.
func meaning(err error) error {
	if err == nil {
		return nil
	}
	var code string
	var status int
	if response := (*smithyhttp.ResponseError)(nil); errors.As(err, &response) {
		status = response.HTTPStatusCode()
	}
	if answer := smithy.APIError(nil); errors.As(err, &answer) {
		code = answer.ErrorCode()
		if answer.ErrorMessage() == http.StatusText(status) && status != http.StatusPreconditionFailed {
			code = ""
		}
	}
	return bucket.Meaning(code, status, err)
}
