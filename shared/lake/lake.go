// Package lake keeps rows of what happened in Parquet files, by month, in the same bucket: brought up to
// date from the facts every night, and read by column. Any engine reads them as they are.
//
// It holds no join of an evaluation with the inspection or enterprise it is about, and no text that anybody
// wrote. It knows nothing of what the rows mean; package analysis does.
package lake

// The tables.
const (
	Inspections = "inspections"
	Items       = "inspection_items"
	Evaluations = "evaluations"
	Reasons     = "evaluation_reasons"
)
