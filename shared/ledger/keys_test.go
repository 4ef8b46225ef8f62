package ledger

import (
	"fmt"
	"testing"
	"time"

	"inspectioncode.example/shared/inspection"
)

func ExampleFactKey() {
	ref := inspection.Ref{Day: "2023-09-05", ID: "041061050r3gg28a"}
	at := time.Date(2023, 9, 5, 9, 15, 0, 0, inspection.Shanghai)
	const enterprise inspection.USCC = "91350100M000100Y43"

	fmt.Println(TaskKey("310115-gas", "2023-0107"))
	fmt.Println(TaskKey("310115-gas", "沪〔7〕"))
	fmt.Println(IntentKey(at, "code.issued.041061050r3gg28a", "4r2k0000"))
	fmt.Println(PageKey(enterprise, "2023", 1))
	fmt.Println(FactKey(ref, issuedFact))
	fmt.Println(FactKey(ref, outcomeFact(0)))
	fmt.Println(JoinedKey(ref, "310000-emergency", "7h2m0041061050r3"))
	fmt.Println(EvidenceKey(ref, "7h2m0041061050r3.jpg"))
	fmt.Println(ScanKey(ref, at, "4r2k0000"))
	fmt.Println(EvaluationKey("2023-W36", "7h2m0041061050r3"))
	fmt.Println(FeedbackKey("2023-09-05", "041061050r3gg28a"))
	fmt.Println(VisitKey("2023-09-05", "041061050r3gg28a", true, 0))
	fmt.Println(VisitKey("2023-09-05", "041061050r3gg28a", true, 1))
	fmt.Println(VisitKey("2023-09-05", "041061050r3gg28a", false, 0))
	fmt.Println(VisitPhotoKey(ref, true, "7h2m0041061050r3.jpg"))
	fmt.Println(EnterpriseKey(enterprise, ref))
	fmt.Println(AgencyKey("310115-gas", ref))
	fmt.Println(OfficerKey("09150000001", ref))
	fmt.Println(DirectoryOfficerKey("09150000001"))
	fmt.Println(DirectoryEnterpriseKey(enterprise))
	fmt.Println(SummaryKey("2023-12-31", "", ""))
	fmt.Println(SummaryKey("2023-12-31", inspection.Gas, ""))
	fmt.Println(SummaryKey("2023-12-31", "", "310115-gas"))
	fmt.Println(BehindKey("2023-12-31", "", ""))
	fmt.Println(BehindKey("2023-12-31", "", "310115-gas"))
	fmt.Println(ReportKey("2023-12-31", inspection.Gas))
	fmt.Println(ReportKey("2023-12-31", ""))
	fmt.Println(ReceiptKey("code.issued.041061050r3gg28a"))
	fmt.Println(PushedKey("310000-gas", "code.issued.041061050r3gg28a"))
	fmt.Println(LakeKey("inspections", "2023-09", "2c26b46b68ffc68f"))
	fmt.Println(ManifestKey(7))
	fmt.Println(ReleasedKey("2023-10-01"))
	fmt.Println(OwnSummariesKey("2023-10-01", 0xa7))
	fmt.Println(AlertKey("over-week.91350100M000100Y43.2023-W36"))
	// Output:
	// tasks/310115-gas/2023-0107.json
	// tasks/310115-gas/=E6=B2=AA=E3=80=947=E3=80=95.json
	// intents/20230905T011500.000Z-code.issued.041061050r3gg28a-4r2k0000.json
	// ledgers/91350100M000100Y43/2023/000001.json
	// inspections/2023-09-05/041061050r3gg28a/issued.json
	// inspections/2023-09-05/041061050r3gg28a/outcome/0.json
	// inspections/2023-09-05/041061050r3gg28a/joined/310000-emergency-7h2m0041061050r3
	// inspections/2023-09-05/041061050r3gg28a/evidence/7h2m0041061050r3.jpg
	// inspections/2023-09-05/041061050r3gg28a/scans/20230905T011500.000Z-4r2k0000.json
	// evaluations/2023-W36/7h2m0041061050r3.json
	// feedback/2023-09-05/041061050r3gg28a.json
	// visits/2023-09-05/041061050r3gg28a.json
	// visits/2023-09-05/041061050r3gg28a-1.json
	// visits/unsigned/2023-09-05/041061050r3gg28a.json
	// visits/2023-09-05/041061050r3gg28a/7h2m0041061050r3.jpg
	// enterprises/91350100M000100Y43/2023-09-05-041061050r3gg28a
	// agencies/310115-gas/2023-09-05-041061050r3gg28a
	// officers/09150000001/2023-09-05-041061050r3gg28a
	// directory/officers/09150000001.json
	// directory/enterprises/91350100M000100Y43.json
	// reports/2023-12-31/city.json
	// reports/2023-12-31/lines/gas.json
	// reports/2023-12-31/agencies/310115-gas.json
	// reports/2023-12-31/city-behind.json
	// reports/2023-12-31/agencies/310115-gas-behind.json
	// reports/2023-12-31/pilot/gas.docx
	// reports/2023-12-31/pilot/city.docx
	// receipts/code.issued.041061050r3gg28a
	// pushed/310000-gas/code.issued.041061050r3gg28a
	// lake/inspections/month=2023-09/part-2c26b46b68ffc68f.parquet
	// lake/manifest/000007.json
	// lake/released/2023-10-01.json
	// reports/2023-10-01/enterprises/a7.json
	// alerts/over-week.91350100M000100Y43.2023-W36.json
}

// Ensure that hostile names stay one segment, and that no two of them become the same.
func TestNoTextLeavesItsSegment(t *testing.T) {
	seen := map[string]string{}
	for _, s := range []string{"", ".", "..", "../x", "a/b", "a=2Fb", "=", "=3D", "a b", "a\x00b", "%2e%2e", "é", "e\u0301"} {
		got := segment(s)
		if other, ok := seen[got]; ok {
			t.Errorf("%q and %q both become %q", s, other, got)
		}
		seen[got] = s
		for i := range len(got) {
			if c := got[i]; c == '/' || c <= ' ' || c > '~' || (c == '.' && i == 0) {
				t.Errorf("%q becomes %q", s, got)
			}
		}
	}
}
