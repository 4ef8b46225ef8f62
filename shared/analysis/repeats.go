package analysis

import "inspectioncode.example/shared/inspection"

// Again is what was inspected again within a window, counted at the later visit.
type Again struct {
	Repeats      []int // 重复检查: the same item by the same agency at the same enterprise; by code of the agency
	CityDistrict []int // 市区重复: the same item by the other level of the same line; by code of the agency that came later
}

// A Second says of an item's row that the same had been inspected on a day before.
type Second struct {
	CityDistrict bool // by the other level; otherwise by the same agency
	Row          int32
	Before       int32 // day
}

// Again finds what was inspected again on the days from first to last, within so many days of the time before, and tells
// of each. Earlier rows are looked at as what may be repeated. Of a city's and a district's visit on one day the
// district's counts as the later, unless they came together.
func (it *Items) Again(first, last inspection.Date, window int, tell func(Second)) Again {
	agencies, items, lines := len(it.Agency.Names), len(it.Item.Names), len(it.Line.Names)
	a := Again{Repeats: make([]int, agencies), CityDistrict: make([]int, agencies)}
	same, city, alone, district := newLatest(agencies*items), newLatest(lines*items), newLatest(lines*items), newLatest(lines*items)
	municipal := it.Level.Code(string(inspection.Municipal))
	from := first.Number()
	rows := it.Select(Scope{}, inspection.NumberedDay(0), last)
	order, start := it.Enterprise.group(rows, func(int32) bool { return true })
	for e := range it.Enterprise.Names {
		for of := order[start[e]:start[e+1]]; len(of) > 0; {
			n := 1
			for n < len(of) && it.Day[of[n]] == it.Day[of[0]] {
				n++
			}
			day := it.Day[of[0]]
			after := day - int32(window)
			for _, i := range of[:n] {
				agency := it.Agency.Of[i]
				if before := same.turn(int(agency)*items+int(it.Item.Of[i]), day); before >= after && day >= from {
					a.Repeats[agency]++
					tell(Second{Row: i, Before: before})
				}
				if it.Level.Of[i] == municipal && !it.LinePart[i] {
					alone.turn(int(it.Line.Of[i])*items+int(it.Item.Of[i]), day)
				}
			}
			for _, i := range of[:n] {
				item := int(it.Line.Of[i])*items + int(it.Item.Of[i])
				before := district.day[item]
				if it.Level.Of[i] != municipal {
					before = city.day[item]
					if alone.day[item] == day && !it.LinePart[i] {
						before = day
					}
				}
				if before >= after && day >= from {
					a.CityDistrict[it.Agency.Of[i]]++
					tell(Second{CityDistrict: true, Row: i, Before: before})
				}
			}
			for _, i := range of[:n] {
				ours := district
				if it.Level.Of[i] == municipal {
					ours = city
				}
				ours.turn(int(it.Line.Of[i])*items+int(it.Item.Of[i]), day)
			}
			of = of[n:]
		}
		same.forget()
		city.forget()
		alone.forget()
		district.forget()
	}
	return a
}

// A latest remembers on which day something was last, and forgets what it was told in time proportional to
// that.
type latest struct {
	day  []int32
	told []int
}

// never is a day before every window.
const never = -1 << 30

func newLatest(n int) *latest {
	l := &latest{day: make([]int32, n)}
	for i := range l.day {
		l.day[i] = never
	}
	return l
}

// turn puts day in the place of the day before it, which it returns.
func (l *latest) turn(i int, day int32) int32 {
	was := l.day[i]
	if was == never {
		l.told = append(l.told, i)
	}
	l.day[i] = day
	return was
}

func (l *latest) forget() {
	for _, i := range l.told {
		l.day[i] = never
	}
	l.told = l.told[:0]
}
