// Package deployed deploys functions as a platform does, for tests and benchmarks that need the real
// process: a store, a folder of secrets, the settings of every function, and the program itself, built
// as the image builds it. It knows the functions by their names and speaks to them over HTTP alone.
package deployed

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"

	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/bucket/localserver"
	"inspectioncode.example/shared/bucket/open"
	"inspectioncode.example/shared/code"
	"inspectioncode.example/shared/identity"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
)

// A City is what functions are deployed into.
type City struct {
	Settings map[string]string // of every function, but for FUNCTION and PORT; K_SINK and INBOX_URL are the test's to set
	Secrets  string            // folder of one file each

	dir      string
	store    *localserver.Server
	settings bucket.Settings
	signer   *identity.Signer
}

const issuer = "https://sign-in.example"

// NewCity prepares a city under dir, whose store has an address and does not run yet.
func NewCity(dir string) (*City, error) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("new city: %w", err)
	}
	endpoint := "http://" + free.Addr().String()
	free.Close()
	year := inspection.DateOf(time.Now()).Start().Year()
	c := &City{
		dir:     dir,
		Secrets: filepath.Join(dir, "secrets"),
		settings: bucket.Settings{Endpoint: endpoint, Region: localserver.Region, Bucket: "inspection-code",
			AccessKey: "access-" + rand.Text(), SecretKey: "secret-" + rand.Text(), PathStyle: true},
	}
	c.Settings = map[string]string{
		"SECRETS_DIR":       c.Secrets,
		"PUBLIC_URL":        "https://jcm.example",
		"TRIAL_WINDOW":      fmt.Sprintf("%d-01-01/%d-12-31", year, year+1),
		"K_SINK":            "http://127.0.0.1:1/",
		"INBOX_URL":         "http://127.0.0.1:1/",
		"BUCKET":            c.settings.Bucket,
		"BUCKET_ENDPOINT":   endpoint,
		"BUCKET_REGION":     localserver.Region,
		"BUCKET_PATH_STYLE": "true",
		"GOGC":              "200", // as on both platforms; a test compares them
		"GOMEMLIMIT":        "100MiB",
	}
	if err := c.writeSecrets(); err != nil {
		return nil, fmt.Errorf("new city: %w", err)
	}
	return c, nil
}

func (c *City) writeSecrets() error {
	if err := os.MkdirAll(c.Secrets, 0o755); err != nil {
		return err
	}
	key, err := code.Generate(rand.Reader, code.Ed25519, 1, time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		return err
	}
	keys, err := code.NewKeys(key)
	if err != nil {
		return err
	}
	if c.signer, err = identity.GenerateSigner("ES256", "1"); err != nil {
		return err
	}
	jwks, err := identity.JWKS(c.signer)
	if err != nil {
		return err
	}
	issuers, err := json.Marshal([]map[string]any{{"issuer": issuer, "algorithms": []string{"ES256"}, "jwks": jwks,
		"roles": []identity.Role{identity.Officer, identity.AgencySystem, identity.LegalRepresentative}}})
	if err != nil {
		return err
	}
	secrets := map[string][]byte{
		"bucket-access-key": []byte(c.settings.AccessKey), "bucket-secret-key": []byte(c.settings.SecretKey),
		"signing-keys": keys.PrivateDocument(), "verifying-keys": keys.PublicDocument(), "issuers": issuers,
	}
	for _, name := range []string{"event-keys", "inbox-keys", "id-key", "blind-key", "ticket-key"} {
		secrets[name] = []byte(rand.Text() + rand.Text())
	}
	secrets["agency-keys"] = []byte(Agency + " " + rand.Text() + rand.Text() + "\n")
	for name, value := range secrets {
		if err := os.WriteFile(filepath.Join(c.Secrets, name), value, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// OpenStore starts the store at its address, makes its bucket, and fills in the directory. There can be
// one store in a process, whose working directory it takes; see localserver.
func (c *City) OpenStore(ctx context.Context, d ledger.Directory) error {
	store, err := localserver.Start(context.WithoutCancel(ctx), filepath.Join(c.dir, "store"),
		c.settings.Endpoint[len("http://"):], c.settings.AccessKey, c.settings.SecretKey)
	if err != nil {
		return err
	}
	c.store = store
	if err := store.MakeBucket(ctx, c.settings.Bucket); err != nil {
		return err
	}
	b, err := c.Bucket()
	if err != nil {
		return err
	}
	return (&ledger.Ledger{Bucket: b, Now: time.Now}).Import(ctx, d)
}

// CloseStore ends the store; what is in it stays.
func (c *City) CloseStore() error { return c.store.Stop() }

// Bucket is the store's bucket, for looking into it.
func (c *City) Bucket() (bucket.Bucket, error) { return open.Bucket(c.settings) }

// Token proves somebody to the functions, for an hour.
func (c *City) Token(who identity.Caller) (string, error) {
	return c.signer.Sign(who, issuer, identity.DefaultAudience, time.Hour, time.Now())
}
