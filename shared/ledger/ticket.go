package ledger

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"inspectioncode.example/shared/inspection"
)

// ticketLife is how long the one-time ticket to evaluate holds: as long as an enterprise has to
// apply for administrative reconsideration (行政复议法 第二十条), so that no later right outlives it.
const ticketLife = 60 * 24 * time.Hour

// Ticket makes the one-time ticket that goes to the enterprise's inbox with a result recorded at a
// time: whoever holds it may evaluate the inspection once. It stands in no object and no event of
// ours. Needs TicketKey.
func (l *Ledger) Ticket(r inspection.Ref, recorded time.Time) string {
	until := recorded.Add(ticketLife).Unix()
	return strconv.FormatInt(until, 36) + "." + base64.RawURLEncoding.EncodeToString(l.ticketMAC(r, until))
}

// TicketHolds reports whether ticket is one made for r, and not too old.
func (l *Ledger) TicketHolds(r inspection.Ref, ticket string) bool {
	life, text, _ := strings.Cut(ticket, ".")
	until, err := strconv.ParseInt(life, 36, 64)
	if err != nil || l.Now().After(time.Unix(until, 0)) {
		return false
	}
	got, err := base64.RawURLEncoding.Strict().DecodeString(text)
	return err == nil && hmac.Equal(got, l.ticketMAC(r, until))
}

func (l *Ledger) ticketMAC(r inspection.Ref, until int64) []byte {
	m := hmac.New(sha256.New, l.TicketKey)
	words, _ := json.Marshal([]any{"ticket 1", r.String(), until})
	m.Write(words)
	return m.Sum(nil)[:16]
}
