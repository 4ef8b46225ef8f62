package evidence

import (
	"bytes"
	"encoding/binary"
	"errors"
)

var (
	errDamaged = errors.New("damaged")
	errSize    = errors.New("too many pixels")
	errCamera  = errors.New("tells how a photo was taken")
)

// The markers of a JPEG file that matter here (ITU-T T.81, table B.1).
const (
	sof0, sof2 = 0xc0, 0xc2 // baseline, extended and progressive: what cameras and browsers write
	dht        = 0xc4
	rst0, rst7 = 0xd0, 0xd7
	soi, eoi   = 0xd8, 0xd9
	sos        = 0xda
	dqt        = 0xdb
	dri        = 0xdd
	app0       = 0xe0
	app1       = 0xe1
	app14      = 0xee
	app15      = 0xef
	com        = 0xfe
)

// jpeg copies what the picture is made of: tables, frame and scans. Of what applications add it keeps two short segments
// without which colours change (JFIF, Adobe), and from Exif which way is up. What follows the end, such as a phone's
// second picture or film, is cut off.
func jpeg(file []byte) ([]byte, error) {
	var out bytes.Buffer // with room for the head, which is known last
	out.Grow(headRoom + len(file))
	out.Write(make([]byte, headRoom))
	orientation, frames, scans := uint16(1), 0, 0
	rest := file[2:]
	for {
		marker, segment, after, err := nextSegment(rest)
		if err != nil {
			return nil, err
		}
		rest = after
		switch {
		case marker == eoi:
			if frames != 1 || scans == 0 {
				return nil, errDamaged
			}
			out.Write([]byte{0xff, eoi})
			begins := head(orientation)
			whole := out.Bytes()[headRoom-len(begins):]
			copy(whole, begins)
			return whole, nil
		case marker == app1 && bytes.HasPrefix(segment, []byte("Exif\x00\x00")):
			orientation = orientationIn(segment[6:])
			continue
		case marker == app0 && len(segment) == 14 && bytes.HasPrefix(segment, []byte("JFIF\x00")):
		case marker == app14 && len(segment) == 12 && bytes.HasPrefix(segment, []byte("Adobe")):
		case marker >= app0 && marker <= app15, marker == com:
			continue
		case marker >= sof0 && marker <= sof2:
			if frames++; len(segment) < 6 {
				return nil, errDamaged
			}
			if err := fits(int(binary.BigEndian.Uint16(segment[3:])), int(binary.BigEndian.Uint16(segment[1:]))); err != nil {
				return nil, err
			}
		case marker == sos:
			scans++
		case marker != dht && marker != dqt && marker != dri:
			return nil, errDamaged
		}
		out.Write([]byte{0xff, marker})
		out.Write(binary.BigEndian.AppendUint16(nil, uint16(len(segment)+2)))
		out.Write(segment)
		if marker == sos {
			n := scan(rest)
			out.Write(rest[:n])
			rest = rest[n:]
		}
	}
}

// nextSegment takes the next marker and what belongs to it off a file.
func nextSegment(b []byte) (marker byte, segment, rest []byte, err error) {
	if len(b) < 2 || b[0] != 0xff {
		return 0, nil, nil, errDamaged
	}
	for len(b) > 1 && b[1] == 0xff { // any number of bytes may fill the room before a marker
		b = b[1:]
	}
	if len(b) < 2 {
		return 0, nil, nil, errDamaged
	}
	marker, b = b[1], b[2:]
	if marker == eoi {
		return marker, nil, b, nil
	}
	if len(b) < 2 {
		return 0, nil, nil, errDamaged
	}
	n := int(binary.BigEndian.Uint16(b))
	if n < 2 || n > len(b) {
		return 0, nil, nil, errDamaged
	}
	return marker, b[2:n], b[n:], nil
}

// scan is how long the coded picture is that stands before the next marker: in it, 0xff is followed by zero or restarts.
func scan(b []byte) int {
	for i := 0; i+1 < len(b); i++ {
		if b[i] == 0xff && b[i+1] != 0 && b[i+1] != 0xff && (b[i+1] < rst0 || b[i+1] > rst7) {
			return i
		}
	}
	return len(b)
}

// headRoom is as long as a head can be.
const headRoom = 40

// head begins a file: with which way is up, where that is not as the pixels lie, and with nothing else in its Exif.
func head(orientation uint16) []byte {
	b := []byte{0xff, soi}
	if orientation == 1 {
		return b
	}
	exif := append([]byte("Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01"), byte(orientation>>8), byte(orientation), 0, 0, 0, 0, 0, 0)
	b = append(b, 0xff, app1)
	return append(binary.BigEndian.AppendUint16(b, uint16(len(exif)+2)), exif...)
}

// orientationIn reads the orientation (2 to 8) in an Exif block's first directory; 1, as the pixels lie, if there is none.
func orientationIn(tiff []byte) uint16 {
	var order binary.ByteOrder = binary.BigEndian
	if bytes.HasPrefix(tiff, []byte("II")) {
		order = binary.LittleEndian
	}
	if len(tiff) < 8 {
		return 1
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 1
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < 12 {
			return 1
		}
		const orientationTag, short = 0x0112, 3
		if order.Uint16(entries) == orientationTag && order.Uint16(entries[2:]) == short {
			if o := order.Uint16(entries[8:]); o >= 2 && o <= 8 {
				return o
			}
			return 1
		}
		entries = entries[12:]
	}
	return 1
}
