package analysis

import (
	"cmp"
	"slices"

	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/statistics"
)

// A comparison is how the agencies among opinions are rated beside each other, those with MinGroup evaluations or more.
type comparison struct {
	funnel  []FunnelRow      // by code
	shrunk  map[string]drawn // by code
	neglect []Neglect        // by code and duty
}

// drawn is a share of bad ratings, drawn towards those of peers.
type drawn struct {
	likely float64
	share  Share
}

// compare looks at every agency's bad ratings and at every duty of each. What it calls out stands after correction for all
// those looks.
func (n *Night) compare(o opinions) comparison {
	c := comparison{shrunk: map[string]drawn{}}
	all := o.totals(0)
	var agencies []opinions
	var k, of []int
	for a, rows := range By(&o.e.Agency, o.rows) {
		if len(rows) < MinGroup {
			continue
		}
		theirs := opinions{e: o.e, rows: rows, t: o.t}
		total := theirs.totals(0)
		code := o.e.Agency.Names[a]
		agencies = append(agencies, theirs)
		k, of = append(k, total.Bad.K), append(of, total.Bad.N)
		c.funnel = append(c.funnel, FunnelRow{Agency: code, Name: n.agency(code).Name, Bad: total.Bad})
	}
	for i, q := range statistics.BenjaminiHochberg(statistics.Outlying(k, of, all.Bad.Rate())) {
		c.funnel[i].Outside = q <= falseAlarms
	}
	if prior, ok := statistics.BetaBinomial(k, of); ok {
		for i, f := range c.funnel {
			mean, in := prior.Shrink(k[i], of[i], confident)
			c.shrunk[f.Agency] = drawn{mean, Share{k[i], of[i], in.Low, in.High}}
		}
	}
	c.neglected(agencies, all)
	slices.SortFunc(c.funnel, func(a, b FunnelRow) int { return cmp.Compare(a.Agency, b.Agency) })
	slices.SortStableFunc(c.neglect, func(a, b Neglect) int { return cmp.Compare(a.Agency, b.Agency) })
	return c
}

// neglected finds the duties that agencies, in the order of the funnel, are said to leave undone more often than their peers.
func (c *comparison) neglected(agencies []opinions, all *Evaluations) {
	var looks []Neglect
	var ps []float64
	for d, duty := range inspection.Duties() {
		peers := all.Duties[d].Not
		k, of := make([]int, len(agencies)), make([]int, len(agencies))
		for i, theirs := range agencies {
			k[i], of[i] = theirs.undone(d)
			looks = append(looks, Neglect{c.funnel[i].Agency, c.funnel[i].Name, duty, shareOf(k[i], of[i]), peers})
		}
		ps = append(ps, statistics.Outlying(k, of, peers.Rate())...)
	}
	for i, q := range statistics.BenjaminiHochberg(ps) {
		if look := looks[i]; q <= falseAlarms && look.Not.N >= MinGroup && look.Not.Rate() > look.Peers.Rate() {
			c.neglect = append(c.neglect, look)
		}
	}
}

// of is the part of a comparison that is about one agency.
func (c comparison) of(agency string) comparison {
	mine := comparison{shrunk: c.shrunk}
	for _, f := range c.funnel {
		if f.Agency == agency {
			mine.funnel = append(mine.funnel, f)
		}
	}
	for _, x := range c.neglect {
		if x.Agency == agency {
			mine.neglect = append(mine.neglect, x)
		}
	}
	return mine
}

// fill says in rows of agencies how they are rated.
func (c comparison) fill(rows []AgencyRow) {
	for _, f := range c.funnel {
		if i := slices.IndexFunc(rows, func(r AgencyRow) bool { return r.Code == f.Agency }); i >= 0 {
			rows[i].Ratings, rows[i].Outside = &f.Bad, f.Outside
			rows[i].Shrunk, rows[i].Likely = c.shrunk[f.Agency].share, c.shrunk[f.Agency].likely
		}
	}
}
