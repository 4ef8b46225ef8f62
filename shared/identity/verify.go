package identity

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// leeway is how far an issuer's clock may differ from ours.
const leeway = time.Minute

// A Verifier tells who is asking. It is safe for concurrent use.
type Verifier struct {
	issuers map[string]*trusted
}

// trusted is an issuer ready for use.
type trusted struct {
	parser *jwt.Parser
	keys   *keyring
	roles  []Role
}

// New prepares to believe the issuers, by the clock now; client, or http.DefaultClient if nil, asks
// for newer keys. The error names everything that is wrong with the issuers. New itself asks for nothing.
func New(issuers []Issuer, now func() time.Time, client *http.Client) (*Verifier, error) {
	if err := check(issuers); err != nil {
		return nil, err
	}
	if client == nil {
		client = http.DefaultClient
	}
	v := &Verifier{issuers: make(map[string]*trusted)}
	for _, is := range issuers {
		var seed map[string]key
		var fetch func(context.Context) (map[string]key, error)
		if is.JWKS != nil {
			seed, _ = parseKeys(is.JWKS) // checked above
		}
		if is.JWKSURI != "" {
			fetch = fetcher(client, is.JWKSURI)
		}
		if slices.Contains(is.Algorithms, "SM2") {
			registerSM2("SM2")
			registerSM2(is.SM2Aliases...)
		}
		v.issuers[is.Issuer] = &trusted{roles: is.Roles, keys: newKeyring(is.Issuer, seed, fetch, now), parser: jwt.NewParser(
			jwt.WithValidMethods(slices.Concat(is.Algorithms, is.SM2Aliases)),
			jwt.WithIssuer(is.Issuer), jwt.WithAudience(cmp.Or(is.Audience, DefaultAudience)),
			jwt.WithExpirationRequired(), jwt.WithLeeway(leeway), jwt.WithTimeFunc(now),
			jwt.WithStrictDecoding())}
	}
	return v, nil
}

// Verify reads a token and says who is asking. ErrRefused or ErrUnavailable, and then nobody is.
func (v *Verifier) Verify(ctx context.Context, token string) (Caller, error) {
	kid, unverified, err := peek(token)
	if err != nil {
		return Caller{}, err
	}
	issuer, _ := unverified["iss"].(string)
	is, known := v.issuers[issuer]
	if !known {
		return Caller{}, refuse("issuer is not one of ours")
	}
	claims := jwt.MapClaims{}
	var keyErr error
	_, err = is.parser.ParseWithClaims(token, claims, func(t *jwt.Token) (any, error) {
		k, err := is.keys.key(ctx, kid)
		if err == nil && !k.fits(t.Method) {
			err = refuse("algorithm does not belong to the key")
		}
		keyErr = err
		return k.public, err
	})
	if keyErr != nil {
		return Caller{}, keyErr
	}
	if err != nil {
		return Caller{}, refuse(reason(err))
	}
	c, err := readCaller(claims)
	if err != nil {
		return Caller{}, err
	}
	if !slices.Contains(is.roles, c.Role) {
		return Caller{}, refuse("issuer may not assert the role " + string(c.Role))
	}
	return c, nil
}

// reason says in our words why the jwt package refused a token; its own may quote the token.
func reason(err error) string {
	for _, r := range []struct {
		is   error
		text string
	}{
		{jwt.ErrTokenSignatureInvalid, "signature or algorithm is wrong"},
		{jwt.ErrTokenRequiredClaimMissing, "exp, aud or iss is missing"},
		{jwt.ErrTokenExpired, "expired"},
		{jwt.ErrTokenNotValidYet, "not valid yet"},
		{jwt.ErrTokenInvalidAudience, "meant for another audience"},
	} {
		if errors.Is(err, r.is) {
			return r.text
		}
	}
	return "malformed"
}
