package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"inspectioncode.example/infra/local/sample"
	"inspectioncode.example/shared/bucket/localserver"
	"inspectioncode.example/shared/code"
	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/pilot"
	"inspectioncode.example/shared/serve"
)

var monday = time.Date(2023, 9, 4, 8, 0, 0, 0, inspection.Shanghai)

const (
	access, secret = "access-key", "secret-key-of-the-test"
	carrier        = "91310101XX0000019H"
)

// trial is the trial's policy as its file says it, read before the store takes the working directory.
var trial string

// settings are those of a city whose store TestMain starts.
var settings = map[string]string{"PUBLIC_URL": "https://jcm.example", "BUCKET_REGION": localserver.Region, "BUCKET": "inspection-code", "BUCKET_PATH_STYLE": "true"}

func newEnv() *serve.Env {
	return &serve.Env{
		Setting: func(name string) string { return settings[name] },
		Secret: func(name string) ([]byte, error) {
			if v, ok := map[string]string{"bucket-access-key": access, "bucket-secret-key": secret}[name]; ok {
				return []byte(v), nil
			}
			return nil, fs.ErrNotExist
		},
		Now: func() time.Time { return monday }, Random: rand.Reader, Log: slog.New(slog.DiscardHandler),
	}
}

func TestMain(m *testing.M) {
	status, err := serveAndRun(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		status = 1
	}
	os.Exit(status)
}

func serveAndRun(m *testing.M) (status int, err error) {
	text, err := os.ReadFile("../../shared/pilot/trial.yaml")
	if err != nil {
		return 0, err
	}
	trial = string(text)
	dir, err := os.MkdirTemp("", "policy-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	server, err := localserver.Start(context.Background(), dir, "127.0.0.1:0", access, secret)
	if err != nil {
		return 0, err
	}
	settings["BUCKET_ENDPOINT"] = server.Endpoint()
	if err := server.MakeBucket(context.Background(), settings["BUCKET"]); err != nil {
		return 0, err
	}
	if err := record(context.Background()); err != nil {
		return 0, err
	}
	status = m.Run()
	return status, server.Stop()
}

// record issues what the drafts are held against: three visits of the city's transport commission to a carrier, one
// of them set off by a complaint, and one that was called off.
func record(ctx context.Context) error {
	env := newEnv()
	l := env.Ledger()
	l.Policy = env.Policy(l)
	l.Send = func(context.Context, event.Event) error { return nil }
	l.IDKey = bytes.Repeat([]byte("i"), 32)
	key, err := code.Generate(rand.Reader, code.Ed25519, 1, monday.AddDate(-1, 0, 0))
	if err != nil {
		return err
	}
	if l.Codes, err = code.NewKeys(key); err != nil {
		return err
	}
	if err := l.Import(ctx, sample.Directory(pilot.Trial().Districts, 2023, 0)); err != nil {
		return err
	}
	by := inspection.Author{Agency: "310000-transport"}
	for i, kind := range []inspection.Kind{inspection.DoubleRandom, inspection.Complaint, inspection.Routine, inspection.Routine} {
		from := monday.AddDate(0, 0, 1+8*i).Add(time.Hour)
		e, err := l.Issue(ctx, inspection.Task{Number: fmt.Sprintf("沪交检〔2023〕%d号", i+1), Agency: by.Agency, Enterprise: carrier, Site: "上海市黄浦区示例路10号", Kind: kind,
			Plan: "年度计划", Reason: "群众反映装卸异味", Items: []string{"T01", "T04"}[:1+i%2], Officers: []string{"09100000001", "09100000002"}, From: from, Until: from.Add(2 * time.Hour)}, by)
		if err != nil {
			return err
		}
		if i == 2 {
			in, err := event.Data[inspection.Inspection](e)
			if err == nil {
				_, err = l.Revoke(ctx, inspection.Cancellation{Inspection: in.Ref, Reason: "台风"}, by)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// check runs the command on the trial's policy with something in it changed.
func check(t *testing.T, changes ...string) (string, error) {
	t.Helper()
	text := strings.NewReplacer(append([]string{"version: trial-2023", "version: draft-1"}, changes...)...).Replace(trial)
	for i := 0; i < len(changes); i += 2 {
		if !strings.Contains(trial, changes[i]) {
			t.Fatalf("the trial's policy has no %q", changes[i])
		}
	}
	file := filepath.Join(t.TempDir(), "draft.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	err := run(t.Context(), newEnv(), []string{"check", file}, &out)
	t.Log(out.String())
	return out.String(), err
}

const cap2 = "    - lines: [transport, gas]\n      most: 2"

// Ensure that each change names exactly the codes that it would have refused, by agency, enterprise and document
// number, with the rule, its source and what would have made them acceptable, and that a draft that changes nothing
// refuses none.
func TestADraftIsExplained(t *testing.T) {
	for name, c := range map[string]struct {
		changes []string
		says    []string
		not     []string
	}{
		"nothing changed": {nil, []string{"已核发检查码4个", "草案将拒绝、现行政策不拒绝的：0个", "Refused by the draft and not by the policy in force: 0."}, []string{"✘"}},
		"a lower cap": {[]string{cap2, strings.Replace(cap2, "2", "1", 1)},
			[]string{"不拒绝的：2个", "     2  over-cap，依据：参照湖北省咸宁市", "     2  道路危险货物运输 / road transport of dangerous goods", "1. 上海市交通委员会 检查 上海例安黄浦危险品运输有限公司（91310101XX0000019H）",
				"2023年9月29日（周五）09:00–11:00，检查方式：日常检查，任务编号：沪交检〔2023〕4号", "Shanghai Municipal Transportation Commission, Friday, 29 September 2023", "沪交检〔2023〕3号", "✘ 本年度已达上限：计入上限1次，上限1次；不计入1次 [approval over-cap]", "the year's cap is reached: 1 counted of 1, and 1 not counted", "→ 请采用其他单位已有的结果"},
			[]string{"沪交检〔2023〕1号", "沪交检〔2023〕2号"}},
		"an item taken out": {[]string{"code: T04", "code: T99"},
			[]string{"不拒绝的：2个", "     2  item-unknown", "沪交检〔2023〕2号", "沪交检〔2023〕4号"}, []string{"沪交检〔2023〕1号", "沪交检〔2023〕3号"}},
		"quiet days": {[]string{"quiet: []", "quiet: [{first: 1, last: 12, except: [complaint], source: {zh: 某市企业安静期规定, en: rules on quiet days of a city}}]"},
			[]string{"不拒绝的：1个", "     1  quiet-day，依据：某市企业安静期规定 / rules on quiet days of a city", "沪交检〔2023〕1号", "每月1日至12日为企业安静期"}, []string{"沪交检〔2023〕4号"}},
		"complaints count": {[]string{"- kinds: [complaint, report, media]\n      counts: false", "- kinds: [complaint, report, media]\n      counts: true"},
			[]string{"不拒绝的：2个", "over-cap", "计入上限2次，上限2次；不计入0次", "沪交检〔2023〕4号"}, []string{"沪交检〔2023〕2号"}},
	} {
		t.Run(name, func(t *testing.T) {
			out, err := check(t, c.changes...)
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range c.says {
				if !strings.Contains(out, want) {
					t.Errorf("it does not say %q", want)
				}
			}
			for _, other := range c.not {
				if strings.Contains(out, other) {
					t.Errorf("it names %q", other)
				}
			}
		})
	}
}

// Ensure that what the policy in force would refuse as well, with the directory of today, is told apart.
func TestWhatIsRefusedAnywayIsToldApart(t *testing.T) {
	was := maps.Clone(settings)
	defer func() { settings = was }()
	settings = maps.Clone(was)
	settings["TRIAL_WINDOW"] = "2023-09-01/2023-09-18" // two visits lie outside it now, by either policy, and one of them has the item
	out, err := check(t, "code: T04", "code: T99")
	if err != nil || !strings.Contains(out, "另有1个按现行政策和现在的名录也会拒绝") {
		t.Errorf("got %v", err)
	}
	if strings.Contains(out, "outside-trial") {
		t.Error("it lists what is refused anyway")
	}
}

// Ensure that a key nobody knows is named with its file and line, in words, and that nothing is judged.
func TestAnUnknownKeyIsNamedWithFileAndLine(t *testing.T) {
	out, err := check(t, "      most: 12\n", "      at_most: 12\n")
	if err == nil || out != "" || !strings.Contains(err.Error(), "draft.yaml: line ") || !strings.Contains(err.Error(), "没有名为“at_most”的规则项 / there is no key at_most") || strings.Contains(err.Error(), "inspection.") {
		t.Errorf("got %v and %q", err, out)
	}
	line := strings.Count(strings.SplitN(trial, "      most: 12\n", 2)[0], "\n") + 1
	if !strings.Contains(err.Error(), fmt.Sprintf("line %d:", line)) {
		t.Errorf("got %v, want line %d", err, line)
	}
}

// Ensure that a policy is put in force once under its version, and that another text under the same one is refused.
func TestAPolicyIsPutInForceOnceUnderItsVersion(t *testing.T) {
	put := func(text string) (string, error) {
		file := filepath.Join(t.TempDir(), "policy.yaml")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		err := run(t.Context(), newEnv(), []string{"put", file}, &out)
		return out.String(), err
	}
	text := strings.Replace(trial, "version: trial-2023", "version: second", 1)
	for range 2 {
		if out, err := put(text); err != nil || out != "version second is in force\n" {
			t.Fatalf("got %q, %v", out, err)
		}
	}
	if out, err := put(strings.Replace(text, "max_hours: 24", "max_hours: 12", 1)); err == nil {
		t.Errorf("another text of the same version: %q", out)
	}
}

func TestUsageIsSaid(t *testing.T) {
	for _, args := range [][]string{nil, {"check"}, {"judge", "file"}, {"check", "a", "b"}} {
		if err := run(t.Context(), newEnv(), args, &bytes.Buffer{}); err == nil || !strings.HasPrefix(err.Error(), "usage: ") {
			t.Errorf("%q: got %v", args, err)
		}
	}
}
