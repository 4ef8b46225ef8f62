package main

import (
	_ "embed"
	"net/http"
	"strings"
	"time"

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
	As    string // what the form sends, such as officer/09101000001
	Name  string
	Role  inspection.Text
	Tries inspection.Text // what can be tried
	Wall  string          // address of the enterprise's own code (随申码), as it would hang on its wall
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
		cards, err := s.cards()
		if err != nil {
			return handler.Response{}, err
		}
		return s.env.AsPage(&req, http.StatusOK, signInPage{People: cards, Return: local(serve.Query(&req).Get("return")), Now: caller})
	}
	form, err := serve.Form(&req)
	if err != nil {
		return handler.Response{}, err
	}
	as := form.Get("as")
	token, err := s.token(as)
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
	return resp, err
}

// life of a session.
const life = 12 * time.Hour

// local is an address on this site, or nothing.
func local(address string) string {
	if !strings.HasPrefix(address, "/") || strings.HasPrefix(address, "//") || strings.Contains(address, "\\") {
		return ""
	}
	return address
}

// token signs who as names; nobody is the empty token.
func (s *signIn) token(as string) (string, error) {
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
		return "/sign-in"
	}
	return serve.Address("query-inspections")
}

// cards are the people to choose from: one of each kind, of bodies that belong together.
func (s *signIn) cards() (cards []person, err error) {
	add := func(as, name, roleZH, roleEN, triesZH, triesEN string) {
		cards = append(cards, person{As: as, Name: name, Role: inspection.Text{ZH: roleZH, EN: roleEN}, Tries: inspection.Text{ZH: triesZH, EN: triesEN}})
	}
	for i, l := range lines {
		agency := s.people.Agencies[17*i]
		for _, o := range s.people.Officers {
			if o.Agency == agency.Code {
				add("officer/"+o.Certificate, o.Name, agency.Name.ZH+" 执法人员", "Officer, "+agency.Name.EN, "申请检查码、出示、记录结果", "ask for a code, show it, record the result")
				break
			}
		}
		add("supervisor/"+string(l.line), agency.Name.ZH, "市级试点单位", "Municipal unit of the line", "查看本系统各单位的检查", "see the inspections of its line")
	}
	for _, e := range s.people.Enterprises[:6] {
		token, err := s.token("code/" + string(e.USCC))
		if err != nil {
			return nil, err
		}
		add("legal/"+string(e.USCC), e.Name, "法定代表人", "Legal representative", "收消息、查看检查、评议", "read messages, see inspections, evaluate")
		add("charge/"+string(e.USCC), e.Name, "现场负责人", "Person in charge on site", "收消息、查看检查、评议", "read messages, see inspections, evaluate")
		cards[len(cards)-1].Wall = serve.Address("query-inspections", token)
	}
	add("bureau", "上海市司法局", "试点牵头单位", "Bureau of Justice", "查看全部检查", "see all inspections")
	add("nobody", "路人", "未登录", "A passer-by, not signed in", "扫码核验", "scan a code")
	return cards, nil
}

type signInPage struct {
	People []person
	Return string
	Now    identity.Caller
}

//go:embed html/sign-in.html
var signInHTML string

func (signInPage) Title() inspection.Text {
	return inspection.Text{ZH: "您是谁（试用）", EN: "Who are you (for trying it out)"}
}

func (signInPage) Source() string { return signInHTML }
