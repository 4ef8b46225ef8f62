package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/tests/deployed"
)

// A start is what is started again and again, and what came of it.
type start struct {
	name     string
	function string // of the program, if it has several
	program  string
	ask      func(b *bench) (*http.Request, string, error) // the first request, and what its answer must have in it
	target   bool                                          // it is to keep the targets

	cold, warm, cpu []time.Duration
	rss             []int64 // KiB, at the peak
}

// A bench is a city whose functions are started.
type bench struct {
	city   *deployed.City
	issued inspection.Inspection // one that is genuine
	tasks  int                   // asked for so far
	looks  int                   // at the store alone, so far
}

// once starts a process, asks it for something, asks again, and ends it.
func (b *bench) once(ctx context.Context, s *start) error {
	p, err := b.city.Prepare(ctx, s.program, s.function)
	if err != nil {
		return err
	}
	client := http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	first, want, err := s.ask(b)
	if err != nil {
		return err
	}
	began := time.Now()
	if err := p.Run(); err != nil {
		return err
	}
	defer p.Kill()
	for {
		_, err = answer(ctx, &client, p.Address, first, want)
		if err == nil || !errors.Is(err, errAway) || time.Since(began) > 10*time.Second {
			break
		}
		time.Sleep(100 * time.Microsecond)
	}
	if err != nil {
		return fmt.Errorf("%w\n%s", err, p.Log())
	}
	s.cold = append(s.cold, time.Since(began))
	peak, err := peakRSS(p.Cmd.Process.Pid)
	if err != nil {
		return err
	}
	s.rss = append(s.rss, peak)
	cpu, err := cpuTime(p.Cmd.Process.Pid)
	if err != nil {
		return err
	}
	s.cpu = append(s.cpu, cpu)
	again, want, err := s.ask(b)
	if err != nil {
		return err
	}
	began = time.Now()
	if _, err = answer(ctx, &client, p.Address, again, want); err != nil {
		return err
	}
	s.warm = append(s.warm, time.Since(began))
	return nil
}

// errAway says that nobody listens yet.
var errAway = errors.New("nobody there")

func answer(ctx context.Context, client *http.Client, address string, ask *http.Request, want string) ([]byte, error) {
	req := ask.Clone(ctx)
	req.URL.Scheme, req.URL.Host = "http", strings.TrimPrefix(address, "http://")
	if ask.GetBody != nil {
		req.Body, _ = ask.GetBody()
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, errors.Join(errAway, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK || !bytes.Contains(body, []byte(want)) {
		return nil, fmt.Errorf("answered %s without %q: %.500s", resp.Status, want, body)
	}
	return body, nil
}

func askBare(*bench) (*http.Request, string, error) {
	req, err := http.NewRequest(http.MethodGet, "/", nil)
	return req, "ok", err
}

// askReady asks what a platform asks before it sends anybody.
func askReady(*bench) (*http.Request, string, error) {
	req, err := http.NewRequest(http.MethodGet, "/_/ready", nil)
	return req, "", err
}

// askStore asks the store for as many objects as a scan does, and has one created.
func askStore(b *bench) (*http.Request, string, error) {
	b.looks++
	issued := ledger.FactKey(b.issued.Ref, "issued.json")
	q := url.Values{"get": {issued, issued, issued, issued}, "create": {fmt.Sprintf("_bench/%d", b.looks)}}
	req, err := http.NewRequest(http.MethodGet, "/?"+q.Encode(), nil)
	return req, "ok", err
}

// askScan opens a code as a phone at the door does: the answer is the page that says it is genuine.
func askScan(b *bench) (*http.Request, string, error) {
	req, err := http.NewRequest(http.MethodGet, "/c/"+b.issued.Code.Digits, nil)
	if err == nil {
		req.Header.Set("Accept", "text/html")
	}
	return req, "真实有效", err
}

// askCode asks for a code as an agency's system does, each time for another enterprise.
func askCode(b *bench) (*http.Request, string, error) {
	task, err := json.Marshal(deployed.Task(b.tasks))
	if err != nil {
		return nil, "", err
	}
	b.tasks++
	token, err := b.city.Token(deployed.System())
	if err != nil {
		return nil, "", err
	}
	req, err := http.NewRequest(http.MethodPost, "/", bytes.NewReader(task))
	if err == nil {
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Authorization", "Bearer "+token)
	}
	return req, `"digits"`, err
}

// issueOne makes the code that is scanned.
func (b *bench) issueOne(ctx context.Context, functions string) error {
	p, err := b.city.Start(ctx, functions, "issue-code")
	if err != nil {
		return err
	}
	defer p.Kill()
	req, want, err := askCode(b)
	if err != nil {
		return err
	}
	body, err := answer(ctx, http.DefaultClient, p.Address, req, want)
	if err != nil {
		return err
	}
	return json.Unmarshal(body, &b.issued)
}

// peakRSS is the most memory a process has had so far, in KiB.
func peakRSS(pid int) (int64, error) {
	f, err := os.Open(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if field := strings.Fields(s.Text()); field[0] == "VmHWM:" {
			return strconv.ParseInt(field[1], 10, 64)
		}
	}
	return 0, errors.New("the system does not say how much memory a process has")
}

// cpuTime is how long a process has computed so far, on all its threads.
func cpuTime(pid int) (time.Duration, error) {
	threads, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", pid))
	if err != nil {
		return 0, err
	}
	var all time.Duration
	for _, thread := range threads {
		b, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%s/schedstat", pid, thread.Name()))
		if err != nil {
			return 0, err
		}
		on, _, _ := strings.Cut(string(b), " ")
		ns, err := strconv.ParseInt(on, 10, 64)
		if err != nil {
			return 0, err
		}
		all += time.Duration(ns)
	}
	return all, nil
}
