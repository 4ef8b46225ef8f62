package journeys

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"inspectioncode.example/shared/pilot"
)

// A script is the first part of a journey: one command a line.
//
//	as WHO                       who asks from here on: as the sign-in names people, or nobody
//	event FUNCTION TYPE FILE     send FILE as a CloudEvent in binary mode, and ask for the answer as one
//	structured FUNCTION FILE     send FILE, a structured CloudEvent
//	batch FUNCTION FILE          send FILE, a batch
//	post FUNCTION FILE           send FILE as JSON
//	form PATH FILE               send FILE, a line for each field, as a form
//	photo PATH MEDIA FILE        send FILE, base 64, by itself as what MEDIA says
//	parts PATH FILE FIELD PHOTO  send FILE as a form with PHOTO, base 64, chosen in FIELD
//	get PATH, page PATH          ask for JSON, or for a page
//	head PATH AGENT              HEAD, or GET by a program that calls itself AGENT
//	status CODE                  what the last request was answered (if this is left out, 2xx or 303)
//	says TEXT, not TEXT          what its body has in it, or has not
//	has HEADER TEXT              what one of its headers has in it
//	let NAME PATH                keep a value of its JSON, such as inspections[0].inspection.id, as ${NAME}
//	token NAME WHO               keep somebody's token
//	cut NAME TEXT AFTER          keep what stands in TEXT after AFTER
//	clock DURATION               move the clock
//	settle                       wait until the bus has delivered everything
//	sweep                        run sweep-intents
//	repeat N COMMAND             run a command N times, with ${N} in its files counted from 0
//	policy FILE                  put the trial's policy in force with lines changed: FILE has pairs of lines, old and new
//	register KEY FILE            put FILE into the store, as an import of the directory does
//	restart, kill                end the city, by Ctrl-C or as a power cut does, and start it again
type script struct {
	city    *city
	file    string
	archive *txtar.Archive
	vars    map[string]string
	who     string
	at      time.Duration
	last    answer
	judged  bool // the last status has been looked at
}

func (s *script) run(t *testing.T) {
	s.who, s.judged = "nobody", true
	for i, line := range strings.Split(string(s.archive.Comment), "\n") {
		line = os.Expand(strings.TrimSpace(line), func(name string) string { return s.vars[name] })
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if err := s.command(t, line); err != nil {
			t.Fatalf("%s:%d: %s\n%v\nlast answer: %d\n%s", s.file, i+1, line, err, s.last.status, s.last.body)
		}
	}
	if err := s.judge(); err != nil {
		t.Fatalf("%s: the last request: %v", s.file, err)
	}
}

func (s *script) command(t *testing.T, line string) error {
	word, rest, _ := strings.Cut(line, " ")
	args := strings.Fields(rest)
	switch word {
	case "says", "not", "has", "let", "status":
	default:
		if err := s.judge(); err != nil {
			return fmt.Errorf("the request before: %w", err)
		}
	}
	switch word {
	case "as":
		s.who = rest
	case "event":
		return s.send("POST", "/function/"+args[0], args[2], http.Header{"Content-Type": {"application/json"}, "Accept": {"application/cloudevents+json"},
			"Ce-Specversion": {"1.0"}, "Ce-Type": {args[1]}, "Ce-Id": {args[2]}, "Ce-Source": {"/journeys"}})
	case "structured":
		return s.send("POST", "/function/"+args[0], args[1], http.Header{"Content-Type": {"application/cloudevents+json"}})
	case "batch":
		return s.send("POST", "/function/"+args[0], args[1], http.Header{"Content-Type": {"application/cloudevents-batch+json"}, "Accept": {"application/cloudevents-batch+json"}})
	case "post":
		return s.send("POST", "/function/"+args[0], args[1], http.Header{"Content-Type": {"application/json"}})
	case "form":
		return s.form(args[0], args[1])
	case "photo":
		body, err := s.decoded(args[2])
		if err != nil {
			return err
		}
		s.last, err = s.city.do(s.who, "POST", args[0], http.Header{"Content-Type": {args[1]}, "Accept": {"application/json"}}, body)
		s.judged = false
		return err
	case "parts":
		return s.parts(args[0], args[1], args[2], args[3])
	case "get":
		return s.send("GET", rest, "", http.Header{"Accept": {"application/json"}})
	case "page":
		return s.send("GET", rest, "", http.Header{"Accept": {"text/html"}})
	case "head":
		return s.send("HEAD", args[0], "", http.Header{})
	case "preview":
		return s.send("GET", args[0], "", http.Header{"User-Agent": {args[1]}})
	case "status":
		s.judged = true
		if got := strconv.Itoa(s.last.status); got != rest {
			return fmt.Errorf("answered %s, want %s", got, rest)
		}
	case "says":
		if !strings.Contains(s.last.body, rest) {
			return fmt.Errorf("the answer lacks %q", rest)
		}
	case "has":
		if got := s.last.header.Get(args[0]); !strings.Contains(got, args[1]) {
			return fmt.Errorf("%s is %q, which lacks %q", args[0], got, args[1])
		}
	case "not":
		if strings.Contains(s.last.body, rest) {
			return fmt.Errorf("the answer has %q", rest)
		}
	case "let":
		v, err := pick(s.last.body, args[1])
		s.vars[args[0]] = v
		return err
	case "token":
		v, err := s.city.token(args[1])
		s.vars[args[0]] = v
		return err
	case "cut":
		_, after, ok := strings.Cut(args[1], args[2])
		if !ok {
			return fmt.Errorf("%s has no %s", args[1], args[2])
		}
		s.vars[args[0]] = after
	case "clock":
		d, err := time.ParseDuration(rest)
		if err != nil {
			return err
		}
		s.at += d
		clear(s.city.tokens)
		_, err = http.PostForm(s.city.address+"/clock", url.Values{"by": {rest}})
		return err
	case "settle":
		s.city.settle(t)
	case "sweep":
		return s.send("POST", "/function/sweep-intents", "", http.Header{"Accept": {"application/json"}})
	case "repeat":
		times, rest, _ := strings.Cut(rest, " ")
		n, err := strconv.Atoi(times)
		for i := range n {
			s.vars["N"] = strconv.Itoa(i)
			if err == nil {
				err = s.command(t, rest)
			}
		}
		return err
	case "policy":
		return s.policy(t, rest)
	case "register":
		body, err := s.read(args[1])
		if err == nil {
			s.city.register(t, args[0], string(body))
		}
		return err
	case "restart":
		s.city.stop(t)
		s.city.start(t, begin.Add(s.at))
	case "kill":
		s.city.kill(t)
		s.city.start(t, begin.Add(s.at))
	default:
		return fmt.Errorf("no such command")
	}
	return nil
}

// policy puts the trial's policy in force with some lines changed; functions judge by it a minute later.
func (s *script) policy(t *testing.T, file string) error {
	trial, err := os.ReadFile("../../shared/pilot/trial.yaml")
	if err != nil {
		return err
	}
	changes, err := s.read(file)
	if err != nil {
		return err
	}
	lines := strings.Split(strings.TrimRight(string(changes), "\n"), "\n")
	text := string(trial)
	for i := 0; i+1 < len(lines); i += 2 {
		if strings.Count(text, lines[i]+"\n") != 1 {
			return fmt.Errorf("the policy has %q not once", lines[i])
		}
		text = strings.Replace(text, lines[i]+"\n", lines[i+1]+"\n", 1)
	}
	if _, err := pilot.Read(file, []byte(text)); err != nil {
		return err
	}
	s.city.register(t, "directory/policy.yaml", text)
	return nil
}

// judge insists that a request nobody looked at went well.
func (s *script) judge() error {
	if !s.judged && s.last.status/100 != 2 && s.last.status != http.StatusSeeOther {
		return fmt.Errorf("answered %d, and the script says nothing of it", s.last.status)
	}
	s.judged = true
	return nil
}

func (s *script) send(method, path, file string, header http.Header) (err error) {
	var body []byte
	if file != "" {
		if body, err = s.read(file); err != nil {
			return err
		}
	}
	s.last, err = s.city.do(s.who, method, path, header, body)
	s.judged = false
	return err
}

func (s *script) form(path, file string) error {
	values, err := s.fields(file)
	if err != nil {
		return err
	}
	s.last, err = s.city.do(s.who, "POST", path, http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, []byte(values.Encode()))
	s.judged = false
	return err
}

// fields are those of a form, a line for each.
func (s *script) fields(file string) (url.Values, error) {
	fields, err := s.read(file)
	values := url.Values{}
	for line := range strings.Lines(string(fields)) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), "="); ok {
			values.Add(name, value)
		}
	}
	return values, err
}

func (s *script) parts(path, file, field, photo string) error {
	values, err1 := s.fields(file)
	chosen, err2 := s.decoded(photo)
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, all := range values {
		for _, value := range all {
			err1 = errors.Join(err1, w.WriteField(name, value))
		}
	}
	part, err3 := w.CreateFormFile(field, "../IMG 0001.html")
	if err := errors.Join(err1, err2, err3); err != nil {
		return err
	}
	part.Write(chosen)
	w.Close()
	s.last, err1 = s.city.do(s.who, "POST", path, http.Header{"Content-Type": {w.FormDataContentType()}}, body.Bytes())
	s.judged = false
	return err1
}

// decoded is a file of the archive that is written in base 64.
func (s *script) decoded(name string) ([]byte, error) {
	text, err := s.read(name)
	if err != nil {
		return nil, err
	}
	return base64.StdEncoding.DecodeString(strings.ReplaceAll(string(text), "\n", ""))
}

// read is a file of the archive, with what the script keeps put in.
func (s *script) read(name string) ([]byte, error) {
	for _, f := range s.archive.Files {
		if f.Name == name {
			return []byte(os.Expand(string(f.Data), func(v string) string { return s.vars[v] })), nil
		}
	}
	return nil, fmt.Errorf("the journey has no file %s", name)
}

var step = regexp.MustCompile(`([^.\[\]]+)|\[(\d+)\]`)

// pick finds a value in JSON by a path.
func pick(body, path string) (string, error) {
	var v any
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		return "", err
	}
	for _, m := range step.FindAllStringSubmatch(path, -1) {
		switch at := v.(type) {
		case map[string]any:
			v = at[m[1]]
		case []any:
			i, _ := strconv.Atoi(m[2])
			if m[2] == "" || i >= len(at) {
				return "", fmt.Errorf("%s: no element %s", path, m[0])
			}
			v = at[i]
		default:
			return "", fmt.Errorf("%s: nothing at %s", path, m[0])
		}
	}
	return fmt.Sprint(v), nil
}
