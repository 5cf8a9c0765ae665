package playbook

import (
	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/schedule"
)

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

// WindowsOf are the hours that the playbook gives a step; nil for a step that it does not have.
func (p *Playbook) WindowsOf(step string) schedule.Windows {
	if i := p.index(step); i >= 0 {
		return p.lines[i].windows
	}
	return nil
}
