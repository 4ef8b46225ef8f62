package inspection

import (
	"encoding/base32"
	"fmt"
	"strings"
	"time"
)

// Shanghai is the time every window, day and deadline is meant in. China has kept one zone
// without summer time since 1992, so a fixed offset needs no time zone database.
var Shanghai = time.FixedZone("Asia/Shanghai", 8*60*60)

// A Date is a calendar day in Shanghai, written 2006-01-02, so that dates compare as strings.
type Date string

// DateOf is the day it is in Shanghai at t.
func DateOf(t time.Time) Date { return Date(t.In(Shanghai).Format(time.DateOnly)) }

// Start is the first instant of the day; the zero time if d is not a date.
func (d Date) Start() time.Time {
	t, err := time.ParseInLocation(time.DateOnly, string(d), Shanghai)
	if err != nil {
		return time.Time{}
	}
	return t
}

// Valid reports whether d is a day of the calendar.
func (d Date) Valid() bool { return !d.Start().IsZero() }

// AddDays is the day n days later.
func (d Date) AddDays(n int) Date { return DateOf(d.Start().AddDate(0, 0, n)) }

// Week names the ISO week d lies in, as 2026-W39.
func (d Date) Week() string {
	year, week := d.Start().ISOWeek()
	return fmt.Sprintf("%04d-W%02d", year, week)
}

// WeekStart is the Monday a week that Week named begins on; the zero time if it named none.
func WeekStart(week string) time.Time {
	var year, n int
	if _, err := fmt.Sscanf(week, "%d-W%d", &year, &n); err != nil {
		return time.Time{}
	}
	fourth := time.Date(year, 1, 4, 0, 0, 0, 0, Shanghai) // always in week 1
	return fourth.AddDate(0, 0, 7*(n-1)-(int(fourth.Weekday())+6)%7)
}

// Year is the calendar year d lies in, as four digits.
func (d Date) Year() string { return string(d[:4]) }

// An ID names one inspection: eighty bits in Crockford's base 32, sixteen lower-case characters
// that nobody mistakes for one another when reading them aloud. It is derived from the agency and
// its task number, so the same task has the same ID for ever.
type ID string

var crockford = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// NewID writes eighty bits as an ID.
func NewID(bits [10]byte) ID { return ID(crockford.EncodeToString(bits[:])) }

// Bits returns what NewID was given; false if id is not one it could have written.
func (id ID) Bits() (bits [10]byte, ok bool) {
	if len(id) != 16 {
		return bits, false
	}
	b, err := crockford.DecodeString(string(id))
	if err != nil || len(b) != len(bits) { // the decoder skips line breaks
		return bits, false
	}
	return [10]byte(b), true
}

// A Ref says which inspection is meant and where its facts lie: its planned day and its ID.
// It is written day, hyphen, ID and stands so in addresses and object names.
type Ref struct {
	Day Date `json:"day"`
	ID  ID   `json:"id"`
}

func (r Ref) String() string { return string(r.Day) + "-" + string(r.ID) }

// ParseRef reads what String wrote.
func ParseRef(s string) (Ref, bool) {
	i := strings.LastIndexByte(s, '-')
	if i < 0 {
		return Ref{}, false
	}
	r := Ref{Day: Date(s[:i]), ID: ID(s[i+1:])}
	_, ok := r.ID.Bits()
	return r, ok && r.Day.Valid()
}
