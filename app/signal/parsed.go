package signal

// Parsed is the section as __gpp's ping and getSection answer it
// (parsedSections in the CMP API 1.1): an array with an object for the core
// and one for the sub-section of Global Privacy Control, if there is one. Nil
// for a section without a table.
func (s Section) Parsed() []map[string]any {
	version := s.Fields[fieldVersion]
	if len(version) != 1 {
		return nil
	}
	l := layoutOf(s.ID, version[0])
	if l == nil {
		return nil
	}
	core := map[string]any{fieldVersion: version[0]}
	for name, count := range l.fields() {
		switch values := s.Fields[name]; {
		case count > 0:
			core[name] = values
		case len(values) == 1:
			core[name] = values[0]
		}
	}
	if on, ok := s.Fields[fieldGPC]; ok && len(on) == 1 {
		return []map[string]any{core, {"SubsectionType": 1, fieldGPC: on[0] == 1}}
	}
	return []map[string]any{core}
}
