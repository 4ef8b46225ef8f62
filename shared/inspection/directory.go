package inspection

import "regexp"

// A Line is one of the trial's systems of agencies (条线、系统).
type Line string

// The lines of the trial (沪司发〔2023〕39号 二).
const (
	Transport Line = "transport" // 交通:道路危险货物运输
	Gas       Line = "gas"       // 住房城乡建设管理:燃气
	Emergency Line = "emergency" // 应急管理
)

// A Level is a tier of government: the city or one of its districts.
type Level string

// The levels of the trial (市、区两级).
const (
	Municipal Level = "municipal" // 市级
	District  Level = "district"  // 区级
)

// An Agency (执法主体) may inspect: a line, a level and, for a district's, the district. Its name
// is what it is called, never derived: districts name their bodies differently.
type Agency struct {
	Code     string `json:"code"`               // what tasks and tokens of identity name it by, such as 310115-gas
	Number   uint16 `json:"number"`             // the two bytes that stand for it in a code; never reused
	Name     Text   `json:"name"`               // 全称
	Line     Line   `json:"line"`               // 条线
	Level    Level  `json:"level"`              // 层级
	District string `json:"district,omitempty"` // 行政区划代码 (GB/T 2260), for a district's agency
	Phone    string `json:"phone,omitempty"`    // the published line where a business can ask
}

// An Officer (行政执法人员) is known by the number of the enforcement certificate (执法证号), which
// is opaque: several issuers number in their own ways.
type Officer struct {
	Certificate string `json:"certificate"`
	Name        string `json:"name"`
	Agency      string `json:"agency"`
	From        Date   `json:"from"`                // first day the certificate is valid
	Until       Date   `json:"until"`               // last day the certificate is valid
	Withdrawn   Date   `json:"withdrawn,omitempty"` // day from which it no longer counts (吊销、收回)
	Photo       string `json:"photo,omitempty"`     // portrait as a data URL, at most MaxPhoto bytes
}

// MaxPhoto bounds a portrait, so that a page with five of them stays light.
const MaxPhoto = 8 << 10

var photo = regexp.MustCompile(`^data:image/(png|jpeg|webp);base64,[A-Za-z0-9+/]+=*$`)

// PhotoOK reports whether s is a portrait that a page may show.
func PhotoOK(s string) bool { return len(s) <= MaxPhoto && photo.MatchString(s) }

// A Trade (行业领域) is what the scope of the trial turns on.
type Trade string

// The trades the notice names; emergency management inspects enterprises of any trade.
const (
	DangerousGoods Trade = "dangerous-goods-transport" // 道路危险货物运输企业
	GasSupply      Trade = "gas-supply"                // 燃气经营企业
	Chemicals      Trade = "hazardous-chemicals"       // 危险化学品生产、经营、使用企业
	Industry       Trade = "industry"                  // 工贸企业
)

// A Site (检查场所) is a place of business that officers can enter.
type Site struct {
	Address  string `json:"address"`
	District string `json:"district"` // 行政区划代码 (GB/T 2260)
}

// An Enterprise (受检企业) as the city's register knows it.
type Enterprise struct {
	USCC   USCC    `json:"uscc"`
	Name   string  `json:"name"`
	Trades []Trade `json:"trades"`
	Grade  string  `json:"grade,omitempty"` // 安全生产标准化等级: "1", "2", "3", or empty for none
	Sites  []Site  `json:"sites"`
}

// Site returns the enterprise's site at address; an empty address means its only one.
func (e *Enterprise) Site(address string) (Site, bool) {
	if address == "" && len(e.Sites) == 1 {
		return e.Sites[0], true
	}
	for _, s := range e.Sites {
		if s.Address == address {
			return s, true
		}
	}
	return Site{}, false
}

// Particulars are what the directory says of those a task names. What it does not know is nil.
type Particulars struct {
	Agency     *Agency
	Officers   []*Officer // as the task names them, in its order
	Enterprise *Enterprise
}
