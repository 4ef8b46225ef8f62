package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/bucket/localserver"
	"inspectioncode.example/shared/bucket/open"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/page"
	"inspectioncode.example/shared/serve"
)

// A city is everything that runs.
type city struct {
	address string
	clock   *clock
	log     *slog.Logger
	store   *localserver.Server
	bus     *bus
	server  *http.Server
	logFile *os.File
	lock    *os.File
	quit    context.CancelFunc
}

// start starts everything, from the store up, and returns when it can be used.
func start(ctx context.Context, addr, data string, clock *clock, invent invention, hooks webhooks) (_ *city, err error) {
	if data, err = filepath.Abs(data); err != nil { // the store changes the working directory
		return nil, err
	}
	if err := os.MkdirAll(data, 0o700); err != nil {
		return nil, err
	}
	c := &city{clock: clock}
	if c.lock, err = lock(filepath.Join(data, "lock")); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, c.stop())
		}
	}()
	if c.logFile, err = os.OpenFile(filepath.Join(data, "log.jsonl"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600); err != nil {
		return nil, err
	}
	c.log = serve.Log(c.logFile)
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen: %w; choose another with -addr", err)
	}
	defer func() {
		if err != nil {
			listener.Close()
		}
	}()
	c.address = "http://" + reachable(listener.Addr().(*net.TCPAddr))

	vault := secrets(filepath.Join(data, "secrets"))
	officials, enterprises, err := vault.prepare()
	if err != nil {
		return nil, err
	}
	settings, err := c.startStore(ctx, data, vault)
	if err != nil {
		return nil, err
	}
	env := &serve.Env{
		Deadline: serve.Deadline,
		Setting:  func(name string) string { return settings[name] },
		Secret:   vault.read,
		Now:      clock.now,
		Random:   rand.Reader,
		Client:   &http.Client{Timeout: 10 * time.Second},
		Log:      c.log,
		Pages:    page.New(),
	}
	people, err := c.fill(ctx, env, invent)
	if err != nil {
		return nil, err
	}
	if err := hooks.add(ctx, env); err != nil {
		return nil, err
	}
	running, quit := context.WithCancel(ctx)
	c.quit = quit
	if c.bus, err = startBus(running, filepath.Join(data, "bus"), c.address, env); err != nil {
		return nil, err
	}
	mux, err := c.gateway(running, data, env, &signIn{env: env, officials: officials, enterprises: enterprises, people: people})
	if err != nil {
		return nil, err
	}
	c.server = &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, BaseContext: func(net.Listener) context.Context { return running }}
	go c.server.Serve(listener) // ends with Shutdown
	c.bus.deliver(running)
	if !clock.stands() {
		go c.tick(running, env)
	}
	return c, nil
}

// lock makes sure that no other process uses a folder. It ends with the process, however that ends.
func lock(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, fmt.Errorf("another process uses %s; end it, or choose another folder with -data", filepath.Dir(path))
	}
	return f, nil
}

// reachable is how a browser on this machine finds what listens everywhere.
func reachable(a *net.TCPAddr) string {
	if a.IP.IsUnspecified() {
		return net.JoinHostPort("127.0.0.1", strconv.Itoa(a.Port))
	}
	return a.String()
}

// startStore starts the S3 server, makes the bucket, and refuses a store that does not keep what the
// ledger relies on. It returns the settings of all functions.
func (c *city) startStore(ctx context.Context, data string, vault secrets) (map[string]string, error) {
	access, err := vault.read("bucket-access-key")
	if err != nil {
		return nil, err
	}
	secret, err := vault.read("bucket-secret-key")
	if err != nil {
		return nil, err
	}
	if c.store, err = localserver.Start(context.WithoutCancel(ctx), filepath.Join(data, "store"), "127.0.0.1:0", string(access), string(secret)); err != nil {
		return nil, err
	}
	const name = "inspection-code"
	if err := c.store.MakeBucket(ctx, name); err != nil {
		return nil, err
	}
	year := inspection.DateOf(c.clock.now()).Year()
	settings := map[string]string{
		"PUBLIC_URL":        c.address,
		"K_SINK":            c.address + "/bus",
		"INBOX_URL":         c.address + "/inbox",
		"SIGN_IN_URL":       "/sign-in",
		"CLIENT_HOPS":       "0",
		"WEBHOOK_NETWORKS":  "127.0.0.0/8 ::1/128", // partners on this machine
		"TRIAL_WINDOW":      year + "-01-01/" + year + "-12-31",
		"BUCKET":            name,
		"BUCKET_ENDPOINT":   c.store.Endpoint(),
		"BUCKET_REGION":     localserver.Region,
		"BUCKET_PATH_STYLE": "true",
	}
	store, err := open.Store(bucket.Settings{Endpoint: c.store.Endpoint(), Region: localserver.Region, Bucket: name,
		AccessKey: string(access), SecretKey: string(secret), PathStyle: true})
	if err != nil {
		return nil, err
	}
	return settings, bucket.Probe(ctx, store, bucket.Retry{}).Err()
}

// stop ends everything in the opposite order, so that what is under way can finish.
func (c *city) stop() error {
	var errs []error
	if c.bus != nil {
		c.bus.hold()
	}
	if c.server != nil {
		drain, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		defer cancel()
		if err := c.server.Shutdown(drain); err != nil { // browsers hold connections they never use
			errs = append(errs, c.server.Close())
		}
	}
	if c.quit != nil {
		c.quit()
	}
	if c.bus != nil {
		c.bus.stop()
	}
	if c.store != nil {
		errs = append(errs, c.store.Stop())
	}
	if c.logFile != nil {
		errs = append(errs, c.logFile.Close())
	}
	if c.lock != nil {
		errs = append(errs, c.lock.Close())
	}
	return errors.Join(errs...)
}
