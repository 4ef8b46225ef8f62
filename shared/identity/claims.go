package identity

import "github.com/golang-jwt/jwt/v5"

// claimNames are the claims that may stand in no other spelling: the registered ones (RFC 7519
// section 4.1) and ours.
var claimNames = []string{"iss", "sub", "aud", "exp", "nbf", "iat", "jti", "role", "agency", "certificate", "uscc", "line"}

// A claim is the place in a Caller that a claim goes to.
type claim struct {
	name string
	text *string
}

func (c *Caller) claims() []claim {
	return []claim{{"role", (*string)(&c.Role)}, {"sub", &c.Subject}, {"agency", &c.Agency},
		{"certificate", &c.Certificate}, {"uscc", (*string)(&c.Enterprise)}, {"line", &c.Line}}
}

// readCaller reads verified claims; a caller that makes no sense is refused.
func readCaller(claims jwt.MapClaims) (Caller, error) {
	var c Caller
	for _, claim := range c.claims() {
		v, present := claims[claim.name]
		s, ok := v.(string)
		if present && !ok {
			return Caller{}, refuse(claim.name + " is not a text")
		}
		*claim.text = s
	}
	if err := c.check(); err != nil {
		return Caller{}, err
	}
	return c, nil
}

// writeCaller is the reverse: what belongs to the role, and nothing empty.
func writeCaller(c Caller) jwt.MapClaims {
	claims := jwt.MapClaims{}
	for _, claim := range c.claims() {
		if *claim.text != "" {
			claims[claim.name] = *claim.text
		}
	}
	return claims
}
