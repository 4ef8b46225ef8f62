package inspection

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// CheckTask judges t by the policy, given what the directory says of those it names and the time
// it is now. It finds every fault there is to find at once.
func (p *Policy) CheckTask(t *Task, d Particulars, now time.Time) Faults {
	var fs Faults
	fs.checkForm(t)
	fs.checkVisit(t, p, now)
	scope := fs.checkAgency(t, d, p)
	fs.checkEnterprise(t, d, p, scope)
	fs.checkGround(t, p, scope)
	fs.checkItems(t, d, p)
	fs.checkOfficers(t, d, p)
	fs.checkBeyond(t, d, p)
	return fs
}

// taskNumber allows what agencies number by, document numbers such as 沪交检〔2023〕12号 included.
var taskNumber = regexp.MustCompile(`^[\p{Han}A-Za-z0-9][\p{Han}A-Za-z0-9〔〕（）()\[\]._-]*$`)

// MaxNumberBytes bounds a task number, because it becomes part of an object's name.
const MaxNumberBytes = 60

func (fs *Faults) checkForm(t *Task) {
	if len(t.Number) > MaxNumberBytes || !taskNumber.MatchString(t.Number) || !utf8.ValidString(t.Number) {
		fs.add("number", "task-number", Text{"任务编号为空、过长或含有不允许的字符", "the task number is empty, too long or has characters that are not allowed"},
			Text{"请使用汉字、字母、数字及〔〕（）()[]._-，不超过20个汉字或60个字母", "use letters, digits, Chinese characters and 〔〕（）()[]._-, at most 60 bytes"})
	}
	if t.Assistants != nil {
		fs.needText("assistants.unit", t.Assistants.Unit, 60, Text{"随同人员单位", "unit of the assistants"})
		if t.Assistants.Number < 1 || t.Assistants.Number > 20 {
			fs.add("assistants.number", "assistants-number", Text{"随同人员人数应为1至20人", "there must be 1 to 20 assistants"},
				Text{"请填写实际人数；没有随同人员则不填此项", "give their number, or leave assistants out"},
				Text{"《上海市优化营商环境条例》第六十四条", "Shanghai Regulations on the Business Environment, art. 64"})
		}
	}
}

// begun is how long ago a visit may be said to begin: as long as filling in the form at the gate takes.
const begun = 15 * time.Minute

func (fs *Faults) checkVisit(t *Task, p *Policy, now time.Time) {
	if t.From.IsZero() || t.Until.IsZero() || !t.From.Before(t.Until) {
		fs.add("from", "visit-window", Text{"结束时间应晚于开始时间，两者都要填写", "the visit ends after it begins, and both are needed"},
			Text{"请核对检查的日期和起止时间", "check its day and times"})
		return
	}
	length := t.Until.Sub(t.From)
	if !t.From.Equal(t.From.Truncate(time.Minute)) || length%(15*time.Minute) != 0 {
		fs.add("until", "visit-quarters", Text{"检查应从整分钟开始，时长为15分钟的整数倍", "a visit begins on a whole minute and lasts a multiple of 15 minutes"},
			Text{"请调整开始或结束时间", "move its beginning or its end"})
	}
	if length > time.Duration(p.Visit.MaxHours)*time.Hour {
		fs.add("until", "visit-length", textf("一次检查不得超过%d小时", "one visit lasts at most %d hours", p.Visit.MaxHours),
			Text{"请缩短时间；需要再次进入的，另行申请检查码", "shorten it; coming again takes another code"}, p.Visit.Source)
	}
	day := t.Day()
	if day < p.Trial.From || DateOf(t.Until.Add(-time.Minute)) > p.Trial.Until {
		fs.add("from", "outside-trial", textf("检查日期%s不在试点期间（%s至%s）内", "the visit on %s is outside the trial (%s to %s)", day, p.Trial.From, p.Trial.Until),
			Text{"请把检查安排在试点期间内", "plan the visit inside the trial"}, p.Trial.Source)
	}
	if t.From.Before(now.Add(-begun)) && t.Until.After(now) {
		fs.add("from", "visit-begun", Text{"检查开始时间已经过去；须先取得检查码，再实施检查", "the visit has begun already; a code comes before an inspection"},
			Text{"请填写现在或以后的时间", "give a time from now on"}, p.Trial.Source)
	}
	if !t.Until.After(now) {
		fs.add("until", "visit-past", Text{"检查时间已经过去；检查码须在检查之前取得", "the visit is over already; a code is obtained before an inspection"},
			Text{"请填写将来的时间", "give a time to come"}, p.Trial.Source)
	}
}

func (fs *Faults) checkAgency(t *Task, d Particulars, p *Policy) *ScopeRule {
	if d.Agency == nil {
		fs.add("agency", "agency-unknown", Text{"执法主体不在试点单位名录中", "the agency is not in the directory of the trial"},
			Text{"请使用名录中的执法主体代码", "use an agency code of the directory"}, p.Trial.Source)
		return nil
	}
	scope, ok := p.Scope(d.Agency.Line)
	if !ok {
		fs.add("agency", "line-outside-trial", textf("该执法主体的条线（%s）不在试点范围内", "the agency's line (%s) is not part of the trial", d.Agency.Line),
			Text{"试点限于交通、住房城乡建设管理（燃气）、应急管理三个条线", "the trial covers transport, gas and emergency management"}, p.Trial.Source)
		return nil
	}
	return &scope
}

func (fs *Faults) checkEnterprise(t *Task, d Particulars, p *Policy, scope *ScopeRule) {
	switch {
	case !t.Enterprise.Valid():
		fs.add("enterprise", "uscc", Text{"统一社会信用代码的校验位不正确", "the check digits of the unified social credit code are wrong"},
			Text{"请对照营业执照核对18位代码", "compare the 18 characters with the business licence"}, Text{"GB 32100-2015", "GB 32100-2015"})
		return
	case d.Enterprise == nil:
		fs.add("enterprise", "enterprise-unknown", Text{"该企业不在名录中", "the enterprise is not in the directory"},
			Text{"请核对代码，或先将企业导入名录", "check the code, or have the enterprise imported first"})
		return
	}
	if scope != nil && scope.Trade != "" && !slices.Contains(d.Enterprise.Trades, scope.Trade) {
		fs.add("enterprise", "not-in-scope", textf("该企业不属于%s,不在本条线试点检查范围内", "the enterprise is not of the trade the line inspects in the trial (%s)", scope.Name),
			Text{"请核对企业名录中的行业领域", "check the enterprise's trades in the directory"}, scope.Source)
	}
	site, ok := d.Enterprise.Site(t.Site)
	if !ok {
		fs.add("site", "site-unknown", Text{"该地址不是企业登记的检查场所", "the address is not a registered site of the enterprise"},
			textf("请从登记的场所中选择：%s", "choose one of its sites: %s", addresses(d.Enterprise.Sites)))
		return
	}
	if a := d.Agency; a != nil && a.Level == District && site.District != a.District {
		fs.add("site", "other-district", textf("该场所位于%s,不属于本区", "the site lies in %s, not in the agency's district", p.Districts[site.District]),
			Text{"请由所在区或者市级单位实施检查", "leave it to that district's agency or the municipal one"}, p.Trial.Source)
	}
}

func addresses(sites []Site) string {
	var all []string
	for _, s := range sites {
		all = append(all, s.Address)
	}
	return strings.Join(all, "; ")
}

func (fs *Faults) checkGround(t *Task, p *Policy, scope *ScopeRule) {
	if t.Kind.Name() == (Text{}) {
		fs.add("kind", "kind-unknown", Text{"检查方式不在规定的种类中", "the kind of inspection is none of those provided for"},
			Text{"请选择：" + kindList(kinds).ZH, "choose " + kindList(kinds).EN}, p.Trial.Source)
		return
	}
	if scope != nil && !slices.Contains(scope.Kinds, t.Kind) {
		fs.add("kind", "kind-outside-trial", textf("试点中，%s不实施“%s”检查", "in the trial, the line %s has no inspections of the kind %s", scope.Name, t.Kind.Name()),
			textf("本条线可用的检查方式：%s", "kinds open to this line: %s", kindList(scope.Kinds)), scope.Source)
	}
	if t.Kind.Planned() {
		fs.needText("plan", t.Plan, 100, Text{"计划名称或编号", "plan's name or number"})
		fs.mayText("reason", t.Reason, 500, Text{"检查理由", "reason"})
	} else {
		fs.needText("reason", t.Reason, 500, Text{"检查理由", "reason"})
		fs.mayText("plan", t.Plan, 100, Text{"计划名称或编号", "plan's name or number"})
	}
}

// kindList names kinds, with the words programs use for them.
func kindList(kinds []Kind) (list Text) {
	for i, k := range kinds {
		if i > 0 {
			list.ZH += "、"
			list.EN += ", "
		}
		list.ZH += k.Name().ZH + "（" + string(k) + "）"
		list.EN += string(k)
	}
	return list
}

func (fs *Faults) checkItems(t *Task, d Particulars, p *Policy) {
	if len(t.Items) == 0 || len(t.Items) > 30 {
		fs.add("items", "items-number", Text{"检查事项应为1至30项", "an inspection has 1 to 30 items"},
			Text{"请从检查事项清单中选择", "choose from the catalogue of items"})
		return
	}
	for i, code := range t.Items {
		field := "items[" + strconv.Itoa(i) + "]"
		item, ok := p.Item(code, t.Day())
		_, last := p.Item(code, DateOf(t.Until.Add(-time.Minute)))
		switch {
		case slices.Contains(t.Items[:i], code):
			fs.add(field, "item-twice", Text{"检查事项重复", "the item is named twice"}, Text{"每个事项只列一次", "name each item once"})
		case !ok || !last:
			fs.add(field, "item-unknown", Text{"该事项不在检查当日有效的检查事项清单中；清单以外的事项不得检查", "the item is not in the catalogue on that day; nothing else may be inspected"},
				Text{"请从检查事项清单中选择", "choose from the catalogue of items"}, oneVisit)
		case d.Agency != nil && item.Line != d.Agency.Line:
			fs.add(field, "item-other-line", Text{"该事项属于其他条线", "the item belongs to another line"},
				Text{"请选择本条线的事项", "choose items of your own line"})
		}
	}
}

func (fs *Faults) checkOfficers(t *Task, d Particulars, p *Policy) {
	if len(t.Officers) < p.Officers.AtLeast || len(t.Officers) > 20 {
		fs.add("officers", "officers-number", textf("现场检查应有%d名以上执法人员（至多20名）", "an inspection takes at least %d officers (and at most 20)", p.Officers.AtLeast),
			Text{"请填写全部到场执法人员的执法证号", "name every officer who comes, by certificate number"}, p.Officers.Source)
	}
	if len(t.Officers) > 20 {
		return
	}
	last := DateOf(t.Until.Add(-time.Minute))
	for i, certificate := range t.Officers {
		field := "officers[" + strconv.Itoa(i) + "]"
		var o *Officer
		if i < len(d.Officers) {
			o = d.Officers[i]
		}
		switch {
		case slices.Contains(t.Officers[:i], certificate):
			fs.add(field, "officer-twice", Text{"执法人员重复", "the officer is named twice"}, Text{"每名执法人员只列一次", "name each officer once"})
		case o == nil:
			fs.add(field, "officer-unknown", Text{"该执法证号不在名录中", "the certificate number is not in the directory"},
				Text{"请核对执法证号", "check the number"}, p.Officers.Source)
		case o.Agency != t.Agency:
			fs.add(field, "officer-other-agency", Text{"该执法人员不属于本单位", "the officer is not of this agency"},
				Text{"请填写本单位的执法人员", "name officers of your own agency"}, p.Officers.Source)
		case o.Withdrawn != "" && o.Withdrawn <= last:
			fs.add(field, "officer-certificate-withdrawn", textf("该执法证自%s起已收回", "the certificate is withdrawn as of %s", o.Withdrawn),
				Text{"请更换执法人员", "name another officer"}, p.Officers.Source)
		case t.Day() < o.From || o.Until < last:
			fs.add(field, "officer-certificate-expired", textf("该执法证在检查当日无效（有效期%s至%s）", "the certificate is not valid on that day (valid %s to %s)", o.From, o.Until),
				Text{"请更换执法人员，或先换发证件", "name another officer, or have the certificate renewed"}, p.Officers.Source)
		}
	}
}
