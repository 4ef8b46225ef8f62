package pilot

import (
	"strings"
	"testing"

	"inspectioncode.example/shared/inspection"
)

func TestTheTrialsPolicyCanBeRead(t *testing.T) {
	p := Trial()
	if len(p.Catalogue) < 30 || len(p.Scopes) != 3 || len(p.Districts) != 16 {
		t.Errorf("got %d items, %d lines, %d districts; want at least 30, 3 and 16", len(p.Catalogue), len(p.Scopes), len(p.Districts))
	}
	for _, it := range p.Catalogue {
		if it.Title.EN == "" || it.Looks.ZH == "" || it.Looks.EN == "" || it.Basis.EN == "" {
			t.Errorf("item %s lacks a text in one language", it.Code)
		}
	}
	for _, l := range []inspection.Line{inspection.Transport, inspection.Gas, inspection.Emergency} {
		if len(p.ItemsOf(l, "2023-10-01")) < 10 {
			t.Errorf("line %s: fewer than ten items in force during the trial", l)
		}
	}
}

func TestAnItemEndsWithItsLaw(t *testing.T) {
	p := Trial()
	if _, ok := p.Item("G08", "2026-02-24"); !ok {
		t.Error("G08 should be in force on the last day of the old gas regulations")
	}
	if _, ok := p.Item("G08", "2026-02-25"); ok {
		t.Error("G08 should have ended with the old gas regulations")
	}
}

func TestAWrongPolicyIsRefusedWithFileAndPlace(t *testing.T) {
	good := string(trial)
	for _, c := range []struct{ why, policy, want string }{
		{"unknown key", strings.Replace(good, "at_least: 2", "at_most: 2", 1), "line 11: 没有名为“at_most”的规则项 / there is no key at_most"},
		{"wrong type", strings.Replace(good, "at_least: 2", "at_least: two", 1), "line 11"},
		{"unknown key in a rule", strings.Replace(good, "span: week", "spam: week", 1), "there is no key spam"},
		{"no source of a rule", strings.Replace(good, "source: {zh: 《道路运输条例》第五十九条、《行政处罚法》第四十二条, en: \"Road Transport Regulations, art. 59; Administrative Penalty Law, art. 42\"}", "", 1), "officers: source is missing in one language"},
		{"a source in one language", strings.Replace(good, `, en: "notice No. 39 (2023), part 4 (3)"`, "", 1), "trial: source is missing in one language"},
		{"a title in one language", strings.Replace(good, ", en: Licence and its conditions", "", 1), "item T01: title is missing in one language"},
		{"no such kind", strings.Replace(good, "double-random,", "double,", 1), "no such kind: double"},
		{"days out of order", strings.Replace(good, "until: 2023-12-31", "until: 2022-12-31", 1), "trial: from and until"},
		{"item twice", strings.Replace(good, "code: T02", "code: T01", 1), "item T01 stands twice"},
		{"no basis", strings.Replace(good, "basis: {zh: 《道路运输条例》（2023年修订）第三十一条,", "basis: {", 1), "basis is missing"},
		{"item of no line", strings.Replace(good, "line: gas\n    title: {zh: 燃气经营许可条件保持", "line: water\n    title: {zh: 燃气经营许可条件保持", 1), `line "water" has no scope`},
		{"two documents", good + "\n---\nversion: other\n", "more than one document"},
		{"not YAML", "\t{", "read test.yaml"},
	} {
		if c.policy == good {
			t.Fatalf("%s: the test changes nothing", c.why)
		}
		_, err := Read("test.yaml", []byte(c.policy))
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "read test.yaml: ") {
			t.Errorf("%s: got %v, want an error naming the file and %q", c.why, err, c.want)
		}
	}
}
