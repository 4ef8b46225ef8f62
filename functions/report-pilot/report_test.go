package reportpilot

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"inspectioncode.example/shared/analysis"
	"inspectioncode.example/shared/analysis/analysistest"
	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/lake"
	"inspectioncode.example/shared/ledger"
)

// parts opens a .docx, every part of which must be well-formed XML.
func parts(t *testing.T, docx []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(docx), int64(len(docx)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		d := xml.NewDecoder(bytes.NewReader(b))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
		}
		all[f.Name] = string(b)
	}
	return all
}

// Ensure that the report has what the notice asks for, and that every number has a note that says where it comes from.
func TestEveryNumberSaysWhereItComesFrom(t *testing.T) {
	for _, name := range []string{"city", "gas"} {
		s := analysistest.Read(t, name)
		d := compose(s, "上海市住房和城乡建设管理委员会", "市司法局", "2024-01-01")
		b, err := d.DOCX()
		if err != nil {
			t.Fatal(err)
		}
		if again, _ := d.DOCX(); !bytes.Equal(b, again) {
			t.Error("the same report is other bytes")
		}
		if dir := os.Getenv("KEEP"); dir != "" {
			os.WriteFile(filepath.Join(dir, name+".docx"), b, 0o600)
		}
		text := parts(t, b)["word/document.xml"]
		for _, want := range []string{"一、工作开展情况", "二、统计情况", "三、检查频次情况", "四、评议情况及其关联因素", "五、企业和行政执法人员的意见", "六、存在问题", "七、工作建议", "附件：数字来源", "reports/2024-01-01/"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %s", name, want)
			}
		}
		notes := 0
		for _, block := range d.Blocks {
			for _, run := range block.Runs {
				if run.Note > 0 {
					notes++
				}
			}
		}
		if notes < 25 {
			t.Errorf("%s: %d numbers have notes", name, notes)
		}
		appendix := d.Blocks[len(d.Blocks)-1].Table
		for _, row := range appendix.Rows {
			if row[1] == "" || row[2] == "" || row[3] == "" {
				t.Errorf("%s: note %v does not say where the number comes from", name, row)
			}
			field(t, s, row[2])
		}
	}
}

// field makes sure that a summary has what a note names.
func field(t *testing.T, s *analysis.Summary, path string) {
	t.Helper()
	b, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	for one := range strings.SplitSeq(path, "、") {
		var at any
		if err := json.Unmarshal(b, &at); err != nil {
			t.Fatal(err)
		}
		for step := range strings.SplitSeq(one, ".") {
			m, _ := at.(map[string]any)
			v, ok := m[step]
			if !ok {
				t.Errorf("no summary has %s", path)
				return
			}
			at = v
		}
	}
}

// Ensure that the queries that notes name are there.
func TestTheQueriesThatAreNamedAreThere(t *testing.T) {
	for _, o := range origins {
		for _, file := range regexp.MustCompile(`[a-z_]+\.sql`).FindAllString(o.from, -1) {
			if _, err := os.Stat("../../shared/lake/sql/" + file); err != nil {
				t.Errorf("%s: %v", o.field, err)
			}
		}
	}
}

// Ensure that a problem is named only by a number beyond the threshold that its sentence says.
func TestNothingIsAProblemWithoutANumber(t *testing.T) {
	if got := found(&analysis.Summary{}); len(got) > 0 {
		t.Errorf("of nothing: %+v", got)
	}
	s := &analysis.Summary{Usage: analysis.Usage{Issued: 100, Done: 100, Scanned: 95, Lapsed: 5}}
	if got := found(s); len(got) > 0 {
		t.Errorf("at the thresholds: %+v", got)
	}
	s.Usage.Scanned, s.Usage.Lapsed = 94, 6
	if got := found(s); len(got) != 2 || got[0].numbers[1].printed != "94" || got[1].numbers[0].printed != "6" {
		t.Errorf("beyond them: %+v", got)
	}
	for _, f := range found(analysistest.Read(t, "city")) {
		if strings.Count(f.problem, "#") != len(f.numbers) || f.suggestion == "" {
			t.Errorf("%+v", f)
		}
	}
}

// Ensure that hostile words stay words in every part of the document.
func TestHostileWordsStayWords(t *testing.T) {
	const hostile = "]]></w:t><w:evil/>&<\x00\x0b\"'"
	s := analysistest.Read(t, "gas")
	s.Name.ZH, s.Agencies[0].Name.ZH, s.Items[0].Title.ZH, s.Months[0].Name.ZH = hostile, hostile, hostile, hostile
	s.Concern[0].Name, s.Feedback[0].Texts[0] = hostile, hostile
	b, err := compose(s, hostile, hostile, "2024-01-01").DOCX()
	if err != nil {
		t.Fatal(err)
	}
	for name, body := range parts(t, b) {
		if strings.Contains(body, "<w:evil") {
			t.Errorf("%s takes words for marks", name)
		}
	}
}

// Ensure that reports are written once: what stands stays.
func TestReportsAreWrittenOnce(t *testing.T) {
	b := &bucket.Memory{}
	f := &function{ledger: &ledger.Ledger{Bucket: b}}
	if got, err := f.write(t.Context()); err != nil || len(got) != 0 {
		t.Errorf("before the first night: %v, %v", got, err)
	}
	err := errors.Join(b.Put(t.Context(), ledger.AgenciesKey, []byte("[]")), lake.PutSummary(t.Context(), b, "2024-01-01", analysistest.Read(t, "city")),
		lake.PutSummary(t.Context(), b, "2024-01-01", analysistest.Read(t, "gas")), lake.Complete(t.Context(), b, "2024-01-01"))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := f.write(t.Context()); err != nil || len(got) != 2 {
		t.Fatalf("%v, %v", got, err)
	}
	key := ledger.ReportKey("2024-01-01", "gas")
	first, err := b.Get(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	later := analysistest.Read(t, "gas")
	later.Usage.Done++
	if err := lake.PutSummary(t.Context(), b, "2024-01-01", later); err != nil {
		t.Fatal(err)
	}
	if _, err := f.write(t.Context()); err != nil {
		t.Fatal(err)
	}
	if second, _ := b.Get(t.Context(), key); !bytes.Equal(first, second) {
		t.Error("a report that stood was changed")
	}
}
