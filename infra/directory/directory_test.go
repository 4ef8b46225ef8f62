package main

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
)

const (
	agencyHead     = "执法主体代码,编号,单位名称,英文名称,条线,层级,所在区,联系电话,推送地址\n"
	agencyRow      = "310115-gas,215,上海市浦东新区建设和交通委员会,Pudong,燃气,区级,浦东新区,021-12345,https://xt.example.gov.cn/events\n"
	cityRow        = "310000-gas,200,上海市住房和城乡建设管理委员会,,gas,municipal,,12345,\n"
	officerHead    = "执法证号,姓名,单位代码,有效期起,有效期止,状态,收回日期,照片\n"
	officerRow     = "09215000001,赵文斌,310115-gas,2023-01-01,2027/12/31,有效,,\n"
	enterpriseHead = "统一社会信用代码,企业名称,行业领域,标准化等级,检查场所,所在区\n"
	enterpriseRow  = "91310101XX0000019H,上海例安黄浦燃气有限公司,燃气、危险化学品,二级,上海市黄浦区示例路10号,黄浦区\n"
)

func newLedger(t testing.TB) *ledger.Ledger {
	return &ledger.Ledger{Now: time.Now, Bucket: &bucket.Memory{Replaceable: []string{"directory/"}, Violation: func(err error) { t.Error(err) }}}
}

// file writes a table and returns where.
func file(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// all are good tables of all kinds.
func all(t testing.TB) []string {
	return []string{file(t, "a.csv", agencyHead+agencyRow+cityRow), file(t, "o.csv", officerHead+officerRow), file(t, "e.csv", enterpriseHead+enterpriseRow)}
}

func take(t testing.TB, l *ledger.Ledger, o options, files ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := importFrom(t.Context(), l, files, o, &out)
	if err != nil && !errors.Is(err, errBad) {
		t.Fatal(err)
	}
	return out.String(), err
}

func TestTablesOfAllKindsAreImported(t *testing.T) {
	l := newLedger(t)
	if out, err := take(t, l, options{}, all(t)...); err != nil {
		t.Fatal(out)
	}
	d, err := l.Directory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := ledger.Directory{
		Agencies: []inspection.Agency{
			{Code: "310115-gas", Number: 215, Name: inspection.Text{ZH: "上海市浦东新区建设和交通委员会", EN: "Pudong"}, Line: inspection.Gas, Level: inspection.District, District: "310115", Phone: "021-12345"},
			{Code: "310000-gas", Number: 200, Name: inspection.Text{ZH: "上海市住房和城乡建设管理委员会"}, Line: inspection.Gas, Level: inspection.Municipal, Phone: "12345"},
		},
		Officers: []inspection.Officer{{Certificate: "09215000001", Name: "赵文斌", Agency: "310115-gas", From: "2023-01-01", Until: "2027-12-31"}},
		Webhooks: map[string]string{"310115-gas": "https://xt.example.gov.cn/events"},
		Enterprises: []inspection.Enterprise{{USCC: "91310101XX0000019H", Name: "上海例安黄浦燃气有限公司", Trades: []inspection.Trade{inspection.GasSupply, inspection.Chemicals}, Grade: "2",
			Sites: []inspection.Site{{Address: "上海市黄浦区示例路10号", District: "310101"}}}},
	}
	if !reflect.DeepEqual(d, want) {
		t.Errorf("got %+v\nwant %+v", d, want)
	}
}

// Every rule of a row, shown by a row that breaks it.
func TestBadRowsAreRefused(t *testing.T) {
	replace := func(row, old, new string) string {
		if !strings.Contains(row, old) {
			t.Fatalf("%q is not in %q", old, row)
		}
		return strings.Replace(row, old, new, 1)
	}
	for _, c := range []struct{ rule, column, table string }{
		{"twice", "执法主体代码", agencyHead + agencyRow + agencyRow},
		{"number-reused", "编号", agencyHead + agencyRow + replace(cityRow, "200", "215")},
		{"agency-number", "编号", agencyHead + replace(agencyRow, "215", "70000")},
		{"agency-code", "执法主体代码", agencyHead + replace(agencyRow, "310115-gas", "310115/gas")},
		{"choice", "条线", agencyHead + replace(agencyRow, "燃气", "税务")},
		{"district", "所在区", agencyHead + replace(agencyRow, "浦东新区,", "昆山市,")},
		{"required", "所在区", agencyHead + replace(agencyRow, "区级,浦东新区", "区级,")},
		{"district-unused", "所在区", agencyHead + replace(cityRow, "municipal,", "municipal,黄浦区")},
		{"phone", "联系电话", agencyHead + replace(agencyRow, "021-12345", `"=HYPERLINK(""http://x"")"`)},
		{"webhook", "推送地址", agencyHead + replace(agencyRow, "https://", "http://")},
		{"webhook", "推送地址", agencyHead + replace(agencyRow, "https://", "https://user@")},
		{"webhook", "推送地址", agencyHead + replace(agencyRow, "https://xt.example.gov.cn/events", "xt.example.gov.cn")},
		{"formula", "单位名称", agencyHead + replace(agencyRow, "上海市浦东", "=cmd|' /C calc'!A0")},
		{"text", "单位名称", agencyHead + replace(agencyRow, "上海市浦东", "上海\u202e市浦东")},
		{"text", "单位名称", agencyHead + replace(agencyRow, "上海市浦东", strings.Repeat("长", 200))},
		{"number-spoiled", "执法证号", officerHead + replace(officerRow, "09215000001", "9.215E+10")},
		{"twice", "执法证号", officerHead + officerRow + officerRow},
		{"agency-unknown", "单位代码", officerHead + replace(officerRow, "310115-gas", "310120-gas")},
		{"date", "有效期起", officerHead + replace(officerRow, "2023-01-01", "2023-02-30")},
		{"dates-order", "有效期止", officerHead + replace(officerRow, "2027/12/31", "2022.12.31")},
		{"withdrawn-date", "状态", officerHead + replace(officerRow, "有效", "收回")},
		{"withdrawn-status", "收回日期", officerHead + replace(officerRow, "有效,", "有效,2024-01-01")},
		{"photo-missing", "照片", officerHead + replace(officerRow, "有效,,", "有效,,../../../../etc/passwd")},
		{"uscc", "统一社会信用代码", enterpriseHead + replace(enterpriseRow, "9H", "9J")},
		{"choice", "行业领域", enterpriseHead + replace(enterpriseRow, "燃气、", "养殖、")},
		{"choice", "标准化等级", enterpriseHead + replace(enterpriseRow, "二级", "五级")},
		{"contradicts", "统一社会信用代码", enterpriseHead + enterpriseRow + replace(enterpriseRow, "例安", "例危")},
		{"twice", "检查场所", enterpriseHead + enterpriseRow + enterpriseRow},
		{"required", "企业名称", enterpriseHead + replace(enterpriseRow, "上海例安黄浦燃气有限公司", "")},
	} {
		l := newLedger(t)
		if out, err := take(t, l, options{}, all(t)...); err != nil {
			t.Fatal(out)
		}
		before, _ := l.Directory(t.Context())
		out, err := take(t, l, options{shrink: true}, file(t, "bad.csv", c.table))
		if !errors.Is(err, errBad) || !strings.Contains(out, "("+c.rule+")") || !strings.Contains(out, " "+c.column+":") {
			t.Errorf("%s in %s: got %v and\n%s", c.rule, c.column, err, out)
		}
		if after, _ := l.Directory(t.Context()); !reflect.DeepEqual(before, after) {
			t.Errorf("%s: a refused import changed the directory", c.rule)
		}
	}
}

func TestBadRowsAreLeftOutWhenAskedAndReported(t *testing.T) {
	l := newLedger(t)
	report := filepath.Join(t.TempDir(), "report.csv")
	tables := all(t)
	tables[1] = file(t, "o.csv", officerHead+officerRow+"=1+1,钱晓梅,310115-gas,2023-01-01,2027-12-31,,,\n")
	out, err := take(t, l, options{skipBad: true, report: report}, tables...)
	if err != nil {
		t.Fatal(out)
	}
	if d, _ := l.Directory(t.Context()); len(d.Officers) != 1 {
		t.Errorf("got %d officers, want the good one", len(d.Officers))
	}
	b, err := os.ReadFile(report)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(b), byteOrderMark) || !strings.Contains(string(b), "o.csv,,3,执法证号,code,") {
		t.Errorf("report: %s", b)
	}
}

func TestANumberOnceGivenIsNeverGivenAgain(t *testing.T) {
	l := newLedger(t)
	if out, err := take(t, l, options{}, all(t)...); err != nil {
		t.Fatal(out)
	}
	if out, err := take(t, l, options{shrink: true}, file(t, "a.csv", agencyHead+agencyRow)); err != nil {
		t.Fatal(out)
	}
	again := strings.Replace(cityRow, "310000-gas", "310000-transport", 1)
	if out, err := take(t, l, options{}, file(t, "a.csv", agencyHead+agencyRow+again)); !errors.Is(err, errBad) || !strings.Contains(out, "(number-reused)") {
		t.Errorf("the number of an agency that is gone was given again: %v\n%s", err, out)
	}
	if out, err := take(t, l, options{}, file(t, "a.csv", agencyHead+agencyRow+cityRow)); err != nil {
		t.Errorf("an agency that comes back cannot have its own number: %s", out)
	}
}

func TestAnImportThatTakesMuchAwayMustBeMeant(t *testing.T) {
	l := newLedger(t)
	if out, err := take(t, l, options{}, append(all(t), file(t, "more.csv", officerHead+strings.Replace(officerRow, "0001", "0002", 1)))...); err != nil {
		t.Fatal(out)
	}
	half := file(t, "half.csv", officerHead+officerRow)
	for _, o := range []options{{}, {skipBad: true}} {
		if out, err := take(t, l, o, half); !errors.Is(err, errBad) || !strings.Contains(out, "(shrink)") {
			t.Errorf("%+v: half the officers could go: %v\n%s", o, err, out)
		}
	}
	if out, err := take(t, l, options{shrink: true}, half); err != nil {
		t.Fatal(out)
	}
	if gone, err := l.Officer(t.Context(), "09215000002"); gone != nil || err != nil {
		t.Errorf("an officer who is on no table any more is still known: %v %v", gone, err)
	}
	if out, err := take(t, l, options{shrink: true}, file(t, "a.csv", agencyHead+cityRow)); !errors.Is(err, errBad) || !strings.Contains(out, "(officers-left)") {
		t.Errorf("an agency could go and leave its officers: %v\n%s", err, out)
	}
}

func TestEveryEncodingOfACSVIsRead(t *testing.T) {
	text := officerHead + officerRow
	gb, _ := simplifiedchinese.GB18030.NewEncoder().String(text)
	utf16, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(strings.ReplaceAll(text, ",", "\t"))
	for name, written := range map[string]string{
		"UTF-8": text, "with a mark": byteOrderMark + text, "GB18030": gb, "UTF-16 of Excel": utf16, "CRLF": strings.ReplaceAll(text, "\n", "\r\n"),
		"semicolons": strings.ReplaceAll(text, ",", ";"), "a title": "附件：执法人员名单\n\n" + text, "full width": strings.Replace(text, "09215", "０９２１５", 1),
	} {
		g := &gathering{}
		for _, table := range g.readCSV("o.csv", []byte(written)) {
			g.take(table, ".")
		}
		if len(g.officers) != 1 || g.officers[0].entry.Name != "赵文斌" || g.officers[0].entry.Certificate != "09215000001" || len(g.problems) > 0 {
			t.Errorf("%s: got %d officers, %v", name, len(g.officers), g.problems)
		}
	}
	for _, written := range []string{"\x00\x01\x02", "\xff\xff\xff\xff,1", text + `"open` + "\n"} {
		g := &gathering{}
		g.readCSV("o.csv", []byte(written))
		if !g.hopeless() {
			t.Errorf("%q was read", written)
		}
	}
}

// Ensure that a clerk can work down the list: in the order of rows, with what may be put instead, without what only
// follows from another fault, and with a count.
func TestProblemsAreToldAsAClerkWorksThemOff(t *testing.T) {
	text := "企业名单（2026年9月）,,,,,\n" + enterpriseHead +
		strings.Replace(enterpriseRow, "上海例安黄浦燃气有限公司", "=A1", 1) +
		strings.Replace(strings.Replace(enterpriseRow, "燃气、危险化学品", "危货运输", 1), "10号", "12号", 1) +
		strings.Replace(strings.Replace(enterpriseRow, "9H", "9J", 1), "黄浦区\n", "昆山\n", 1)
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	out, err := take(t, newLedger(t), options{}, file(t, "企业.csv", gbk))
	if !errors.Is(err, errBad) {
		t.Fatalf("got %v\n%s", err, out)
	}
	var order []string
	for _, m := range regexp.MustCompile(`(?m)^企业\.csv:(\d) .*\((.*)\)$`).FindAllStringSubmatch(out, -1) {
		order = append(order, m[1]+" "+m[2])
	}
	if want := []string{"3 formula", "4 choice", "5 uscc", "5 district"}; !slices.Equal(order, want) {
		t.Errorf("got %q, want %q\n%s", order, want, out)
	}
	for _, want := range []string{"“危货运输”不在可填的内容中；可填：", "道路危险货物运输", "共4处问题，涉及3行。 4 problems, in 3 rows.", "没有写入任何内容"} {
		if !strings.Contains(out, want) {
			t.Errorf("it does not say %q\n%s", want, out)
		}
	}
}

// Ensure that a workbook that unpacks to far more than it seems is refused, in little time and memory.
func TestAWorkbookThatIsABombIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bomb.xlsx")
	f := excelize.NewFile()
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	swollen(t, path, "xl/worksheets/sheet1.xml", maxUnpacked)
	g := &gathering{}
	if err := g.read(path); err != nil {
		t.Fatal(err)
	}
	if !g.hopeless() || g.problems[0].rule != "xlsx" {
		t.Errorf("got %v", g.problems)
	}
}

// swollen adds blanks to a part of a workbook, which pack to nothing.
func swollen(t *testing.T, path, part string, by int) {
	t.Helper()
	old, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range old.File {
		into, err := w.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		from, err := f.Open()
		if err == nil {
			_, err = io.Copy(into, from)
		}
		for n := 0; err == nil && f.Name == part && n < by; n += 1 << 20 {
			_, err = into.Write(bytes.Repeat([]byte(" "), 1<<20))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// Ensure that whoever sends the agencies' names need not know of their systems' addresses, and that an empty one
// takes it away.
func TestAWebhookStaysUnlessItsColumnSaysOtherwise(t *testing.T) {
	l := newLedger(t)
	if out, err := take(t, l, options{}, all(t)...); err != nil {
		t.Fatal(out)
	}
	for _, c := range []struct{ why, table, want string }{
		{"without the column", strings.NewReplacer(",推送地址", "", ",https://xt.example.gov.cn/events", "", "12345,\n", "12345\n").Replace(agencyHead + agencyRow + cityRow), "https://xt.example.gov.cn/events"},
		{"with another", strings.Replace(agencyHead+agencyRow+cityRow, "/events", "/new", 1), "https://xt.example.gov.cn/new"},
		{"with an empty one", strings.Replace(agencyHead+agencyRow+cityRow, "https://xt.example.gov.cn/events", "", 1), ""},
	} {
		was, _ := l.Webhooks(t.Context())
		if out, err := take(t, l, options{}, file(t, "a.csv", c.table)); err != nil {
			t.Fatal(out)
		}
		hooks, err := l.Webhooks(t.Context())
		if hook := hooks["310115-gas"]; err != nil || hook.URL != c.want || c.want != "" && !hook.Since.Equal(was["310115-gas"].Since) {
			t.Errorf("%s: %+v, %v, want %q since %v", c.why, hook, err, c.want, was["310115-gas"].Since)
		}
	}
}

// workbook makes an XLSX of rows.
func workbook(t testing.TB, rows [][]any, also func(f *excelize.File)) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, r := range rows {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &r); err != nil {
			t.Fatal(err)
		}
	}
	if also != nil {
		also(f)
	}
	path := filepath.Join(t.TempDir(), "t.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAWorkbookIsReadAsPeopleReadIt(t *testing.T) {
	g := &gathering{districts: map[string]inspection.Text{"310115": {ZH: "浦东新区", EN: "Pudong"}}}
	path := workbook(t, [][]any{
		{"附件1 执法人员名单"},
		{"执法证号", "姓名", "单位代码", "有效期起", "有效期止"},
		{"09215000001", "赵文斌", "310115-gas", 44927, "2027年12月31日"},
		{"09215000002", "钱晓梅", "", 44927.5, 46752},
	}, func(f *excelize.File) {
		f.MergeCell("Sheet1", "A1", "E1")
		f.MergeCell("Sheet1", "C3", "C4")
		f.NewSheet("下拉")
		f.SetSheetRow("下拉", "A1", &[]any{"交通", "燃气"})
		f.SetSheetVisible("下拉", false)
	})
	if err := g.read(path); err != nil {
		t.Fatal(err)
	}
	want := []inspection.Officer{
		{Certificate: "09215000001", Name: "赵文斌", Agency: "310115-gas", From: "2023-01-01", Until: "2027-12-31"},
		{Certificate: "09215000002", Name: "钱晓梅", Agency: "310115-gas", From: "2023-01-01", Until: "2027-12-31"},
	}
	var got []inspection.Officer
	for _, o := range g.officers {
		got = append(got, o.entry)
	}
	if !slices.Equal(got, want) || len(g.problems) > 0 {
		t.Errorf("got %v, %v", got, g.problems)
	}
}

func TestAWorkbookThatCannotBeMeantIsRefused(t *testing.T) {
	head := []any{"执法证号", "姓名", "单位代码", "有效期起", "有效期止"}
	for rule, path := range map[string]string{
		"merged":     workbook(t, [][]any{head, {"1", "赵", "a", "2023-01-01", "2024-01-01"}}, func(f *excelize.File) { f.MergeCell("Sheet1", "B2", "C2") }),
		"sheet-size": workbook(t, [][]any{head}, func(f *excelize.File) { f.SetCellValue("Sheet1", "A1048576", "1") }),
		"header":     workbook(t, [][]any{{"序号", "备注"}, {1, 2}}, nil),
		"xlsx":       file(t, "t.xlsx", "PK\x03\x04 no workbook"),
	} {
		g := &gathering{}
		if err := g.read(path); err != nil {
			t.Fatal(err)
		}
		if !g.hopeless() || g.problems[0].rule != rule {
			t.Errorf("got %v, want %s", g.problems, rule)
		}
	}
}

func TestAPortraitIsMadeToFit(t *testing.T) {
	folder := t.TempDir()
	noise := image.NewRGBA(image.Rect(0, 0, 900, 1200))
	r := rand.New(rand.NewPCG(1, 2))
	for i := range noise.Pix {
		noise.Pix[i] = uint8(r.Uint32())
	}
	small := image.NewPaletted(image.Rect(0, 0, 32, 32), color.Palette{color.White, color.Black})
	for name, p := range map[string]image.Image{"noise.png": noise, "small.png": small} {
		var b bytes.Buffer
		if err := png.Encode(&b, p); err != nil {
			t.Fatal(err)
		}
		os.WriteFile(filepath.Join(folder, name), b.Bytes(), 0o600)
	}
	os.WriteFile(filepath.Join(folder, "no.png"), []byte("<svg onload=alert(1)>"), 0o600)
	for name, prefix := range map[string]string{"noise.png": "data:image/jpeg;", "small.png": "data:image/png;", "no.png": "", "absent.png": ""} {
		rec := &record{g: &gathering{}, table: &table{}, folder: folder}
		url := rec.portrait(name)
		if !strings.HasPrefix(url, prefix) || rec.bad != (prefix == "") || prefix != "" && !inspection.PhotoOK(url) {
			t.Errorf("%s became %.40q… of %d bytes, %v", name, url, len(url), rec.g.problems)
		}
	}
}

func TestWhatIsExportedIsImportedAgain(t *testing.T) {
	l, again := newLedger(t), newLedger(t)
	if out, err := take(t, l, options{}, all(t)...); err != nil {
		t.Fatal(out)
	}
	folder := filepath.Join(t.TempDir(), "out")
	if err := exportTo(t.Context(), l, folder); err != nil {
		t.Fatal(err)
	}
	tables, _ := filepath.Glob(folder + "/*.csv")
	if out, err := take(t, again, options{}, tables...); err != nil {
		t.Fatal(out)
	}
	a, _ := l.Directory(t.Context())
	b, _ := again.Directory(t.Context())
	if !reflect.DeepEqual(a, b) || len(b.Officers) == 0 {
		t.Errorf("got %+v\nwant %+v", b, a)
	}
}

func TestFiftyThousandRowsAreImported(t *testing.T) {
	const many = 50_000
	var b strings.Builder
	b.WriteString(enterpriseHead)
	for i := range many {
		uscc, _ := inspection.CompleteUSCC(fmt.Sprintf("91310101XX%06d", i))
		fmt.Fprintf(&b, "%s,上海例安%d有限公司,工贸,,上海市黄浦区示例路%d号,310101\n", uscc, i, i)
	}
	l := newLedger(t)
	if out, err := take(t, l, options{}, file(t, "e.csv", b.String())); err != nil {
		t.Fatalf("%.2000s", out)
	}
	found, more, err := l.FindEnterprises(t.Context(), "例安49999有限", 5)
	if err != nil || more || len(found) != 1 {
		t.Errorf("got %v, %v, %v", found, more, err)
	}
}

func FuzzCSV(f *testing.F) {
	gb, _ := simplifiedchinese.GB18030.NewEncoder().String(officerHead + officerRow)
	for _, seed := range []string{agencyHead + agencyRow, officerHead + officerRow, enterpriseHead + enterpriseRow, gb, byteOrderMark + "a\tb\n", `"`, "\xff\xfe1\x00", "code,uscc,certificate,name,number\n1,2,3,4,5\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		g := &gathering{districts: map[string]inspection.Text{"310101": {ZH: "黄浦区", EN: "Huangpu"}}}
		for _, table := range g.readCSV("f.csv", b) {
			g.take(table, t.TempDir())
		}
		d := g.directory(ledger.Directory{}, nil, false)
		g.tell(io.Discard)
		for _, o := range d.Officers {
			if o.Certificate == "" || o.Name == "" || formula(o.Certificate) || formula(o.Name) || !o.From.Valid() || !o.Until.Valid() || o.Until < o.From {
				t.Errorf("a bad officer passed: %+v", o)
			}
		}
		for _, e := range d.Enterprises {
			if !e.USCC.Valid() || e.Name == "" || formula(e.Name) || len(e.Trades) == 0 || len(e.Sites) == 0 {
				t.Errorf("a bad enterprise passed: %+v", e)
			}
		}
		for _, a := range d.Agencies {
			if !agencyCode.MatchString(a.Code) || a.Number == 0 || a.Name.ZH == "" || a.Level == inspection.District && a.District == "" {
				t.Errorf("a bad agency passed: %+v", a)
			}
		}
	})
}
