package evidence

import (
	"bytes"
	"slices"
)

// pdf looks whether a document has its beginning and its end, and whether a photo stands in it as its camera made it. It
// changes nothing: what a document says of itself is its author's business, and readers get it as a file to keep, never
// as a page of this site.
func pdf(file []byte) ([]byte, error) {
	end := file[max(0, len(file)-1024):]
	switch {
	case !bytes.Contains(end, []byte("%%EOF")) || !bytes.Contains(file, []byte("startxref")):
		return nil, errDamaged
	case slices.ContainsFunc(ofCamera, func(begins string) bool { return bytes.Contains(file, []byte(begins)) }):
		return nil, errCamera
	}
	return file, nil
}

// ofCamera is how the segments begin in which a JPEG says how it was taken: Exif, XMP and IPTC. A document's own XMP
// names the same namespace, and has no zero behind it.
var ofCamera = []string{"Exif\x00\x00", "http://ns.adobe.com/xap/1.0/\x00", "Photoshop 3.0\x00"}
