package evidence

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
)

const pngSignature = "\x89PNG\r\n\x1a\n"

// shown are the chunks a still picture is made of (ISO/IEC 15948); all others, which carry texts, times and Exif, go.
var shown = map[string]bool{"IHDR": true, "PLTE": true, "IDAT": true, "IEND": true, "tRNS": true, "gAMA": true, "cHRM": true, "sRGB": true}

// png copies the chunks that make the picture, each as its checksum says it was written, and cuts off what follows its end.
func png(file []byte) ([]byte, error) {
	var out bytes.Buffer
	out.Grow(len(file))
	out.WriteString(pngSignature)
	rest, pixels := file[len(pngSignature):], false
	for first := true; ; first = false {
		if len(rest) < 12 {
			return nil, errDamaged
		}
		n := uint64(binary.BigEndian.Uint32(rest)) + 12
		if n > uint64(len(rest)) {
			return nil, errDamaged
		}
		chunk := rest[:n]
		rest = rest[n:]
		kind, data := string(chunk[4:8]), chunk[8:n-4]
		if crc32.ChecksumIEEE(chunk[4:n-4]) != binary.BigEndian.Uint32(chunk[n-4:]) || first != (kind == "IHDR") {
			return nil, errDamaged
		}
		switch kind {
		case "IHDR":
			if len(data) != 13 {
				return nil, errDamaged
			}
			width, height := binary.BigEndian.Uint32(data), binary.BigEndian.Uint32(data[4:])
			if err := fits(int(min(width, maxSide+1)), int(min(height, maxSide+1))); err != nil {
				return nil, err
			}
		case "IDAT":
			pixels = true
		}
		if shown[kind] {
			out.Write(chunk)
		}
		if kind == "IEND" {
			if !pixels {
				return nil, errDamaged
			}
			return out.Bytes(), nil
		}
	}
}
