package event

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"time"

	"inspectioncode.example/shared/exact"
)

// Keys are the secrets our functions share to know one another's events. The first signs, every one
// verifies, so that a new key can be rolled out before the old one goes.
type Keys [][]byte

// The extension attribute that carries the signature.
const signature = "signature"

// Sign returns e with its signature. What is signed survives a change of mode and of JSON spelling
// on the way through a broker.
func (k Keys) Sign(e Event) Event {
	signed := e.Clone()
	signed.SetExtension(signature, base64.RawURLEncoding.EncodeToString(mac(k[0], e)))
	return signed
}

// Signed reports whether e carries the signature of one of the keys, and its data can be read in one way only.
func (k Keys) Signed(e Event) bool {
	if _, err := exact.Decode(e.Data()); err != nil {
		return false
	}
	text, _ := e.Extensions()[signature].(string)
	got, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return false
	}
	for _, key := range k {
		if hmac.Equal(got, mac(key, e)) {
			return true
		}
	}
	return false
}

func mac(key []byte, e Event) []byte {
	data := sha256.Sum256(canonical(e.Data()))
	words, _ := json.Marshal([]string{"inspection-code event 1", e.ID(), e.Source(), e.Type(), e.Subject(),
		e.Time().UTC().Format(time.RFC3339Nano), base64.RawStdEncoding.EncodeToString(data[:])})
	m := hmac.New(sha256.New, key)
	m.Write(words)
	return m.Sum(nil)
}

// SameData reports whether two events say the same, however their JSON is spelled.
func SameData(a, b Event) bool { return bytes.Equal(canonical(a.Data()), canonical(b.Data())) }

// canonical spells JSON in one way; what is not JSON it leaves as it is.
func canonical(data []byte) []byte {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil || d.More() {
		return data
	}
	b, err := json.Marshal(v)
	if err != nil {
		return data
	}
	return b
}
