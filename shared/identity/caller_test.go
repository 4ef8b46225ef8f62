package identity

import (
	"testing"
	"time"
)

// sample is one caller of each role.
var sample = map[Role]Caller{
	Officer:             officer,
	AgencySystem:        {Role: AgencySystem, Subject: "s", Agency: "310000-gas"},
	LegalRepresentative: {Role: LegalRepresentative, Subject: "s", Enterprise: sampleUSCC},
	PersonInCharge:      {Role: PersonInCharge, Subject: "s", Enterprise: sampleUSCC},
	EnterpriseStaff:     {Role: EnterpriseStaff, Subject: "s", Enterprise: sampleUSCC},
	EnterpriseCode:      {Role: EnterpriseCode, Subject: "s", Enterprise: sampleUSCC},
	Supervisor:          {Role: Supervisor, Subject: "s", Line: "gas"},
	Bureau:              {Role: Bureau, Subject: "s"},
	Operator:            {Role: Operator, Subject: "s"},
}

func TestEveryRoleComesThroughATokenUnchanged(t *testing.T) {
	s := fixedSigner(t, "k1")
	v := verifier(t, issuer(t, s))
	if len(sample) != len(roles) {
		t.Fatalf("%d samples, want one for each of %d roles", len(sample), len(roles))
	}
	for _, role := range roles {
		accepted(t, v, mint(t, s, sample[role]), sample[role])
	}
}

func TestWhatARoleMayDo(t *testing.T) {
	const other = "11310000002420455M"
	for _, c := range []struct {
		role                              Role
		nobody, agency, enterprise, value bool
		list                              bool
	}{
		{role: "", nobody: true},
		{role: Officer, agency: true},
		{role: AgencySystem, agency: true},
		{role: LegalRepresentative, enterprise: true, value: true, list: true},
		{role: PersonInCharge, enterprise: true, value: true, list: true},
		{role: EnterpriseStaff, enterprise: true, list: true},
		{role: EnterpriseCode, list: true},
		{role: Supervisor},
		{role: Bureau},
		{role: Operator},
	} {
		who := sample[c.role]
		for _, p := range []struct {
			name      string
			got, want bool
		}{
			{"Nobody", who.Nobody(), c.nobody},
			{"OfAgency", who.OfAgency(), c.agency},
			{"OfEnterprise", who.OfEnterprise(), c.enterprise},
			{"MayEvaluate", who.MayEvaluate(), c.value},
			{"MayList of its own", who.MayList(sampleUSCC), c.list},
			{"MayList of another", who.MayList(other), false},
			{"MayList of none", who.MayList(""), false},
		} {
			if p.got != p.want {
				t.Errorf("%q: %s is %v, want %v", c.role, p.name, p.got, p.want)
			}
		}
	}
}

func TestClaimsThatDoNotFitTheRoleAreRefused(t *testing.T) {
	s := fixedSigner(t, "k1")
	v := verifier(t, issuer(t, s))
	bare := goodClaims().with(object{"role": nil, "agency": nil, "certificate": nil})
	for _, c := range []struct {
		why    string
		claims object
		reason string
	}{
		{"no role", object{}, "role is unknown"},
		{"invented role", object{"role": "evil"}, "role is unknown"},
		{"role in capitals", object{"role": "Operator"}, "role is unknown"},
		{"several roles", object{"role": []string{"bureau", "operator"}}, "role is not a text"},
		{"role null", object{"role": null}, "role is not a text"},
		{"no subject", object{"role": "bureau", "sub": nil}, "sub is missing"},
		{"subject with a line break, to forge log lines", object{"role": "bureau", "sub": "a\nb"}, "sub is missing or not"},
		{"subject as a number", object{"role": "bureau", "sub": 17}, "sub is not a text"},
		{"officer without certificate", object{"role": "officer", "agency": "a"}, "officer without valid claim certificate"},
		{"officer without agency", object{"role": "officer", "certificate": "b"}, "officer without valid claim agency"},
		{"officer of an enterprise", object{"role": "officer", "agency": "a", "certificate": "b", "uscc": sampleUSCC}, "officer with claim uscc"},
		{"officer with a line", object{"role": "officer", "agency": "a", "certificate": "b", "line": "gas"}, "officer with claim line"},
		{"agency that is a path", object{"role": "agency-system", "agency": "../a"}, "agency-system without valid claim agency"},
		{"agency that is a dot", object{"role": "agency-system", "agency": "."}, "agency-system without valid claim agency"},
		{"agency of 65 letters", object{"role": "agency-system", "agency": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}, "agency-system without valid claim agency"},
		{"agency's system with a certificate", object{"role": "agency-system", "agency": "a", "certificate": "b"}, "agency-system with claim certificate"},
		{"certificate as a number", object{"role": "officer", "agency": "a", "certificate": 1}, "certificate is not a text"},
		{"legal representative of nothing", object{"role": "legal-representative"}, "legal-representative without valid claim uscc"},
		{"wrong check digit", object{"role": "person-in-charge", "uscc": "91350100M000100Y44"}, "person-in-charge without valid claim uscc"},
		{"lower case code", object{"role": "enterprise-staff", "uscc": "91350100m000100y43"}, "enterprise-staff without valid claim uscc"},
		{"enterprise with an agency", object{"role": "enterprise-code", "uscc": sampleUSCC, "agency": "a"}, "enterprise-code with claim agency"},
		{"supervisor without a line", object{"role": "supervisor"}, "supervisor without valid claim line"},
		{"supervisor of an invented line", object{"role": "supervisor", "line": "food"}, "supervisor without valid claim line"},
		{"bureau with a line", object{"role": "bureau", "line": "gas"}, "bureau with claim line"},
		{"operator with an enterprise", object{"role": "operator", "uscc": sampleUSCC}, "operator with claim uscc"},
	} {
		t.Run(c.why, func(t *testing.T) {
			refused(t, v, signed(t, s, goodHeader(s), bare.with(c.claims)), c.reason)
		})
	}
}

func TestAnIssuerMakesOnlyTheRolesItIsAllowed(t *testing.T) {
	a, e := fixedSigner(t, "k1"), signer(t, "ES256")
	ofAgencies := Issuer{Issuer: agencies, Algorithms: []string{"EdDSA"}, Roles: []Role{Officer, AgencySystem}, JWKS: jwks(t, a)}
	ofEnterprises := Issuer{Issuer: enterprises, Algorithms: []string{"ES256"}, JWKS: jwks(t, e),
		Roles: []Role{LegalRepresentative, PersonInCharge, EnterpriseStaff, EnterpriseCode}}
	v := verifier(t, ofAgencies, ofEnterprises)
	for _, role := range roles {
		for _, from := range []struct {
			signer *Signer
			Issuer
		}{{a, ofAgencies}, {e, ofEnterprises}} {
			token, err := from.signer.Sign(sample[role], from.Issuer.Issuer, DefaultAudience, time.Hour, noon)
			if err != nil {
				t.Fatal(err)
			}
			allowed := false
			for _, r := range from.Roles {
				allowed = allowed || r == role
			}
			if allowed {
				accepted(t, v, token, sample[role])
			} else {
				refused(t, v, token, "issuer may not assert the role "+string(role))
			}
		}
	}
	// Neither can one issuer's key speak in the other's name.
	token, err := e.Sign(officer, agencies, DefaultAudience, time.Hour, noon)
	if err != nil {
		t.Fatal(err)
	}
	refused(t, v, token, "signature or algorithm")
}

func TestTheClockDecidesWithAMinuteOfLeeway(t *testing.T) {
	s := fixedSigner(t, "k1")
	token, err := s.Sign(officer, agencies, DefaultAudience, time.Hour, noon)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		at     time.Duration
		reason string // empty if accepted
	}{
		{-61 * time.Second, "not valid yet"},
		{-60*time.Second - 1, "not valid yet"},
		{-60 * time.Second, ""},
		{0, ""},
		{time.Hour, ""},
		{time.Hour + 60*time.Second - 1, ""},
		{time.Hour + 60*time.Second, "expired"},
		{24 * time.Hour, "expired"},
	} {
		v, err := New([]Issuer{issuer(t, s)}, func() time.Time { return noon.Add(c.at) }, nil)
		if err != nil {
			t.Fatal(err)
		}
		if c.reason == "" {
			accepted(t, v, token, officer)
		} else {
			refused(t, v, token, c.reason)
		}
	}
}
