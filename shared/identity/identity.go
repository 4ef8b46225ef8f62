// Package identity says who is asking: it reads the bearer token of a request, a JWT (RFC 7519)
// signed by one of the issuers that the city trusts, and answers with a Caller.
//
// The only way to be somebody is a signature that verifies. There is no development mode, no
// header that a proxy could have set, and no memory of earlier requests; a local run signs real
// tokens with a Signer and is trusted through the same configuration as anybody else.
//
// The package knows nothing of inspections, of pages or of what a caller may do to which object:
// it tells the roles of the trial (试点) apart and leaves the rest to those who ask. Names, telephone
// numbers and other personal data stay out of a Caller, because a token travels further than they should.
package identity

import (
	"errors"
	"fmt"
)

// Errors of Verify. Their texts may be logged: they name the rule that was broken and the issuer
// concerned, and never repeat what the token says.
var (
	// ErrRefused means that the token is no proof of anything: answer 401.
	ErrRefused = errors.New("token refused")
	// ErrUnavailable means that the keys which could tell cannot be had just now: answer 503.
	ErrUnavailable = errors.New("keys of the issuer cannot be reached")
)

// refuse makes an ErrRefused with a reason, which must not contain anything from the token.
func refuse(reason string) error { return fmt.Errorf("%w: %s", ErrRefused, reason) }
