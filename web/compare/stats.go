package main

import "slices"

// A figure is the middle of what the rounds found, and where half of it lies.
type figure struct {
	Median float64 `json:"median"`
	Low    float64 `json:"low"`  // first quartile
	High   float64 `json:"high"` // third quartile
	N      int     `json:"n"`
}

// figureOf is false when there is nothing to take the middle of.
func figureOf(values []float64) (figure, bool) {
	if len(values) == 0 {
		return figure{}, false
	}
	slices.Sort(values)
	return figure{quantile(values, 0.5), quantile(values, 0.25), quantile(values, 0.75), len(values)}, true
}

// quantile of sorted values, straight between neighbours.
func quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	i := int(at)
	if i+1 == len(sorted) {
		return sorted[i]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}

// value is what one round found of m for the widget id.
func (m *measure) value(round map[string]sample, id string) (float64, bool) {
	v, ok := round[id][m.key]
	if !ok {
		return 0, false
	}
	if m.above {
		base, found := round[bare][m.key]
		v, ok = v-base, found
	}
	return v / m.scale, ok
}

// of gathers m for the widget id over all rounds.
func (r *result) of(m *measure, id string) (figure, bool) {
	var all []float64
	for _, round := range r.Rounds {
		if v, ok := m.value(round, id); ok {
			all = append(all, v)
		}
	}
	return figureOf(all)
}

// ratio gathers how much of the reference's the widget's was, round by round.
func (r *result) ratio(m *measure, id string) (figure, bool) {
	var all []float64
	for _, round := range r.Rounds {
		v, ok := m.value(round, id)
		base, found := m.value(round, reference)
		if ok && found && base > 0 {
			all = append(all, v/base)
		}
	}
	return figureOf(all)
}
