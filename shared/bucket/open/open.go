// Package open opens the bucket that settings describe, with the driver they name. It stands apart
// from package bucket because the drivers import that package, and because a program that needs
// only one of them can open it by itself and leave the other out.
package open

import (
	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/bucket/aws"
	"inspectioncode.example/shared/bucket/minio"
)

// Bucket opens settings' bucket for use. It makes no request.
func Bucket(settings bucket.Settings) (bucket.Bucket, error) {
	store, err := Store(settings)
	if err != nil {
		return nil, err
	}
	return bucket.New(store, bucket.Retry{}), nil
}

// Store opens settings' bucket without the retry loop, as bucket.Probe wants it.
func Store(settings bucket.Settings) (bucket.Store, error) {
	if settings.Driver == "aws" {
		return aws.Open(settings)
	}
	return minio.Open(settings)
}
