package ledger

import (
	"fmt"
	"strings"
	"time"

	"inspectioncode.example/shared/inspection"
)

// Every object name of the system stands in this file, so that whoever opens the bucket can read
// it, and is shown by an example.

// TaskKey names the claim: what a task number stands for, once.
func TaskKey(agency, number string) string {
	return "tasks/" + segment(agency) + "/" + segment(number) + ".json"
}

// IntentKey names what was asked for at a time and is not finished; removed last.
func IntentKey(at time.Time, eventID, nonce string) string {
	return "intents/" + stamp(at) + "-" + eventID + "-" + nonce + ".json"
}

// PageKey names a numbered page of an enterprise's ledger for a year; the first is 1. Page n+1
// exists once or not at all: creating it is the lock.
func PageKey(enterprise inspection.USCC, year string, n int) string {
	return fmt.Sprintf("%s%06d.json", PagePrefix(enterprise, year), n)
}

// PagePrefix is what the pages of one ledger begin with.
func PagePrefix(enterprise inspection.USCC, year string) string {
	return "ledgers/" + segment(string(enterprise)) + "/" + year + "/"
}

// FactKey names one fact of an inspection, such as issued.json.
func FactKey(r inspection.Ref, fact string) string {
	return "inspections/" + string(r.Day) + "/" + string(r.ID) + "/" + fact
}

// The first fact of an inspection, and the two symbols of its code.
const (
	issuedFact  = "issued.json"
	photosFact  = "photos.json" // portraits of its officers, where the directory has any
	screenImage = "code.png"    // error correction M
	printImage  = "code.svg"    // error correction Q
)

// outcomeFact names what became of an inspection: its result, or its revocation. Whichever of them
// creates revision 0 is the one that counts, so that no visit both took place and was called off;
// corrections of a result are the revisions after it.
func outcomeFact(rev int) string { return fmt.Sprintf("outcome/%d.json", rev) }

// ConflictKey names a result that came after another one had been recorded, and differs.
func ConflictKey(r inspection.Ref, hash string) string {
	return FactKey(r, "conflicts/"+hash+".json")
}

// JoinedKey marks, beside the visit that leads, an inspection of another agency that is a part of it. The
// ID is that of the part, since an agency may give one up and join again. Empty. The part lies on its lead's day.
func JoinedKey(lead inspection.Ref, agency string, part inspection.ID) string {
	return joinedPrefix(lead) + segment(agency) + "-" + string(part)
}

func joinedPrefix(lead inspection.Ref) string { return FactKey(lead, "joined/") }

// EvidenceKey names a photo or document of what was found, sent before the result that names it.
func EvidenceKey(r inspection.Ref, name string) string { return FactKey(r, evidenceFolder+name) }

const evidenceFolder = "evidence/"

// ScanKey names one look at a code.
func ScanKey(r inspection.Ref, at time.Time, nonce string) string {
	return ScanPrefix(r) + stamp(at) + "-" + nonce + ".json"
}

// ScanPrefix is what the scans of an inspection begin with.
func ScanPrefix(r inspection.Ref) string { return FactKey(r, "scans/") }

// EvaluationKey names an evaluation. The week is that of the planned day, so that there can be only
// one; blind leads to no inspection without the key it was made with.
func EvaluationKey(week, blind string) string { return "evaluations/" + week + "/" + blind + ".json" }

// FeedbackKey names what somebody says of the inspection code, received on a day.
func FeedbackKey(day inspection.Date, id inspection.ID) string {
	return "feedback/" + string(day) + "/" + string(id) + ".json"
}

// What reports of visits without a code that holds begin with: those of enterprises that were signed in, and everybody else's, who
// can send any number and must not be in the way of the others.
const (
	visitsPrefix   = "visits/"
	unsignedPrefix = "visits/unsigned/" // after every day
)

// VisitKey names a report of a visit without a code that holds. What its sender adds lies beside it,
// numbered from 1.
func VisitKey(day inspection.Date, id inspection.ID, signed bool, added int) string {
	key := unsignedPrefix
	if signed {
		key = visitsPrefix
	}
	key += string(day) + "/" + string(id)
	if added > 0 {
		key += fmt.Sprintf("-%d", added)
	}
	return key + ".json"
}

// VisitPhotoKey names a photo that came with such a report.
func VisitPhotoKey(r inspection.Ref, signed bool, name string) string {
	return strings.TrimSuffix(VisitKey(r.Day, r.ID, signed, 0), ".json") + "/" + name
}

// EnterpriseKey marks an inspection in its enterprise's own list, in date order. Empty.
func EnterpriseKey(enterprise inspection.USCC, r inspection.Ref) string {
	return "enterprises/" + segment(string(enterprise)) + "/" + r.String()
}

// AgencyKey marks an inspection in its agency's list. Empty.
func AgencyKey(agency string, r inspection.Ref) string {
	return "agencies/" + segment(agency) + "/" + r.String()
}

// OfficerKey marks an inspection in the list of an officer who takes part. Empty.
func OfficerKey(certificate string, r inspection.Ref) string {
	return "officers/" + segment(certificate) + "/" + r.String()
}

// The directory is imported, not recorded: the last import counts. Besides its entries it has what is
// looked up otherwise than by number: all agencies, and the names of all enterprises by credit code.
const (
	AgenciesKey = "directory/agencies.json"
	NamesKey    = "directory/names.json"

	// PolicyKey is the policy in force, where it is not the trial's own: YAML of package pilot.
	PolicyKey = "directory/policy.yaml"

	// Certificates that no longer count, with the day from which: read at every scan, so one object.
	WithdrawnKey = "directory/withdrawn.json"

	// Where agencies' own systems take what happens: read for every event, so one object.
	WebhooksKey = "directory/webhooks.json"

	// Every number that was ever given to an agency, with its code.
	NumbersKey = "directory/numbers.json"
)

// What the entries of the directory begin with, one object each.
const (
	officersPrefix    = "directory/officers/"
	enterprisesPrefix = "directory/enterprises/"
	rostersPrefix     = "directory/rosters/"
)

// PolicyVersionKey names the text of a policy that was put in force.
func PolicyVersionKey(version string) string { return "policies/" + segment(version) + ".yaml" }

// RosterKey names the list of an agency's officers.
func RosterKey(agency string) string { return rostersPrefix + segment(agency) + ".json" }

// DirectoryOfficerKey names what the directory says of an officer.
func DirectoryOfficerKey(certificate string) string {
	return officersPrefix + segment(certificate) + ".json"
}

// DirectoryEnterpriseKey names what the directory says of an enterprise.
func DirectoryEnterpriseKey(enterprise inspection.USCC) string {
	return enterprisesPrefix + segment(string(enterprise)) + ".json"
}

// SummaryKey names what the night of a day says of the city, of a line, or of one agency. It holds an
// analysis.Summary.
func SummaryKey(day inspection.Date, line inspection.Line, agency string) string {
	switch {
	case agency != "":
		return "reports/" + string(day) + "/agencies/" + segment(agency) + ".json"
	case line != "":
		return "reports/" + string(day) + "/lines/" + segment(string(line)) + ".json"
	}
	return "reports/" + string(day) + "/city.json"
}

// BehindKey names what such a summary's numbers count where that cannot be read from the lake. It holds an
// analysis.Behind.
func BehindKey(day inspection.Date, line inspection.Line, agency string) string {
	return strings.TrimSuffix(SummaryKey(day, line, agency), ".json") + "-behind.json"
}

// ReportKey names the summary report (试点工作总结报告) of a line's municipal unit, or of the Bureau of
// Justice where no line is named, written from that day's summary.
func ReportKey(day inspection.Date, line inspection.Line) string {
	if line == "" {
		line = "city"
	}
	return "reports/" + string(day) + "/pilot/" + segment(string(line)) + ".docx"
}

// LapsedKey marks that every visit up to a day that was not made is closed. Empty.
func LapsedKey(day inspection.Date) string { return "lapsed/" + string(day) }

// ReceiptKey marks that an event has arrived in the enterprise's inbox.
func ReceiptKey(eventID string) string { return "receipts/" + segment(eventID) }

// PushedKey marks that an agency's own system has taken an event.
func PushedKey(agency, eventID string) string {
	return "pushed/" + segment(agency) + "/" + segment(eventID)
}

// What the night keeps. Files of the lake are named by their content, so that whoever writes the same rows
// writes the same file; the newest page of the manifest says which of them count.

// LakePrefix is what the files of one table begin with.
func LakePrefix(table string) string { return "lake/" + table + "/" }

// LakeKey names a file of a table's rows of a month, such as 2023-09.
func LakeKey(table, month, hash string) string {
	return LakePrefix(table) + "month=" + month + "/part-" + hash + ".parquet"
}

// ManifestPrefix is what the pages of the lake's manifest begin with.
const ManifestPrefix = "lake/manifest/"

// ManifestKey names a page of the manifest; the first is 1. It exists once or not at all.
func ManifestKey(n int) string { return fmt.Sprintf("%s%06d.json", ManifestPrefix, n) }

// ReleasedKey names which evaluations stand in the totals agencies are shown from a day on.
func ReleasedKey(day inspection.Date) string { return ReleasedPrefix + string(day) + ".json" }

// ReleasedPrefix is what those begin with.
const ReleasedPrefix = "lake/released/"

// NewestSummaryKey says which day's summaries are complete. Put last, over what was there.
const NewestSummaryKey = "reports/newest.json"

// OwnSummariesKey names what it says to the enterprises of a shard, each of itself.
func OwnSummariesKey(day inspection.Date, shard uint8) string {
	return fmt.Sprintf("reports/%s/enterprises/%02x.json", day, shard)
}

// AlertKey names an alert that was raised: once, whichever night sees it first.
func AlertKey(key string) string { return "alerts/" + segment(key) + ".json" }

// stamp is a time as it stands in names: UTC, sortable, to the millisecond.
func stamp(t time.Time) string { return t.UTC().Format(stampLayout) }

func parseStamp(s string) (time.Time, error) { return time.Parse(stampLayout, s) }

const stampLayout = "20060102T150405.000Z"

// segment spells any text as one part of an object name: bytes no store mistakes for anything stay,
// all others become =XX, so that no two texts meet.
func segment(s string) string {
	var b strings.Builder
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '-', c == '_', c == '.' && i > 0:
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "=%02X", c)
		}
	}
	if b.Len() == 0 {
		return "=" // no text spells itself so
	}
	return b.String()
}
