package main

import (
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"

	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
)

// directory puts the good rows together with what stands, and finds what is wrong between them. Numbers
// are those that were ever given to agencies.
func (g *gathering) directory(stands ledger.Directory, numbers map[uint16]string, shrink bool) ledger.Directory {
	d := stands
	if g.given["agencies"] {
		d.Agencies, d.Webhooks = g.goodAgencies(numbers, stands.Webhooks)
		shrunk(g, "agencies", codes(stands.Agencies, agencyID), codes(d.Agencies, agencyID), shrink)
	}
	if g.given["officers"] {
		d.Officers = g.goodOfficers(d.Agencies)
		shrunk(g, "officers", codes(stands.Officers, officerID), codes(d.Officers, officerID), shrink)
	} else {
		g.orphans(d)
	}
	if g.given["enterprises"] {
		d.Enterprises = g.goodEnterprises()
		shrunk(g, "enterprises", codes(stands.Enterprises, enterpriseID), codes(d.Enterprises, enterpriseID), shrink)
	}
	return d
}

// Whoever an entry is about.
func agencyID(a inspection.Agency) string         { return a.Code }
func officerID(o inspection.Officer) string       { return o.Certificate }
func enterpriseID(e inspection.Enterprise) string { return string(e.USCC) }

func codes[T any](all []T, id func(T) string) map[string]T {
	m := map[string]T{}
	for _, e := range all {
		m[id(e)] = e
	}
	return m
}

// goodAgencies are the agencies, and the webhooks of those that have one: as they stand, where no table has a column
// of them, so that whoever keeps the agencies' names need not know of their systems.
func (g *gathering) goodAgencies(numbers map[uint16]string, stand map[string]string) (good []inspection.Agency, webhooks map[string]string) {
	rows := map[string]int{}
	webhooks = map[string]string{}
	byNumber := maps.Clone(numbers)
	if byNumber == nil {
		byNumber = map[uint16]string{}
	}
	for _, f := range g.agencies {
		a := f.entry
		if at, twice := rows[a.Code]; twice && a.Code != "" {
			f.fault("code", "twice", "与第%d行的执法主体代码相同", "the code stands in row %d already", at)
		} else {
			rows[a.Code] = f.row.number
		}
		if of, given := byNumber[a.Number]; given && of != a.Code {
			f.fault("number", "number-reused", "编号%d已属于%s；编号一经使用，不再用于其他执法主体", "number %d belongs to %s; a number once given is never given to another agency", a.Number, of)
		}
		if f.bad {
			continue
		}
		byNumber[a.Number] = a.Code
		good = append(good, a)
		address := stand[a.Code]
		if _, named := f.columns["webhook"]; named {
			address = f.cell("webhook")
		}
		if address != "" {
			webhooks[a.Code] = address
		}
	}
	return good, webhooks
}

func (g *gathering) goodOfficers(agencies []inspection.Agency) (good []inspection.Officer) {
	known := codes(agencies, agencyID)
	rows := map[string]int{}
	for _, f := range g.officers {
		o := f.entry
		if at, twice := rows[o.Certificate]; twice && o.Certificate != "" {
			f.fault("certificate", "twice", "与第%d行的执法证号相同", "the certificate stands in row %d already", at)
		} else {
			rows[o.Certificate] = f.row.number
		}
		if _, ok := known[o.Agency]; !ok && o.Agency != "" {
			f.fault("agency", "agency-unknown", "执法主体%s不在名录中", "there is no agency %s in the directory", clip(o.Agency))
		}
		if !f.bad {
			good = append(good, o)
		}
	}
	return good
}

// orphans are officers that stand, and whose agency goes.
func (g *gathering) orphans(d ledger.Directory) {
	known := codes(d.Agencies, agencyID)
	left := map[string]int{}
	for _, o := range d.Officers {
		if _, ok := known[o.Agency]; !ok {
			left[o.Agency]++
		}
	}
	for _, code := range slices.Sorted(maps.Keys(left)) {
		g.wrong(problem{rule: "officers-left", text: inspection.Text{ZH: fmt.Sprintf("执法主体%s不再存在，但名录中还有其%d名执法人员；请同时导入执法人员表", code, left[code]),
			EN: fmt.Sprintf("agency %s goes, and %d officers of it stay; import the officers with it", code, left[code])}})
	}
}

// goodEnterprises joins the rows of each enterprise; each adds a site. A bad row makes its enterprise bad.
func (g *gathering) goodEnterprises() []inspection.Enterprise {
	first := map[inspection.USCC]from[inspection.Enterprise]{}
	joined := map[inspection.USCC]*inspection.Enterprise{}
	bad := map[inspection.USCC]bool{}
	var order []inspection.USCC
	for _, f := range g.enterprises {
		e := f.entry
		site := e.Sites[0]
		was, again := first[e.USCC]
		switch {
		case !e.USCC.Valid():
			continue // told of
		case !again:
			if e.Name == "" && !f.bad {
				f.fault("name", "required", "未填写", "it is empty")
			}
			if len(e.Trades) == 0 && !f.bad {
				f.fault("trades", "required", "未填写", "it is empty")
			}
			first[e.USCC] = f
			joined[e.USCC] = &e
			order = append(order, e.USCC)
		case was.bad: // what it says is not known
		case e.Name != "" && e.Name != was.entry.Name, len(e.Trades) > 0 && !slices.Equal(e.Trades, was.entry.Trades), e.Grade != "" && e.Grade != was.entry.Grade:
			f.fault("uscc", "contradicts", "与第%d行的同一企业名称、行业或等级不一致", "it contradicts row %d on the name, trades or grade of the same enterprise", was.row.number)
		case slices.ContainsFunc(joined[e.USCC].Sites, func(s inspection.Site) bool { return s.Address == site.Address }):
			f.fault("site", "twice", "该企业的这个场所已经列出", "this site of the enterprise is listed already")
		default:
			joined[e.USCC].Sites = append(joined[e.USCC].Sites, site)
		}
		bad[e.USCC] = bad[e.USCC] || f.bad
	}
	var good []inspection.Enterprise
	for _, uscc := range order {
		if !bad[uscc] {
			good = append(good, *joined[uscc])
		}
	}
	return good
}

// shrunk refuses to take away more than a fifth of what stands: more likely half a table was sent.
func shrunk[T any](g *gathering, kind string, was, is map[string]T, allowed bool) {
	gone := 0
	for id := range was {
		if _, stays := is[id]; !stays {
			gone++
		}
	}
	if 5*gone > len(was) && !allowed {
		g.wrong(problem{rule: "shrink", text: inspection.Text{ZH: fmt.Sprintf("%s：将删除现有%d条中的%d条（超过20%%）；确需如此的，请加-shrink", kindNames[kind], len(was), gone),
			EN: fmt.Sprintf("%s: %d of %d would go, more than a fifth; if that is meant, add -shrink", kind, gone, len(was))}})
	}
}

var kindNames = map[string]string{"agencies": "执法主体", "officers": "执法人员", "enterprises": "企业", "webhooks": "系统推送地址"}

// difference prints what an import changes.
func difference(out io.Writer, was, is ledger.Directory) {
	count(out, "agencies", codes(was.Agencies, agencyID), codes(is.Agencies, agencyID))
	count(out, "webhooks", was.Webhooks, is.Webhooks)
	count(out, "officers", codes(was.Officers, officerID), codes(is.Officers, officerID))
	count(out, "enterprises", codes(was.Enterprises, enterpriseID), codes(is.Enterprises, enterpriseID))
}

func count[T any](out io.Writer, kind string, was, is map[string]T) {
	added, changed, gone := 0, 0, 0
	for id, e := range is {
		old, there := was[id]
		switch {
		case !there:
			added++
		case !reflect.DeepEqual(old, e):
			changed++
		}
	}
	for id := range was {
		if _, stays := is[id]; !stays {
			gone++
		}
	}
	fmt.Fprintf(out, "%s %s: %d，新增 added %d，变更 changed %d，删除 removed %d\n", kindNames[kind], kind, len(is), added, changed, gone)
}
