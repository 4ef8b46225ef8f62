// Package page renders the public pages: one layout, one type and one template for each page, every
// text in Chinese and in English. A page is a whole HTML document with its style inside, so that one
// request shows it, and needs no script to be read or answered. It chooses no words by itself: what
// varies is in the data it is given.
package page

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"maps"
	"net/url"
	"sync"
	"time"

	"inspectioncode.example/shared/inspection"
)

// A Body is what one page says. One with a method Wide has room for tables.
type Body interface {
	Title() inspection.Text
	Source() string // the template of its main part
}

// A Frame is what stands around every body.
type Frame struct {
	Lang    inspection.Lang
	Large   bool       // large type (适老化)
	Here    url.Values // the parameters of the page's own address
	Address string     // of the service, in words in the footer, so that a false domain is noticed
	Made    time.Time  // when
	SignIn  string     // where to sign in, or as somebody else
}

// Pages renders, and keeps every template it has parsed once. Its methods may be called at the same
// time.
type Pages struct {
	parsed sync.Map // key: type of body and language; value: func() (*template.Template, error), which parses it once
}

// New returns Pages that have parsed nothing yet: a cold start pays only for the page it shows.
func New() *Pages { return &Pages{} }

// Prepare parses a page beside whatever else a start has to do, so that the first who asks for it need not wait.
func (p *Pages) Prepare(l inspection.Lang, b Body) {
	go func() {
		if t, err := p.template(l, b); err == nil {
			t.Execute(io.Discard, nil) // is refused, for there is no page to write, but not before html/template has looked where each value goes
		}
	}()
}

var (
	//go:embed html/layout.html
	layout string
	//go:embed html/parts.html
	parts string
	//go:embed style.css
	style string
)

// Policy is the Content-Security-Policy of every page: its own style and nothing else's, pictures
// and scripts from this site only.
func (p *Pages) Policy() string {
	sum := sha256.Sum256([]byte(style))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
		"'; img-src 'self' data:; script-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
}

// Render writes a page, whole before its first byte is sent.
func (p *Pages) Render(f Frame, b Body) ([]byte, error) {
	t, err := p.template(f.Lang, b)
	if err != nil {
		return nil, err
	}
	var html bytes.Buffer
	_, wide := b.(interface{ Wide() })
	err = t.Execute(&html, struct {
		Frame
		Style template.CSS
		Title string
		Wide  bool
		Body  Body
	}{f, template.CSS(style), b.Title().In(f.Lang), wide, b})
	if err != nil {
		return nil, fmt.Errorf("render %T: %w", b, err)
	}
	return html.Bytes(), nil
}

func (p *Pages) template(l inspection.Lang, b Body) (*template.Template, error) {
	once, _ := p.parsed.LoadOrStore(fmt.Sprintf("%T %s", b, l), sync.OnceValues(func() (*template.Template, error) { return parse(l, b) }))
	return once.(func() (*template.Template, error))()
}

func parse(l inspection.Lang, b Body) (*template.Template, error) {
	t, err := template.New("layout").Funcs(words(l)).Parse(layout)
	if err == nil {
		_, err = t.New("parts").Parse(parts)
	}
	if err == nil {
		_, err = t.New("main").Parse(b.Source())
	}
	if err != nil {
		return nil, fmt.Errorf("parse %T: %w", b, err)
	}
	return t, nil
}

// With is the page's own address with one parameter set, for the switches of language and size. It is
// relative: what stands before the question mark differs from gateway to gateway.
func (f Frame) With(name, value string) string {
	q := maps.Clone(f.Here)
	if q == nil {
		q = url.Values{}
	}
	q.Set(name, value)
	return "?" + q.Encode()
}
