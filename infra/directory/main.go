// Directory imports the directory (名录): agencies, officers and enterprises, from tables that others
// keep, as CSV or XLSX. It replaces each kind it is given a table of, leaves the others as they stand,
// and writes nothing at all when a row is bad, unless it is told to leave such rows out. It judges
// rows, never inspections.
//
//	go run ./infra/directory [flags] FILE…       import
//	go run ./infra/directory -export FOLDER      write what stands as CSV, with the portraits beside it
//
//	-check       judge and write nothing, beyond the report
//	-report FILE write the bad rows as CSV too
//	-skip-bad    leave bad rows out, and import the others
//	-shrink      allow an import that takes away more than a fifth of a kind
//
// A CSV is UTF-8, UTF-16 with a byte order mark, or GB18030, as Excel in China writes it; commas, tabs
// or semicolons part its fields. Of an XLSX every sheet is read that is not hidden. What a table is
// about follows from its header, which stands in one of the first ten rows. Columns may be in any
// order; unknown ones are reported, and not read. A column may be named by any of these words:
//
//	agencies     code        执法主体代码 / 单位代码         such as 310115-gas; small letters, digits, hyphens
//	             number      执法主体编号 / 编号             1 to 65535, stands in codes, is never given again
//	             name        执法主体名称 / 单位名称
//	             name_en     英文名称                        may be left out
//	             line        条线                            transport/交通, gas/燃气/住建, emergency/应急
//	             level       层级                            municipal/市级, district/区级
//	             district    行政区划代码 / 所在区           code of GB/T 2260, or the district's name
//	             phone       联系电话 / 电话                 may be left out
//	             webhook     推送地址                        of the agency's own system, https; without the column they stay as they are
//	officers     certificate 执法证号                        opaque; cells of Excel must be text
//	             name        姓名
//	             agency      执法主体代码 / 单位代码
//	             from        有效期起 / 发证日期             2023-09-05, 2023/9/5, 2023年9月5日, 20230905
//	             until       有效期止 / 有效期至
//	             status      状态 / 证件状态                 valid/有效, withdrawn/收回/吊销; may be left out
//	             withdrawn   收回日期 / 吊销日期             the day from which it does not count
//	             photo       照片                            file beside the table: JPEG or PNG
//	enterprises  uscc        统一社会信用代码 / 信用代码     one row for each site, the enterprise's words repeated or empty
//	             name        企业名称
//	             trades      行业领域                        dangerous-goods-transport/危险货物运输, gas-supply/燃气,
//	                                                         hazardous-chemicals/危险化学品, industry/工贸; several with 、or ;
//	             grade       标准化等级                      1/一级, 2/二级, 3/三级, or empty/无
//	             site        检查场所 / 地址
//	             district    行政区划代码 / 所在区
//
// Settings: those of serve.Env's Ledger. Secrets: bucket-access-key, bucket-secret-key.
// It exits 1 if a row is bad and nothing was written, 2 if it could not do its work.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"

	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/pilot"
	"inspectioncode.example/shared/serve"
)

// Options say how careful an import is.
type options struct {
	check, skipBad, shrink bool
	report                 string
}

func main() {
	var o options
	flag.BoolVar(&o.check, "check", false, "judge the tables and write nothing")
	flag.StringVar(&o.report, "report", "", "write bad rows to this CSV file too")
	flag.BoolVar(&o.skipBad, "skip-bad", false, "leave bad rows out and import the others")
	flag.BoolVar(&o.shrink, "shrink", false, "allow an import that takes away more than a fifth of a kind")
	export := flag.String("export", "", "write what stands to this folder as CSV, and import nothing")
	flag.Parse()
	if (*export == "") == (flag.NArg() == 0) {
		fmt.Fprintln(os.Stderr, "directory: give tables to import, or -export and a folder; -help says more")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	env := serve.Process(slog.New(slog.NewTextHandler(os.Stderr, nil)))
	l := env.Ledger()
	err := env.Err()
	switch {
	case err != nil:
	case *export != "":
		err = exportTo(ctx, l, *export)
	default:
		err = importFrom(ctx, l, flag.Args(), o, os.Stdout)
	}
	switch {
	case errors.Is(err, errBad):
		os.Exit(1)
	case err != nil:
		fmt.Fprintln(os.Stderr, "directory:", err)
		os.Exit(2)
	}
}

// errBad says that there were bad rows, which have been told of, and that nothing was written.
var errBad = errors.New("bad rows")

// importFrom reads tables, judges them against each other and what stands, tells of every bad row, and
// imports what remains, if it may.
func importFrom(ctx context.Context, l *ledger.Ledger, files []string, o options, out io.Writer) error {
	stands, err := l.Directory(ctx)
	if err != nil {
		return err
	}
	numbers, err := l.Numbers(ctx)
	if err != nil {
		return err
	}
	g := &gathering{districts: pilot.Trial().Districts}
	for _, file := range files {
		if err := g.read(file); err != nil {
			return err
		}
	}
	d := g.directory(stands, numbers, o.shrink)
	g.tell(out)
	if o.report != "" {
		if err := g.writeReport(o.report); err != nil {
			return err
		}
	}
	if len(g.problems) > 0 && !o.skipBad || g.hopeless() {
		fmt.Fprintln(out, "没有写入任何内容。 Nothing was written.")
		return errBad
	}
	difference(out, stands, d)
	if o.check {
		fmt.Fprintln(out, "仅校验，没有写入。 Only checked, nothing was written.")
		return nil
	}
	return l.Import(ctx, d)
}
