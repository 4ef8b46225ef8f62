package identity_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"inspectioncode.example/shared/identity"
)

// A sign-in signs who somebody is; a function, elsewhere, reads it from a request.
func Example() {
	now := func() time.Time { return time.Date(2023, 9, 5, 1, 0, 0, 0, time.UTC) }

	signIn, err := identity.GenerateSigner("SM2", "2023-09")
	if err != nil {
		panic(err)
	}
	keys, err := identity.JWKS(signIn)
	if err != nil {
		panic(err)
	}
	token, err := signIn.Sign(identity.Caller{Role: identity.PersonInCharge, Subject: "7", Enterprise: "91350100M000100Y43"},
		"https://sign-in.example", identity.DefaultAudience, 15*time.Minute, now())
	if err != nil {
		panic(err)
	}

	issuers, err := identity.ParseIssuers([]byte(`[{
		"issuer": "https://sign-in.example",
		"algorithms": ["SM2"], "sm2_aliases": ["SM3withSM2"],
		"roles": ["legal-representative", "person-in-charge", "enterprise-staff", "enterprise-code"],
		"jwks": ` + string(keys) + `}]`))
	if err != nil {
		panic(err)
	}
	verifier, err := identity.New(issuers, now, nil)
	if err != nil {
		panic(err)
	}
	found, _ := identity.FromRequest(http.Header{"Authorization": {"Bearer " + token}}, true)
	caller, err := verifier.Verify(context.Background(), found)
	fmt.Println(caller.Enterprise, caller.MayEvaluate(), err)

	_, err = verifier.Verify(context.Background(), found[:len(found)-4]+"AAAA")
	fmt.Println(errors.Is(err, identity.ErrRefused), err)
	// Output:
	// 91350100M000100Y43 true <nil>
	// true token refused: signature or algorithm is wrong
}
