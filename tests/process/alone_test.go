package process

import (
	"bufio"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"inspectioncode.example/tests/deployed"
)

// nobody is the user of the image.
const nobody = 65532

// Ensure that a function works for a user who may write nowhere, as from a read-only image, and leaves
// nothing behind.
func TestItWorksAsAUserWhoMayWriteNowhere(t *testing.T) {
	city := newCity(t)
	openStore(t, city)
	p := alone(t, city, nil)
	issueOne(t, city, p)
	end(t, p)
	left, err := os.ReadDir(p.Cmd.Dir)
	if err != nil || len(left) > 0 {
		t.Errorf("left %v behind (%v)", left, err)
	}
}

// Ensure the same by what the kernel was asked for: nothing is opened for writing or changed outside /tmp.
func TestItOpensNothingForWriting(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		if os.Getenv("CI_TOOLS") == "required" {
			t.Fatal("strace is not installed")
		}
		t.Skip("strace is not installed")
	}
	city := newCity(t)
	openStore(t, city)
	trace := filepath.Join(t.TempDir(), "trace")
	p := alone(t, city, func(cmd *exec.Cmd) {
		cmd.SysProcAttr = nil // the tracer follows into its own child only
		cmd.Path, cmd.Args = strace, []string{strace, "-f", "-qq", "-e", "trace=%file", "-o", trace, program}
	})
	issueOne(t, city, p)
	end(t, p)
	f, err := os.Open(trace)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	calls := 0
	for s := bufio.NewScanner(f); s.Scan(); {
		calls++
		if line := s.Text(); writes.MatchString(line) && !strings.Contains(line, `"/tmp/`) && !strings.Contains(line, `"/dev/null"`) {
			t.Errorf("it asked for %s", line)
		}
	}
	if calls < 5 {
		t.Errorf("traced %d calls only: nothing was looked at", calls)
	}
}

// writes finds calls that open for writing or change names and attributes of files.
var writes = regexp.MustCompile(`O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|\b(creat|mkdir\w*|rename\w*|unlink\w*|link\w*|symlink\w*|mknod\w*|truncate|chmod|fchmodat|chown|fchownat|utime\w*|rmdir)\(`)

// alone starts issue-code in an empty folder nobody may write to, as the image's user if the test may
// choose.
func alone(t *testing.T, city *deployed.City, change func(*exec.Cmd)) *deployed.Process {
	t.Helper()
	p, err := city.Prepare(t.Context(), program, "issue-code")
	if err != nil {
		t.Fatal(err)
	}
	p.Cmd.Dir = openDir(t)
	if err := os.Chmod(p.Cmd.Dir, 0o555); err != nil {
		t.Fatal(err)
	}
	if os.Geteuid() == 0 {
		p.Cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
	if change != nil {
		change(p.Cmd)
	}
	if err := p.Run(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Kill() })
	if err := p.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	return p
}

func issueOne(t *testing.T, city *deployed.City, p *deployed.Process) {
	t.Helper()
	client := http.Client{Timeout: 30 * time.Second}
	resp, err := client.Do(taskRequest(t, city, p.Address, 1))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Errorf("asked for a code, answered %s\n%s", resp.Status, p.Log())
	}
}

// end tells the function to end. A tracer ends with it.
func end(t *testing.T, p *deployed.Process) {
	t.Helper()
	pid := p.Cmd.Process.Pid
	children, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	if err != nil {
		t.Fatal(err)
	}
	fmt.Sscan(string(children), &pid) // a tracer's child is who is meant
	if err := syscall.Kill(pid, syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := p.Wait(); err != nil {
		t.Errorf("ended with %v\n%s", err, p.Log())
	}
}
