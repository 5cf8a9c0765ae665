package playbook

import "github.com/goodturn-app/goodturn"

// Thanks is the step that thanks for an introduction that has come to a stage, as it stands for one side. False if this playbook has
// none.
func (p *Playbook) Thanks(on goodturn.Stage, side goodturn.Side) (goodturn.Step, bool) {
	for i := range p.lines {
		if l := &p.lines[i]; l.On == on && on != "" && l.sides&sideBit(side) != 0 {
			return p.Step(l.Name, side)
		}
	}
	return goodturn.Step{}, false
}
