package verifyscan

import (
	"slices"
	"time"

	"inspectioncode.example/shared/code"
	"inspectioncode.example/shared/identity"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
)

// An outcome is one of the things a scan can find; each has a page of its own.
type outcome string

const (
	live         outcome = "genuine-live"
	printed      outcome = "genuine-printed"
	stale        outcome = "stale"
	early        outcome = "not-yet"
	over         outcome = "over"      // the window has passed and nothing is recorded
	concluded    outcome = "concluded" // there is a result
	revoked      outcome = "revoked"
	lapsed       outcome = "not-made"          // its time passed without a visit, and it was closed
	withdrawn    outcome = "officer-withdrawn" // genuine, but an officer's certificate does not count any more
	otherCompany outcome = "other-enterprise"
	forged       outcome = "forged"
	unconfirmed  outcome = "unconfirmed" // signed by us, and not to be found
)

// A verdict is what a scan is told.
type verdict struct {
	Outcome    outcome                    `json:"outcome"`
	Inspection *inspection.Inspection     `json:"inspection,omitempty"`
	Result     *inspection.RecordedResult `json:"result,omitempty"`
	Revoked    *inspection.Revocation     `json:"revoked,omitempty"`
	Parts      []part                     `json:"parts,omitempty"`     // of other agencies, under the same code
	Withdrawn  map[string]inspection.Date `json:"withdrawn,omitempty"` // of its officers' certificates, from when

	photos  map[string]string
	digits  string // as scanned
	officer bool   // it is an officer who looks
}

// withoutCode is v as a program reads it: the code itself is for those who show it. Whoever scans what a screen
// shows for thirty seconds would else hold the printed one, which does not go stale.
func (v verdict) withoutCode() verdict {
	if v.Inspection != nil {
		in := *v.Inspection
		in.Code = inspection.Code{}
		v.Inspection = &in
	}
	v.Parts = slices.Clone(v.Parts)
	for i, p := range v.Parts {
		in := *p.Inspection
		in.Code = inspection.Code{}
		v.Parts[i].Inspection = &in
	}
	return v
}

// judge finds the outcome of a genuine token, given what has happened to its inspection and who is
// looking.
func judge(t code.Token, d ledger.Door, caller identity.Caller, now time.Time) verdict {
	v := verdict{Inspection: &d.Inspection, Result: d.Result(), Revoked: d.Revoked, Parts: partsOf(d), Withdrawn: withdrawnOf(d, inspection.DateOf(now)), photos: d.Photos, officer: !caller.Nobody() && !caller.OfEnterprise()}
	done, open := v.agencies()
	calledOff := d.Revoked != nil && !d.Revoked.Lapsed
	switch window := t.WindowAt(now); {
	case caller.OfEnterprise() && caller.Enterprise != t.Enterprise:
		v = verdict{Outcome: otherCompany, Inspection: &inspection.Inspection{Enterprise: d.Inspection.Enterprise, Site: d.Inspection.Site}} // the rest is none of its business
	case calledOff && done == 0:
		v.Outcome = revoked
	case done > 0 && (open == 0 || calledOff):
		v.Outcome = concluded
	case open == 0:
		v.Outcome = lapsed
	case window == code.Before:
		v.Outcome = early
	case window == code.After:
		v.Outcome = over
	case len(v.Withdrawn) > 0:
		v.Outcome = withdrawn
	default:
		v.Outcome = map[code.Freshness]outcome{code.Live: live, code.Printed: printed, code.Stale: stale}[t.FreshnessAt(now)]
	}
	return v
}

// withdrawnOf are the officers of all agencies that come whose certificates do not count today.
func withdrawnOf(d ledger.Door, today inspection.Date) map[string]inspection.Date {
	gone := map[string]inspection.Date{}
	for _, f := range append([]ledger.Facts{d.Facts}, d.Parts...) {
		for _, o := range f.Inspection.Officers {
			if from, ok := d.Withdrawn[o.Certificate]; ok && from <= today && f.Revoked == nil {
				gone[o.Certificate] = from
			}
		}
	}
	return gone
}
