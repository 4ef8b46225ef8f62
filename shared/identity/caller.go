package identity

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"inspectioncode.example/shared/inspection"
)

// A Role is what somebody is to the inspection code; the value stands in the claim "role".
type Role string

const (
	Officer             Role = "officer"              // 行政执法人员, of an agency, by certificate (执法证)
	AgencySystem        Role = "agency-system"        // 对接使用: an agency's own system
	LegalRepresentative Role = "legal-representative" // 法定代表人
	PersonInCharge      Role = "person-in-charge"     // 现场负责人
	EnterpriseStaff     Role = "enterprise-staff"     // 企业其他人员
	EnterpriseCode      Role = "enterprise-code"      // 企业随申码, scanned: whoever stands before it
	Supervisor          Role = "supervisor"           // 市级试点单位, of one line (条线)
	Bureau              Role = "bureau"               // 市司法局
	Operator            Role = "operator"             // whoever runs the system
)

// roles is every role there is.
var roles = []Role{Officer, AgencySystem, LegalRepresentative, PersonInCharge, EnterpriseStaff,
	EnterpriseCode, Supervisor, Bureau, Operator}

// lines are the three lines of the trial (notice, part 2): 交通委, 住房城乡建设管理委, 应急局.
var lines = []string{"transport", "gas", "emergency"}

// A Caller is who is asking. What does not belong to the role is empty; the zero Caller is nobody.
type Caller struct {
	Role        Role
	Subject     string          // the issuer's own name for the caller, unique with that issuer only
	Agency      string          // agency code, of an officer and an agency's system
	Certificate string          // 执法证号, of an officer
	Enterprise  inspection.USCC // of the four enterprise roles
	Line        string          // transport, gas or emergency, of a supervisor
}

// Nobody reports whether c is unknown: a request that carried no token.
func (c Caller) Nobody() bool { return c.Role == "" }

// OfAgency reports whether c acts for the agency c.Agency.
func (c Caller) OfAgency() bool { return c.Role == Officer || c.Role == AgencySystem }

// OfEnterprise reports whether c is a known person of c.Enterprise. The enterprise's scanned code
// is not: anyone can stand before it.
func (c Caller) OfEnterprise() bool {
	return c.Role == LegalRepresentative || c.Role == PersonInCharge || c.Role == EnterpriseStaff
}

// MayEvaluate reports whether c may evaluate (评议) the inspections of c.Enterprise: the legal
// representative or the person in charge on site (notice, part 3 (2) 3), and no one else.
func (c Caller) MayEvaluate() bool { return c.Role == LegalRepresentative || c.Role == PersonInCharge }

// MayList reports whether c may see the list of the inspections of e: its own people, and whoever
// scanned its code (notice, part 3 (2) 2).
func (c Caller) MayList(e inspection.USCC) bool {
	return (c.OfEnterprise() || c.Role == EnterpriseCode) && c.Enterprise == e
}

// check says what is wrong with c: a role that does not exist, something that belongs to the role
// and is missing, or something that does not belong to it. It never repeats a value.
func (c Caller) check() error {
	var agency, certificate, enterprise, line bool
	switch c.Role {
	case Officer:
		agency, certificate = true, true
	case AgencySystem:
		agency = true
	case LegalRepresentative, PersonInCharge, EnterpriseStaff, EnterpriseCode:
		enterprise = true
	case Supervisor:
		line = true
	case Bureau, Operator:
	default:
		return refuse("role is unknown")
	}
	if !isText(c.Subject) {
		return refuse("sub is missing or not a plain text")
	}
	for _, f := range []struct {
		claim, value string
		wanted, ok   bool
	}{
		{"agency", c.Agency, agency, isName(c.Agency)},
		{"certificate", c.Certificate, certificate, isName(c.Certificate)},
		{"uscc", string(c.Enterprise), enterprise, c.Enterprise.Valid()},
		{"line", c.Line, line, slices.Contains(lines, c.Line)},
	} {
		switch {
		case f.wanted && !f.ok:
			return refuse(fmt.Sprintf("%s without valid claim %s", c.Role, f.claim))
		case !f.wanted && f.value != "":
			return refuse(fmt.Sprintf("%s with claim %s", c.Role, f.claim))
		}
	}
	return nil
}

// isText reports whether s is 1 to 255 bytes of printable text, fit for a log line.
func isText(s string) bool {
	return s != "" && len(s) <= 255 && utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) })
}

// isName reports whether s is 1 to 64 bytes of letters, digits, '-' and '_', so that it can stand
// in an object's name. The formats of agency codes and certificate numbers are not ours to know.
func isName(s string) bool {
	return s != "" && len(s) <= 64 && utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '_'
	})
}
