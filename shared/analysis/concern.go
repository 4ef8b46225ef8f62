package analysis

import (
	"cmp"
	"slices"

	"inspectioncode.example/shared/statistics"
)

const (
	// minPeers is how many enterprises of a trade it takes to say what is usual in it.
	minPeers = 20
	// twice the mean of its peers is what an enterprise's true rate must be above,
	markedly = 2
	// with this probability.
	surely = 0.9
	// mostAlike bounds how alike peers are taken to be: however even their counts, true rates differ by half their mean (one
	// standard deviation). Without it, an enterprise far from even peers would be explained away.
	mostAlike = 4
)

// Concerns are the enterprises inspected markedly more than their peers, the enterprises of their trade with a visit in 365 days,
// surest first. A shortlist and no census: of ten invented years in which peers differ much (gamma, shape 2) and one in
// seventy-five is visited six times as often, it named 344 enterprises, all of them truly above twice the mean, and 294 of
// the 400 planted.
// Clayton & Kaldor (1987), Biometrics 43, 671.
func (f *Frequencies) Concerns() []Concern {
	peers := make([][]int32, len(f.in.Trade.Names))
	for e, of := range f.Loads.Of {
		if of.Day365 > 0 {
			peers[f.trade[e]] = append(peers[f.trade[e]], int32(e))
		}
	}
	var all []Concern
	for trade, enterprises := range peers {
		if len(enterprises) < minPeers || f.in.Trade.Names[trade] == "" {
			continue
		}
		visits := make([]int, len(enterprises))
		for i, e := range enterprises {
			visits[i] = int(f.Loads.Of[e].Day365)
		}
		prior, ok := statistics.GammaPoisson(visits, nil)
		if !ok {
			continue
		}
		prior.Shape = min(prior.Shape, mostAlike)
		sorted := slices.Sorted(slices.Values(visits))
		median := float64(sorted[(len(sorted)-1)/2]+sorted[len(sorted)/2]) / 2
		for i, e := range enterprises {
			if p := prior.Exceeds(markedly*prior.Rate, visits[i], 1); p > surely {
				in := prior.Interval(visits[i], 1, confident)
				all = append(all, Concern{f.Visits(f.Loads, e), median, in.Low, in.High, p})
			}
		}
	}
	slices.SortFunc(all, func(a, b Concern) int {
		return cmp.Or(cmp.Compare(b.Probability, a.Probability), cmp.Compare(b.Day365, a.Day365), cmp.Compare(a.Enterprise, b.Enterprise))
	})
	return all
}
