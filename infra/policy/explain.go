package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"

	"inspectioncode.example/shared/inspection"
	"inspectioncode.example/shared/ledger"
)

// A change is what another policy would have made of the codes there are.
type change struct {
	file           string
	rules, inForce *inspection.Policy
	codes          int               // that were judged
	refused        []ledger.Reviewed // by the changed policy
	before         []ledger.Reviewed // by the one in force
}

// explain prints it for whoever answers for the policy: what changes first, then each case by itself.
func explain(out io.Writer, c change) {
	news, old := c.news()
	fmt.Fprintf(out, "政策草案 %s（版本%s）与现行政策（版本%s）对照，已核发检查码%d个。\n", c.file, c.rules.Version, c.inForce.Version, c.codes)
	fmt.Fprintf(out, "The draft %s (version %s) against the policy in force (version %s), on %d codes issued.\n\n", c.file, c.rules.Version, c.inForce.Version, c.codes)
	fmt.Fprintf(out, "草案将拒绝、现行政策不拒绝的：%d个。 Refused by the draft and not by the policy in force: %d.\n", len(news), len(news))
	if len(news) > 0 {
		fmt.Fprintln(out, "按规则 by rule:")
		byRule(out, news)
		fmt.Fprintln(out, "按条线 by line:")
		byLine(out, news, c.inForce)
	}
	if old > 0 {
		fmt.Fprintf(out, "另有%d个按现行政策和现在的名录也会拒绝，与草案无关，不再列出。\n%d more would be refused by the policy in force as well, with the directory as it is now; they are not listed.\n", old, old)
	}
	if c.rules.Frequency.LowYield.After > 0 {
		fmt.Fprint(out, "低效检查的说明要求未作对照：当时的结果后来才有。\nWhether visits that found nothing had to be explained is not judged: results came later.\n")
	}
	for i, r := range news {
		tell(out, i+1, r)
	}
}

// news are the codes that the draft refuses, each with what the policy in force does not refuse it for; and how many
// others it refuses as that does.
func (c *change) news() (news []ledger.Reviewed, old int) {
	type fault struct {
		id          inspection.ID
		field, rule string
	}
	known := map[fault]bool{}
	for _, r := range c.before {
		for _, f := range r.Refusal.Faults {
			known[fault{r.Inspection.ID, f.Field, f.Rule}] = true
		}
	}
	for _, r := range c.refused {
		var faults inspection.Faults
		for _, f := range r.Refusal.Faults {
			if !known[fault{r.Inspection.ID, f.Field, f.Rule}] {
				faults = append(faults, f)
			}
		}
		if faults == nil {
			old++
			continue
		}
		news = append(news, ledger.Reviewed{Inspection: r.Inspection, Refusal: &inspection.Refusal{Why: r.Refusal.Why, Faults: faults}})
	}
	slices.SortStableFunc(news, func(a, b ledger.Reviewed) int {
		return cmp.Or(cmp.Compare(a.Inspection.Enterprise.USCC, b.Inspection.Enterprise.USCC), a.Inspection.From.Compare(b.Inspection.From))
	})
	return news, old
}

// byRule prints how many codes each rule refuses, the most first, and the source that it has.
func byRule(out io.Writer, refused []ledger.Reviewed) {
	type row struct {
		rule   string
		n      int
		source *inspection.Text
	}
	rows := map[string]*row{}
	for _, r := range refused {
		named := map[string]bool{}
		for _, f := range r.Refusal.Faults {
			if rows[f.Rule] == nil {
				rows[f.Rule] = &row{rule: f.Rule, source: f.Source}
			}
			if !named[f.Rule] {
				rows[f.Rule].n++
			}
			named[f.Rule] = true
		}
	}
	for _, r := range slices.SortedFunc(maps.Values(rows), func(a, b *row) int { return cmp.Or(b.n-a.n, cmp.Compare(a.rule, b.rule)) }) {
		fmt.Fprintf(out, "%6d  %s", r.n, r.rule)
		if r.source != nil {
			fmt.Fprintf(out, "，依据：%s / %s", r.source.ZH, r.source.EN)
		}
		fmt.Fprintln(out)
	}
}

// byLine prints how many codes of each line are refused.
func byLine(out io.Writer, refused []ledger.Reviewed, p *inspection.Policy) {
	n := map[inspection.Line]int{}
	for _, r := range refused {
		n[r.Inspection.Agency.Line]++
	}
	for _, s := range p.Scopes {
		if n[s.Line] > 0 {
			fmt.Fprintf(out, "%6d  %s / %s\n", n[s.Line], s.Name.ZH, s.Name.EN)
		}
	}
}

// tell explains one code that would not have been issued.
func tell(out io.Writer, n int, r ledger.Reviewed) {
	in := &r.Inspection
	fmt.Fprintf(out, "\n%d. %s 检查 %s（%s）\n", n, in.Agency.Name.ZH, in.Enterprise.Name, in.Enterprise.USCC)
	fmt.Fprintf(out, "   %s，检查方式：%s，任务编号：%s，检查编号：%s\n", inspection.WindowInWords(in.From, in.Until).ZH, in.Kind.Name().ZH, in.Number, in.Ref)
	fmt.Fprintf(out, "   %s, %s, %s\n", in.Agency.Name.In(inspection.English), inspection.WindowInWords(in.From, in.Until).EN, in.Kind.Name().EN)
	for _, f := range r.Refusal.Faults {
		fmt.Fprintf(out, "   ✘ %s [%s %s]\n     %s\n", f.Text.ZH, f.Field, f.Rule, f.Text.EN)
		if f.Source != nil {
			fmt.Fprintf(out, "     依据：%s\n     source: %s\n", f.Source.ZH, f.Source.EN)
		}
		fmt.Fprintf(out, "     → %s\n       %s\n", f.Mend.ZH, f.Mend.EN)
	}
}
