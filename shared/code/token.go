package code

import (
	"encoding/binary"
	"fmt"
	"time"

	"inspectioncode.example/shared/inspection"
)

// A Token is what one code says: which inspection, of which enterprise, by which agency, when.
// FORMAT.md gives its bytes. Tokens whose times are in inspection.Shanghai, as Parse's are, may be
// compared by ==.
type Token struct {
	Key        uint8 // the key that signed; Sign decides it
	ID         inspection.ID
	Enterprise inspection.USCC
	Agency     uint16
	From       time.Time // a whole minute from 2023-01-01T00:00Z to 2054-11-24T20:15Z
	Until      time.Time // one to 255 quarters of an hour after From: 63 h 45 min at most
	Slot       uint16    // 0 is printed; n was shown on a screen, at SlotStart(From, n)
}

// Ref says where the facts of the inspection lie: its planned day is the day the window opens in
// Shanghai.
func (t Token) Ref() inspection.Ref {
	return inspection.Ref{Day: inspection.DateOf(t.From), ID: t.ID}
}

const (
	bodySize      = 31
	signatureSize = 64
	tokenSize     = bodySize + signatureSize

	enterpriseV1 = 0x10 // version 1, and kind 0: an enterprise named by its USCC
	quarter      = 15 * time.Minute
)

// epoch is where the minutes of the token and the days of the short code begin.
var epoch = time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC)

// body writes all of the token that is signed.
func (t Token) body() (b [bodySize]byte, err error) {
	id, ok := t.ID.Bits()
	if !ok {
		return b, fmt.Errorf("id %q is not an inspection's", t.ID)
	}
	enterprise, err := packUSCC(t.Enterprise)
	if err != nil {
		return b, err
	}
	minute, quarters, err := packWindow(t.From, t.Until)
	if err != nil {
		return b, err
	}
	b[0] = enterpriseV1
	b[1] = t.Key
	copy(b[2:12], id[:])
	copy(b[12:23], enterprise[:])
	binary.BigEndian.PutUint16(b[23:25], t.Agency)
	b[25], b[26], b[27] = byte(minute>>16), byte(minute>>8), byte(minute)
	b[28] = quarters
	binary.BigEndian.PutUint16(b[29:31], t.Slot)
	return b, nil
}

// readBody reads what body wrote, and nothing else: every accepted body is written again the same.
func readBody(b *[bodySize]byte) (Token, error) {
	if b[0] != enterpriseV1 {
		return Token{}, errVersion
	}
	if b[28] == 0 {
		return Token{}, errWindow
	}
	enterprise, ok := unpackUSCC([11]byte(b[12:23]))
	if !ok {
		return Token{}, errEnterprise
	}
	minute := int64(b[25])<<16 | int64(b[26])<<8 | int64(b[27])
	from := epoch.Add(time.Duration(minute) * time.Minute).In(inspection.Shanghai)
	return Token{
		Key:        b[1],
		ID:         inspection.NewID([10]byte(b[2:12])),
		Enterprise: enterprise,
		Agency:     binary.BigEndian.Uint16(b[23:25]),
		From:       from,
		Until:      from.Add(time.Duration(b[28]) * quarter),
		Slot:       binary.BigEndian.Uint16(b[29:31]),
	}, nil
}

func packWindow(from, until time.Time) (minute uint32, quarters uint8, err error) {
	since, length := from.Sub(epoch), until.Sub(from)
	switch {
	case since < 0 || since/time.Minute >= 1<<24:
		return 0, 0, fmt.Errorf("window opens at %s, outside 2023 to 2054", from.Format(time.RFC3339))
	case since%time.Minute != 0:
		return 0, 0, fmt.Errorf("window opens at %s, not on a whole minute", from.Format(time.RFC3339Nano))
	case length < quarter || length/quarter > 255:
		return 0, 0, fmt.Errorf("window lasts %v, not 15m to 63h45m", length)
	case length%quarter != 0:
		return 0, 0, fmt.Errorf("window lasts %v, not whole quarters of an hour", length)
	}
	return uint32(since / time.Minute), uint8(length / quarter), nil
}
