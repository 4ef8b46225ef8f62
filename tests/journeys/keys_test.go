package journeys

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"inspectioncode.example/shared/code"
)

// sign puts other keys in the place of those the city signs codes with.
func (c *city) sign(t *testing.T, keys ...code.Key) {
	t.Helper()
	set, err := code.NewKeys(keys...)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(c.data, "secrets", "signing-keys"), set.PrivateDocument(), 0o600); err != nil {
		t.Fatal(err)
	}
}

func newKey(t *testing.T, algorithm code.Algorithm, id uint8, from time.Time) code.Key {
	t.Helper()
	key, err := code.Generate(rand.Reader, algorithm, id, from)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// issue asks for a code of a two hours' visit and returns its digits.
func (c *city) issue(t *testing.T, number string, from time.Time) string {
	t.Helper()
	task := map[string]any{"number": number, "agency": "310000-transport", "enterprise": "91310101XX0000019H", "site": "上海市黄浦区示例路10号",
		"kind": "complaint", "reason": "12345热线第" + number + "号投诉反映装卸时未静电接地", "items": []string{"T01"}, "officers": []string{"09100000001", "09100000002"},
		"from": from.Format(time.RFC3339), "until": from.Add(2 * time.Hour).Format(time.RFC3339)}
	body, err := json.Marshal(task)
	if err != nil {
		t.Fatal(err)
	}
	a, err := c.do("system/310000-transport", http.MethodPost, "/function/issue-code", http.Header{"Content-Type": {"application/json"}, "Accept": {"application/json"}}, body)
	if err != nil {
		t.Fatal(err)
	}
	digits, err := pick(a.body, "code.digits")
	if err != nil || len(digits) != 231 {
		t.Fatalf("issue %s: %d %s", number, a.status, a.body)
	}
	return digits
}

// at is the outcome of a look at a code.
func (c *city) at(t *testing.T, digits string) string {
	t.Helper()
	a, err := c.do("nobody", http.MethodGet, "/c/"+digits, http.Header{"Accept": {"application/json"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	outcome, err := pick(a.body, "outcome")
	if err != nil {
		t.Fatalf("%d %s", a.status, a.body)
	}
	return outcome
}

// Ensure that a government cloud can sign with SM2 (国密) alone: the straight journey is the same.
func TestACityOfSM2KeysIsTheSameCity(t *testing.T) {
	t.Parallel()
	archive, err := txtar.ParseFile("straight.txtar")
	if err != nil {
		t.Fatal(err)
	}
	c := newCity(t)
	c.stop(t)
	c.sign(t, newKey(t, code.SM2, 9, begin.AddDate(-1, 0, 0)))
	c.start(t, begin)
	(&script{city: c, file: "straight", archive: archive, vars: map[string]string{}}).run(t)
	a, err := c.do("nobody", http.MethodGet, code.KeysPath, http.Header{}, nil)
	if err != nil || !strings.Contains(a.body, `"SM2"`) || strings.Contains(a.body, `"d"`) {
		t.Errorf("the published keys are %s, %v", a.body, err)
	}
	c.settle(t)
	c.stop(t)
}

// Ensure that a key takes over from another without a moment in which a code cannot be made or is not
// believed, here from Ed25519 to SM2; and that the codes of a stolen key are worth nothing.
func TestKeysRotateWithoutDowntime(t *testing.T) {
	t.Parallel()
	old, next := newKey(t, code.Ed25519, 1, begin.AddDate(-1, 0, 0)), newKey(t, code.SM2, 2, begin.Add(30*time.Minute))
	signedBy := func(key code.Key, digits string) bool {
		set, err := code.NewKeys(key)
		if err != nil {
			t.Fatal(err)
		}
		_, err = set.Parse(digits)
		return err == nil
	}
	c := newCity(t)
	c.stop(t)
	c.sign(t, old, next)
	c.start(t, begin)
	first := c.issue(t, "first", begin)
	if !signedBy(old, first) {
		t.Error("a key signs before its time")
	}
	c.stop(t)
	c.start(t, begin.Add(31*time.Minute)) // its time has come; nobody touched anything
	second := c.issue(t, "second", begin.Add(24*time.Hour))
	if !signedBy(next, second) {
		t.Error("the new key does not sign once its time has come")
	}
	if got := c.at(t, first); got != "genuine-printed" {
		t.Errorf("the old key's code is %s after the change, want genuine-printed", got)
	}
	if got := c.at(t, second); got != "not-yet" {
		t.Errorf("the new key's code is %s, want not-yet", got)
	}
	c.stop(t)
	old.Revoked = true // stolen
	c.sign(t, old, next)
	c.start(t, begin.Add(31*time.Minute))
	if got := c.at(t, first); got != "forged" {
		t.Errorf("a stolen key's code is %s, want forged", got)
	}
	if got := c.at(t, second); got != "not-yet" {
		t.Errorf("the other key's code is %s, want not-yet", got)
	}
	c.settle(t)
	c.stop(t)
}
