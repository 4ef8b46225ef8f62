package lake

// The rows of the lake's tables. Columns are required and flat, encodings such as any engine reads: pages of
// version 1, dictionaries for words, no deltas. Days are counted from 1 January 1970 (a 32-bit integer, so
// that windows over days are the same SQL everywhere), minutes likewise. Every table is partitioned by
// month, of the planned day or of the Monday of the week.

// An Inspection is one row of inspections, in the order of day and id, as are the other tables' of theirs.
type Inspection struct {
	ID         string `parquet:"id,plain"`
	Day        int32  `parquet:"day"`
	Begins     int32  `parquet:"begins"` // minute the window begins
	Until      int32  `parquet:"until"`  // and ends
	Enterprise string `parquet:"enterprise,dict"`
	Trade      string `parquet:"trade,dict"` // empty where nobody knows it
	Agency     string `parquet:"agency,dict"`
	Line       string `parquet:"line,dict"`
	Level      string `parquet:"level,dict"`
	District   string `parquet:"district,dict"` // of the agency; empty for the city's
	Kind       string `parquet:"kind,dict"`
	State      string `parquet:"state,dict"` // done, revoked, lapsed, pending
	Planned    bool   `parquet:"planned"`
	Counted    bool   `parquet:"counted"`   // counts under a cap
	OverCap    bool   `parquet:"over_cap"`  // allowed by an approver
	OverSoft   bool   `parquet:"over_soft"` // with a reason
	Scanned    bool   `parquet:"scanned"`   // during the visit
	Lead       string `parquet:"lead,dict"` // id of the visit that it joins (并入检查); empty where it joins none
	Part       bool   `parquet:"part"`      // counts as a part of another's visit, and as none of its own
	LinePart   bool   `parquet:"line_part"` // of one to which its own line came as well
	Items      int32  `parquet:"items"`
	Findings   int32  `parquet:"findings"` // items that did not conform
	Minutes    int32  `parquet:"minutes"`  // on site; 0 unless done
	Persons    int32  `parquet:"persons"`
	Joined     int32  `parquet:"joined"` // agencies whose inspections are parts of it
	Facts      int64  `parquet:"facts"`  // stands for the names of its facts: while it is the same, so is the row
}

// An Item is one row of inspection_items: an item of an inspection that was done.
type Item struct {
	ID         string `parquet:"id,plain"` // of the inspection
	Day        int32  `parquet:"day"`
	Enterprise string `parquet:"enterprise,dict"`
	Agency     string `parquet:"agency,dict"`
	Line       string `parquet:"line,dict"`
	Level      string `parquet:"level,dict"`
	Item       string `parquet:"item,dict"`
	Outcome    string `parquet:"outcome,dict"`
	LinePart   bool   `parquet:"line_part"` // as its inspection
}

// An Evaluation is one row of evaluations, made from the evaluation alone. ID is its blind name.
type Evaluation struct {
	ID            string `parquet:"id,plain"`
	Week          string `parquet:"week,dict"` // 2023-W36
	Monday        int32  `parquet:"monday"`
	Agency        string `parquet:"agency,dict"`
	Line          string `parquet:"line,dict"`
	Level         string `parquet:"level,dict"`
	District      string `parquet:"district,dict"`
	Planned       bool   `parquet:"planned"`
	Findings      bool   `parquet:"findings"`
	Role          string `parquet:"role,dict"`
	Rating        int32  `parquet:"rating"`
	CodeShown     string `parquet:"code_shown,dict"`
	IdentityShown string `parquet:"identity_shown,dict"`
	ContentTold   string `parquet:"content_told,dict"`
	RightsTold    string `parquet:"rights_told,dict"`
	OnlyListed    string `parquet:"only_listed,dict"`
	NotDisturbed  string `parquet:"not_disturbed,dict"`
	Text          bool   `parquet:"text"` // something was written; the lake does not hold it
}

// A Reason is one row of evaluation_reasons.
type Reason struct {
	ID     string `parquet:"id,plain"` // of the evaluation
	Monday int32  `parquet:"monday"`
	Agency string `parquet:"agency,dict"`
	Line   string `parquet:"line,dict"`
	Rating int32  `parquet:"rating"`
	Reason string `parquet:"reason,dict"`
}
