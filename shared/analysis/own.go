package analysis

// Own is what an enterprise is told of its own visits, and how many its peers have.
type Own struct {
	Visits
	Minutes int     `json:"minutes"` // officers were on site, in 365 days
	Peers   int     `json:"peers"`   // enterprises of the same trade with a visit in 365 days, itself among them
	Median  float64 `json:"median"`  // of their visits in 365 days
}
