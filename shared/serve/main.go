package serve

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/telemetry"
)

// A Constructor builds a function from what it is given; its error names everything missing.
type Constructor func(ctx context.Context, env *Env) (handler.FunctionHandler, error)

// Main serves the function that $FUNCTION names until SIGTERM, and is the only place that exits.
// Settings of every function: FUNCTION; PORT (8080); SECRETS_DIR (/var/openfaas/secrets);
// READ_TIMEOUT and WRITE_TIMEOUT (20s); REQUEST_TIMEOUT (15s, a minute at most); HEALTHCHECK_INTERVAL (0s), how long health says 503 before
// connections are refused, for platforms that notice by probing; OTEL_*, as package telemetry reads them; CLIENT_HOPS, the number of proxies of ours
// in front, without which nothing is limited by address.
func Main(functions map[string]Constructor) {
	name := os.Getenv("FUNCTION")
	log := Log(os.Stderr).With("function", name)
	construct, ok := functions[name]
	if !ok {
		var names []string
		for n := range functions {
			names = append(names, n)
		}
		slices.Sort(names)
		log.Error("FUNCTION names no function", "choose", strings.Join(names, " "))
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	env := Process(log)
	measured, err := telemetry.Start(os.Getenv, name, log)
	env.Telemetry = measured
	var f handler.FunctionHandler
	if err == nil {
		f, err = construct(ctx, env)
	}
	if err == nil {
		err = run(ctx, env, f)
	}
	if lost := measured.Stop(); lost != nil {
		log.Warn("measurements lost", "err", lost)
	}
	if err != nil {
		log.Error("stopped", "err", err.Error())
		os.Exit(1)
	}
}

// run serves until ctx is done, then drains.
func run(ctx context.Context, env *Env, f handler.FunctionHandler) error {
	read, err1 := env.duration("READ_TIMEOUT", 20*time.Second)
	writeTimeout, err2 := env.duration("WRITE_TIMEOUT", 20*time.Second)
	interval, err3 := env.duration("HEALTHCHECK_INTERVAL", 0)
	deadline, err4 := env.duration("REQUEST_TIMEOUT", Deadline)
	env.Deadline = deadline
	if deadline > time.Minute {
		err4 = errors.New("setting REQUEST_TIMEOUT is longer than a minute, and sweeps count on less than two")
	}
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		return err
	}
	var draining atomic.Bool
	server := &http.Server{
		Handler:           health(&draining, env.HTTP(f)),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       read,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
	}
	l, err := net.Listen("tcp", ":"+env.May("PORT", "8080"))
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	env.Log.Info("serving", "address", l.Addr().String())
	select {
	case err := <-served:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	draining.Store(true)
	time.Sleep(interval)
	drain, cancel := context.WithTimeout(context.Background(), writeTimeout)
	defer cancel()
	if err := server.Shutdown(drain); err != nil {
		return fmt.Errorf("drain: %w", err)
	}
	return nil
}

// health answers the platform's probes: 200, and 503 while draining. It asks nothing downstream: a
// store that is away is no reason to kill a function that says so to whoever asks.
func health(draining *atomic.Bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/_/health" && r.URL.Path != "/_/ready" {
			next.ServeHTTP(w, r)
			return
		}
		if draining.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
}

func (e *Env) duration(name string, otherwise time.Duration) (time.Duration, error) {
	v := e.Setting(name)
	if v == "" {
		return otherwise, nil
	}
	d, err := time.ParseDuration(v)
	if err != nil {
		return 0, fmt.Errorf("setting %s: %w", name, err)
	}
	return d, nil
}
