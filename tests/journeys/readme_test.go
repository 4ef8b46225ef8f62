package journeys

import (
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// Ensure that the README's journey by curl runs as it stands, and prints what stands below it.
func TestTheReadmesJourneyRuns(t *testing.T) {
	for _, tool := range []string{"bash", "curl"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("%s is not here", tool)
		}
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, journey, ok := strings.Cut(string(readme), "## The journey, by curl")
	if !ok {
		t.Fatal("the README has no journey")
	}
	blocks := strings.Split(journey, "```")
	script, printed := strings.TrimPrefix(blocks[3], "sh\n"), strings.TrimPrefix(blocks[5], "\n")

	c := newCity(t)
	c.stop(t)
	c.start(t, begin.Add(30*time.Minute)) // as the README says
	script = strings.ReplaceAll(script, "http://127.0.0.1:8080", c.address)
	cmd := exec.Command("bash", "-eu", "-c", script)
	cmd.Dir = t.TempDir()
	var errors strings.Builder
	cmd.Stderr = &errors
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s%s", err, out, &errors)
	}
	if string(out) != printed {
		t.Errorf("printed\n%s\nand the README says\n%s", out, printed)
	}
	c.stop(t)
}
