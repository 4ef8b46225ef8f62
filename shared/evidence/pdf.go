package evidence

import "bytes"

// pdf looks whether a document has its beginning and its end, and whether a photo stands in it as its camera made it. It
// changes nothing: what a document says of itself is its author's business, and readers get it as a file to keep, never
// as a page of this site.
func pdf(file []byte) ([]byte, error) {
	end := file[max(0, len(file)-1024):]
	switch {
	case !bytes.Contains(end, []byte("%%EOF")) || !bytes.Contains(file, []byte("startxref")):
		return nil, errDamaged
	case bytes.Contains(file, []byte("Exif\x00\x00")):
		return nil, errCamera
	}
	return file, nil
}
