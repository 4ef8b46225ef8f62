package analysis

import "inspectioncode.example/shared/statistics"

// An expectation is what usually follows a week with a visit in a line: as each agency visits, and as the weeks went.
type expectation struct {
	priors   map[int32]statistics.GammaPrior // how often agencies visit an enterprise again, by agency; of those with peers enough
	seen     map[int32]float64               // visits after each week, by its Monday
	foreseen map[int32]float64               // the same, had no week been like another
	level    float64                         // of all weeks, seen against foreseen
	wider    float64                         // by how much more peers strayed than chance lets them
}

// expectFrom learns from peers. Each agency is measured by its own: a city's visits many enterprises seldom, a district's few
// often, and taken together each would seem to fall silent, or to come back, as none does.
func expectFrom(peers []stretch) *expectation {
	x := &expectation{priors: map[int32]statistics.GammaPrior{}, seen: map[int32]float64{}, foreseen: map[int32]float64{}, level: 1, wider: 1}
	before, days := map[int32][]int{}, map[int32][]float64{}
	for _, p := range peers {
		before[p.agency] = append(before[p.agency], p.before)
		days[p.agency] = append(days[p.agency], float64(p.days))
	}
	for agency := range before {
		if len(before[agency]) < minPeers {
			continue
		}
		if prior, ok := statistics.GammaPoisson(before[agency], days[agency]); ok {
			x.priors[agency] = prior
		}
	}
	all, allForeseen := 0.0, 0.0
	for _, p := range peers {
		if d, ok := x.plain(p); ok {
			x.seen[p.monday] += float64(p.after)
			x.foreseen[p.monday] += d.Mean
			all, allForeseen = all+float64(p.after), allForeseen+d.Mean
		}
	}
	if allForeseen > 0 {
		x.level = all / allForeseen
	}
	astray, n := 0.0, 0.0
	for _, p := range peers {
		if d, ok := x.after(p); ok && d.Mean > 0 {
			astray += (float64(p.after) - d.Mean) * (float64(p.after) - d.Mean) / d.Variance()
			n++
		}
	}
	if n > 0 {
		x.wider = max(1, astray/n)
	}
	return x
}

// plain is what was to be expected after a stretch from what was before it, drawn towards the agency's peers.
func (x *expectation) plain(s stretch) (statistics.NegativeBinomial, bool) {
	prior, ok := x.priors[s.agency]
	if !ok {
		return statistics.NegativeBinomial{}, false
	}
	return prior.After(s.before, float64(s.days)).Predict(float64(s.days)), true
}

// after is plain, times how the visits of the line went up or down after that week, and as wide as peers strayed.
func (x *expectation) after(s stretch) (statistics.NegativeBinomial, bool) {
	d, ok := x.plain(s)
	d.Mean *= (x.seen[s.monday] + usual*x.level) / (x.foreseen[s.monday] + usual)
	if d.Mean <= 0 {
		return d, false
	}
	return statistics.WithVariance(d.Mean, x.wider*d.Variance()), ok
}
