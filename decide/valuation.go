package decide

import "github.com/goodturn-app/goodturn"

// valuation: whoever asks what the home would bring, or shows as plainly that a move is near, is called, not sent one more message.
// The call takes the place of the ask; a reminder is dropped.
func valuation(l *look) {
	at, why := l.person.Standing.ValuationAt, "asked for a valuation"
	if t := l.together.ValuationAt; t.After(at) {
		at = t
	}
	if s := l.person.Signal; !s.At.IsZero() && s.At.After(at) && s.At.After(l.person.Standing.LastTalk) && s.At.After(l.together.LastTalk) {
		at, why = s.At, s.Why
	}
	if at.IsZero() {
		l.ok(goodturn.ReasonValuation, "no sign of a move")
		return
	}
	evidence := why + " " + l.on(at)
	if l.touch.Kind == goodturn.KindReminder {
		l.skip(goodturn.ReasonValuation, evidence)
		return
	}
	l.object(objection{Reason: goodturn.Reason{Code: goodturn.ReasonValuation, Verdict: goodturn.ToTask, Evidence: evidence}})
}
