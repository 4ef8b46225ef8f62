package sample

import (
	"fmt"
	"maps"
	"slices"

	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
)

// Least is the number of enterprises the directory has when nobody asks for more.
const Least = 320

// Directory (名录) is the sample directory: the trial's 51 agencies (three lines, the city and sixteen
// districts), and officers and enterprises that belong to no real body. It is the same at every start,
// however many enterprises are asked for, so that what is learnt by trying holds the next day. The year
// is that of the clock: certificates are valid around it, but for the fourth of each agency, which has
// run out.
func Directory(districts map[string]inspection.Text, year, enterprises int) ledger.Directory {
	var d ledger.Directory
	codes := slices.Sorted(maps.Keys(districts))
	for i, l := range lines {
		for j, district := range append([]string{""}, codes...) {
			a := inspection.Agency{
				Code: "310000-" + string(l.line), Number: uint16(100*(i+1) + j), Name: l.city,
				Line: l.line, Level: inspection.Municipal, Phone: "12345",
			}
			if district != "" {
				n := districts[district]
				a.Code, a.Level, a.District = district+"-"+string(l.line), inspection.District, district
				a.Name = inspection.Text{ZH: "上海市" + n.ZH + l.district.ZH, EN: n.EN + " District " + l.district.EN}
			}
			d.Agencies = append(d.Agencies, a)
			d.Officers = append(d.Officers, officers(a, year)...)
		}
	}
	for n := range max(enterprises, Least) {
		district := codes[n/len(companies)%len(codes)]
		d.Enterprises = append(d.Enterprises, enterprise(district, districts[district].ZH, n, companies[n%len(companies)]))
	}
	return d
}

var lines = []struct {
	line           inspection.Line
	city, district inspection.Text
}{
	{inspection.Transport, inspection.Text{ZH: "上海市交通委员会", EN: "Shanghai Municipal Transportation Commission"}, inspection.Text{ZH: "交通委员会", EN: "Transportation Commission"}},
	{inspection.Gas, inspection.Text{ZH: "上海市住房和城乡建设管理委员会", EN: "Shanghai Municipal Commission of Housing and Urban-Rural Development"}, inspection.Text{ZH: "建设和管理委员会", EN: "Construction and Management Commission"}},
	{inspection.Emergency, inspection.Text{ZH: "上海市应急管理局", EN: "Shanghai Emergency Management Bureau"}, inspection.Text{ZH: "应急管理局", EN: "Emergency Management Bureau"}},
}

var (
	surnames = []rune("赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许")
	given    = []string{"文斌", "晓梅", "建国", "丽华", "志强", "雅琴", "海涛", "思远", "玉兰", "伟民", "静怡", "俊杰", "春燕"}
	brands   = []string{"例安", "试远", "样通", "演达", "仿信", "拟顺", "例丰", "试宏", "样泰", "演和", "仿诚", "拟兴"}
)

// ordinals tell enterprises of one brand apart.
var ordinals = []string{"", "甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"}

// officers are sixteen of a municipal agency and eight of a district's.
func officers(a inspection.Agency, year int) []inspection.Officer {
	many := 8
	if a.Level == inspection.Municipal {
		many = 16
	}
	var all []inspection.Officer
	for i := range many {
		n := int(a.Number)*4 + i
		o := inspection.Officer{
			Certificate: fmt.Sprintf("09%03d%06d", a.Number, i+1),
			Name:        string(surnames[n%len(surnames)]) + given[n%len(given)],
			Agency:      a.Code,
			From:        inspection.Date(fmt.Sprintf("%d-01-01", year-2)),
			Until:       inspection.Date(fmt.Sprintf("%d-12-31", year+2)),
		}
		o.Photo = portrait(o.Certificate)
		if i == 3 {
			o.Until = inspection.Date(fmt.Sprintf("%d-12-31", year-1))
		}
		all = append(all, o)
	}
	return all
}

// A company is a kind of enterprise.
type company struct {
	kind   string
	trades []inspection.Trade
	grade  string
}

// companies are the kinds of enterprise each district has, in turn.
var companies = []company{
	{"危险品运输有限公司", []inspection.Trade{inspection.DangerousGoods}, "2"},
	{"物流运输有限公司", []inspection.Trade{inspection.DangerousGoods}, "3"},
	{"燃气有限公司", []inspection.Trade{inspection.GasSupply}, "1"},
	{"液化气供应站有限公司", []inspection.Trade{inspection.GasSupply}, ""},
	{"化工有限公司", []inspection.Trade{inspection.Chemicals, inspection.DangerousGoods}, "2"},
	{"机械制造有限公司", []inspection.Trade{inspection.Industry}, "3"},
}

// enterprise is the nth. Its organisation code begins with XX, which no register gives out.
func enterprise(district, name string, n int, k company) inspection.Enterprise {
	uscc, _ := inspection.CompleteUSCC(fmt.Sprintf("91%sXX%06d", district, n+1))
	called := brands[n%len(brands)]
	if round := n / (16 * len(companies)); round > 0 { // the same brand again
		called += ordinals[round%len(ordinals)]
		if round >= len(ordinals) {
			called += fmt.Sprint(round / len(ordinals))
		}
	}
	e := inspection.Enterprise{
		USCC:   uscc,
		Name:   "上海" + called + name[:6] + k.kind,
		Trades: k.trades,
		Grade:  k.grade,
		Sites:  []inspection.Site{{Address: fmt.Sprintf("上海市%s示例路%d号", name, 10+n), District: district}},
	}
	if n%3 == 0 {
		e.Sites = append(e.Sites, inspection.Site{Address: fmt.Sprintf("上海市%s样例路%d号2号仓库", name, 100+n), District: district})
	}
	return e
}
