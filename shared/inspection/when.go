package inspection

import "time"

var weekdays = [7]string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"}

// DayInWords is 2023年9月5日（周二） or Tuesday, 5 September 2023.
func DayInWords(t time.Time) Text {
	t = t.In(Shanghai)
	return Text{t.Format("2006年1月2日") + "（" + weekdays[t.Weekday()] + "）", t.Format("Monday, 2 January 2006")}
}

// MomentInWords is 2023年9月5日（周二）09:00 or Tuesday, 5 September 2023, 09:00.
func MomentInWords(t time.Time) Text {
	day, clock := DayInWords(t), t.In(Shanghai).Format("15:04")
	return Text{day.ZH + clock, day.EN + ", " + clock}
}

// WindowInWords is 2023年9月5日（周二）09:00–12:00, with a second day only where there is one.
func WindowInWords(from, until time.Time) Text {
	begin, end := MomentInWords(from), MomentInWords(until)
	if DateOf(from) == DateOf(until) {
		clock := until.In(Shanghai).Format("15:04")
		end = Text{clock, clock}
	}
	return Text{begin.ZH + "–" + end.ZH, begin.EN + "–" + end.EN}
}
