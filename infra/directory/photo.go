package main

import (
	"bytes"
	"encoding/base64"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	_ "image/png"
	"io"
	"net/http"
	"os"
	"path/filepath"

	"inspectioncode.example/shared/inspection"
)

// Bounds of a portrait as it is handed in: bytes, and pixels either way, before anything is unpacked.
const (
	maxPhotoFile = 8 << 20
	maxPixels    = 6000
)

// portrait reads a picture beside the table and makes it fit the pages: scaled down and written as JPEG,
// as large as inspection.MaxPhoto lets it be. It leaves the folder for nothing.
func (r *record) portrait(name string) string {
	root, err := os.OpenRoot(r.folder)
	if err != nil {
		r.fault("photo", "photo-missing", "找不到照片文件", "there is no such picture beside the table")
		return ""
	}
	defer root.Close()
	f, err := root.Open(filepath.FromSlash(name))
	if err != nil {
		r.fault("photo", "photo-missing", "表格所在文件夹中没有照片“%s”", "there is no picture %q beside the table", clip(name))
		return ""
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxPhotoFile+1))
	if err != nil || len(b) > maxPhotoFile {
		r.fault("photo", "photo-large", "照片无法读取，或超过8 MB", "the picture cannot be read, or is larger than 8 MB")
		return ""
	}
	if url := "data:image/webp;base64," + base64.StdEncoding.EncodeToString(b); http.DetectContentType(b) == "image/webp" && inspection.PhotoOK(url) {
		return url // what browsers show and we cannot make smaller
	}
	size, format, err := image.DecodeConfig(bytes.NewReader(b))
	if err != nil || size.Width > maxPixels || size.Height > maxPixels || size.Width < 16 || size.Height < 16 {
		r.fault("photo", "photo", "不是JPEG、PNG图片（或很小的WebP），或边长不在16至6000像素之间", "it is no JPEG or PNG (or small WebP), or its sides are not 16 to 6000 pixels long")
		return ""
	}
	if url := "data:image/" + format + ";base64," + base64.StdEncoding.EncodeToString(b); inspection.PhotoOK(url) {
		if _, _, err := image.Decode(bytes.NewReader(b)); err == nil {
			return url
		}
	}
	picture, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		r.fault("photo", "photo", "图片已损坏", "the picture is damaged")
		return ""
	}
	for _, width := range []int{160, 120, 96, 64, 48} {
		small := scaled(picture, width)
		for _, quality := range []int{85, 70, 55} {
			var out bytes.Buffer
			if err := jpeg.Encode(&out, small, &jpeg.Options{Quality: quality}); err != nil {
				break
			}
			if url := "data:image/jpeg;base64," + base64.StdEncoding.EncodeToString(out.Bytes()); inspection.PhotoOK(url) {
				return url
			}
		}
	}
	r.fault("photo", "photo-large", "照片缩小后仍然过大", "the picture is too large even when made small")
	return ""
}

// scaled is a picture made at most so wide, and no higher than half as much again, each pixel the mean
// of those it stands for, on white where the picture is transparent.
func scaled(p image.Image, width int) *image.RGBA {
	b := p.Bounds()
	flat := image.NewRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	draw.Draw(flat, flat.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(flat, flat.Bounds(), p, b.Min, draw.Over)
	w := min(width, b.Dx())
	h := max(1, b.Dy()*w/b.Dx())
	if most := width * 3 / 2; h > most {
		w, h = max(1, w*most/h), most
	}
	small := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			small.SetRGBA(x, y, mean(flat, image.Rect(x*b.Dx()/w, y*b.Dy()/h, max(x*b.Dx()/w+1, (x+1)*b.Dx()/w), max(y*b.Dy()/h+1, (y+1)*b.Dy()/h))))
		}
	}
	return small
}

func mean(p *image.RGBA, of image.Rectangle) color.RGBA {
	var r, g, b, n int
	for y := of.Min.Y; y < of.Max.Y; y++ {
		for x := of.Min.X; x < of.Max.X; x++ {
			c := p.RGBAAt(x, y)
			r, g, b, n = r+int(c.R), g+int(c.G), b+int(c.B), n+1
		}
	}
	return color.RGBA{uint8(r / n), uint8(g / n), uint8(b / n), 255}
}
