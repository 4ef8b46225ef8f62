// Image builds the one image of all functions as an archive, without Docker and without a network: the
// same sources and the same Go make the same bytes, on any machine and in any folder. It knows what is
// in the image and nothing of what a function does. The Dockerfile beside it makes the same programs into
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
	"path"
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
func (b build) run(ctx context.Context, to string, tell io.Writer) error {
	files, err := b.compile(ctx)
	if err != nil {
		return err
	}
	unpacked := 0
	for _, f := range files {
		unpacked += len(f.body)
	}
	img, err := assemble(append(files, file{rootsFile, 0o444, roots()}), b.arch)
	if err != nil {
		return fmt.Errorf("assemble: %w", err)
	}
	f, err := os.Create(to)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := archive(f, img, b.name); err != nil {
		return fmt.Errorf("write %s: %w", to, err)
	}
	if err := f.Close(); err != nil {
		return err
	}
	packed, err := os.Stat(to)
	if err != nil {
		return err
	}
	digest, err := img.Digest()
	if err != nil {
		return err
	}
	fmt.Fprintf(tell, "%s  linux/%s  %.1f MB packed, the programs %.1f MB unpacked\n%s\n",
		b.name, b.arch, float64(packed.Size())/1e6, float64(unpacked)/1e6, digest)
	return nil
}

// flags make programs depend on nothing but their sources and Go: no paths, no commit, no build ID. They
// carry their own time zones, because the image has none.
var flags = []string{"-trimpath", "-buildvcs=false", "-tags=timetzdata", "-ldflags=-s -w -buildid="}

// compile makes the programs: the one that the image starts, and the one that it becomes for some functions.
func (b build) compile(ctx context.Context) (programs []file, err error) {
	dir, err := os.MkdirTemp("", "image")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	sources := []string{"inspectioncode.example/functions", "inspectioncode.example/functions/figures"}
	cmd := exec.CommandContext(ctx, "go", slices.Concat([]string{"build", "-o", dir + "/"}, flags, sources)...)
	cmd.Dir = b.source
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH="+b.arch, "GOAMD64=v1", "GOARM64=v8.0", "GOFLAGS=", "GOEXPERIMENT=", "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("compile: %w: %s", err, strings.TrimSpace(string(out)))
	}
	for _, source := range sources {
		name := path.Base(source)
		body, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		programs = append(programs, file{"/" + name, 0o555, body})
	}
	return programs, nil
}
