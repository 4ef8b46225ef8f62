// Package evidence knows what a photo or document of an inspection may be (证据): JPEG, PNG or PDF, told by its
// bytes and never by its name, whole, and without what a camera adds about where, when and by whom it was
// taken. It takes files apart no further than their parts: no pixel is unpacked here, so nothing small can become large.
// It knows nothing of inspections, storage or who sends what.
package evidence

import (
	"bytes"

	"inspectioncode.example/shared/inspection"
)

// The kinds.
const (
	JPEG = "image/jpeg"
	PNG  = "image/png"
	PDF  = "application/pdf"
)

// Max bounds a file, in bytes: what a phone's camera makes, where no script makes it smaller first.
const Max = 8 << 20

// What a picture may measure, so that whoever opens it can: sides and all of it, in pixels. A phone's camera has
// twelve to fifty million.
const (
	maxSide   = 12_000
	maxPixels = 50_000_000
)

// Clean is the file as it is kept, with its media type. A photo loses all that its camera wrote beside the picture,
// except which way is up; what is otherwise not as it must be is an *inspection.Refusal of a field. What Clean returned
// it returns again unchanged, so that a file has one form.
func Clean(field string, file []byte) (body []byte, media string, err error) {
	if len(file) > Max {
		return nil, "", inspection.Refuse(inspection.Invalid, inspection.Fault{Field: field, Rule: "evidence-large",
			Text: inspection.Text{ZH: "文件超过8兆字节", EN: "the file is larger than 8 MiB"},
			Mend: inspection.Text{ZH: "请缩小后再传", EN: "make it smaller and send it again"}})
	}
	var clean func([]byte) ([]byte, error)
	switch {
	case bytes.HasPrefix(file, []byte("\xff\xd8\xff")):
		media, clean = JPEG, jpeg
	case bytes.HasPrefix(file, []byte(pngSignature)):
		media, clean = PNG, png
	case bytes.HasPrefix(file, []byte("%PDF-")):
		media, clean = PDF, pdf
	default:
		return nil, "", inspection.Refuse(inspection.Invalid, inspection.Fault{Field: field, Rule: "evidence-kind",
			Text: inspection.Text{ZH: "文件不是JPEG、PNG图片或PDF文件", EN: "the file is no JPEG, PNG or PDF"},
			Mend: inspection.Text{ZH: "请拍照，或另存为JPEG、PNG、PDF后再传", EN: "take a photo, or save it as JPEG, PNG or PDF"}})
	}
	switch body, err = clean(file); err {
	case nil:
		return body, media, nil
	case errSize:
		return nil, "", inspection.Refuse(inspection.Invalid, inspection.Fault{Field: field, Rule: "evidence-size",
			Text: inspection.Text{ZH: "图片边长超过12000像素或总像素超过5000万", EN: "the picture has sides over 12000 pixels, or over 50 million pixels"},
			Mend: inspection.Text{ZH: "请缩小后再传", EN: "make it smaller and send it again"}})
	case errCamera:
		return nil, "", inspection.Refuse(inspection.Invalid, inspection.Fault{Field: field, Rule: "evidence-photo-data",
			Text: inspection.Text{ZH: "PDF内的照片带有拍摄信息（可能含位置）", EN: "a photo inside the PDF says how it was taken, perhaps where"},
			Mend: inspection.Text{ZH: "请直接上传照片，或者打印成PDF后再传", EN: "send the photo itself, or print to PDF and send that"}})
	}
	return nil, "", inspection.Refuse(inspection.Invalid, inspection.Fault{Field: field, Rule: "evidence-damaged",
		Text: inspection.Text{ZH: "文件不完整或已损坏", EN: "the file is cut off or damaged"},
		Mend: inspection.Text{ZH: "请重新拍照或重新导出后再传", EN: "take or export it again"}})
}

// fits says whether a picture of that size may be kept.
func fits(width, height int) error {
	switch {
	case width < 1 || height < 1:
		return errDamaged
	case width > maxSide || height > maxSide || width*height > maxPixels:
		return errSize
	}
	return nil
}
