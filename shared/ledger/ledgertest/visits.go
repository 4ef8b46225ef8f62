package ledgertest

import (
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"inspectioncode.example/shared/inspection"
)

// Visits are n visits spread evenly over days, in order, from first on; the same for the same seed. Some
// enterprises are visited far more often than others; a tenth of the visits are called off, lapse or
// have no result yet, one in a hundred was not scanned, and half of those done are evaluated. One in twenty is
// made together with the one before it (并入检查), whatever becomes of that.
func Visits(seed uint64, n int, first inspection.Date, days int, now time.Time) iter.Seq[Visit] {
	return func(yield func(Visit) bool) {
		r := rand.New(rand.NewPCG(seed, 1))
		heavy := rand.NewZipf(r, 1.1, 4, uint64(max(n*2/3, 10)))
		var lead *Visit
		for i := range n {
			day := first.AddDays(i * days / n)
			v := visit(r, i, day, heavy.Uint64(), now, lead)
			if !yield(v) {
				return
			}
			if lead = nil; v.Joins == nil {
				lead = &v
			}
		}
	}
}

var (
	lines     = []inspection.Line{inspection.Transport, inspection.Gas, inspection.Emergency}
	districts = []string{"", "310101", "310104", "310105", "310106", "310107", "310109", "310110", "310112", "310113", "310114", "310115", "310116", "310117", "310118", "310120", "310151"}
	kinds     = []inspection.Kind{inspection.DoubleRandom, inspection.Special, inspection.Routine, inspection.Complaint}
)

func visit(r *rand.Rand, i int, day inspection.Date, enterprise uint64, now time.Time, lead *Visit) Visit {
	line := lines[enterprise%3]
	district := districts[(enterprise/3)%17]
	if r.IntN(5) == 0 {
		district = ""
	}
	if lead != nil && (lead.Day != day || r.IntN(20) > 0) {
		lead = nil
	}
	if lead != nil { // it comes along: the city's agency of the line with a district's, or one of another line
		if line = lead.Agency.Line; r.IntN(2) == 0 {
			line = lines[(slices.Index(lines, line)+1)%3]
		}
		if district = ""; lead.Agency.District == "" {
			district = districts[1+r.IntN(16)]
		}
	}
	kind := kinds[r.IntN(3)]
	if line != inspection.Emergency && r.IntN(100) < 8 {
		kind = inspection.Complaint
	}
	from := day.Start().Add(time.Duration(9*60+r.IntN(7*60)) * time.Minute)
	v := Visit{Inspection: inspection.Inspection{
		Ref:        inspection.Ref{Day: day, ID: inspection.NewID(bits(r))},
		Number:     fmt.Sprintf("%08d", i),
		Agency:     Agency(line, district),
		Enterprise: inspection.InspectedParty{USCC: USCC(enterprise), Name: fmt.Sprintf("第%d企业", enterprise)},
		Site:       inspection.Site{Address: "示例路1号", District: "310115"},
		Kind:       kind, Plan: "年度计划",
		Officers: []inspection.NamedOfficer{{Name: "甲", Certificate: "0911"}, {Name: "乙", Certificate: "0912"}},
		From:     from, Until: from.Add(3 * time.Hour), Issued: from.Add(-24 * time.Hour), Policy: "trial-2023",
	}}
	if lead != nil {
		v.Enterprise, v.Site, v.From, v.Until = lead.Enterprise, lead.Site, lead.From, lead.Until
		v.Joins, v.Lead = &inspection.Ref{Day: lead.Day, ID: lead.ID}, lead.AsLead()
	}
	for range 1 + r.IntN(3) {
		code := fmt.Sprintf("%c%02d", "TGE"[enterprise%3], 1+len(v.Items)*4+r.IntN(4))
		v.Items = append(v.Items, inspection.Item{Code: code, Title: inspection.Text{ZH: code}})
	}
	if r.IntN(100) > 0 && lead == nil {
		v.Scans = append(v.Scans, from.Add(10*time.Minute))
	}
	switch fate := r.IntN(100); {
	case fate < 3:
		v.Scans = nil
		v.Revoked = &inspection.Revocation{Cancellation: inspection.Cancellation{Inspection: v.Ref, Reason: "计划调整"}, Revoked: from.Add(-time.Hour)}
	case fate < 90 && now.After(v.Until):
		v.Result, v.Evaluation = done(r, &v.Inspection)
	}
	return v
}

func done(r *rand.Rand, in *inspection.Inspection) (*inspection.Result, *inspection.Evaluation) {
	arrived := in.From.Add(5 * time.Minute)
	result := &inspection.Result{Inspection: in.Ref, Arrived: arrived, Left: arrived.Add(time.Duration(20+r.IntN(120)) * time.Minute), Signed: inspection.SignedByPersonInCharge}
	for _, it := range in.Items {
		got := inspection.ItemResult{Item: it.Code, Outcome: inspection.Conforming}
		if r.IntN(100) < 14 {
			got.Outcome, got.Finding, got.Handling = inspection.NotConforming, "记录不全", inspection.CorrectedOnSite
		}
		result.Items = append(result.Items, got)
	}
	if r.IntN(2) == 0 {
		return result, nil
	}
	ev := &inspection.Evaluation{Role: inspection.PersonInCharge, Rating: min(5, 1+int(math.Sqrt(float64(r.IntN(26))))), Duties: map[inspection.Duty]inspection.Answer{}}
	for _, d := range inspection.Duties() {
		ev.Duties[d] = inspection.Yes
		if r.IntN(20) == 0 {
			ev.Duties[d] = inspection.No
		}
	}
	if ev.Rating <= 2 {
		ev.Reasons = []inspection.Reason{inspection.TooFrequent, inspection.Unclear}[:1+r.IntN(2)]
	}
	return result, ev
}

// Agency is the agency of a line in a district, or of the city.
func Agency(line inspection.Line, district string) inspection.Agency {
	a := inspection.Agency{Code: "310000-" + string(line), Line: line, Level: inspection.Municipal, Name: inspection.Text{ZH: "市" + string(line)}}
	if district != "" {
		a.Code, a.Level, a.District = district+"-"+string(line), inspection.District, district
		a.Name.ZH = district + string(line)
	}
	return a
}

// USCC is a credit code that is right in form, another for every n below 10^8.
func USCC(n uint64) inspection.USCC {
	u, _ := inspection.CompleteUSCC(fmt.Sprintf("91310115%08d", n))
	return u
}

func bits(r *rand.Rand) (b [10]byte) {
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}
