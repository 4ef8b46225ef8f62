package page

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"path"
)

// assets are the scripts that pages add to what already works without them.
//
//go:embed assets
var assets embed.FS

// An Asset is a file that pages load.
type Asset struct {
	Body []byte
	Type string // media type
	Tag  string // changes with the body, for ETag

	Encoding string // of the body: gzip, which every browser takes, or none
}

// FindAsset is the file of a name; false if there is none.
func FindAsset(name string) (Asset, bool) {
	media, known := map[string]string{".js": "text/javascript; charset=utf-8", ".webmanifest": "application/manifest+json"}[path.Ext(name)]
	if !known {
		return Asset{}, false
	}
	a := Asset{Type: media}
	var err error
	if a.Body, err = assets.ReadFile("assets/" + path.Base(name)); err != nil {
		a.Encoding = "gzip"
		if a.Body, err = assets.ReadFile("assets/" + path.Base(name) + ".gz"); err != nil {
			return Asset{}, false
		}
	}
	sum := sha256.Sum256(a.Body)
	a.Tag = `"` + base64.RawURLEncoding.EncodeToString(sum[:9]) + `"`
	return a, true
}
