package serve

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"inspectioncode.example/shared/page"
	"inspectioncode.example/shared/telemetry"
)

// An Env is what a function is given to build itself from: settings, secrets and the world. The
// constructor asks for all it needs and then for Err, so that everything missing is named at once.
type Env struct {
	Name     string                            // of the function
	Deadline time.Duration                     // of a request: whoever still works on one is gone soon after
	Setting  func(name string) string          // "" if it is not set
	Secret   func(name string) ([]byte, error) // fs.ErrNotExist if there is none
	Now      func() time.Time
	Random   io.Reader
	Client   *http.Client // for everything that is sent
	Log      *slog.Logger
	Pages    *page.Pages

	Large func(ctx context.Context, header http.Header) bool // lets the body of a request be as large as MaxLarge; nil: none is

	Telemetry *telemetry.Telemetry // nil where nobody measures

	wrong []error
}

// Deadline is how long a request may take, unless REQUEST_TIMEOUT says otherwise.
const Deadline = 15 * time.Second

// SecretsDir is where both platforms put secrets, one file each (SECRETS_DIR says otherwise).
const SecretsDir = "/var/openfaas/secrets"

// Process is the Env of a process of its own: settings from the environment, secrets from files.
func Process(log *slog.Logger) *Env {
	dir := SecretsDir
	if d := os.Getenv("SECRETS_DIR"); d != "" {
		dir = d
	}
	return &Env{
		Name:     os.Getenv("FUNCTION"),
		Deadline: Deadline,
		Setting:  os.Getenv,
		Secret:   func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(dir, name)) },
		Now:      time.Now,
		Random:   rand.Reader,
		Client:   &http.Client{Timeout: 10 * time.Second},
		Log:      log,
		Pages:    page.New(),
	}
}

// Need returns a setting that must be there.
func (e *Env) Need(name string) string {
	v := e.Setting(name)
	if v == "" {
		e.wrong = append(e.wrong, fmt.Errorf("setting %s is missing", name))
	}
	return v
}

// May returns a setting, or what it is when nobody sets it.
func (e *Env) May(name, otherwise string) string {
	if v := e.Setting(name); v != "" {
		return v
	}
	return otherwise
}

// NeedSecret returns a secret that must be there, of at least min bytes, blanks around it trimmed.
func (e *Env) NeedSecret(name string, min int) []byte {
	b, err := e.Secret(name)
	if err != nil {
		e.wrong = append(e.wrong, fmt.Errorf("secret %s is missing", name))
		return nil
	}
	b = []byte(strings.TrimSpace(string(b)))
	if len(b) < min {
		e.wrong = append(e.wrong, fmt.Errorf("secret %s is shorter than %d bytes", name, min))
	}
	return b
}

// Err names everything that was asked for and is missing or wrong; nil if nothing is. What stood
// twice is named once.
func (e *Env) Err() error {
	var named []string
	for _, err := range e.wrong {
		if !slices.Contains(named, err.Error()) {
			named = append(named, err.Error())
		}
	}
	if named == nil {
		return nil
	}
	return errors.New(strings.Join(named, "; "))
}
