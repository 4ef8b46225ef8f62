package serve

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/inspection"
)

// A File is what somebody chose in a form: in which field, and its bytes. What its name and type are said to be is
// not looked at.
type File struct {
	Field string
	Body  []byte
}

// maxParts bounds how many fields a form with files may have.
const maxParts = 500

// FormWithFiles reads a form that may have files in it. Fields where nothing was chosen are none.
func FormWithFiles(req *handler.Request) (url.Values, []File, error) {
	if mediaType(req) != "multipart/form-data" {
		v, err := Form(req)
		return v, nil, err
	}
	_, params, _ := mime.ParseMediaType(req.Header.Get("Content-Type"))
	parts := multipart.NewReader(bytes.NewReader(req.Body), params["boundary"])
	values, files := url.Values{}, []File(nil)
	for range maxParts {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return values, files, nil
		}
		if err != nil {
			return nil, nil, unreadableForm()
		}
		body, err := io.ReadAll(part)
		if err != nil {
			return nil, nil, unreadableForm()
		}
		switch {
		case !isFile(part):
			values.Add(part.FormName(), strings.ReplaceAll(string(body), "\r\n", "\n"))
		case len(body) > 0:
			files = append(files, File{part.FormName(), body})
		}
	}
	return nil, nil, unreadableForm()
}

// isFile reports whether a part is a file: it is said to be called something, even when none was chosen.
func isFile(part *multipart.Part) bool {
	_, params, _ := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	_, named := params["filename"]
	return named
}

func unreadableForm() error {
	return inspection.Refuse(inspection.Invalid, inspection.Fault{Rule: "form",
		Text: inspection.Text{ZH: "表单内容无法读取", EN: "the form cannot be read"},
		Mend: inspection.Text{ZH: "请返回页面重新填写", EN: "go back and fill it in again"}})
}

// SentFile reports whether a request's body is one file by itself, as an agency's own system or a script sends it.
func SentFile(req *handler.Request) bool {
	t := mediaType(req)
	return strings.HasPrefix(t, "image/") || t == "application/pdf" || t == "application/octet-stream"
}

// AsFile hands out a photo or document, so that no browser ever takes it for a page: pictures may be looked at, anything
// else is saved. It runs nothing, asks nobody, and is shown on our own pages only.
func AsFile(name, media string, body []byte) (handler.Response, error) {
	disposition := "attachment"
	if strings.HasPrefix(media, "image/") {
		disposition = "inline"
	}
	return handler.Response{StatusCode: http.StatusOK, Body: body, Header: http.Header{
		"Content-Type":                 {media},
		"Content-Disposition":          {mime.FormatMediaType(disposition, map[string]string{"filename": name})},
		"Content-Security-Policy":      {"default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"}, // browsers style the page they make of a picture
		"Cross-Origin-Resource-Policy": {"same-origin"},
	}}, nil
}
