package deployed

import (
	"fmt"
	"time"

	"inspectioncode.example/shared/identity"
	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
)

// Agency is the one agency of a sample directory.
const Agency = "310000-transport"

// System is that agency's own system (对接使用), which asks for codes.
func System() identity.Caller {
	return identity.Caller{Role: identity.AgencySystem, Subject: "system", Agency: Agency}
}

// Directory is a sample: one agency, and n enterprises with two officers each, so that n visits can be
// planned for the same hour.
func Directory(n int) ledger.Directory {
	d := ledger.Directory{Agencies: []inspection.Agency{{Code: Agency, Number: 1, Name: inspection.Text{ZH: "市交通委", EN: "Transport Commission"},
		Line: inspection.Transport, Level: inspection.Municipal}}}
	for i := range n {
		for j := range 2 {
			d.Officers = append(d.Officers, inspection.Officer{Certificate: certificate(i, j), Name: "甲", Agency: Agency, From: "2022-01-01", Until: "2099-12-31"})
		}
		d.Enterprises = append(d.Enterprises, inspection.Enterprise{USCC: Enterprise(i), Name: "例安运输", Trades: []inspection.Trade{inspection.DangerousGoods},
			Sites: []inspection.Site{{Address: "示例路1号", District: "310115"}}})
	}
	return d
}

func certificate(i, j int) string { return fmt.Sprintf("09%06d%d", i, j) }

// Enterprise is the i-th of a sample directory.
func Enterprise(i int) inspection.USCC {
	uscc, _ := inspection.CompleteUSCC(fmt.Sprintf("91310115XX00%04d", i+1))
	return uscc
}

// Task asks for a code for the i-th enterprise, for the hour from now on.
func Task(i int) inspection.Task {
	from := time.Now().Truncate(time.Minute)
	return inspection.Task{
		Number: fmt.Sprintf("T-%d", i), Agency: Agency, Enterprise: Enterprise(i), Kind: inspection.Routine, Plan: "年度计划",
		Items: []string{"T01", "T04"}, Officers: []string{certificate(i, 0), certificate(i, 1)},
		From: from, Until: from.Add(time.Hour),
	}
}
