// Secrets makes the secrets of a new city, one file each, as both platforms take them, and says which it
// cannot make. It never changes one that is there. Whoever reads the folder can forge codes: hand the files to the
// platform, keep id-key, blind-key and signing-keys where backups of the city's keys are kept, and remove the folder.
//
//	go run ./infra/secrets -dir secrets
//	go run ./infra/secrets -dir secrets -agency 310000-transport
//	                                a new key for an agency whose own system is pushed to: it is added to agency-keys,
//	                                and signs from then on; hand it over before, and take the old line out afterwards
package main

import (
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"inspectioncode.example/shared/code"
)

func main() {
	dir := flag.String("dir", "secrets", "the folder")
	sm2 := flag.Bool("sm2", false, "sign codes with SM2 rather than Ed25519")
	agency := flag.String("agency", "", "make a key for this agency's own system")
	flag.Parse()
	err := prepare(*dir, *sm2, time.Now(), os.Stdout)
	if err == nil && *agency != "" {
		err = addAgencyKey(*dir, *agency, os.Stdout)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "secrets:", err)
		os.Exit(1)
	}
}

// given are the secrets that somebody else has to give, and who.
var given = [][2]string{
	{"bucket-access-key", "the store"},
	{"bucket-secret-key", "the store"},
	{"issuers", "the city's sign-ins: a document of package identity"},
}

// prepare makes what is missing in the folder and tells what it did.
func prepare(dir string, sm2 bool, now time.Time, tell io.Writer) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	for _, name := range []string{"event-keys", "inbox-keys", "id-key", "blind-key", "ticket-key"} {
		if err := keep(dir, name, tell, func() ([]byte, error) { return []byte(rand.Text() + rand.Text()), nil }); err != nil {
			return err
		}
	}
	if err := keep(dir, "agency-keys", tell, func() ([]byte, error) {
		return []byte("# agency code, blank, key: go run ./infra/secrets -agency CODE\n"), nil
	}); err != nil {
		return err
	}
	if err := keep(dir, "signing-keys", tell, func() ([]byte, error) { return signingKeys(sm2, now) }); err != nil {
		return err
	}
	private, err := os.ReadFile(filepath.Join(dir, "signing-keys"))
	if err != nil {
		return err
	}
	keys, err := code.ParsePrivateKeys(private, rand.Reader)
	if err != nil {
		return fmt.Errorf("signing-keys: %w", err)
	}
	if err := keep(dir, "verifying-keys", tell, func() ([]byte, error) { return keys.PublicDocument(), nil }); err != nil {
		return err
	}
	for _, g := range given {
		if _, err := os.Stat(filepath.Join(dir, g[0])); errors.Is(err, fs.ErrNotExist) {
			fmt.Fprintf(tell, "%s is missing; it comes from %s\n", g[0], g[1])
		}
	}
	return nil
}

// addAgencyKey puts a new key of an agency before the others, so that it is the one that signs.
func addAgencyKey(dir, agency string, tell io.Writer) error {
	if strings.ContainsAny(agency, " \t\r\n#") {
		return fmt.Errorf("%q is no agency's code, such as 310000-transport", agency)
	}
	path := filepath.Join(dir, "agency-keys")
	others, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	line := agency + " " + rand.Text() + rand.Text() + "\n"
	if err := os.WriteFile(path, append([]byte(line), others...), 0o600); err != nil {
		return err
	}
	_, err = fmt.Fprintf(tell, "agency-keys has a new key, for %s alone to know:\n%s", agency, line)
	return err
}

func signingKeys(sm2 bool, now time.Time) ([]byte, error) {
	algorithm := code.Ed25519
	if sm2 {
		algorithm = code.SM2
	}
	key, err := code.Generate(rand.Reader, algorithm, 1, now)
	if err != nil {
		return nil, err
	}
	keys, err := code.NewKeys(key)
	if err != nil {
		return nil, err
	}
	return keys.PrivateDocument(), nil
}

// keep makes a secret unless it is there.
func keep(dir, name string, tell io.Writer, make func() ([]byte, error)) error {
	path := filepath.Join(dir, name)
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	b, err := make()
	if err != nil {
		return fmt.Errorf("make %s: %w", name, err)
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		return err
	}
	_, err = fmt.Fprintf(tell, "%s made\n", name)
	return err
}
