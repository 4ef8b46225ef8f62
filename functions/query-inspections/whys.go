package queryinspections

import "inspectioncode.example/shared/page"

// Why a number leads to no rows.
var (
	whyRated = text("评议不逐份列出：一份评议来自哪家企业，对任何单位保密；单位只看5份以上的合计。",
		"Evaluations are not listed one by one: who gave which is kept from everybody, and agencies see totals of five or more.")
	whyReported = text("反映情况的企业受保护：无码检查的反映只向市级单位和市司法局列出，单位只看到5的倍数。",
		"Who reported is protected: reports of visits without a code are listed to the municipal units and the Bureau alone, and agencies are told of them in steps of five.")
	whyEstimated = text("中位数、区间由同行业全部企业的受检次数估算，没有单独的明细。",
		"The median and the interval are estimated from the visits of all enterprises of the trade: there are no rows of their own.")
	whyOthers = text("受检次数是各单位检查的合计，其他单位的检查不向本范围列出；中位数、区间由同行业全部企业估算。",
		"Visits are those of all agencies, and those of others are not listed here; the median and the interval are estimated from all enterprises of the trade.")
	whyTogether = text("没有列出企业的合计行不逐家展开：那会说出谁作了评价。预期次数是估算。",
		"Rows about all of an agency's enterprises are not listed one by one: that would tell who rated. What was expected is an estimate.")
	whyPeers = text("同行业其他企业的次数不列出，只告知中位数；不足5家的不告知。",
		"What other enterprises of the trade had is not listed: only the median is told, and of fewer than five nothing.")
)

// sentence is words with numbers in between.
func sentence(pieces ...page.Cell) page.Sentence { return pieces }
