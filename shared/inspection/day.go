package inspection

import "time"

// Number is how many days lie between 1 January 1970 and d: what rows and sums are made with. Negative
// before; 0 if d is no day.
func (d Date) Number() int32 {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return 0
	}
	return int32(t.Unix() / (24 * 60 * 60))
}

// NumberedDay is the day that has a number.
func NumberedDay(n int32) Date {
	return Date(time.Unix(int64(n)*24*60*60, 0).UTC().Format(time.DateOnly))
}
