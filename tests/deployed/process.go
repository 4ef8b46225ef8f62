package deployed

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Functions builds the functions into dir, and returns the program that every one of them starts as.
func Functions(ctx context.Context, dir string) (string, error) {
	return filepath.Join(dir, "functions"), build(ctx, dir, "functions", "functions/figures")
}

// Program builds another main package of this module into dir.
func Program(ctx context.Context, dir, path string) (string, error) {
	return filepath.Join(dir, filepath.Base(path)), build(ctx, dir, path)
}

// build compiles main packages as the image has the functions: static, stripped, without paths or version
// control in them.
func build(ctx context.Context, dir string, paths ...string) error {
	cmd := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=false", "-tags=timetzdata", "-ldflags=-s -w -buildid=", "-o", dir+"/")
	for _, path := range paths {
		cmd.Args = append(cmd.Args, "inspectioncode.example/"+path)
	}
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if said, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build %v: %w\n%s", paths, err, said)
	}
	return nil
}

// A Process is one function at work.
type Process struct {
	Address string // of its port
	Cmd     *exec.Cmd

	log  log
	over chan struct{} // closed once it has ended
	err  error         // how; valid once over is closed
}

// Prepare makes a process of a function as a platform would: settings of the city and no others, a port
// of its own. More settings follow as NAME=value. Cmd may still be changed before Run.
func (c *City) Prepare(ctx context.Context, program, function string, more ...string) (*Process, error) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("prepare %s: %w", function, err)
	}
	defer free.Close()
	_, port, _ := net.SplitHostPort(free.Addr().String())
	cmd := exec.CommandContext(ctx, program)
	cmd.Dir = filepath.Dir(program)
	cmd.Env = []string{"FUNCTION=" + function, "PORT=" + port}
	for name, value := range c.Settings {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	cmd.Env = append(cmd.Env, more...)
	return &Process{Address: "http://127.0.0.1:" + port, Cmd: cmd, over: make(chan struct{})}, nil
}

// Run starts the process. It does not wait until the function answers.
func (p *Process) Run() error {
	p.Cmd.Stdout, p.Cmd.Stderr = &p.log, &p.log
	if err := p.Cmd.Start(); err != nil {
		return err
	}
	go func() {
		p.err = p.Cmd.Wait()
		close(p.over)
	}()
	return nil
}

// Ready waits until the function says that it can be asked.
func (p *Process) Ready(ctx context.Context) error {
	for {
		if resp, err := http.Get(p.Address + "/_/ready"); err == nil {
			resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-p.over:
			return fmt.Errorf("ended before it was ready: %w\n%s", p.err, p.Log())
		case <-ctx.Done():
			return fmt.Errorf("not ready: %w\n%s", ctx.Err(), p.Log())
		case <-time.After(2 * time.Millisecond):
		}
	}
}

// Start runs a function and waits until it is ready.
func (c *City) Start(ctx context.Context, program, function string, more ...string) (*Process, error) {
	p, err := c.Prepare(ctx, program, function, more...)
	if err == nil {
		err = p.Run()
	}
	if err == nil {
		err = p.Ready(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", function, err)
	}
	return p, nil
}

// Log is what the function has written so far.
func (p *Process) Log() string { return p.log.String() }

// Wait waits until the process has ended, and says how.
func (p *Process) Wait() error {
	<-p.over
	return p.err
}

// Terminate tells the process to end, as platforms do.
func (p *Process) Terminate() error { return p.Cmd.Process.Signal(syscall.SIGTERM) }

// Kill ends the process at once.
func (p *Process) Kill() error {
	if err := p.Cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	<-p.over
	return nil
}

// A log is written by a process and read by a test at the same time.
type log struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Clone(l.b.String())
}
