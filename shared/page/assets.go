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
}

// FindAsset is the file of a name; false if there is none.
func FindAsset(name string) (Asset, bool) {
	media, known := map[string]string{".js": "text/javascript; charset=utf-8", ".webmanifest": "application/manifest+json"}[path.Ext(name)]
	if !known {
		return Asset{}, false
	}
	body, err := assets.ReadFile("assets/" + path.Base(name))
	if err != nil {
		return Asset{}, false
	}
	sum := sha256.Sum256(body)
	return Asset{body, media, `"` + base64.RawURLEncoding.EncodeToString(sum[:9]) + `"`}, true
}
