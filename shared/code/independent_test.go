package code

import (
	"crypto/ecdsa"
	"encoding/asn1"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A few lines of JavaScript, written from FORMAT.md and sharing nothing with this package, read the
// vectors and agree on every one that needs no SM2, which WebCrypto does not have.
func TestJavaScriptAgreesWithTheVectors(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed")
	}
	out, err := exec.CommandContext(t.Context(), node, "testdata/verify.mjs").CombinedOutput()
	if err != nil {
		t.Fatalf("verify.mjs: %v\n%s", err, out)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	type counts struct{ Accepted, AcceptedSM2, Rejected, RejectedSM2, Short int }
	v := readVectors(t)
	want := counts{Short: len(v.Short)}
	for _, a := range v.Accepted {
		if a.Kid == 8 {
			want.AcceptedSM2++
		} else {
			want.Accepted++
		}
	}
	for _, r := range v.Rejected {
		if body, err := readDigits(r.Digits); err == nil && body[1] == 8 && r.Error == "bad signature" {
			want.RejectedSM2++
		} else {
			want.Rejected++
		}
	}
	var got counts
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &got); err != nil || got != want {
		t.Errorf("verify.mjs looked at %+v (%v), want %+v; it says %s", got, err, want, out)
	}
}

// OpenSSL verifies the SM2 vectors, and refuses each of them with its body changed.
func TestOpenSSLAgreesWithTheVectors(t *testing.T) {
	openssl, err := exec.LookPath("openssl")
	if err != nil {
		t.Skip("openssl is not installed")
	}
	if out, err := exec.CommandContext(t.Context(), openssl, "ecparam", "-list_curves").Output(); err != nil || !strings.Contains(string(out), "SM2") {
		t.Skip("this openssl has no SM2")
	}
	v := readVectors(t)
	keys, err := ParsePrivateKeys(v.Keys, steady(1))
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, a := range v.Accepted {
		public, ok := SM2Key(keys.find(a.Kid).Public)
		if !ok {
			continue
		}
		checked++
		signed := message(unhex(t, a.Body))
		if out, ok := opensslVerifies(t, openssl, public, signed, unhex(t, a.Signature)); !ok {
			t.Errorf("%s: openssl says %s", a.Name, out)
		}
		signed[len(signed)-1] ^= 1
		if out, ok := opensslVerifies(t, openssl, public, signed, unhex(t, a.Signature)); ok {
			t.Errorf("%s with its body changed: openssl says %s", a.Name, out)
		}
	}
	if checked == 0 {
		t.Error("there are no SM2 vectors")
	}
}

func opensslVerifies(t *testing.T, openssl string, public *ecdsa.PublicKey, message, signature []byte) (says string, ok bool) {
	t.Helper()
	x, y := SM2Coordinates(public)
	// A SubjectPublicKeyInfo (RFC 5280) of an EC key on the curve 1.2.156.10197.1.301.
	spki := append(unhex(t, "3059301306072a8648ce3d020106082a811ccf5501822d03420004"), append(x, y...)...)
	der, err := asn1.Marshal(struct{ R, S *big.Int }{new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, content := range map[string][]byte{
		"key.pem": pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: spki}), "message": message, "signature": der,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	verify := exec.CommandContext(t.Context(), openssl, "pkeyutl", "-verify", "-rawin", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678",
		"-pubin", "-inkey", "key.pem", "-in", "message", "-sigfile", "signature")
	verify.Dir = dir
	out, err := verify.CombinedOutput()
	return string(out), err == nil && strings.Contains(string(out), "Verified Successfully")
}
