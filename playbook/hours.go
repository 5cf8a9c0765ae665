package playbook

import (
	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/schedule"
)

// HoursOf are the hours that the playbook gives a step, by the clock of whoever gets it: for what is written, and for a text. Both are
// nil for a step that it does not have. They only narrow the hours of package policy, which hold for everybody.
func (p *Playbook) HoursOf(step string) (mail, text schedule.Windows) {
	i := p.index(step)
	if i < 0 {
		return nil, nil
	}
	l := &p.lines[i]
	if l.Channel == goodturn.ChannelSMS {
		return l.windows, l.windows
	}
	return l.windows, p.text
}
