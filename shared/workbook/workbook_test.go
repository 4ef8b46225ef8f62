package workbook

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"inspectioncode.example/shared/analysis/analysistest"
)

func open(t *testing.T, b []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// Ensure that whatever a name or text begins with, it is read back as it was written and never as a formula.
func TestTextIsNeverAFormula(t *testing.T) {
	for _, hostile := range []string{`=HYPERLINK("http://example.invalid","x")`, "+1+1", "-2+3", "@SUM(1)", "\t=1+1", "\r=1+1", "=cmd|' /C calc'!A0", "<script>", "123"} {
		s := analysistest.Read(t, "gas")
		s.Name.ZH, s.Agencies[0].Name.ZH, s.Items[0].Title.ZH = hostile, hostile, hostile
		s.Frequency.MostInspected[0].Name, s.Concern[0].Name, s.Alerts[0].Text.ZH = hostile, hostile, hostile
		s.Evaluations.Texts[0], s.Feedback[0].Texts[0] = hostile, hostile
		b, err := Write(s)
		if err != nil {
			t.Fatal(err)
		}
		f := open(t, b)
		found := 0
		for _, sheet := range f.GetSheetList() {
			rows, err := f.GetRows(sheet)
			if err != nil {
				t.Fatal(err)
			}
			for y, row := range rows {
				for x, v := range row {
					if formula, err := f.GetCellFormula(sheet, at(x, y)); err != nil || formula != "" {
						t.Errorf("%s %s is the formula %q, %v", sheet, at(x, y), formula, err)
					}
					if strings.TrimSpace(v) == strings.TrimSpace(hostile) {
						found++
						if kind, _ := f.GetCellType(sheet, at(x, y)); kind != excelize.CellTypeSharedString && kind != excelize.CellTypeInlineString {
							t.Errorf("%q in %s is of type %v", hostile, sheet, kind)
						}
					}
				}
			}
		}
		if found < 7 {
			t.Errorf("%q stands in %d cells, want 7", hostile, found)
		}
	}
}

// Ensure that every summary becomes a workbook with its subjects, and that small groups stay out.
func TestEverySummaryBecomesAWorkbook(t *testing.T) {
	for _, name := range []string{"city", "gas", "agency", "quiet"} {
		b, err := Write(analysistest.Read(t, name))
		if err != nil {
			t.Fatal(err)
		}
		sheets := open(t, b).GetSheetList()
		for _, want := range []string{"使用情况", "执法主体", "检查事项", "检查频次", "评议", "建议关注"} {
			if !slices.Contains(sheets, want) {
				t.Errorf("%s has no sheet %s: %v", name, want, sheets)
			}
		}
		if name == "quiet" && slices.Contains(sheets, "关联因素") {
			t.Error("an agency that few rated has a sheet of associations")
		}
	}
}

// Ensure that LibreOffice opens it.
func TestLibreOfficeOpensTheWorkbook(t *testing.T) {
	office, err := exec.LookPath("soffice")
	if err != nil {
		if os.Getenv("CI_TOOLS") == "required" {
			t.Fatal("soffice is not here")
		}
		t.Skip("soffice is not here")
	}
	b, err := Write(analysistest.Read(t, "gas"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "w.xlsx"), b, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), office, "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", "pdf", "--outdir", dir, filepath.Join(dir, "w.xlsx")).CombinedOutput()
	if info, statErr := os.Stat(filepath.Join(dir, "w.pdf")); err != nil || statErr != nil || info.Size() < 10000 {
		t.Errorf("%v, %v: %s", err, statErr, out)
	}
}
