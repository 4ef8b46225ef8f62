package journeys

import (
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// Ensure that the partner's example does what it says, and that running it again changes nothing; and that
// it reads why it is refused.
func TestAPartnersSystemGetsItsCode(t *testing.T) {
	t.Parallel()
	p := newPartner(t)
	first, err := p.run(p.task)
	if err != nil || !strings.HasPrefix(first, "2026-09-05-") || !strings.Contains(first, " 91310101XX0000019H "+p.city.address+"/c/") {
		t.Fatalf("it printed %q, %v, want the inspection, its enterprise and the address of its code", first, err)
	}
	if again, err := p.run(p.task); again != first {
		t.Errorf("again it printed %q, %v, want %q", again, err, first)
	}
	if refused, err := p.run(strings.Replace(p.task, "T01", "T99", 1)); err == nil || !strings.Contains(refused, "task-number-taken") && !strings.Contains(refused, "item-unknown") {
		t.Errorf("with an unknown item it printed %q, %v, want the rule", refused, err)
	}
	p.city.settle(t)
	p.city.stop(t)
}

// Ensure that what an officer does on our pages reaches the partner's system, which verifies it, and that all
// receipts are there in the end.
func TestAPartnersSystemIsPushedWhatHappensOnOurPages(t *testing.T) {
	t.Parallel()
	p := newPartner(t)
	p.city.stop(t)
	p.hear(t)
	p.city.start(t, begin)
	system, out := p.start(t)
	ref := p.issued(t, out)
	p.recordOnPage(t, ref)
	p.took(t, system, out, "code.issued "+ref, "result.recorded "+ref)
	p.city.settle(t)
	p.city.stop(t)
	p.receipts(t, ref)
}

// Ensure that a partner's system that is away while things happen has them all once it is back, without anybody
// asking for it, and that the enterprise is told meanwhile.
func TestAPartnersSystemThatWasAwayIsPushedAllOfIt(t *testing.T) {
	t.Parallel()
	p := newPartner(t)
	p.city.stop(t)
	p.hear(t)
	p.city.start(t, begin)
	code, err := p.run(p.task) // it hears of nothing itself
	if err != nil {
		t.Fatal(code)
	}
	ref, _, _ := strings.Cut(code, " ")
	p.recordOnPage(t, ref)
	err = waitFor(t.Context(), "the bus to give up", func() (bool, error) { dead, err := p.dead(); return dead == 2, err })
	if err != nil {
		t.Fatalf("%v\n%s", err, p.city.log())
	}
	end := p.city.bucket(t)
	for _, id := range []string{"code.issued." + ref[11:], "result.recorded." + ref[11:] + ".0"} {
		if _, ok := end["receipts/"+id]; !ok {
			t.Errorf("the enterprise has not been told of %s", id)
		}
	}
	p.city.stop(t)
	p.city.start(t, begin.Add(70*time.Minute)) // it forgets whom it left in peace
	system, out := p.start(t)
	p.sweep(t)
	p.took(t, system, out, "code.issued "+ref, "result.recorded "+ref)
	p.idle(t)
	p.sweep(t) // what the partner asked for again may have been pushed first, and says of no intent that it is done
	p.city.stop(t)
	p.receipts(t, ref)
}

// A partner is the example beside a city.
type partner struct {
	program string
	city    *city
	webhook string // host and port
	task    string
}

func newPartner(t *testing.T) *partner {
	t.Helper()
	p := &partner{program: filepath.Join(t.TempDir(), "partner")}
	if out, err := exec.Command("go", "build", "-o", p.program, "inspectioncode.example/tests/partner").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	p.city = newCity(t)
	p.task = `{"number": "P-1", "agency": "310000-transport", "enterprise": "91310101XX0000019H", "site": "上海市黄浦区示例路10号", "kind": "double-random",
		"plan": "2026年度双随机抽查计划", "items": ["T01"], "officers": ["09100000001", "09100000002"], "from": "2026-09-05T09:00:00+08:00", "until": "2026-09-05T11:00:00+08:00"}`
	return p
}

// run runs it on a task, to its end.
func (p *partner) run(task string) (string, error) {
	cmd := exec.Command(p.program, p.city.address, "system/310000-transport")
	cmd.Stdin = strings.NewReader(task)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// hear gives the city its webhook.
func (p *partner) hear(t *testing.T) {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.webhook = free.Addr().String()
	free.Close()
	p.city.also = []string{"-webhook", "310000-transport=http://" + p.webhook + "/"}
}

// start starts it so that it hears what is pushed.
func (p *partner) start(t *testing.T) (*exec.Cmd, *output) {
	t.Helper()
	keys, err := os.ReadFile(filepath.Join(p.city.data, "secrets", "agency-keys"))
	if err != nil {
		t.Fatal(err)
	}
	key := regexp.MustCompile(`(?m)^310000-transport (\S+)$`).FindSubmatch(keys)
	if key == nil {
		t.Fatal("the city has no key of the agency's")
	}
	cmd := exec.Command(p.program, p.city.address, "system/310000-transport", p.webhook)
	cmd.Env = append(os.Environ(), "KEY="+string(key[1]))
	cmd.Stdin = strings.NewReader(p.task)
	out := &output{}
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	return cmd, out
}

// issued is the inspection it has its code of.
func (p *partner) issued(t *testing.T, out *output) (ref string) {
	t.Helper()
	err := waitFor(t.Context(), "the partner's code", func() (bool, error) {
		var more bool
		ref, _, more = strings.Cut(out.String(), " ")
		return more, nil
	})
	if err != nil {
		t.Fatalf("%v; it printed %s", err, out)
	}
	return ref
}

// recordOnPage has an officer record the result on our page, half an hour into the visit.
func (p *partner) recordOnPage(t *testing.T, ref string) {
	t.Helper()
	if _, err := p.city.do("nobody", http.MethodPost, "/clock?by=1h", http.Header{}, nil); err != nil {
		t.Fatal(err)
	}
	form := url.Values{"arrived": {"2026-09-05T09:05"}, "left": {"2026-09-05T09:25"}, "items[0].item": {"T01"}, "items[0].outcome": {"conforming"},
		"signed": {"person-in-charge"}, "unscanned": {"no-network"}, "confirmed": {"yes"}}
	header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	a, err := p.city.do("officer/09100000001", http.MethodPost, "/function/record-result/"+ref, header, []byte(form.Encode()))
	if err != nil || a.status != http.StatusSeeOther {
		t.Fatalf("the page answered %d, %v\n%.2000s", a.status, err, a.body)
	}
}

// took waits until the partner has ended, and wants it to have printed what it was pushed.
func (p *partner) took(t *testing.T, system *exec.Cmd, out *output, want ...string) {
	t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- system.Wait() }()
	select {
	case err := <-ended:
		lines := strings.Split(strings.TrimSpace(out.String()), "\n")[1:]
		slices.Sort(lines) // they come in any order
		if err != nil || !slices.Equal(lines, want) {
			t.Errorf("it printed %q, %v, want %q", lines, err, want)
		}
	case <-time.After(30 * time.Second):
		t.Fatalf("it printed %s\n%s", out, p.city.log())
	}
}

// receipts wants everything taken and nothing left.
func (p *partner) receipts(t *testing.T, ref string) {
	t.Helper()
	end := p.city.bucket(t)
	for _, want := range []string{"pushed/310000-transport/code.issued." + ref[11:], "pushed/310000-transport/result.recorded." + ref[11:] + ".0"} {
		if _, ok := end[want]; !ok {
			t.Errorf("the bucket lacks %s", want)
		}
	}
	for key := range end {
		if strings.HasPrefix(key, "intents/") {
			t.Errorf("%s is left\n%s", key, p.city.log())
		}
	}
}

// dead is how many events the bus has given up on.
func (p *partner) dead() (int, error) {
	_, dead, err := p.busy()
	return dead, err
}

// sweep finishes what is left half done, as the clock has it done every five minutes.
func (p *partner) sweep(t *testing.T) {
	t.Helper()
	if a, err := p.city.do("nobody", http.MethodPost, "/function/sweep-intents", http.Header{}, nil); err != nil || a.status != http.StatusNoContent {
		t.Fatalf("the sweep answered %d, %v", a.status, err)
	}
}

// idle waits until the bus has nothing under way; what it gave up on stays with it.
func (p *partner) idle(t *testing.T) {
	t.Helper()
	err := waitFor(t.Context(), "the bus", func() (bool, error) { waiting, _, err := p.busy(); return waiting == 0, err })
	if err != nil {
		t.Fatal(err)
	}
}

func (p *partner) busy() (waiting, dead int, err error) {
	resp, err := http.Get(p.city.address + "/bus")
	if err != nil {
		return 0, 0, err
	}
	defer resp.Body.Close()
	var busy struct{ Waiting, Dead int }
	err = json.NewDecoder(resp.Body).Decode(&busy)
	return busy.Waiting, busy.Dead, err
}
