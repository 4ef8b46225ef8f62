package main

import (
	"archive/tar"
	"encoding/json"
	"io"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// archive writes an image as what every tool can load: an OCI image layout, and in it the list that
// docker load has read since before there was OCI, over the same blobs.
func archive(to io.Writer, img v1.Image, name string) error {
	manifest, err := img.RawManifest()
	if err != nil {
		return err
	}
	config, err := img.RawConfigFile()
	if err != nil {
		return err
	}
	m, err := img.Manifest()
	if err != nil {
		return err
	}
	digest, err := img.Digest()
	if err != nil {
		return err
	}
	index, err := json.Marshal(v1.IndexManifest{SchemaVersion: 2, MediaType: types.OCIImageIndex, Manifests: []v1.Descriptor{{
		MediaType: m.MediaType, Digest: digest, Size: int64(len(manifest)),
		Annotations: map[string]string{"io.containerd.image.name": name, "org.opencontainers.image.ref.name": name},
	}}})
	if err != nil {
		return err
	}
	var layers []string
	for _, l := range m.Layers {
		layers = append(layers, blob(l.Digest))
	}
	list, err := json.Marshal([]map[string]any{{"Config": blob(m.Config.Digest), "RepoTags": []string{name}, "Layers": layers}})
	if err != nil {
		return err
	}
	w := tar.NewWriter(to)
	for _, f := range []struct {
		name string
		body []byte
	}{
		{"oci-layout", []byte(`{"imageLayoutVersion":"1.0.0"}`)},
		{"index.json", index},
		{"manifest.json", list},
		{blob(digest), manifest},
		{blob(m.Config.Digest), config},
	} {
		if err := w.WriteHeader(entry(f.name, int64(len(f.body)))); err != nil {
			return err
		}
		if _, err := w.Write(f.body); err != nil {
			return err
		}
	}
	for _, d := range m.Layers {
		if err := appendLayer(w, img, d); err != nil {
			return err
		}
	}
	return w.Close()
}

func appendLayer(w *tar.Writer, img v1.Image, d v1.Descriptor) error {
	l, err := img.LayerByDigest(d.Digest)
	if err != nil {
		return err
	}
	r, err := l.Compressed()
	if err != nil {
		return err
	}
	defer r.Close()
	if err := w.WriteHeader(entry(blob(d.Digest), d.Size)); err != nil {
		return err
	}
	_, err = io.Copy(w, r)
	return err
}

func blob(d v1.Hash) string { return "blobs/" + d.Algorithm + "/" + d.Hex }

func entry(name string, size int64) *tar.Header {
	return &tar.Header{Name: name, Mode: 0o444, Size: size, ModTime: epoch, Typeflag: tar.TypeReg, Format: tar.FormatUSTAR}
}
