package main

import (
	_ "embed"
	"net/http"
	"strings"
	"time"
	"unicode"

	handler "github.com/openfaas/templates-sdk/go-http"

	"inspectioncode.example/shared/identity"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/serve"
)

// A signIn stands in for the city's single sign-on and for 随申办: whoever opens it may become any of the
// invented people. It signs real tokens, which the functions check as they would anybody's.
type signIn struct {
	env                    *serve.Env
	officials, enterprises *identity.Signer
	people                 ledger.Directory
	whoIs                  serve.WhoIs
}

// A person is somebody to become.
type person struct {
	As   string // what the form sends, such as officer/09101000001
	Name string
	Role inspection.Text
	Wall string // address of the enterprise's own code (随申码), as it would hang on its wall
}

// ServeHTTP shows who one can be (GET), and makes one that (POST as=…): with a cookie and on to a page,
// or, with token=yes, by handing out the token for use with curl.
func (s *signIn) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.env.HTTP(handlerFunc(s.handle)).ServeHTTP(w, r)
}

type handlerFunc func(handler.Request) (handler.Response, error)

func (f handlerFunc) Handle(req handler.Request) (handler.Response, error) { return f(req) }

func (s *signIn) handle(req handler.Request) (handler.Response, error) {
	if req.Method != http.MethodPost {
		caller, err := s.whoIs(serve.Context(&req), req.Header)
		if err != nil {
			caller = identity.Caller{}
		}
		groups, err := s.groups()
		if err != nil {
			return handler.Response{}, err
		}
		body := signInPage{Groups: groups, Return: local(serve.Query(&req).Get("return"))}
		if !caller.Nobody() {
			body.Now = nameOf(groups, caller.Subject)
		}
		return s.env.AsPage(&req, http.StatusOK, body)
	}
	form, err := serve.Form(&req)
	if err != nil {
		return handler.Response{}, err
	}
	as := form.Get("as")
	token, err := s.token(as, life)
	if err != nil {
		return handler.Response{}, err
	}
	if form.Get("token") != "" {
		return handler.Response{StatusCode: http.StatusOK, Body: []byte(token + "\n"), Header: http.Header{"Content-Type": {"text/plain"}}}, nil
	}
	to := local(form.Get("return"))
	if to == "" {
		to = home(as)
	}
	resp, err := serve.SeeOther(to)
	cookie := http.Cookie{Name: identity.LoopbackCookie, Value: token, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, MaxAge: int(life.Seconds())}
	if token == "" {
		cookie.MaxAge = -1
	}
	resp.Header.Add("Set-Cookie", cookie.String())
	resp.Header.Set("Clear-Site-Data", `"storage"`) // what an officer has not sent stays on no device for the next one
	return resp, err
}

// life of a session.
const life = 12 * time.Hour

// local is an address on this site, or nothing.
func local(address string) string {
	apart := strings.ContainsFunc(address, unicode.IsControl) || strings.Contains(address, "\\") // browsers read over the one, and the other as /
	if apart || !strings.HasPrefix(address, "/") || strings.HasPrefix(address, "//") {
		return ""
	}
	return address
}

// token signs who as names, for a while; nobody is the empty token.
func (s *signIn) token(as string, life time.Duration) (string, error) {
	if as == "nobody" {
		return "", nil
	}
	c, ok := s.caller(as)
	if !ok {
		return "", inspection.Refuse(inspection.Invalid, inspection.Fault{Field: "as", Rule: "person",
			Text: inspection.Text{ZH: "没有这个人", EN: "there is nobody like that"},
			Mend: inspection.Text{ZH: "例如officer/09101000001、system/310000-transport、legal/<信用代码>、supervisor/gas、bureau", EN: "such as officer/09101000001, system/310000-transport, legal/<credit code>, supervisor/gas, bureau"}})
	}
	signer, issuer := s.officials, officialsIssuer
	if c.Enterprise != "" {
		signer, issuer = s.enterprises, enterprisesIssuer
	}
	return signer.Sign(c, issuer, identity.DefaultAudience, life, s.env.Now())
}

func (s *signIn) caller(as string) (identity.Caller, bool) {
	kind, who, _ := strings.Cut(as, "/")
	c := identity.Caller{Subject: as}
	switch kind {
	case "officer":
		c.Role, c.Certificate = identity.Officer, who
		for _, o := range s.people.Officers {
			if o.Certificate == who {
				c.Agency = o.Agency
			}
		}
		return c, c.Agency != ""
	case "system":
		c.Role, c.Agency = identity.AgencySystem, who
		for _, a := range s.people.Agencies {
			if a.Code == who {
				return c, true
			}
		}
	case "legal", "charge", "staff", "code":
		c.Role = map[string]identity.Role{"legal": identity.LegalRepresentative, "charge": identity.PersonInCharge, "staff": identity.EnterpriseStaff, "code": identity.EnterpriseCode}[kind]
		c.Enterprise = inspection.USCC(who)
		for _, e := range s.people.Enterprises {
			if e.USCC == c.Enterprise {
				return c, true
			}
		}
	case "supervisor":
		c.Role, c.Line = identity.Supervisor, who
		return c, who == "transport" || who == "gas" || who == "emergency"
	case "bureau":
		c.Role = identity.Bureau
		return c, who == ""
	}
	return identity.Caller{}, false
}

// home is where somebody starts.
func home(as string) string {
	switch kind, _, _ := strings.Cut(as, "/"); kind {
	case "legal", "charge", "staff":
		return "/inbox"
	case "nobody":
		return "/"
	}
	return serve.Address("query-inspections")
}

// A group is people of one kind.
type group struct {
	Name   inspection.Text
	Try    inspection.Text // what they can do
	People []person
}

// groups are the people to choose from, of bodies that belong together: agencies of the three lines, a
// district's among them, and enterprises they inspect.
func (s *signIn) groups() ([]group, error) {
	officers := group{Name: inspection.Text{ZH: "执法人员", EN: "Officers"},
		Try: inspection.Text{ZH: "可以申请、出示检查码，记录检查结果，查看本单位的统计", EN: "ask for codes and show them, record results, see their agency's figures"}}
	overseers := group{Name: inspection.Text{ZH: "监督", EN: "Supervision"},
		Try: inspection.Text{ZH: "可以查看各单位的检查和统计，以及无码检查的反映", EN: "see agencies' inspections and figures, and reports of visits without a code"}}
	for i, line := range []inspection.Line{inspection.Transport, inspection.Gas, inspection.Emergency} {
		city, district := s.people.Agencies[17*i], s.people.Agencies[17*i+1]
		for _, a := range []inspection.Agency{city, district} {
			n := 0
			for _, o := range s.people.Officers {
				if o.Agency == a.Code && n < 2 {
					n++
					officers.People = append(officers.People, person{As: "officer/" + o.Certificate, Name: o.Name, Role: a.Name})
				}
			}
		}
		overseers.People = append(overseers.People, person{As: "supervisor/" + string(line), Name: city.Name.ZH, Role: inspection.Text{ZH: "市级试点单位", EN: "municipal unit of the line"}})
	}
	overseers.People = append(overseers.People, person{As: "bureau", Name: "上海市司法局", Role: inspection.Text{ZH: "试点牵头单位", EN: "Bureau of Justice"}})
	enterprises := group{Name: inspection.Text{ZH: "企业", EN: "Enterprises"},
		Try: inspection.Text{ZH: "可以收到检查通知，核验检查码，查看结果并评议", EN: "are told of inspections, check codes, read results and evaluate"}}
	for i, e := range s.people.Enterprises[:6] {
		wall, err := s.token("code/"+string(e.USCC), 365*24*time.Hour)
		if err != nil {
			return nil, err
		}
		enterprises.People = append(enterprises.People, person{As: "charge/" + string(e.USCC), Name: e.Name, Role: inspection.Text{ZH: "现场负责人", EN: "person in charge on site"}, Wall: serve.Address("query-inspections", wall)})
		if i == 0 {
			enterprises.People = append(enterprises.People,
				person{As: "legal/" + string(e.USCC), Name: e.Name, Role: inspection.Text{ZH: "法定代表人", EN: "legal representative"}},
				person{As: "staff/" + string(e.USCC), Name: e.Name, Role: inspection.Text{ZH: "其他员工（不能评议）", EN: "other staff (may not evaluate)"}})
		}
	}
	return []group{officers, enterprises, overseers, {Name: inspection.Text{ZH: "其他", EN: "Others"}, People: []person{{As: "nobody", Name: "路人", Role: inspection.Text{ZH: "未登录，可以扫码核验", EN: "not signed in; can check codes"}}}}}, nil
}

// nameOf is what somebody is called on the sign-in page.
func nameOf(groups []group, as string) string {
	for _, g := range groups {
		for _, p := range g.People {
			if p.As == as {
				return p.Name
			}
		}
	}
	return as
}

type signInPage struct {
	Groups []group
	Return string
	Now    string // who the reader is
}

//go:embed html/sign-in.html
var signInHTML string

func (signInPage) Title() inspection.Text {
	return inspection.Text{ZH: "选择身份（演示）", EN: "Choose who to be (demonstration)"}
}

func (signInPage) Source() string { return signInHTML }
