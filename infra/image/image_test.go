package main

import (
	"archive/tar"
	"bytes"
	"crypto/x509"
	"debug/buildinfo"
	"debug/elf"
	"errors"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/validate"
)

const ref = "dev.local/inspection-code:dev"

// write builds the image from a folder, and returns the archive's name and what was told of it.
func write(t *testing.T, source string) (file, told string) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "image.tar")
	var tell strings.Builder
	b := build{name: ref, arch: runtime.GOARCH, source: source}
	if err := b.run(t.Context(), file, &tell); err != nil {
		t.Fatal(err)
	}
	return file, tell.String()
}

func TestTheImage(t *testing.T) {
	file, told := write(t, "../..")
	t.Log(told)
	t.Run("is the same, byte for byte, from another folder", func(t *testing.T) { sameElsewhere(t, file, told) })
	t.Run("runs on nothing, as nobody", func(t *testing.T) { holds(t, file) })
}

func sameElsewhere(t *testing.T, here, toldHere string) {
	elsewhere := t.TempDir()
	for _, part := range []string{"functions", "shared"} {
		if err := os.CopyFS(filepath.Join(elsewhere, part), os.DirFS("../../"+part)); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{"go.mod", "go.sum"} {
		b, err := os.ReadFile("../../" + file)
		if err == nil {
			err = os.WriteFile(filepath.Join(elsewhere, file), b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	there, toldThere := write(t, elsewhere)
	a, err1 := os.ReadFile(here)
	b, err2 := os.ReadFile(there)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a, b) {
		t.Errorf("two folders made two images:\n%s%s", toldHere, toldThere)
	}
}

// holds looks at all that is in the image.
func holds(t *testing.T, file string) {
	tag, err := name.NewTag(ref)
	if err != nil {
		t.Fatal(err)
	}
	img, err := tarball.ImageFromPath(file, &tag) // as docker load reads it
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	unpack(t, file, root)
	sameAsLayout(t, img, root)

	config, err := img.ConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	if config.Config.User != "65532:65532" || len(config.Config.Entrypoint) != 1 || config.Config.Entrypoint[0] != "/functions" {
		t.Errorf("user %q, entrypoint %q", config.Config.User, config.Config.Entrypoint)
	}
	files := map[string][]byte{}
	var unpacked int64
	r := tar.NewReader(mutate.Extract(img))
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if h.Uid != 0 || h.Mode&0o022 != 0 {
			t.Errorf("%s belongs to %d with mode %o, want root's, written by nobody else", h.Name, h.Uid, h.Mode)
		}
		if h.Typeflag == tar.TypeReg {
			b, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			files["/"+h.Name] = b
			unpacked += h.Size
		}
	}
	const limit = 30_000_000 // of what a registry keeps and a node fetches
	if packed := size(t, img); packed >= limit {
		t.Errorf("it has %d bytes, %d unpacked; want less than %d", packed, unpacked, limit)
	}
	authorities(t, files["/etc/ssl/certs/ca-certificates.crt"])
	static(t, files["/functions"])
	static(t, files["/figures"])
	if len(files) != 3 {
		t.Errorf("it has %v, want two programs and the authorities", slices.Sorted(maps.Keys(files)))
	}
	starts(t, files)
}

// size is that of the image's layers as they are kept and sent.
func size(t *testing.T, img v1.Image) (n int64) {
	t.Helper()
	layers, err := img.Layers()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range layers {
		one, err := l.Size()
		if err != nil {
			t.Fatal(err)
		}
		n += one
	}
	return n
}

// sameAsLayout reads the archive as OCI tools do and wants the same image, whole.
func sameAsLayout(t *testing.T, img v1.Image, root string) {
	t.Helper()
	index, err := layout.ImageIndexFromPath(root)
	if err != nil {
		t.Fatal(err)
	}
	if err := validate.Index(index); err != nil {
		t.Error(err)
	}
	m, err := index.IndexManifest()
	if err != nil {
		t.Fatal(err)
	}
	got, err1 := img.ConfigName()
	same, err2 := index.Image(m.Manifests[0].Digest)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	if want, err := same.ConfigName(); err != nil || got != want {
		t.Errorf("docker finds the image %s and OCI tools %s, %v", got, want, err)
	}
	if name := m.Manifests[0].Annotations["io.containerd.image.name"]; name != ref {
		t.Errorf("containerd would call it %q, want %q", name, ref)
	}
}

func authorities(t *testing.T, pem []byte) {
	t.Helper()
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		t.Fatal("no certificate authorities")
	}
	if n := bytes.Count(pem, []byte("BEGIN CERTIFICATE")); n < 80 {
		t.Errorf("%d certificate authorities, want Mozilla's hundred or so", n)
	}
}

// static wants a program that needs no file of the system's: no loader, no libraries, no time zones.
func static(t *testing.T, program []byte) {
	t.Helper()
	f, err := elf.NewFile(bytes.NewReader(program))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range f.Progs {
		if p.Type == elf.PT_INTERP {
			t.Error("it needs a loader")
		}
	}
	info, err := buildinfo.Read(bytes.NewReader(program))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, s := range info.Settings {
		got[s.Key] = s.Value
	}
	if got["CGO_ENABLED"] != "0" || got["-trimpath"] != "true" || got["-tags"] != "timetzdata" || got["vcs.revision"] != "" {
		t.Errorf("built with %v", got)
	}
	if !bytes.Contains(program, []byte("Asia/Urumqi")) { // a zone that no code of ours names
		t.Error("no time zones in it")
	}
}

// starts runs the image's programs where there is nothing else but what the kernel tells, as the image's user.
// Without settings a function says what it misses, whichever program it is in.
func starts(t *testing.T, files map[string][]byte) {
	t.Helper()
	if os.Getuid() != 0 {
		t.Log("only root can try it on a root file system of its own")
		return
	}
	root, err := os.MkdirTemp("", "root") // t.TempDir's parents are closed to others
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(root)
	if err := errors.Join(os.Mkdir(root+"/proc", 0o555), os.Chmod(root, 0o555)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"/functions", "/figures"} {
		if err := os.WriteFile(root+name, files[name], 0o555); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mount("proc", root+"/proc", "proc", 0, ""); err != nil {
		t.Fatal(err)
	}
	defer syscall.Unmount(root+"/proc", syscall.MNT_DETACH)
	for function, secret := range map[string]string{"verify-scan": "verifying-keys", "analyze-frequency": "blind-key"} {
		cmd := exec.CommandContext(t.Context(), "/functions")
		cmd.WaitDelay = 10 * time.Second
		cmd.Dir, cmd.Env = "/", []string{"FUNCTION=" + function}
		cmd.SysProcAttr = &syscall.SysProcAttr{Chroot: root, Credential: &syscall.Credential{Uid: 65532, Gid: 65532}}
		out, err := cmd.CombinedOutput()
		if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) || !strings.Contains(string(out), "secret "+secret+" is missing") {
			t.Errorf("%s ended with %v and said %q", function, err, out)
		}
	}
}

func unpack(t *testing.T, file, to string) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := tar.NewReader(f)
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		path := filepath.Join(to, filepath.FromSlash(h.Name))
		if err == nil {
			err = os.MkdirAll(filepath.Dir(path), 0o700)
		}
		if err == nil {
			err = os.WriteFile(path, b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}
