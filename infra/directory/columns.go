package main

import (
	"slices"
	"strings"
)

// A Kind is what a table is about. Its first column is what it cannot be without, and tells it from
// the others.
type kind struct {
	name    string
	columns []column
}

// A Column and every word it may be headed by.
type column struct {
	name  string
	words []string
	may   bool // be missing
}

// kinds of tables. An officers' table names agencies as well, so it is recognised before theirs.
var kinds = []kind{
	{"officers", []column{
		{"certificate", []string{"执法证号", "执法证件号", "证号"}, false},
		{"name", []string{"姓名"}, false},
		{"agency", []string{"执法主体代码", "单位代码", "所属单位代码"}, false},
		{"from", []string{"有效期起", "发证日期"}, false},
		{"until", []string{"有效期止", "有效期至"}, false},
		{"status", []string{"状态", "证件状态"}, true},
		{"withdrawn", []string{"收回日期", "吊销日期"}, true},
		{"photo", []string{"照片"}, true},
	}},
	{"enterprises", []column{
		{"uscc", []string{"统一社会信用代码", "信用代码"}, false},
		{"name", []string{"企业名称", "名称"}, false},
		{"trades", []string{"行业领域", "行业"}, false},
		{"grade", []string{"标准化等级", "安全生产标准化等级"}, true},
		{"site", []string{"检查场所", "地址", "场所地址"}, false},
		{"district", []string{"行政区划代码", "所在区", "区"}, false},
	}},
	{"agencies", []column{
		{"code", []string{"执法主体代码", "单位代码"}, false},
		{"number", []string{"执法主体编号", "编号"}, false},
		{"name", []string{"执法主体名称", "单位名称", "名称"}, false},
		{"name_en", []string{"英文名称"}, true},
		{"line", []string{"条线"}, false},
		{"level", []string{"层级"}, false},
		{"district", []string{"行政区划代码", "所在区", "区"}, true},
		{"phone", []string{"联系电话", "电话"}, true},
		{"webhook", []string{"推送地址", "系统推送地址"}, true},
	}},
}

// at finds the column a word heads; false if none.
func (k *kind) at(word string) (string, bool) {
	word = strings.ToLower(strings.TrimSpace(strings.Trim(word, "*＊")))
	i := slices.IndexFunc(k.columns, func(c column) bool { return c.name == word || slices.Contains(c.words, word) })
	if i < 0 {
		return "", false
	}
	return k.columns[i].name, true
}

// headed is the kind of table whose header cells are, and how many of its columns they name; nil if
// they are no header.
func headed(cells []string) (best *kind, named int) {
	for i := range kinds {
		k := &kinds[i]
		seen := map[string]bool{}
		for _, word := range cells {
			if name, ok := k.at(word); ok {
				seen[name] = true
			}
		}
		if seen[k.columns[0].name] && len(seen) > named && len(seen) >= 2 {
			best, named = k, len(seen)
		}
	}
	return best, named
}
