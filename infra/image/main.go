// Image builds the one image of all functions as an archive, without Docker and without a network: the
// same sources and the same Go make the same bytes, on any machine and in any folder. It knows what is
// in the image and nothing of what a function does. The Dockerfile beside it makes the same program into
// an image where Docker is at hand.
//
//	go run ./infra/image -o inspection-code.tar
//	ctr -n k8s.io images import inspection-code.tar     (or docker load, podman load, kind load image-archive, skopeo copy oci-archive:…)
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
)

func main() {
	var b build
	out := flag.String("o", "inspection-code.tar", "the archive to write")
	flag.StringVar(&b.name, "name", "dev.local/inspection-code:dev", "what the image is called; Knative looks up no digest for dev.local")
	flag.StringVar(&b.arch, "arch", runtime.GOARCH, "amd64 or arm64")
	flag.StringVar(&b.source, "source", ".", "a folder of the module to build")
	flag.Parse()
	if flag.NArg() > 0 || !slices.Contains([]string{"amd64", "arm64"}, b.arch) {
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := b.run(ctx, *out, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "image:", err)
		os.Exit(1)
	}
}

// A build is what is to be built.
type build struct {
	name, arch, source string
}

// run writes the archive to a file and tells what it is.
func (b build) run(ctx context.Context, file string, tell io.Writer) error {
	program, err := b.program(ctx)
	if err != nil {
		return err
	}
	img, err := assemble(program, roots(), b.arch)
	if err != nil {
		return fmt.Errorf("assemble: %w", err)
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := archive(f, img, b.name); err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	if err := f.Close(); err != nil {
		return err
	}
	packed, err := os.Stat(file)
	if err != nil {
		return err
	}
	digest, err := img.Digest()
	if err != nil {
		return err
	}
	fmt.Fprintf(tell, "%s  linux/%s  %.1f MB packed, %.1f MB of it the program unpacked\n%s\n",
		b.name, b.arch, float64(packed.Size())/1e6, float64(len(program))/1e6, digest)
	return nil
}

// flags make the program depend on nothing but its sources and Go: no paths, no commit, no build ID. It
// carries its own time zones, because the image has none.
var flags = []string{"-trimpath", "-buildvcs=false", "-tags=timetzdata", "-ldflags=-s -w -buildid="}

// program compiles all functions.
func (b build) program(ctx context.Context) ([]byte, error) {
	dir, err := os.MkdirTemp("", "image")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "inspection-code")
	cmd := exec.CommandContext(ctx, "go", slices.Concat([]string{"build", "-o", file}, flags, []string{"inspectioncode.example/functions"})...)
	cmd.Dir = b.source
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH="+b.arch, "GOAMD64=v1", "GOARM64=v8.0", "GOFLAGS=", "GOEXPERIMENT=", "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("compile: %w: %s", err, strings.TrimSpace(string(out)))
	}
	return os.ReadFile(file)
}
