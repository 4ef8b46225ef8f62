// Package localserver runs a real S3 server (versitygw: posix files, metadata in their extended
// attributes) inside this process, on the loopback, for tests and for a system on one laptop. It is
// never linked into a function and is no production store: it survives the death of its process but
// never calls fsync, so not that of the power.
package localserver

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
	"github.com/versity/versitygw/auth"
	"github.com/versity/versitygw/embedgw"
	"github.com/versity/versitygw/s3api"
)

// Region is what the server calls the place where it is.
const Region = "us-east-1"

// one is held while a server runs. The server works in the process's working directory and keeps
// globals of its own, so a process can have but one, and what guards that is the process's too.
var one sync.Mutex

// A Server is one that is running.
type Server struct {
	addr, access, secret string
	stop                 context.CancelFunc
	done                 chan struct{} // closed when it is over
	err                  error         // why; valid once done is closed
}

// Start runs a server on addr, a loopback address whose port may be 0, keeping its objects under
// dir, which is made if need be, for whoever has the keys access and secret. It returns when the
// server answers; the server runs until Stop or the end of ctx.
//
// There can be one server in a process, and while it runs the process's working directory is its
// data: use absolute paths, and never change the directory.
func Start(ctx context.Context, dir, addr, access, secret string) (*Server, error) {
	if !one.TryLock() {
		return nil, errors.New("start local store: this process runs one already")
	}
	p, err := prepare(dir, addr)
	if err != nil {
		one.Unlock()
		return nil, fmt.Errorf("start local store: %w", err)
	}
	ctx, stop := context.WithCancel(ctx)
	s := &Server{addr: p.front.listener.Addr().String(), access: access, secret: secret, stop: stop, done: make(chan struct{})}
	listening := make(chan struct{})
	go func() {
		s.err = errors.Join(s.run(ctx, p, func() { close(listening) }), p.leave())
		one.Unlock()
		close(s.done)
	}()
	select {
	case <-listening:
		go p.front.serve()
		return s, nil
	case <-s.done:
		return nil, fmt.Errorf("start local store: %w", cmp.Or(s.err, context.Cause(ctx)))
	}
}

func (s *Server) run(ctx context.Context, p *place, listening func()) error {
	return embedgw.RunVersityGW(ctx, p.files, &embedgw.Config{
		RootUserAccess: s.access, RootUserSecret: s.secret, Region: Region, Ports: []string{p.front.socket},
		MaxConnections: 10000, MaxRequests: 10000, MultipartMaxParts: 10000, // zero would mean none
		KeepAlive: true, Quiet: true,
		IAMService: auth.NewIAMServiceSingle(auth.Account{Access: s.access, Secret: s.secret, Role: auth.RoleAdmin}),
		S3Options:  []s3api.Option{s3api.WithOnListen(listening)},
	})
}

// Stop ends the server, waits for what it is doing, and gives the process its directory back.
func (s *Server) Stop() error {
	s.stop()
	<-s.done
	return s.err
}

// Endpoint is the server's address, as bucket.Settings wants it.
func (s *Server) Endpoint() string { return "http://" + s.addr }

// MakeBucket makes a bucket, if it is not there already.
func (s *Server) MakeBucket(ctx context.Context, name string) error {
	client, err := minio.New(s.addr, &minio.Options{
		Creds: credentials.NewStaticV4(s.access, s.secret, ""), Region: Region, BucketLookup: minio.BucketLookupPath,
	})
	if err != nil {
		return fmt.Errorf("make bucket %s: %w", name, err)
	}
	err = client.MakeBucket(ctx, name, minio.MakeBucketOptions{Region: Region})
	if err != nil && minio.ToErrorResponse(err).Code != minio.BucketAlreadyOwnedByYou {
		return fmt.Errorf("make bucket %s: %w", name, err)
	}
	return nil
}
