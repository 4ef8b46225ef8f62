package journeys

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"image"
	_ "image/jpeg"
	_ "image/png"

	"inspectioncode.example/shared/code"
)

// A city is one process of infra/local with a clock that stands.
type city struct {
	data    string
	address string
	cmd     *exec.Cmd
	out     *output
	tokens  map[string]string
	also    []string // arguments of the program
}

// newCity starts one whose keys are always the same, so that its bucket ends the same.
func newCity(t *testing.T) *city {
	t.Helper()
	c := &city{data: t.TempDir(), out: &output{}, tokens: map[string]string{}}
	for name, secret := range fixedSecrets(t) {
		path := filepath.Join(c.data, "secrets", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, secret, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c.start(t, begin)
	return c
}

// fixedSecrets are those on which names and codes depend; the city makes the others.
func fixedSecrets(t *testing.T) map[string][]byte {
	seed := bytes.Repeat([]byte{7}, ed25519.SeedSize)
	public := ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey)
	key := code.Key{ID: 1, Algorithm: code.Ed25519, Public: public, From: time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC)}
	keys, err := code.NewKeys(key)
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Keys []map[string]any `json:"keys"`
	}
	if err := json.Unmarshal(keys.PublicDocument(), &doc); err != nil {
		t.Fatal(err)
	}
	doc.Keys[0]["d"] = base64.RawURLEncoding.EncodeToString(seed)
	private, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{
		"signing-keys": private,
		"id-key":       bytes.Repeat([]byte("i"), 32),
		"blind-key":    bytes.Repeat([]byte("b"), 32),
		"ticket-key":   bytes.Repeat([]byte("t"), 32),
	}
}

// start starts the process, with a clock that stands at a time, and waits until it serves.
func (c *city) start(t *testing.T, at time.Time) {
	t.Helper()
	addr := "127.0.0.1:0"
	if c.address != "" { // it comes back where it was
		addr = strings.TrimPrefix(c.address, "http://")
	}
	c.cmd = exec.Command(program, append([]string{"-addr", addr, "-data", c.data, "-now", at.Format(time.RFC3339)}, c.also...)...)
	c.out.Reset()
	c.cmd.Stdout, c.cmd.Stderr = c.out, c.out
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.cmd.Process.Kill() })
	line := regexp.MustCompile(`open +(http://\S+)`)
	err := waitFor(t.Context(), "the city", func() (bool, error) {
		m := line.FindStringSubmatch(c.out.String())
		if m != nil {
			c.address = m[1]
		}
		return m != nil, nil
	})
	if err != nil {
		t.Fatalf("%v; it printed:\n%s", err, c.out)
	}
}

// stop ends it as Ctrl-C does, and insists on a clean end.
func (c *city) stop(t *testing.T) {
	t.Helper()
	c.cmd.Process.Signal(os.Interrupt)
	if err := c.cmd.Wait(); err != nil {
		t.Fatalf("the city ended with %v:\n%s", err, c.out)
	}
	for _, personal := range []string{"09100000001", "赵静怡", "钱俊杰", "eyJ"} {
		if strings.Contains(c.log(), personal) {
			t.Errorf("the log has %s in it", personal)
		}
	}
}

// kill ends it as a power cut does.
func (c *city) kill(t *testing.T) {
	t.Helper()
	c.cmd.Process.Signal(syscall.SIGKILL)
	c.cmd.Wait()
}

// settle waits until the bus has delivered all it has.
func (c *city) settle(t *testing.T) {
	t.Helper()
	err := waitFor(t.Context(), "the bus", func() (bool, error) {
		resp, err := http.Get(c.address + "/bus")
		if err != nil {
			return false, err
		}
		defer resp.Body.Close()
		var busy struct{ Waiting, Dead int }
		if err := json.NewDecoder(resp.Body).Decode(&busy); err != nil {
			return false, err
		}
		if busy.Dead > 0 {
			return false, fmt.Errorf("%d dead letters", busy.Dead)
		}
		return busy.Waiting == 0, nil
	})
	if err != nil {
		t.Fatalf("%v\n%s", err, c.log())
	}
}

func (c *city) log() string {
	b, _ := os.ReadFile(filepath.Join(c.data, "log.jsonl"))
	return string(b)
}

// token is somebody's, from the sign-in.
func (c *city) token(who string) (string, error) {
	if who == "nobody" || c.tokens[who] != "" {
		return c.tokens[who], nil
	}
	resp, err := http.PostForm(c.address+"/sign-in", url.Values{"as": {who}, "token": {"yes"}})
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("sign in as %s: %s\n%s", who, resp.Status, b)
	}
	c.tokens[who] = strings.TrimSpace(string(b))
	return c.tokens[who], err
}

// An answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

// do makes one request as somebody, and holds the answer against the contract. Answers that send on are not
// followed.
func (c *city) do(who, method, path string, header http.Header, body []byte) (answer, error) {
	req, err := http.NewRequest(method, c.address+path, bytes.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	req.Header = header
	token, err := c.token(who)
	if err != nil {
		return answer{}, err
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return answer{}, err
	}
	a := answer{resp.StatusCode, resp.Header, string(b)}
	return a, kept(method, path, a)
}

// bucket is everything in it but the directory, which every city is given: text as it is, symbols by
// what a scanner reads in them, portraits as PORTRAIT, and names drawn at random as NONCE.
func (c *city) bucket(t *testing.T) map[string]string {
	t.Helper()
	root := filepath.Join(c.data, "store", "inspection-code")
	found := map[string][]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		key, _ := filepath.Rel(root, path)
		switch {
		case err != nil:
			return err
		case d.IsDir() && (key == "directory" || strings.HasPrefix(d.Name(), ".sgwtmp") || key == "_probe"):
			return fs.SkipDir
		case d.IsDir():
			return nil
		}
		body, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		text := string(body)
		switch ext := filepath.Ext(key); {
		case strings.Contains(key, "/evidence/"), strings.HasPrefix(key, "visits/") && ext != ".json":
			text = described(t, body)
		case ext == ".png":
			text = scan(t, body)
		case ext == ".svg":
			text = regexp.MustCompile(`<title>.*</title>`).FindString(text) + "\n"
		}
		if m := nonce.FindStringSubmatch(key); m != nil {
			key, text = nonce.ReplaceAllString(key, "${1}NONCE"), strings.ReplaceAll(text, m[2], "NONCE")
		}
		text = portrait.ReplaceAllString(text, "${1}PORTRAIT")
		found[key] = append(found[key], strings.ReplaceAll(text, c.address, "ADDRESS"))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	end := map[string]string{}
	for key, texts := range found {
		slices.Sort(texts) // two in one moment
		for i, text := range texts {
			end[key+strings.Repeat("'", i)] = text
		}
	}
	return end
}

// described says what a photo is, and whether anything stands in it beside the picture.
func described(t *testing.T, photo []byte) string {
	t.Helper()
	size, format, err := image.DecodeConfig(bytes.NewReader(photo))
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%s, %d by %d, %d bytes, Exif %v, GPS %v\n", format, size.Width, size.Height, len(photo), bytes.Contains(photo, []byte("Exif")), bytes.Contains(photo, []byte("GPS")))
}

// portrait is a picture of an officer of the sample directory.
var portrait = regexp.MustCompile(`(data:image/png;base64,)[A-Za-z0-9+/=]+`)

// nonce is the part of a key, the second group, that is drawn at random.
var nonce = regexp.MustCompile(`(/\d{8}T\d{6}\.\d{3}Z-|^(?:feedback|visits|visits/unsigned)/\d{4}-\d{2}-\d{2}/)([0-9a-z]{8,})`)

// scan reads a symbol by another's decoder. How well cameras read it is measured in tests/bench/scan.
func scan(t *testing.T, png []byte) string {
	t.Helper()
	picture, _, err := image.Decode(bytes.NewReader(png))
	if err != nil {
		t.Fatal(err)
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(picture)
	if err != nil {
		t.Fatal(err)
	}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_PURE_BARCODE: true})
	if err != nil {
		t.Fatalf("the symbol cannot be scanned: %v", err)
	}
	return result.GetText() + "\n"
}

// output is what a process prints, to be read while it still prints.
type output struct {
	mu      sync.Mutex
	printed bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.printed.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.printed.String()
}

func (o *output) Reset() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.printed.Reset()
}

func sorted(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
