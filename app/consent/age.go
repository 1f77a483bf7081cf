package consent

import (
	"fmt"
	"strconv"
	"strings"
)

// A Band is a span of completed years, such as "0-12", "13" or "20+". It is
// all that travels of a visitor's age: the birth date stays in the browser
// (COM-41). The empty Band means that no age was told.
type Band string

// bandFloors are the ages at which a new band begins. Every age that any rule
// names is a floor, so that the rules answer alike for all ages of one band.
var bandFloors = []int{0, 13, 14, 15, 16, 17, 18, 20}

// BandOf is the band that holds the age of years completed years. A negative
// age has no band.
func BandOf(years int) Band {
	if years < 0 {
		return ""
	}
	for i := len(bandFloors) - 1; i >= 0; i-- {
		if years >= bandFloors[i] {
			return bandAt(i)
		}
	}
	return ""
}

func bandAt(i int) Band {
	floor := bandFloors[i]
	if i == len(bandFloors)-1 {
		return Band(strconv.Itoa(floor) + "+")
	}
	if last := bandFloors[i+1] - 1; last > floor {
		return Band(strconv.Itoa(floor) + "-" + strconv.Itoa(last))
	}
	return Band(strconv.Itoa(floor))
}

// ParseBand reads a band exactly as [BandOf] writes it; "" is no band.
func ParseBand(s string) (Band, error) {
	if s == "" {
		return "", nil
	}
	for i := range bandFloors {
		if bandAt(i) == Band(s) {
			return Band(s), nil
		}
	}
	all := make([]string, len(bandFloors))
	for i := range bandFloors {
		all[i] = string(bandAt(i))
	}
	return "", fmt.Errorf("band is %q; send one of %s", s, strings.Join(all, " "))
}

// Floor is the youngest age of b in completed years, or -1 for no band.
func (b Band) Floor() int {
	for i := range bandFloors {
		if bandAt(i) == b {
			return bandFloors[i]
		}
	}
	return -1
}

// Until is the day from which somebody born on birth, who is in b today, no
// longer is: the next date on which the band must be told anew. It is moved to
// the first day of the following month so that it does not spell the birthday;
// the visitor counts as younger until then. The last band has no end.
func (b Band) Until(birth Date) Date {
	for i := range bandFloors[:len(bandFloors)-1] {
		if bandAt(i) != b {
			continue
		}
		reached := Date{birth.Year + bandFloors[i+1], birth.Month, 1}
		return reached.AddMonths(1)
	}
	return Date{}
}

// Next is the band after b, or b itself for the last band and for none.
func (b Band) Next() Band {
	for i := range bandFloors[:len(bandFloors)-1] {
		if bandAt(i) == b {
			return bandAt(i + 1)
		}
	}
	return b
}
