package signal

import (
	"errors"
	"fmt"
)

// The header of a GPP string: Int(6) type, Int(6) version, and the ids of the
// sections as Range(Fibonacci).
const (
	headerType    = 3
	headerVersion = 1
)

// maxSection bounds the section ids that are read. The list ends at 27; the
// bound only keeps a made-up header from naming millions of sections.
const maxSection = 4095

// writeHeader writes the header for ids, which ascend.
func writeHeader(ids []int) string {
	var w bitWriter
	w.put(headerType, 6)
	w.put(headerVersion, 6)
	groups := runs(ids)
	w.put(len(groups), 12)
	last := 0
	for _, g := range groups {
		first, end := g[0], g[1]
		if first == end {
			w.put(0, 1)
			w.putFibonacci(first - last)
		} else {
			w.put(1, 1)
			w.putFibonacci(first - last)
			w.putFibonacci(end - first)
		}
		last = end
	}
	return w.text()
}

// runs joins neighbours: 7 8 9 12 becomes [7 9] [12 12].
func runs(ids []int) (groups [][2]int) {
	for _, id := range ids {
		if n := len(groups); n > 0 && groups[n-1][1]+1 == id {
			groups[n-1][1] = id
		} else {
			groups = append(groups, [2]int{id, id})
		}
	}
	return groups
}

// readHeader reads the ids of the sections. More than want ids is an error, so
// that a short string cannot ask for a long list.
func readHeader(text string, want int) ([]int, error) {
	r, err := readBits(text)
	if err != nil {
		return nil, err
	}
	if kind, version := r.take(6), r.take(6); r.err == nil && (kind != headerType || version != headerVersion) {
		return nil, fmt.Errorf("it has type %d and version %d; only type %d, version %d is known", kind, version, headerType, headerVersion)
	}
	var ids []int
	last := 0
	for range r.take(12) {
		group := r.take(1) == 1
		first := last + r.fibonacci()
		end := first
		if group {
			end += r.fibonacci()
		}
		if r.err == nil && end > maxSection {
			r.err = errFibonacci
		}
		if r.err != nil {
			return nil, r.err
		}
		if len(ids)+end-first+1 > want {
			return nil, fmt.Errorf("it names more sections than the %d that follow", want)
		}
		for id := first; id <= end; id++ {
			ids = append(ids, id)
		}
		last = end
	}
	return ids, r.end()
}

// putFibonacci writes n, from 1, as the sum of distinct Fibonacci numbers 1 2 3
// 5 8 …, the smallest first, with a final 1: no code but the end has two ones
// in a row (Zeckendorf's theorem).
func (w *bitWriter) putFibonacci(n int) {
	numbers := []int{1, 2}
	for numbers[len(numbers)-1] <= n {
		numbers = append(numbers, numbers[len(numbers)-1]+numbers[len(numbers)-2])
	}
	code := make([]byte, 0, len(numbers)+1)
	for i := len(numbers) - 1; i >= 0; i-- {
		switch {
		case numbers[i] <= n:
			n -= numbers[i]
			code = append(code, 1)
		case len(code) > 0:
			code = append(code, 0)
		}
	}
	for i := len(code) - 1; i >= 0; i-- {
		w.bits = append(w.bits, code[i])
	}
	w.bits = append(w.bits, 1)
}

var errFibonacci = errors.New("it has a section id that is too large")

// fibonacci reads what putFibonacci wrote.
func (r *bitReader) fibonacci() int {
	sum, before := 0, 0
	for number, next := 1, 2; r.err == nil; number, next = next, number+next {
		bit := r.take(1)
		if bit == 1 && before == 1 {
			return sum
		}
		sum += bit * number
		before = bit
		if number > maxSection {
			r.err = errFibonacci
		}
	}
	return 0
}
