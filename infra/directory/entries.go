package main

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/inspection"
)

// Longest texts, in characters.
const (
	maxCode    = 60
	maxTitle   = 80
	maxAddress = 120
)

var (
	agencyCode = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,39}$`)
	phone      = regexp.MustCompile(`^\+?[0-9][0-9() -]{2,29}$`)

	lineWords = map[string]inspection.Line{
		"transport": inspection.Transport, "交通": inspection.Transport,
		"gas": inspection.Gas, "燃气": inspection.Gas, "住建": inspection.Gas, "住房城乡建设管理": inspection.Gas,
		"emergency": inspection.Emergency, "应急": inspection.Emergency, "应急管理": inspection.Emergency,
	}
	levelWords = map[string]inspection.Level{
		"municipal": inspection.Municipal, "市级": inspection.Municipal, "市": inspection.Municipal,
		"district": inspection.District, "区级": inspection.District, "区": inspection.District,
	}
	statusWords = map[string]bool{"valid": false, "有效": false, "正常": false, "": false, "withdrawn": true, "收回": true, "吊销": true, "注销": true}
	tradeWords  = map[string]inspection.Trade{
		"dangerous-goods-transport": inspection.DangerousGoods, "危险货物运输": inspection.DangerousGoods, "道路危险货物运输": inspection.DangerousGoods,
		"gas-supply": inspection.GasSupply, "燃气": inspection.GasSupply, "燃气经营": inspection.GasSupply,
		"hazardous-chemicals": inspection.Chemicals, "危险化学品": inspection.Chemicals, "危化品": inspection.Chemicals,
		"industry": inspection.Industry, "工贸": inspection.Industry,
	}
	gradeWords = map[string]string{"": "", "无": "", "none": "", "1": "1", "一级": "1", "一": "1", "2": "2", "二级": "2", "二": "2", "3": "3", "三级": "3", "三": "3"}
)

// agency takes in a row of the agencies' table.
func (g *gathering) agency(r *record) {
	a := inspection.Agency{
		Code:  r.code("code", maxCode),
		Name:  inspection.Text{ZH: r.said("name", maxTitle), EN: r.may("name_en", 2*maxTitle)},
		Line:  choice(r, "line", lineWords),
		Level: choice(r, "level", levelWords),
		Phone: narrow(r.cell("phone")),
	}
	if a.Code != "" && !agencyCode.MatchString(a.Code) {
		r.fault("code", "agency-code", "执法主体代码应为小写字母、数字和连字符，例如310115-gas", "an agency's code has small letters, digits and hyphens, such as 310115-gas")
	}
	if a.Phone != "" && !phone.MatchString(a.Phone) {
		r.fault("phone", "phone", "电话号码只能有数字、空格、括号和连字符", "a phone number has digits, blanks, brackets and hyphens")
	}
	n, err := strconv.ParseUint(narrow(r.cell("number")), 10, 16)
	if err != nil || n == 0 {
		r.fault("number", "agency-number", "编号应为1至65535的整数", "the number is one from 1 to 65535")
	}
	a.Number = uint16(n)
	switch {
	case a.Level == inspection.District:
		a.District = r.district("district")
	case a.Level == inspection.Municipal && r.cell("district") != "":
		r.fault("district", "district-unused", "市级执法主体不填所在区", "a municipal agency has no district")
	}
	if address := r.cell("webhook"); address != "" && !event.Pushable(address) {
		r.fault("webhook", "webhook", "推送地址应为https地址，不含用户名和#，例如https://xt.example.gov.cn/inspection-code", "the webhook is an address of https without a user's name or #, such as https://system.example.gov.cn/inspection-code")
	}
	g.agencies = append(g.agencies, from[inspection.Agency]{a, r})
}

// officer takes in a row of the officers' table.
func (g *gathering) officer(r *record) {
	o := inspection.Officer{
		Certificate: r.code("certificate", maxCode),
		Name:        r.said("name", 40),
		Agency:      r.code("agency", maxCode),
		From:        r.day("from", true),
		Until:       r.day("until", true),
		Withdrawn:   r.day("withdrawn", false),
	}
	if o.From != "" && o.Until != "" && o.Until < o.From {
		r.fault("until", "dates-order", "有效期止早于有效期起", "the certificate ends before it begins")
	}
	switch withdrawn, known := statusWords[strings.ToLower(r.cell("status"))]; {
	case !known:
		r.notIn("status", r.cell("status"), slices.Collect(maps.Keys(statusWords)))
	case withdrawn && o.Withdrawn == "" && r.cell("withdrawn") == "":
		r.fault("status", "withdrawn-date", "证件已收回的，应填写收回日期", "for a certificate that was withdrawn, the day is needed")
	case !withdrawn && o.Withdrawn != "" && r.cell("status") != "":
		r.fault("withdrawn", "withdrawn-status", "证件有效的，不填收回日期", "a valid certificate has no day on which it was withdrawn")
	}
	if file := r.cell("photo"); file != "" {
		o.Photo = r.portrait(file)
	}
	g.officers = append(g.officers, from[inspection.Officer]{o, r})
}

var tradeSeparators = regexp.MustCompile(`[、;；,，/|\n]+`)

// enterprise takes in a row of the enterprises' table: an enterprise, or one more site of one.
func (g *gathering) enterprise(r *record) {
	e := inspection.Enterprise{
		USCC: inspection.USCC(strings.ToUpper(r.code("uscc", maxCode))),
		Name: r.may("name", maxTitle),
	}
	if e.USCC != "" && !e.USCC.Valid() {
		r.fault("uscc", "uscc", "统一社会信用代码的校验位不正确，请对照营业执照核对（GB 32100-2015）", "the check digits of the credit code are wrong; compare it with the business licence (GB 32100-2015)")
	}
	for _, word := range tradeSeparators.Split(strings.ToLower(r.cell("trades")), -1) {
		word = strings.TrimSpace(word)
		trade, known := tradeWords[word]
		switch {
		case word == "":
		case !known:
			r.notIn("trades", word, slices.Collect(maps.Keys(tradeWords)))
		case !slices.Contains(e.Trades, trade):
			e.Trades = append(e.Trades, trade)
		}
	}
	grade, known := gradeWords[strings.ToLower(narrow(r.cell("grade")))]
	if !known {
		r.fault("grade", "choice", "“%s”不是标准化等级（1、2、3或空）", "%q is no grade (1, 2, 3 or empty)", clip(r.cell("grade")))
	}
	e.Grade = grade
	e.Sites = []inspection.Site{{Address: r.said("site", maxAddress), District: r.district("district")}}
	g.enterprises = append(g.enterprises, from[inspection.Enterprise]{e, r})
}
