package journeys

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Ensure that the partner's example does what it says, and that running it again changes nothing; and that
// it reads why it is refused.
func TestAPartnersSystemGetsItsCode(t *testing.T) {
	t.Parallel()
	partner := filepath.Join(t.TempDir(), "partner")
	if out, err := exec.Command("go", "build", "-o", partner, "inspectioncode.example/tests/partner").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	c := newCity(t)
	run := func(task string) (string, error) {
		cmd := exec.CommandContext(t.Context(), partner, c.address, "system/310000-transport")
		cmd.Stdin = strings.NewReader(task)
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	const task = `{"number": "P-1", "agency": "310000-transport", "enterprise": "91310101XX0000019H", "site": "上海市黄浦区示例路10号", "kind": "double-random",
		"plan": "2026年度双随机抽查计划", "items": ["T01"], "officers": ["09100000001", "09100000002"], "from": "2026-09-05T09:00:00+08:00", "until": "2026-09-05T11:00:00+08:00"}`
	first, err := run(task)
	if err != nil || !strings.HasPrefix(first, "2026-09-05-") || !strings.Contains(first, " 91310101XX0000019H "+c.address+"/c/") {
		t.Fatalf("it printed %q, %v, want the inspection, its enterprise and the address of its code", first, err)
	}
	if again, err := run(task); again != first {
		t.Errorf("again it printed %q, %v, want %q", again, err, first)
	}
	if refused, err := run(strings.Replace(task, "T01", "T99", 1)); err == nil || !strings.Contains(refused, "task-number-taken") && !strings.Contains(refused, "item-unknown") {
		t.Errorf("with an unknown item it printed %q, %v, want the rule", refused, err)
	}
	c.settle(t)
	c.stop(t)
}
