// Package analysis says what a night's rows mean: how often enterprises are inspected and by whom, how they rate it and
// what goes with bad ratings, and what deserves attention. Pure functions over rows: it knows nothing of buckets, files,
// pages or events. What it says of people it says of groups; what of an enterprise, only to those who may see it.
package analysis

import (
	"time"

	"inspectioncode.example/shared/inspection"
)

// MinGroup is the least number of evaluations an agency is shown a total of; below it, who said what could be guessed.
const MinGroup = 5

// MinAssociation is the least number of bad ratings on which anything is said of what goes with them.
const MinAssociation = 10

// A Scope is whose inspections a summary is about. The city when nothing is set; a line; or one agency.
type Scope struct {
	Line   inspection.Line `json:"line,omitempty"`
	Agency string          `json:"agency,omitempty"`
}

// A Summary is what the night says of one scope and period. Dashboards, workbook and report are renderings of it, and
// every number on them is one of its fields.
type Summary struct {
	Scope  Scope           `json:"scope"`
	Name   inspection.Text `json:"name"`   // of the scope
	From   inspection.Date `json:"from"`   // first day counted
	Until  inspection.Date `json:"until"`  // last day counted
	Made   time.Time       `json:"made"`   // when the night ran
	Policy string          `json:"policy"` // version whose thresholds are applied

	Usage       Usage        `json:"usage"`
	Months      []Bucketed   `json:"months"`   // 按月
	Kinds       []Bucketed   `json:"kinds"`    // 按检查方式
	Agencies    []AgencyRow  `json:"agencies"` // 按执法主体; one row in an agency's own summary
	Items       []ItemRow    `json:"items"`    // 按检查事项, most inspected first
	Frequency   Frequency    `json:"frequency"`
	Concern     []Concern    `json:"concern"` // 建议关注
	Evaluations *Evaluations `json:"evaluations,omitempty"`
	Feedback    []Said       `json:"feedback,omitempty"` // 对检查码的意见; the Bureau's and municipal units' only
	Uncoded     Uncoded      `json:"uncoded"`
	Alerts      []Alert      `json:"alerts"`
}

// Usage (使用情况) counts codes and what became of them.
type Usage struct {
	Issued    int `json:"issued"`    // 检查码
	Done      int `json:"done"`      // 已实施: a result is recorded
	Revoked   int `json:"revoked"`   // 已撤销
	Lapsed    int `json:"lapsed"`    // 未实施: the window passed without a result
	Pending   int `json:"pending"`   // 待实施
	Planned   int `json:"planned"`   // of Done, 有计划
	Scanned   int `json:"scanned"`   // of Done, opened by somebody during the visit
	Findings  int `json:"findings"`  // of Done, with at least one item not conforming
	Joined    int `json:"joined"`    // 联合检查: visits that several agencies made together
	Saved     int `json:"saved"`     // visits those agencies did not make besides
	Inspected int `json:"inspected"` // 受检企业: enterprises with at least one done
	Minutes   int `json:"minutes"`   // on site, summed over visits
	Persons   int `json:"persons"`   // officers and assistants who came, summed over visits
	PersonMin int `json:"person_minutes"`
}

// Bucketed is usage of one part.
type Bucketed struct {
	Key  string          `json:"key"` // 2023-09; double-random
	Name inspection.Text `json:"name"`
	Usage
}

// An AgencyRow is usage of one agency, and how it is rated, when enough have said.
type AgencyRow struct {
	inspection.Agency
	Usage
	Ratings *Share  `json:"bad,omitempty"`     // bad ratings; nil under MinGroup
	Shrunk  Share   `json:"shrunk,omitzero"`   // the same, its interval drawn towards its peers (beta-binomial)
	Likely  float64 `json:"likely,omitempty"`  // the share of bad ratings, drawn towards its peers
	Outside bool    `json:"outside,omitempty"` // beyond the funnel's limits after correction for many looks (BH)
}

// An ItemRow is how often one item of the catalogue was inspected and did not conform.
type ItemRow struct {
	Item  string          `json:"item"`
	Title inspection.Text `json:"title"`
	Times int             `json:"times"`
	Bad   Share           `json:"bad"` // did not conform, of those that applied
}

// A Share is K of N with its 95 % interval (Wilson; after shrinkage, beta).
type Share struct {
	K    int     `json:"k"`
	N    int     `json:"n"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// Rate is the share itself, or 0 of nothing.
func (s Share) Rate() float64 {
	if s.N == 0 {
		return 0
	}
	return float64(s.K) / float64(s.N)
}

// Frequency (检查频次) is how often enterprises were visited: 30, 90 and 365 days back from Until and the calendar year.
type Frequency struct {
	PerEnterprise []Count  `json:"per_enterprise"` // how many enterprises had 1, 2, 3 … visits this year
	OverDay       int      `json:"over_day"`       // enterprise days with more visits than the soft threshold
	OverWeek      int      `json:"over_week"`      // enterprise weeks
	OverMonth     int      `json:"over_month"`     // enterprise months
	OverCap       int      `json:"over_cap"`       // visits beyond a cap, allowed by an approver
	Repeats       int      `json:"repeats"`        // same agency, enterprise and item within the repeat window
	CityDistrict  int      `json:"city_district"`  // same line, enterprise and item by city and district within the window
	MaxRolling90  int      `json:"max_rolling_90"` // most visits any enterprise had in 90 days
	MostInspected []Visits `json:"most_inspected"` // at most 50
	WindowDays    int      `json:"window_days"`    // of Repeats and CityDistrict
}

// A Count is how many enterprises had so many visits.
type Count struct {
	Visits      int `json:"visits"`
	Enterprises int `json:"enterprises"`
}

// Visits is one enterprise's.
type Visits struct {
	Enterprise inspection.USCC `json:"enterprise"`
	Name       string          `json:"name"`
	Trade      string          `json:"trade"`
	Day30      int             `json:"day30"`
	Day90      int             `json:"day90"`
	Day365     int             `json:"day365"`
	Year       int             `json:"year"`
	Rolling90  int             `json:"rolling90"` // most in any 90 days
	Agencies   int             `json:"agencies"`  // how many came
	Repeats    int             `json:"repeats"`
	PersonMin  int             `json:"person_minutes"`
}

// A Concern (建议关注) is an enterprise inspected markedly more than its peers of the same trade: the probability that its
// true rate exceeds twice theirs is above 0.9 (gamma-Poisson empirical Bayes). A hint to look, never a finding of fault.
type Concern struct {
	Visits
	Median      float64 `json:"median"`      // of its peers, visits in the same time
	Low         float64 `json:"low"`         // 95 % interval of its own rate, as visits in the same time
	High        float64 `json:"high"`        //
	Probability float64 `json:"probability"` // that it is truly above twice its peers' mean
}

// Evaluations (评议) of the scope's inspections; nil in the summary of an agency with fewer than MinGroup.
type Evaluations struct {
	Response Share         `json:"response"`        // evaluated, of those done
	Ratings  [5]int        `json:"ratings"`         // how many gave 1 … 5
	Bad      Share         `json:"bad"`             // rated 1 or 2
	Duties   []DutyShare   `json:"duties"`          // each duty: answered no, of those who answered yes or no
	Reasons  []ReasonRow   `json:"reasons"`         // ticked beside a rating; described, never a cause
	Funnel   []FunnelRow   `json:"funnel"`          // agencies
	Goes     []Association `json:"goes"`            // 关联: what goes with bad ratings; empty under MinAssociation bad ones
	Texts    []string      `json:"texts,omitempty"` // 意见 without names; supervisors' summaries only
	Watch    []Watch       `json:"watch,omitempty"` // supervisors' only
	Neglect  []Neglect     `json:"neglect,omitempty"`
	Untold   bool          `json:"untold,omitempty"` // the regression found no maximum, so that Goes can say nothing
}

// A Neglect is a duty that an agency is said to leave undone more often than its peers, after correction for many looks.
type Neglect struct {
	Agency string          `json:"agency"`
	Name   inspection.Text `json:"name"`
	Duty   inspection.Duty `json:"duty"`
	Not    Share           `json:"not"`   // of those who answered yes or no
	Peers  Share           `json:"peers"` // of all in the scope, or in an agency's own summary of its line
}

// A DutyShare is how often a duty was said not to have been done.
type DutyShare struct {
	Duty inspection.Duty `json:"duty"`
	Not  Share           `json:"not"`
}

// A ReasonRow is how often a reason was ticked.
type ReasonRow struct {
	Reason inspection.Reason `json:"reason"`
	Times  int               `json:"times"`
}

// A FunnelRow is one agency in the funnel plot: bad of N, against limits at 95 % and 99.8 % around the scope's rate
// (Spiegelhalter 2005).
type FunnelRow struct {
	Agency  string          `json:"agency"`
	Name    inspection.Text `json:"name"`
	Bad     Share           `json:"bad"`
	Outside bool            `json:"outside"`
}

// An Association is one factor of the Firth-penalised logistic regression of bad ratings: odds ratio and 95 % interval,
// and the same in words.
type Association struct {
	Factor string          `json:"factor"` // such as duty:code-shown
	Name   inspection.Text `json:"name"`   // of the factor, in few words
	Text   inspection.Text `json:"text"`   // for a reader: 关联, not 原因
	N      int             `json:"n"`      // evaluations in which the factor is present
	Odds   float64         `json:"odds"`
	Low    float64         `json:"low"`
	High   float64         `json:"high"`
	Clear  bool            `json:"clear"` // stands after correction for many looks (BH); the others are shown, and said of nothing
}

// Watch (评议后检查变化) is what happened to an enterprise's inspections by an agency after it rated the agency badly or
// reported it, against what was to be expected from before and from peers: a rise, or a sudden silence. A row without an
// enterprise is about all of an agency's such enterprises together; it shows what no single one can.
type Watch struct {
	Agency     string          `json:"agency"`
	Enterprise inspection.USCC `json:"enterprise,omitempty"`
	Before     int             `json:"before"` // visits in the same time before, at most 90 days
	After      int             `json:"after"`
	Expected   float64         `json:"expected"` // of After
	P          float64         `json:"p"`        // of a change as large; of one enterprise, to both sides
	Rise       bool            `json:"rise"`     // otherwise a silence

	Enterprises      int     `json:"enterprises,omitempty"` // of a row about all: how many they are,
	Silences         int     `json:"silences,omitempty"`    // how many of them had no visit after,
	SilencesExpected float64 `json:"silences_expected,omitempty"`
}

// Said counts feedback on the code: 问题、意见和建议 by who spoke.
type Said struct {
	From  inspection.Voice        `json:"from"`
	Kind  inspection.FeedbackKind `json:"kind"`
	Times int                     `json:"times"`
	Texts []string                `json:"texts"` // newest first, at most 50
}

// Uncoded (无码检查) is visits reported to have come without a code that holds, matched with the codes that were issued.
type Uncoded struct {
	Reported int   `json:"reported"` // visits, each counted once however often it was reported
	Unsigned int   `json:"unsigned"` // reports, besides, by nobody who was signed in for the enterprise: to be looked into, and counted nowhere
	Matched  int   `json:"matched"`  // a code of that agency, enterprise and day exists after all
	Coded    Share `json:"coded"`    // 亮码率: visits with a code, of all visits known of
}

// An Alert (预警) is a threshold crossed, raised once.
type Alert struct {
	Rule       string          `json:"rule"` // such as over-week
	Key        string          `json:"key"`  // the same crossing has the same key, whichever night sees it
	Agency     string          `json:"agency,omitempty"`
	Line       inspection.Line `json:"line,omitempty"`
	Enterprise inspection.USCC `json:"enterprise,omitempty"`
	Text       inspection.Text `json:"text"`
}
