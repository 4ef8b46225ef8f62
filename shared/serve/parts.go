package serve

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"inspectioncode.example/shared/bucket"
	"inspectioncode.example/shared/bucket/open"
	"inspectioncode.example/shared/code"
	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/identity"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
	"inspectioncode.example/shared/pilot"
)

// Bucket says where the bucket is. Settings: BUCKET_ENDPOINT, BUCKET_REGION, BUCKET, and where the store
// needs them BUCKET_DRIVER (minio or aws), BUCKET_CREATE_ONCE (if-none-match, oss, obs or cos),
// BUCKET_PATH_STYLE and BUCKET_PLAIN_HTTP (true). Secrets: bucket-access-key, bucket-secret-key.
func (e *Env) Bucket() bucket.Settings {
	return bucket.Settings{
		Driver:     e.May("BUCKET_DRIVER", ""),
		Endpoint:   e.Need("BUCKET_ENDPOINT"),
		Region:     e.Need("BUCKET_REGION"),
		Bucket:     e.Need("BUCKET"),
		CreateOnce: e.May("BUCKET_CREATE_ONCE", ""),
		PathStyle:  e.May("BUCKET_PATH_STYLE", "") == "true",
		PlainHTTP:  e.May("BUCKET_PLAIN_HTTP", "") == "true",
		AccessKey:  string(e.NeedSecret("bucket-access-key", 1)),
		SecretKey:  string(e.NeedSecret("bucket-secret-key", 1)),
	}
}

// Ledger opens the ledger for reading and keeping scans. Settings and secrets: those of Bucket, and
// PUBLIC_URL, the address people know the service by.
func (e *Env) Ledger() *ledger.Ledger {
	s := e.Bucket()
	l := &ledger.Ledger{
		Now:     e.Now,
		Random:  e.Random,
		Log:     e.Log,
		Address: strings.TrimSuffix(e.Need("PUBLIC_URL"), "/"),
	}
	if e.Err() != nil {
		return l // the settings are named already
	}
	b, err := open.Bucket(s)
	if err != nil {
		e.wrong = append(e.wrong, err)
	}
	if e.Telemetry != nil {
		b = observed{b, e.Telemetry}
	}
	l.Bucket = b
	return l
}

// Policy is the policy in force: the one in the ledger's bucket, or the trial's own. Setting:
// TRIAL_WINDOW, two days such as 2024-01-01/2024-06-30, moves or extends the trial's window.
func (e *Env) Policy(l *ledger.Ledger) ledger.Policy {
	inForce := pilot.InForce(l.PolicyText, e.Now, e.Log)
	window := e.May("TRIAL_WINDOW", "")
	if window == "" {
		return inForce
	}
	first, last, _ := strings.Cut(window, "/")
	from, until := inspection.Date(first), inspection.Date(last)
	if !from.Valid() || !until.Valid() || until < from {
		e.wrong = append(e.wrong, errors.New("setting TRIAL_WINDOW is not two days in order, such as 2024-01-01/2024-06-30"))
	}
	return func(ctx context.Context) (*inspection.Policy, error) {
		p, err := inForce(ctx)
		if err != nil {
			return nil, err
		}
		moved := *p
		moved.Trial.From, moved.Trial.Until = from, until
		return &moved, nil
	}
}

// Announce is how functions announce facts. Setting: K_SINK, the address of the broker (Knative's SinkBinding
// sets it), or, where there is no broker, those of all functions that hear of facts, parted by blanks. Secret:
// event-keys.
func (e *Env) Announce() event.Send {
	keys := e.EventKeys()
	var hearers []event.Send
	for address := range strings.FieldsSeq(e.Need("K_SINK")) {
		hearers = append(hearers, e.To(address, keys))
	}
	if len(hearers) == 0 && e.Setting("K_SINK") != "" {
		e.wrong = append(e.wrong, errors.New("setting K_SINK names no address"))
	}
	return func(ctx context.Context, what event.Event) (err error) {
		for _, send := range hearers { // one that is away keeps it from no other
			err = errors.Join(err, send(ctx, what))
		}
		return err
	}
}

// To sends events to an address, signed with keys; each is measured.
func (e *Env) To(address string, keys event.Keys) event.Send {
	return e.measured(event.To(address, keys, e.Client))
}

// EventKeys are the secrets functions know one another's events by. Secret: event-keys, one a line,
// at least 32 characters each; the first signs.
func (e *Env) EventKeys() event.Keys { return e.Keys("event-keys") }

// Keys are the keys of one secret that events are signed with, one a line.
func (e *Env) Keys(secret string) (keys event.Keys) {
	for _, line := range bytes.Fields(e.NeedSecret(secret, 32)) {
		if len(line) < 32 {
			e.wrong = append(e.wrong, fmt.Errorf("secret %s has a key shorter than 32 characters", secret))
		}
		keys = append(keys, line)
	}
	return keys
}

// AgencyKeys are the keys that events are pushed to agencies' own systems with, by agency, each agency's known to it
// alone: none is that of two, who could write in each other's, or in our name with one of ours. Secret: agency-keys, a line for each key, of an agency's code, a blank and a key of 32 characters or more;
// of several of one agency the first signs. Lines that begin with # say something to people.
func (e *Env) AgencyKeys(ours event.Keys) map[string]event.Keys {
	keys, whose := map[string]event.Keys{}, map[string]string{}
	for _, key := range ours {
		whose[string(key)] = "this system"
	}
	for line := range strings.Lines(string(e.NeedSecret("agency-keys", 0))) {
		words := strings.Fields(line)
		switch {
		case len(words) == 0 || strings.HasPrefix(words[0], "#"):
		case len(words) != 2 || len(words[1]) < 32:
			e.wrong = append(e.wrong, errors.New("secret agency-keys has a line that is not an agency's code and a key of 32 characters or more"))
		case cmp.Or(whose[words[1]], words[0]) != words[0]:
			e.wrong = append(e.wrong, fmt.Errorf("secret agency-keys has the same key for %s and for %s", words[0], whose[words[1]]))
		default:
			whose[words[1]] = words[0]
			keys[words[0]] = append(keys[words[0]], []byte(words[1]))
		}
	}
	return keys
}

// SigningKeys sign codes. Secret: signing-keys, a private key document of package code.
func (e *Env) SigningKeys() *code.Keys {
	doc := e.NeedSecret("signing-keys", 1)
	if doc == nil {
		return nil
	}
	keys, err := code.ParsePrivateKeys(doc, e.Random)
	if err != nil {
		e.wrong = append(e.wrong, fmt.Errorf("secret signing-keys: %w", err))
	}
	return keys
}

// VerifyingKeys verify codes. Secret: verifying-keys, a public key document of package code; it is no
// secret, and stands beside the secrets because it changes with them.
func (e *Env) VerifyingKeys() *code.Keys {
	doc := e.NeedSecret("verifying-keys", 1)
	if doc == nil {
		return nil
	}
	keys, err := code.ParseKeys(doc)
	if err != nil {
		e.wrong = append(e.wrong, fmt.Errorf("secret verifying-keys: %w", err))
	}
	return keys
}

// A WhoIs says who sent a request, by its header: nobody if it carries no token, a *Refusal if its
// token proves nothing.
type WhoIs func(ctx context.Context, header http.Header) (identity.Caller, error)

// WhoIs trusts the issuers of the secret issuers, a document of package identity.
func (e *Env) WhoIs() WhoIs {
	doc := e.NeedSecret("issuers", 1)
	if doc == nil {
		return nil
	}
	issuers, err := identity.ParseIssuers(doc)
	if err != nil {
		e.wrong = append(e.wrong, fmt.Errorf("secret issuers: %w", err))
		return nil
	}
	verifier, err := identity.New(issuers, e.Now, e.Client)
	if err != nil {
		e.wrong = append(e.wrong, fmt.Errorf("secret issuers: %w", err))
		return nil
	}
	https := strings.HasPrefix(e.Setting("PUBLIC_URL"), "https://")
	return func(ctx context.Context, header http.Header) (identity.Caller, error) {
		token, ok := identity.FromRequest(header, https)
		if !ok {
			return identity.Caller{}, nil
		}
		c, err := verifier.Verify(ctx, token)
		if errors.Is(err, identity.ErrRefused) {
			e.Log.InfoContext(ctx, "token refused", "reason", err.Error())
			return identity.Caller{}, SignIn()
		}
		return c, err
	}
}

// SignIn refuses a request whose sender must be known first.
func SignIn() error {
	return inspection.Refuse(inspection.NotSigned, inspection.Fault{Rule: "sign-in",
		Text: inspection.Text{ZH: "这里需要知道您是谁", EN: "we need to know who you are"},
		Mend: inspection.Text{ZH: "企业请用随申办登录，执法人员请用统一身份认证登录（系统请提供Bearer令牌）", EN: "enterprises sign in with Suishenban, officers with the city's single sign-on (systems send a Bearer token)"}})
}

// OfAgency refuses whoever does not act for an agency.
func OfAgency(c identity.Caller) error {
	switch {
	case c.Nobody():
		return SignIn()
	case !c.OfAgency():
		return inspection.Refuse(inspection.NotAllowed, inspection.Fault{Rule: "agencies-only",
			Text: inspection.Text{ZH: "这里由试点行政执法单位办理", EN: "this is for the agencies of the trial"},
			Mend: inspection.Text{ZH: "请以执法人员身份登录；企业对检查或结果有意见的，可以陈述、申辩和评议", EN: "sign in as an officer; an enterprise that disagrees may state, defend and evaluate"}})
	}
	return nil
}

// Author is a caller of an agency as the ledger knows it.
func Author(c identity.Caller) inspection.Author {
	return inspection.Author{Agency: c.Agency, Certificate: c.Certificate}
}
