package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"inspectioncode.example/shared/serve"
)

// Ensure that what is made stays, that each agency has keys of its own, the newest first, and that functions can read
// them.
func TestSecretsAreMadeOnceAndAgenciesHaveTheirOwn(t *testing.T) {
	dir := t.TempDir()
	read := func(name string) string {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	var told bytes.Buffer
	if err := prepare(dir, false, time.Now(), &told); err != nil || !strings.Contains(told.String(), "issuers is missing; it comes from") {
		t.Fatalf("%v\n%s", err, &told)
	}
	was := map[string]string{}
	for _, name := range []string{"event-keys", "inbox-keys", "id-key", "blind-key", "ticket-key", "signing-keys", "verifying-keys"} {
		was[name] = read(name)
	}
	for _, agency := range []string{"310000-gas", "310115-gas", "310000-gas"} {
		told.Reset()
		if err := addAgencyKey(dir, agency, &told); err != nil || !strings.Contains(told.String(), strings.SplitAfter(read("agency-keys"), "\n")[0]) {
			t.Fatalf("%v\n%s", err, &told)
		}
	}
	if err := addAgencyKey(dir, "two words", &told); err == nil {
		t.Error("a code that is none was given a key")
	}
	env := &serve.Env{Secret: func(name string) ([]byte, error) { return []byte(read(name)), nil }}
	keys := env.AgencyKeys(env.EventKeys())
	if err := env.Err(); err != nil || len(keys) != 2 || len(keys["310000-gas"]) != 2 || !strings.HasPrefix(read("agency-keys"), "310000-gas "+string(keys["310000-gas"][0])) {
		t.Errorf("got %d agencies' keys, %v\n%s", len(keys), err, read("agency-keys"))
	}
	if err := prepare(dir, false, time.Now(), &told); err != nil {
		t.Fatal(err)
	}
	for name, before := range was {
		if read(name) != before {
			t.Errorf("%s was changed", name)
		}
	}
}
