package page

import (
	_ "embed"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"inspectioncode.example/shared/inspection"
)

// A Verdict is what a scan shows: in one glance whether the inspection is genuine, then for whom,
// who, what and why, and what the enterprise may do now.
type Verdict struct {
	Tone     string // live, paper, warn or bad
	Icon     string // check, bang or cross
	Word     inspection.Text
	First    inspection.Text        // the first line under the word
	Next     []inspection.Text      // what to do now
	Party    *inspection.Inspection // whom the code is for
	Door     *Door                  // the rest; nil where it may or can not be said
	Together []Agency               // of each agency, where several come under the one code; else empty
	Result   *Result
	Revoked  *inspection.Revocation
	Evaluate string // address of the evaluation, once there is a result
	Law      bool   // show the law on refusing and on cooperating
	Report   string // where to report what is wrong, on a bad verdict
	About    string // what is reported
	Digits   string // of the code as scanned, for the report
}

// An Agency is what one of several agencies does at a visit.
type Agency struct {
	Door
	Result   *Result
	Revoked  *inspection.Revocation
	Evaluate string // address of its evaluation, once there is a result
}

// Coming is how many agencies come, or came.
func (v Verdict) Coming() (n int) {
	for _, a := range v.Together {
		if a.Revoked == nil {
			n++
		}
	}
	return n
}

// A Door is an inspection as it is looked at with its officers standing there.
type Door struct {
	*inspection.Inspection
	Photos    map[string]string          // portraits by certificate
	Withdrawn map[string]inspection.Date // certificates that do not count any more
	Past      bool                       // the visit is over: nobody is to be compared any more
}

// Photo is an officer's portrait; empty if there is none that may be shown.
func (d Door) Photo(certificate string) template.URL {
	if p := d.Photos[certificate]; inspection.PhotoOK(p) {
		return template.URL(p)
	}
	return ""
}

// A Result as it is read: each item with its title.
type Result struct {
	inspection.RecordedResult
	Rows []ResultRow
}

// A ResultRow is one item of a result.
type ResultRow struct {
	inspection.ItemResult
	Title inspection.Text
	Files []Shown
}

// Shown is a photo or document, and where it can be looked at.
type Shown struct {
	inspection.Evidence
	Address string
}

// Picture reports whether it is a picture.
func (s Shown) Picture() bool { return strings.HasPrefix(s.Type, "image/") }

// Weight is how much it takes to look at it.
func (s Shown) Weight() string { return strconv.Itoa((s.Size+1023)/1024) + " KB" }

// ReadResult puts the titles of the inspection's items beside the newest of its results; nil while
// there is none. Photos and documents are looked at under the address at, with their names put behind it; without one
// they are left out.
func ReadResult(in *inspection.Inspection, rec *inspection.RecordedResult, at string) *Result {
	if rec == nil {
		return nil
	}
	titles := map[string]inspection.Text{}
	for _, it := range in.Items {
		titles[it.Code] = it.Title
	}
	r := &Result{RecordedResult: *rec}
	for _, it := range rec.Items {
		row := ResultRow{ItemResult: it, Title: titles[it.Item]}
		for _, e := range rec.Evidence {
			if at != "" && slices.Contains(it.Evidence, e.Name) {
				row.Files = append(row.Files, Shown{e, at + e.Name})
			}
		}
		r.Rows = append(r.Rows, row)
	}
	return r
}

//go:embed html/verdict.html
var verdict string

// Title is the verdict's word.
func (v Verdict) Title() inspection.Text { return v.Word }

// Source is the page's template.
func (Verdict) Source() string { return verdict }
