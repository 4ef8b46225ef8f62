package evidence

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	stdjpeg "image/jpeg"
	stdpng "image/png"
	"strings"
	"testing"

	"inspectioncode.example/shared/inspection"
)

// painted is a picture with something to see.
func painted() image.Image {
	p := image.NewRGBA(image.Rect(0, 0, 48, 32))
	for i := range p.Pix {
		p.Pix[i] = uint8(i * 7)
	}
	p.Set(3, 3, color.White)
	return p
}

// photograph is a JPEG as a phone writes it: Exif with a place and which way is up, a comment, a maker's segment, and a
// second picture behind the first.
func photograph(t testing.TB, order binary.AppendByteOrder, orientation uint16) []byte {
	t.Helper()
	var plain bytes.Buffer
	if err := stdjpeg.Encode(&plain, painted(), nil); err != nil {
		t.Fatal(err)
	}
	tiff := []byte("MM\x00\x2a")
	if order == binary.LittleEndian {
		tiff = []byte("II\x2a\x00")
	}
	tiff = order.AppendUint32(tiff, 8)
	tiff = order.AppendUint16(tiff, 2)
	entry := func(tag, kind uint16, count uint32, value []byte) {
		tiff = order.AppendUint16(tiff, tag)
		tiff = order.AppendUint16(tiff, kind)
		tiff = order.AppendUint32(tiff, count)
		tiff = append(tiff, value...)
	}
	entry(0x010f, 2, 4, []byte("Ann\x00"))
	entry(0x0112, 3, 1, append(order.AppendUint16(nil, orientation), 0, 0))
	tiff = append(tiff, "GPS 31.2304N 121.4737E"...)
	photo := []byte{0xff, soi}
	segment := func(marker byte, body string) {
		photo = append(photo, 0xff, marker)
		photo = append(binary.BigEndian.AppendUint16(photo, uint16(len(body)+2)), body...)
	}
	segment(app1, "Exif\x00\x00"+string(tiff))
	segment(app1, "http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>Ann</x:xmpmeta>")
	segment(com, "taken by Ann")
	photo = append(photo, plain.Bytes()[2:]...)
	return append(photo, plain.Bytes()...)
}

func TestAPhotoKeepsItsPictureAndNothingOfWhoTookItWhere(t *testing.T) {
	for name, order := range map[string]binary.AppendByteOrder{"big": binary.BigEndian, "little": binary.LittleEndian} {
		photo := photograph(t, order, 6)
		body, media, err := Clean("evidence", photo)
		if err != nil || media != JPEG {
			t.Fatalf("%s: %s, %v", name, media, err)
		}
		for _, personal := range []string{"Ann", "GPS", "31.2304", "xmpmeta"} {
			if bytes.Contains(body, []byte(personal)) {
				t.Errorf("%s: %q is kept", name, personal)
			}
		}
		if got := orientationIn(body[12:]); got != 6 { // after the marker of the file, of the segment, and Exif's own
			t.Errorf("%s: the orientation is %d, want 6", name, got)
		}
		was, err1 := stdjpeg.Decode(bytes.NewReader(photo))
		is, err2 := stdjpeg.Decode(bytes.NewReader(body))
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(was.(*image.YCbCr).Y, is.(*image.YCbCr).Y) || len(body) > len(photo)/2+40 {
			t.Errorf("%s: another picture, or more than one: %d of %d bytes", name, len(body), len(photo))
		}
		once(t, body)
	}
	upright, _, err := Clean("evidence", photograph(t, binary.BigEndian, 1))
	if err != nil || bytes.Contains(upright, []byte("Exif")) {
		t.Errorf("what lies as it is keeps its Exif (%v)", err)
	}
}

// once insists that what is clean stays as it is.
func once(t *testing.T, body []byte) {
	t.Helper()
	again, _, err := Clean("evidence", body)
	if err != nil || !bytes.Equal(again, body) {
		t.Errorf("cleaned twice it is another file (%v)", err)
	}
}

// chunk writes one chunk of a PNG.
func chunk(kind, data string) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(b, kind+data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

func drawing(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := stdpng.Encode(&b, painted()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAPNGKeepsItsPictureAlone(t *testing.T) {
	plain := drawing(t)
	const header = len(pngSignature) + 25
	full := append(bytes.Clone(plain[:header]), append(chunk("tEXt", "Author\x00Ann"), append(chunk("eXIf", "MM\x00\x2aGPS"), plain[header:]...)...)...)
	full = append(full, "and more"...)
	body, media, err := Clean("evidence", full)
	if err != nil || media != PNG || !bytes.Equal(body, plain) {
		t.Errorf("%s, %v: %d bytes are left, want the %d of the plain picture", media, err, len(body), len(plain))
	}
	once(t, body)
}

const document = "%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\nstartxref\n9\n%%EOF\n"

func TestADocumentIsKeptAsItIs(t *testing.T) {
	body, media, err := Clean("evidence", []byte(document))
	if err != nil || media != PDF || string(body) != document {
		t.Errorf("%s, %v: %q", media, err, body)
	}
}

// sized is a PNG that says it measures so much, and has hardly a byte of it.
func sized(width, height uint32) []byte {
	header := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height)
	return append([]byte(pngSignature), append(chunk("IHDR", string(header)+"\x08\x02\x00\x00\x00"), append(chunk("IDAT", "x"), chunk("IEND", "")...)...)...)
}

// frame changes what a JPEG says it measures.
func frame(t *testing.T, width, height uint16) []byte {
	photo := photograph(t, binary.BigEndian, 1)
	at := bytes.Index(photo, []byte{0xff, sof0})
	binary.BigEndian.PutUint16(photo[at+5:], height)
	binary.BigEndian.PutUint16(photo[at+7:], width)
	return photo
}

func TestOnlyWholePicturesAndDocumentsAreTaken(t *testing.T) {
	photo := photograph(t, binary.BigEndian, 1)
	picture := drawing(t)
	twisted := bytes.Clone(picture)
	twisted[len(twisted)-20] ^= 1
	for name, c := range map[string]struct {
		file []byte
		rule string
	}{
		"nothing":                            {nil, "evidence-kind"},
		"a page":                             {[]byte("<html><script>alert(1)</script>"), "evidence-kind"},
		"a drawing with scripts":             {[]byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), "evidence-kind"},
		"GIF":                                {[]byte("GIF89a\x01\x00\x01\x00"), "evidence-kind"},
		"HEIC":                               {[]byte("\x00\x00\x00\x18ftypheic"), "evidence-kind"},
		"too large":                          {append(bytes.Clone(photo), make([]byte, Max)...), "evidence-large"},
		"a JPEG cut off":                     {photo[:len(photo)/3], "evidence-damaged"},
		"a JPEG that only begins":            {[]byte("\xff\xd8\xff\xe0<script>"), "evidence-damaged"},
		"a JPEG without a picture":           {[]byte{0xff, soi, 0xff, eoi}, "evidence-damaged"},
		"a JPEG of no height":                {frame(t, 48, 0), "evidence-damaged"},
		"a JPEG that unpacks to a lot":       {frame(t, 65535, 65535), "evidence-size"},
		"a PNG cut off":                      {picture[:len(picture)-4], "evidence-damaged"},
		"a PNG with a bit turned":            {twisted, "evidence-damaged"},
		"a PNG that unpacks to a lot":        {sized(10_000, 10_000), "evidence-size"},
		"a PNG wider than can be":            {sized(1<<31, 1), "evidence-size"},
		"a PDF cut off":                      {[]byte(document[:30]), "evidence-damaged"},
		"a PDF with a photo as it was taken": {[]byte(strings.Replace(document, "1 0 obj", "Exif\x00\x00 1 0 obj", 1)), "evidence-photo-data"},
		"a PDF with a photo's XMP":           {[]byte(strings.Replace(document, "1 0 obj", "http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta exif:GPSLatitude='31,13.8N'/> 1 0 obj", 1)), "evidence-photo-data"},
		"a PDF with a photo's IPTC":          {[]byte(strings.Replace(document, "1 0 obj", "Photoshop 3.0\x008BIM 1 0 obj", 1)), "evidence-photo-data"},
	} {
		_, _, err := Clean("items[0].evidence", c.file)
		var refusal *inspection.Refusal
		if !errors.As(err, &refusal) || refusal.Faults[0].Rule != c.rule || refusal.Faults[0].Field != "items[0].evidence" {
			t.Errorf("%s: %v, want %s", name, err, c.rule)
		}
	}
}

// FuzzClean: whatever comes, it ends, what is kept is clean, and it stays as it is.
func FuzzClean(f *testing.F) {
	for _, seed := range [][]byte{photograph(f, binary.LittleEndian, 3), drawing(f), []byte(document), sized(2, 2)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		body, media, err := Clean("evidence", file)
		if err != nil {
			return
		}
		if len(body) > len(file)+40 {
			t.Errorf("%d bytes became %d", len(file), len(body))
		}
		again, mediaAgain, err := Clean("evidence", body)
		if err != nil || mediaAgain != media || !bytes.Equal(again, body) {
			t.Errorf("%s: cleaned twice it is another file: %v", media, err)
		}
	})
}
