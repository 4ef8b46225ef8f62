package main

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"inspectioncode.example/infra/local/sample"
	"inspectioncode.example/shared/code"
	"inspectioncode.example/shared/identity"
	"inspectioncode.example/shared/pilot"
)

// secrets is a folder with one file for each secret, as the platforms mount them. What is missing is
// made at the first start and stays.
type secrets string

func (s secrets) read(name string) ([]byte, error) {
	return os.ReadFile(filepath.Join(string(s), name))
}

// keep returns the secret of a name, making it if there is none.
func (s secrets) keep(name string, make func() ([]byte, error)) ([]byte, error) {
	b, err := s.read(name)
	if !errors.Is(err, fs.ErrNotExist) {
		return b, err
	}
	if b, err = make(); err != nil {
		return nil, fmt.Errorf("make secret %s: %w", name, err)
	}
	return b, os.WriteFile(filepath.Join(string(s), name), b, 0o600)
}

// prepare makes all secrets of the functions, and returns the two signers of the sign-in: that of the
// agencies' and the city's people, and that of the enterprises'.
func (s secrets) prepare() (officials, enterprises *identity.Signer, err error) {
	if err := os.MkdirAll(string(s), 0o700); err != nil {
		return nil, nil, err
	}
	random := func() ([]byte, error) { return []byte(rand.Text() + rand.Text()), nil }
	for _, name := range []string{"bucket-access-key", "bucket-secret-key", "event-keys", "inbox-keys", "id-key", "blind-key", "ticket-key"} {
		if _, err := s.keep(name, random); err != nil {
			return nil, nil, err
		}
	}
	if _, err := s.keep("agency-keys", agencyKeys); err != nil {
		return nil, nil, err
	}
	private, err := s.keep("signing-keys", func() ([]byte, error) {
		key, err := code.Generate(rand.Reader, code.Ed25519, 1, time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC))
		if err != nil {
			return nil, err
		}
		keys, err := code.NewKeys(key)
		if err != nil {
			return nil, err
		}
		return keys.PrivateDocument(), nil
	})
	if err != nil {
		return nil, nil, err
	}
	keys, err := code.ParsePrivateKeys(private, rand.Reader)
	if err != nil {
		return nil, nil, err
	}
	if err := os.WriteFile(filepath.Join(string(s), "verifying-keys"), keys.PublicDocument(), 0o600); err != nil {
		return nil, nil, err
	}
	if officials, err = s.signer("sign-in-officials"); err != nil {
		return nil, nil, err
	}
	if enterprises, err = s.signer("sign-in-enterprises"); err != nil {
		return nil, nil, err
	}
	issuers, err := trust(officials, enterprises)
	if err != nil {
		return nil, nil, err
	}
	return officials, enterprises, os.WriteFile(filepath.Join(string(s), "issuers"), issuers, 0o600)
}

// agencyKeys are a key for each agency of the sample directory, whether it has a webhook or not.
func agencyKeys() ([]byte, error) {
	var b bytes.Buffer
	for _, a := range sample.Directory(pilot.Trial().Districts, 2026, 0).Agencies {
		fmt.Fprintln(&b, a.Code, rand.Text()+rand.Text())
	}
	return b.Bytes(), nil
}

func (s secrets) signer(name string) (*identity.Signer, error) {
	pem, err := s.keep(name, func() ([]byte, error) {
		made, err := identity.GenerateSigner("ES256", "1")
		if err != nil {
			return nil, err
		}
		return made.PEM()
	})
	if err != nil {
		return nil, err
	}
	return identity.ParseSigner("1", pem)
}

// The two issuers of the local sign-in. Neither can make the other's people.
const (
	officialsIssuer   = "https://sign-in.example/officials"
	enterprisesIssuer = "https://sign-in.example/enterprises"
)

// trust is the functions' configuration of issuers.
func trust(officials, enterprises *identity.Signer) ([]byte, error) {
	type issuer struct {
		Issuer     string          `json:"issuer"`
		Algorithms []string        `json:"algorithms"`
		Roles      []identity.Role `json:"roles"`
		JWKS       json.RawMessage `json:"jwks"`
	}
	a, err := identity.JWKS(officials)
	if err != nil {
		return nil, err
	}
	b, err := identity.JWKS(enterprises)
	if err != nil {
		return nil, err
	}
	return json.MarshalIndent([]issuer{
		{officialsIssuer, []string{officials.Algorithm()}, []identity.Role{identity.Officer, identity.AgencySystem, identity.Supervisor, identity.Bureau, identity.Operator}, a},
		{enterprisesIssuer, []string{enterprises.Algorithm()}, []identity.Role{identity.LegalRepresentative, identity.PersonInCharge, identity.EnterpriseStaff, identity.EnterpriseCode}, b},
	}, "", "  ")
}
