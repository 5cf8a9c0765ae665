package goodturn

// Timing is what the owner changed of the days of a plan, for everybody at one tempo or for one person, beside what its file says.
// Distances are civil ones from the closing as they are written in a playbook ("day 120", "7 months"); those of steps that come
// every year count from the last anniversary. The zero Timing changes nothing.
type Timing struct {
	Tempo    Tempo                 `json:"tempo,omitempty"`     // of one person; empty: as everybody. Of a plan it is never set
	FirstAsk string                `json:"first_ask,omitempty"` // nobody is asked before it; empty: as the plan says
	Steps    map[string]StepTiming `json:"steps,omitempty"`     // by name of the step; absent: as the plan says
}

// StepTiming is when one step comes. The zero StepTiming is as the plan says.
type StepTiming struct {
	After string `json:"after,omitempty"` // empty: as the plan says
	Off   bool   `json:"off,omitempty"`   // it does not go, and what follows it neither
}

// IsZero reports whether nothing is changed.
func (t Timing) IsZero() bool {
	if t.Tempo != "" || t.FirstAsk != "" {
		return false
	}
	for _, s := range t.Steps {
		if s != (StepTiming{}) {
			return false
		}
	}
	return true
}

// Tidy is the same Timing without entries that change nothing.
func (t Timing) Tidy() Timing {
	out := Timing{Tempo: t.Tempo, FirstAsk: t.FirstAsk}
	for name, s := range t.Steps {
		if s == (StepTiming{}) {
			continue
		}
		if out.Steps == nil {
			out.Steps = map[string]StepTiming{}
		}
		out.Steps[name] = s
	}
	return out
}
