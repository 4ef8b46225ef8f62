// Stored is the second yardstick of a cold start: a bare net/http server that asks the store for as much as
// a scan does, over the driver that functions use, and does nothing with it.
package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"sync"

	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/bucket/minio"
)

func main() {
	secret := func(name string) string {
		b, _ := os.ReadFile(filepath.Join(os.Getenv("SECRETS_DIR"), name)) // without one the store refuses, and the bench fails
		return string(b)
	}
	store, err := minio.Open(bucket.Settings{Endpoint: os.Getenv("BUCKET_ENDPOINT"), Region: os.Getenv("BUCKET_REGION"), Bucket: os.Getenv("BUCKET"),
		AccessKey: secret("bucket-access-key"), SecretKey: secret("bucket-secret-key"), PathStyle: true})
	if err == nil {
		b := bucket.New(store, bucket.Retry{})
		err = http.ListenAndServe(":"+os.Getenv("PORT"), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if err := ask(r.Context(), b, r.URL.Query()["get"], r.URL.Query().Get("create")); err != nil {
				http.Error(w, err.Error(), http.StatusServiceUnavailable)
				return
			}
			io.WriteString(w, "ok\n")
		}))
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// ask reads objects and creates one, all at the same time.
func ask(ctx context.Context, b bucket.Bucket, get []string, create string) error {
	errs := make(chan error, len(get)+1)
	var all sync.WaitGroup
	for _, key := range get {
		all.Go(func() {
			_, err := b.Get(ctx, key)
			errs <- err
		})
	}
	all.Go(func() {
		_, err := b.Create(ctx, create, []byte("{}\n"))
		errs <- err
	})
	all.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
