package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/pem"
	"io"
	"path"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"
	"golang.org/x/crypto/x509roots/fallback/bundle"
)

const (
	entrypoint = "/functions"
	rootsFile  = "/etc/ssl/certs/ca-certificates.crt" // where Go looks first
	user       = "65532:65532"                        // nobody's number; any other works too
)

// epoch is the time of everything in the image.
var epoch = time.Unix(0, 0).UTC()

// roots are the certificate authorities that Mozilla trusts without conditions, as PEM: a file cannot
// express conditions, such as "only what it issued before 2025". A city's own authority is mounted
// beside them, in a folder that SSL_CERT_DIR names.
func roots() []byte {
	var b bytes.Buffer
	for root := range bundle.Roots() {
		if root.Constraint == nil {
			pem.Encode(&b, &pem.Block{Type: "CERTIFICATE", Bytes: root.Certificate}) // a Buffer takes everything
		}
	}
	return b.Bytes()
}

// A file is one of the image's, root's and written by nobody.
type file struct {
	path string
	mode int64
	body []byte
}

// assemble makes the image: files in one layer on nothing.
func assemble(files []file, arch string) (v1.Image, error) {
	packed, err := layer(files)
	if err != nil {
		return nil, err
	}
	l, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(packed)), nil },
		tarball.WithMediaType(types.OCILayer), tarball.WithCompressionLevel(gzip.BestCompression), tarball.WithCompressedCaching)
	if err != nil {
		return nil, err
	}
	img := mutate.ConfigMediaType(mutate.MediaType(empty.Image, types.OCIManifestSchema1), types.OCIConfigJSON)
	img, err = mutate.Append(img, mutate.Addendum{Layer: l, History: v1.History{Created: v1.Time{Time: epoch}, CreatedBy: "infra/image"}})
	if err != nil {
		return nil, err
	}
	config, err := img.ConfigFile()
	if err != nil {
		return nil, err
	}
	config = config.DeepCopy()
	config.OS, config.Architecture, config.Created = "linux", arch, v1.Time{Time: epoch}
	config.Config = v1.Config{
		User:         user,
		Entrypoint:   []string{entrypoint},
		WorkingDir:   "/",
		ExposedPorts: map[string]struct{}{"8080/tcp": {}},
		Labels:       map[string]string{"org.opencontainers.image.title": "inspection-code"},
	}
	return mutate.ConfigFile(img, config)
}

// layer packs files, and the folders they are in.
func layer(files []file) ([]byte, error) {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	folders := map[string]bool{"/": true}
	for _, f := range files {
		if err := folder(w, path.Dir(f.path), folders); err != nil {
			return nil, err
		}
		if err := w.WriteHeader(&tar.Header{Name: f.path[1:], Mode: f.mode, Size: int64(len(f.body)), ModTime: epoch, Format: tar.FormatUSTAR, Typeflag: tar.TypeReg}); err != nil {
			return nil, err
		}
		if _, err := w.Write(f.body); err != nil {
			return nil, err
		}
	}
	return b.Bytes(), w.Close()
}

// folder packs a folder after those it is in, once.
func folder(w *tar.Writer, dir string, packed map[string]bool) error {
	if packed[dir] {
		return nil
	}
	packed[dir] = true
	if err := folder(w, path.Dir(dir), packed); err != nil {
		return err
	}
	return w.WriteHeader(&tar.Header{Name: dir[1:] + "/", Mode: 0o755, ModTime: epoch, Format: tar.FormatUSTAR, Typeflag: tar.TypeDir})
}
