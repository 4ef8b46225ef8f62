package page

import (
	"bytes"
	"encoding/xml"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"inspectioncode.example/shared/chart"
	"inspectioncode.example/shared/gongwen"
	"inspectioncode.example/shared/inspection"
)

// hostile is what somebody may write into every field that takes words.
const hostile = `</script><script>alert(1)</script>"'><img src=x onerror=alert(1)>` + "\u0026lt;"

func sample() inspection.Inspection {
	return inspection.Inspection{
		Ref: inspection.Ref{Day: "2023-09-05", ID: "041061050r3gg28a"}, Number: hostile,
		Agency:     inspection.Agency{Name: inspection.Text{ZH: hostile, EN: hostile}, Phone: "12345"},
		Enterprise: inspection.InspectedParty{USCC: "91310101XX0000019H", Name: hostile},
		Site:       inspection.Site{Address: hostile}, Kind: inspection.Report, Reason: hostile, Plan: hostile,
		Items:      []inspection.Item{{Code: "T01", Title: inspection.Text{ZH: hostile, EN: hostile}, Looks: inspection.Text{ZH: hostile}, Basis: inspection.Text{ZH: hostile}}},
		Officers:   []inspection.NamedOfficer{{Name: hostile, Certificate: hostile}},
		Assistants: &inspection.Assistants{Unit: hostile, Number: 2},
		From:       time.Date(2023, 9, 5, 9, 0, 0, 0, inspection.Shanghai), Until: time.Date(2023, 9, 5, 12, 0, 0, 0, inspection.Shanghai),
		Code: inspection.Code{Short: "07Q0-4106-1050-R3M6"},
	}
}

// outlook has everything that can be told before a visit.
func outlook(in inspection.Inspection) inspection.Outlook {
	source := inspection.Text{ZH: hostile, EN: hostile}
	return inspection.Outlook{Enterprise: in.Enterprise.USCC, Day: in.Day, More: 2,
		Visits:  []inspection.HadVisit{{Day: in.Day, Agency: in.Agency, Kind: in.Kind, State: inspection.Scheduled}},
		Own:     inspection.Allowance{Counted: 2, Uncounted: 1, Cap: &inspection.Left{Most: 2, Source: source}},
		Crossed: []inspection.Crossing{{Span: inspection.OneDay, Nth: 2, Most: 1, Source: source}},
		Pending: inspection.Pending{Days: 14, Source: source, Visits: []inspection.PendingVisit{{Agency: in.Agency, Site: in.Site, From: in.From, Until: in.Until, Items: in.Items}}},
		Checked: inspection.Checked{Days: 90, Source: source, Items: []inspection.CheckedItem{{Item: "T01", Title: in.Items[0].Title, Site: in.Site, Day: in.Day, Agency: in.Agency, Outcome: inspection.NotConforming}}}}
}

// bodies is every page, with hostile words wherever words go.
func bodies() []Body {
	in := sample()
	rec := &inspection.RecordedResult{Revision: 1, Result: inspection.Result{Inspection: in.Ref, Arrived: in.From, Left: in.Until, Note: hostile,
		Items:     []inspection.ItemResult{{Item: "T01", Outcome: inspection.NotConforming, Finding: hostile, Handling: inspection.Rectify, Deadline: "2023-09-20"}},
		Unscanned: inspection.NoPhones, Signed: inspection.RefusedToSign, Corrects: &inspection.Correction{Reason: hostile}}}
	fault := inspection.Fault{Field: "plan", Rule: "text", Text: inspection.Text{ZH: hostile, EN: hostile}, Mend: inspection.Text{ZH: hostile, EN: hostile}, Source: &inspection.Text{ZH: hostile, EN: hostile}}
	form := Form{Values: url.Values{"plan": {hostile}, "reason": {hostile}, "items[0].finding": {hostile}, "text": {hostile}}, Faults: []inspection.Fault{fault}}
	enterprise := inspection.Enterprise{USCC: in.Enterprise.USCC, Name: hostile, Sites: []inspection.Site{{Address: hostile}, {Address: "b"}}}
	row := Row{Inspection: in, State: inspection.Open.Name(), Address: "/x", Findings: 2}
	return []Body{
		Refused{Refusal: &inspection.Refusal{Why: inspection.NotSigned, Faults: []inspection.Fault{fault}}, SignIn: "/sign-in?return=" + url.QueryEscape(hostile)},
		Verdict{Tone: "bad", Icon: "cross", Word: inspection.Text{ZH: hostile, EN: hostile}, First: inspection.Text{ZH: hostile}, Next: []inspection.Text{{ZH: hostile}},
			Party: &in, Door: &Door{Inspection: &in, Photos: map[string]string{hostile: "javascript:alert(1)"}, Withdrawn: map[string]inspection.Date{hostile: "2023-09-01"}},
			Result: ReadResult(&in, rec, hostile), Revoked: &inspection.Revocation{Cancellation: inspection.Cancellation{Reason: hostile}, MovedTo: &in.Ref}, Evaluate: "/e", Law: true, Report: "/f", About: "forged", Digits: hostile},
		GiveFeedback{form}, GiveFeedback{Form{Values: url.Values{}}},
		ReportVisit{Form: Form{Values: url.Values{"about": {"forged"}, "code": {hostile}, "agency": {hostile}, "receipt": {hostile}}, Faults: []inspection.Fault{fault}}, SignIn: "/sign-in?return=" + hostile},
		Thanks{Receipt: "r", More: &ReportVisit{Form: form}}, Thanks{},
		Home{Short: hostile, Faults: []inspection.Fault{fault}, SignIn: "/s", List: "/l", Feedback: "/f"},
		Scan{Prefix: "https://jcm.sh.gov.cn/c/"},
		Developers{Address: "https://jcm.sh.gov.cn", Events: []string{hostile}},
		Revoke{Form: form, Inspection: in, Move: "/m"},
		FindEnterprise{Asked: hostile, Found: []inspection.Enterprise{enterprise}, More: true},
		FindEnterprise{Asked: hostile},
		FileTask{Form: form, Enterprise: enterprise, Kinds: []inspection.Kind{inspection.Routine, inspection.Media}, Items: in.Items, Colleagues: []inspection.Officer{{Name: hostile, Certificate: hostile}}, Outlook: outlook(in)},
		FileTask{Form: form, Enterprise: enterprise, Outlook: inspection.Outlook{Day: "2023-09-05"}},
		ShowCode{Inspection: in, Symbol: "<svg></svg>", Image: "/i", Paper: "/p", Record: "/r", Revoke: "/v", Live: "/l", Home: "https://jcm.sh.gov.cn"},
		ShowCode{Inspection: in, Symbol: "<svg></svg>", Image: "/i", Paper: "/p"},
		PaperCode{Inspection: in, Symbol: "<svg></svg>", Host: hostile},
		RecordResult{Form: form, Inspection: in, Stands: rec},
		RecordResult{Form: form, Inspection: in, Review: ReadResult(&in, rec, hostile)},
		Evaluate{Form: form, Inspection: in, Result: ReadResult(&in, rec, hostile), Ticket: hostile},
		Evaluated{Inspection: in, Receipt: "0A1B"},
		Inspections{Head: inspection.Text{ZH: "列表"}, Whose: inspection.Text{ZH: hostile, EN: hostile}, Notes: []inspection.Text{{ZH: hostile}}, Coming: []Row{row}, Past: []Row{row}, Days: Days{"2023-01-01", "2023-12-31"}, File: "/f", Keep: url.Values{hostile: {hostile}}, Summary: "/s", Choices: []Choice{{"?a", inspection.Text{ZH: hostile}}}},
		Inspections{Head: inspection.Text{ZH: "列表"}},
		Dashboard{Whose: inspection.Text{ZH: hostile, EN: hostile}, From: "2023-09-01", Until: "2023-12-31", Figures: []Figure{{Name: inspection.Text{ZH: hostile, EN: hostile}, Value: hostile, Address: "/x", Says: Sentence{{Text: inspection.Text{ZH: hostile, EN: hostile}, Address: "/x"}}, Why: inspection.Text{ZH: hostile, EN: hostile}}},
			Changed: []Sentence{{{Text: inspection.Text{ZH: hostile, EN: hostile}}}}, Looks: []Cell{{Text: inspection.Text{ZH: hostile, EN: hostile}, Address: "/x"}}, Scopes: []Choice{{"/s", inspection.Text{ZH: hostile, EN: hostile}}}, Files: []Choice{{"/f", inspection.Text{ZH: hostile, EN: hostile}}},
			Sections: []Section{{Head: inspection.Text{ZH: hostile, EN: hostile}, Leads: []Sentence{{{Text: inspection.Text{ZH: hostile, EN: hostile}}}}, Why: inspection.Text{ZH: hostile, EN: hostile}, Texts: []string{hostile}, More: Cell{Text: inspection.Text{ZH: hostile, EN: hostile}, Address: "/x"},
				Charts: []chart.Chart{chart.Gauge{Head: chart.Head{Title: inspection.Text{ZH: hostile, EN: hostile}, Desc: inspection.Text{ZH: hostile, EN: hostile}}, K: 1, N: 2}},
				Tables: []Table{{ID: "x", Caption: inspection.Text{ZH: hostile, EN: hostile}, Columns: []Column{{inspection.Text{ZH: hostile, EN: hostile}, true}}, Rows: [][]Cell{{{Text: inspection.Text{ZH: hostile, EN: hostile}, Address: "/x"}}}, Fold: true}}}}},
		Report{gongwen.Document{Title: hostile, To: hostile, Issuer: hostile, Date: hostile, Blocks: []gongwen.Block{gongwen.Text(1, hostile), gongwen.Text(2, hostile), {Runs: []gongwen.Run{{Text: hostile, Note: 1}}}, {Sign: true}, {Break: true},
			{Table: &gongwen.Table{Caption: hostile, Heads: []string{hostile}, Rows: [][]string{{hostile}}}}, {Chart: chart.Columns{Head: chart.Head{Title: inspection.Text{ZH: hostile, EN: hostile}}}}}}},
		Counted{What: inspection.Text{ZH: hostile, EN: hostile}, Whose: inspection.Text{ZH: hostile, EN: hostile}, From: "2023-09-01", Until: "2023-12-31", Number: hostile, Notes: []inspection.Text{{ZH: hostile, EN: hostile}}, Earlier: "?" + hostile, Later: "?" + hostile, Back: "?",
			Table: Table{Caption: inspection.Text{ZH: hostile, EN: hostile}, Columns: []Column{{inspection.Text{ZH: hostile, EN: hostile}, true}}, Rows: [][]Cell{{{Text: inspection.Text{ZH: hostile, EN: hostile}, Address: "/x"}}}, Why: inspection.Text{ZH: hostile, EN: hostile}}},
		Dashboard{Night: in.From}, NoNight{Whose: inspection.Text{ZH: hostile, EN: hostile}, List: "/l"},
		One{Inspection: in, State: inspection.Open.Name(), Result: ReadResult(&in, rec, hostile), Earlier: []*Result{ReadResult(&in, rec, hostile)}, Evaluate: "/e", Show: "/s", Record: "/r", Revoke: "/v", Revoked: &inspection.Revocation{}},
	}
}

// Ensure that every page renders in both languages and sizes, whole, light, and with nobody's words
// taken for ours.
func TestEveryPageStandsHostileWords(t *testing.T) {
	pages := New()
	for _, b := range bodies() {
		for _, lang := range []inspection.Lang{inspection.Chinese, inspection.English} {
			html, err := pages.Render(Frame{Lang: lang, Large: true, Here: url.Values{"x": {hostile}}, Address: "https://jcm.sh.gov.cn", Made: time.Now()}, b)
			if err != nil {
				t.Fatalf("%T in %s: %v", b, lang, err)
			}
			for _, bad := range []string{"<script>alert", "<img src=x", "ZgotmplZ", "<no value>", "%!"} {
				if bytes.Contains(html, []byte(bad)) {
					t.Errorf("%T in %s has %q", b, lang, bad)
				}
			}
			if len(html) > 60<<10 {
				t.Errorf("%T in %s weighs %d bytes", b, lang, len(html))
			}
			balanced(t, b, html)
		}
	}
}

// balanced makes sure that what was opened was closed.
func balanced(t *testing.T, b Body, html []byte) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(html))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	var open []string
	for {
		token, err := d.RawToken()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Errorf("%T: %v", b, err)
			return
		}
		switch e := token.(type) {
		case xml.StartElement:
			if !void[e.Name.Local] {
				open = append(open, e.Name.Local)
			}
		case xml.EndElement:
			if void[e.Name.Local] {
				continue
			}
			if len(open) == 0 || open[len(open)-1] != e.Name.Local {
				t.Errorf("%T: </%s> closes %v", b, e.Name.Local, open)
				return
			}
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		t.Errorf("%T: left open: %v", b, open)
	}
}

var void = map[string]bool{"meta": true, "link": true, "input": true, "br": true, "img": true, "circle": true, "path": true}

// Ensure that a page in English has no Chinese but what people wrote, the switch of language and the
// law's own names.
func TestEnglishPagesAreEnglish(t *testing.T) {
	in := sample()
	in.Number, in.Enterprise.Name, in.Site.Address = "1", "Name", "Address"
	for _, b := range bodies() {
		html, err := New().Render(Frame{Lang: inspection.English, Made: time.Now()}, b)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.ReplaceAll(string(html), "中文", "")
		text = strings.ReplaceAll(strings.ReplaceAll(text, "列表", ""), "（双随机）", "")
		text = strings.ReplaceAll(text, "双随机", "")
		text = regexp.MustCompile(`(?s)<pre lang="zh-CN">.*?</pre>`).ReplaceAllString(text, "") // what a system sends
		if m := regexp.MustCompile(`[^\n]{0,30}\p{Han}[^\n]{0,30}`).FindString(text); m != "" {
			t.Errorf("%T says in English: %s", b, m)
		}
	}
}

// Ensure that Chinese is written with Chinese punctuation: in the templates, the rules and the policy.
func TestChineseIsPunctuatedAsChinese(t *testing.T) {
	wrong := regexp.MustCompile(`\p{Han}[,;?!]|\p{Han}:\p{Han}|\p{Han}\([^)]*\p{Han}`)
	for _, pattern := range []string{"html/*.html", "../inspection/*.go", "../pilot/*.yaml", "../serve/*.go", "../../functions/*/*.go", "../../infra/local/html/*.html"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		for _, file := range files {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for i, line := range strings.Split(string(b), "\n") {
				trimmed := strings.TrimSpace(line)
				if strings.HasPrefix(trimmed, "//") || strings.HasPrefix(trimmed, "#") || strings.Contains(line, "regexp") || strings.Contains(file, "_test.go") {
					continue
				}
				line, _, _ = strings.Cut(line, " // ")
				line = strings.ReplaceAll(line, ", en: ", " ") // YAML's own
				if m := wrong.FindString(line); m != "" {
					t.Errorf("%s:%d: %s", file, i+1, m)
				}
			}
		}
	}
}

func TestAPagePreparedIsTheSamePage(t *testing.T) {
	for _, b := range bodies() {
		frame := Frame{Lang: inspection.Chinese}
		want, err := New().Render(frame, b)
		if err != nil {
			t.Fatal(err)
		}
		p := New()
		p.Prepare(inspection.Chinese, b) // at the same time
		if got, err := p.Render(frame, b); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%T: prepared, it is another page, %v", b, err)
		}
	}
}

func TestTheSwitchesKeepTheRestOfTheAddress(t *testing.T) {
	for here, want := range map[string]string{
		"":                     "?lang=en",
		"lang=zh&x=1":          "?lang=en&x=1",
		"ticket=a.b%2Bc":       "?lang=en&ticket=a.b%2Bc",
		"x=//evil.example/%3F": "?lang=en&x=%2F%2Fevil.example%2F%3F",
	} {
		q, err := url.ParseQuery(here)
		if err != nil {
			t.Fatal(err)
		}
		if got := (Frame{Here: q}).With("lang", "en"); got != want {
			t.Errorf("%s: got %s, want %s", here, got, want)
		}
	}
}
