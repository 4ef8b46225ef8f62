package main

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/identity"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/serve"
)

// An inbox stands in for the enterprises' messages in 随申办: a webhook that takes what is pushed, and a
// page each enterprise reads its own on. It keeps a file for each message, apart from the bucket.
type inbox struct {
	dir   string
	env   *serve.Env
	whoIs serve.WhoIs
}

// A letter is a message as it lies in the inbox.
type letter struct {
	inspection.Message
	ID   string    `json:"id"`
	At   time.Time `json:"at"`
	Read bool      `json:"read"`
}

func (b *inbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	b.env.HTTP(handlerFunc(b.handle)).ServeHTTP(w, r)
}

func (b *inbox) handle(req handler.Request) (handler.Response, error) {
	ctx := serve.Context(&req)
	switch req.Method {
	case http.MethodPost:
		return serve.Events(&req, func(e event.Event) (event.Event, error) { return event.Event{}, b.take(e) })
	case http.MethodOptions:
		return serve.OtherMethod(&req, "GET, HEAD, POST")
	}
	caller, err := b.whoIs(ctx, req.Header)
	switch {
	case err != nil:
		return handler.Response{}, err
	case caller.Nobody():
		return handler.Response{}, serve.SignIn()
	case !caller.OfEnterprise():
		return handler.Response{}, inspection.Refuse(inspection.NotAllowed, inspection.Fault{Rule: "enterprises-only",
			Text: inspection.Text{ZH: "消息只供企业查看，您现在不是以企业身份登录", EN: "messages are for enterprises, and you are not signed in for one"},
			Mend: inspection.Text{ZH: "请换企业身份登录", EN: "sign in for an enterprise"}})
	}
	if id := serve.Last(&req, "inbox"); id != "" {
		return b.open(&req, caller, id)
	}
	letters, err := b.letters(caller.Enterprise)
	if err != nil {
		return handler.Response{}, err
	}
	if serve.Wanted(&req) == serve.JSON {
		return serve.AsJSON(http.StatusOK, letters)
	}
	return b.env.AsPage(&req, http.StatusOK, inboxPage{Letters: letters})
}

// take keeps a message that was pushed; the same one again changes nothing.
func (b *inbox) take(e event.Event) error {
	if !b.env.Keys("inbox-keys").Signed(e) {
		return serve.Unsigned()
	}
	m, err := event.Data[inspection.Message](e)
	if err != nil || e.Type() != event.MessagePushed || !m.Enterprise.Valid() {
		return serve.UnknownType()
	}
	l := letter{Message: m, ID: strings.ReplaceAll(e.ID(), "/", "_"), At: e.Time()}
	if err := os.MkdirAll(filepath.Join(b.dir, string(m.Enterprise)), 0o700); err != nil {
		return err
	}
	if _, err := os.Stat(b.path(m.Enterprise, l.ID)); err == nil {
		return nil
	}
	return b.keep(l)
}

func (b *inbox) path(e inspection.USCC, id string) string {
	return filepath.Join(b.dir, string(e), filepath.Base(id)+".json")
}

// keep writes a letter whole or not at all.
func (b *inbox) keep(l letter) error {
	body, err := json.MarshalIndent(l, "", "  ")
	if err != nil {
		return err
	}
	path := b.path(l.Enterprise, l.ID)
	if err := os.WriteFile(path+".new", body, 0o600); err != nil {
		return err
	}
	return os.Rename(path+".new", path)
}

// letters are an enterprise's, newest first.
func (b *inbox) letters(e inspection.USCC) ([]letter, error) {
	files, err := filepath.Glob(filepath.Join(b.dir, string(e), "*.json"))
	if err != nil {
		return nil, err
	}
	letters := []letter{}
	for _, f := range files {
		l, err := b.read(f)
		if err != nil {
			return nil, err
		}
		letters = append(letters, l)
	}
	slices.SortFunc(letters, func(x, y letter) int {
		if c := y.At.Compare(x.At); c != 0 {
			return c
		}
		return strings.Compare(y.ID, x.ID)
	})
	return letters, nil
}

func (b *inbox) read(path string) (l letter, err error) {
	body, err := os.ReadFile(path)
	if err != nil {
		return l, err
	}
	if err := json.Unmarshal(body, &l); err != nil {
		return l, fmt.Errorf("read letter: %w", err)
	}
	return l, nil
}

// open shows one letter, which is read from then on.
func (b *inbox) open(req *handler.Request, caller identity.Caller, id string) (handler.Response, error) {
	l, err := b.read(b.path(caller.Enterprise, id))
	if errors.Is(err, fs.ErrNotExist) {
		return handler.Response{}, ledger.ErrNone
	}
	if err != nil {
		return handler.Response{}, err
	}
	if !l.Read {
		l.Read = true
		if err := b.keep(l); err != nil {
			return handler.Response{}, err
		}
	}
	return b.env.AsPage(req, http.StatusOK, letterPage{l})
}

type inboxPage struct{ Letters []letter }

//go:embed html/inbox.html
var inboxHTML string

func (inboxPage) Title() inspection.Text {
	return inspection.Text{ZH: "消息（模拟随申办）", EN: "Messages (stand-in for Suishenban)"}
}
func (inboxPage) Source() string { return inboxHTML }

type letterPage struct{ letter }

//go:embed html/letter.html
var letterHTML string

func (l letterPage) Title() inspection.Text { return l.letter.Title }
func (letterPage) Source() string           { return letterHTML }
