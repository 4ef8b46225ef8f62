package sample

import "inspectioncode.example/shared/inspection"

// What invented people write.
var (
	plans = map[inspection.Kind]string{
		inspection.DoubleRandom: "年度双随机抽查计划", inspection.Routine: "年度日常检查计划", inspection.OtherPlanned: "重点单位检查方案",
	}
	reasons = map[inspection.Kind][]string{
		inspection.Report:         {"群众举报储存不规范", "举报车辆在居民区停放", "举报人员无证上岗"},
		inspection.Complaint:      {"12345投诉气味扰民", "投诉服务和收费不清楚", "投诉装卸作业噪声"},
		inspection.Media:          {"媒体报道周边安全隐患"},
		inspection.OtherUnplanned: {"上级交办线索核查", "其他部门移送线索"},
	}
	findings = map[inspection.Line][]string{
		inspection.Transport: {"两份危险货物运单缺少押运人员签字", "一名押运人员从业资格证过期", "一台车辆卫星定位装置离线", "起运前检查记录不全"},
		inspection.Gas:       {"调压箱警示标志缺失", "瓶库通风不良", "两户用户年度安检记录缺失", "送气车辆未随车携带灭火器材"},
		inspection.Emergency: {"一名电工特种作业操作证过期", "半年内未组织应急演练", "安全管理人员未经考核合格", "隐患排查记录不全"},
	}
	callOffs    = []string{"企业当日停产检修", "执法人员参加应急处置", "与其他部门检查合并", "极端天气"}
	corrections = []string{"事项结论录入有误", "漏录整改期限", "发现描述不准确"}
	praise      = []string{"讲解很清楚，帮我们找到了问题", "时间短，态度好", "一次查完，不用反复准备材料", "希望继续这样"}
	complaints  = []string{"这个月来得太多，影响生产", "和上次查的内容一样", "没有说清依据", "等了很久，检查人员一直打电话", "要求提供的材料清单上没有"}
	sayings     = map[inspection.FeedbackKind][]string{
		inspection.Problem:    {"地下车库没有信号，码打不开", "老年店员不会扫码", "打印的码太小"},
		inspection.Opinion:    {"扫码以后心里有数了", "填结果的步骤有点多", "希望和本单位系统打通，不要两头录入"},
		inspection.Suggestion: {"希望能提前选择检查时间", "希望一年的检查能在一页里看到", "建议防爆区用纸质码"},
	}
)
