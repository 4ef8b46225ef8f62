package analysis

import (
	"slices"
	"time"

	"inspectioncode.example/shared/inspection"
)

// Own is what an enterprise is told of its own visits, and how many its peers have.
type Own struct {
	Visits
	From    inspection.Date `json:"from"`        // of the period, in which repeats are looked for
	Until   inspection.Date `json:"until"`       // last day counted
	Window  int             `json:"window_days"` // of repeats
	Made    time.Time       `json:"made"`        // when the night ran
	Lake    int             `json:"lake"`        // page of the lake's manifest whose rows are counted
	Minutes int             `json:"minutes"`     // it was being inspected in 365 days
	Peers   int             `json:"peers"`       // enterprises of the same trade with a visit in 365 days, itself among them
	Median  float64         `json:"median"`      // of their visits in 365 days; 0 of fewer than MinGroup, which would tell of each
}

// Own says to each enterprise with a visit in 365 days what it is told, shard after shard, so that never all of
// it is held at once.
func (f *Frequencies) Own(shard func(inspection.USCC) uint8, put func(uint8, map[inspection.USCC]Own) error) error {
	peers := make([][]int32, len(f.in.Trade.Names)) // visits, by trade
	var shards [256][]int32
	for e, of := range f.Loads.Of {
		if n := of.Day365; n > 0 {
			peers[f.trade[e]] = append(peers[f.trade[e]], n)
			s := shard(inspection.USCC(f.Loads.Enterprise.Names[e]))
			shards[s] = append(shards[s], int32(e))
		}
	}
	medians := make([]float64, len(peers))
	for t, visits := range peers {
		slices.Sort(visits)
		if n := len(visits); n >= MinGroup {
			medians[t] = float64(visits[(n-1)/2]+visits[n/2]) / 2
		}
	}
	for s, enterprises := range shards {
		own := make(map[inspection.USCC]Own, len(enterprises))
		for _, e := range enterprises {
			v := f.Visits(f.Loads, e)
			own[v.Enterprise] = Own{Visits: v, From: f.first, Until: f.last, Window: f.limits.Window, Made: f.made, Lake: f.lake, Minutes: int(f.Loads.Of[e].Minutes), Peers: len(peers[f.trade[e]]), Median: medians[f.trade[e]]}
		}
		if err := put(uint8(s), own); err != nil {
			return err
		}
	}
	return nil
}
