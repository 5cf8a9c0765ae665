package decide

import "github.com/goodturn-app/goodturn"

// kinds is a set of touch kinds.
type kinds uint8

const (
	value kinds = 1 << iota
	ask
	reminder
	review
	thanks
	call

	messages = value | ask | reminder | review | thanks
	all      = messages | call
)

func (k kinds) has(kind goodturn.Kind) bool { return k&kindBit(kind) != 0 }

func kindBit(kind goodturn.Kind) kinds {
	switch kind {
	case goodturn.KindValue:
		return value
	case goodturn.KindAsk:
		return ask
	case goodturn.KindReminder:
		return reminder
	case goodturn.KindReview:
		return review
	case goodturn.KindThanks:
		return thanks
	case goodturn.KindCall:
		return call
	}
	return all // a kind that nobody knows meets every guard
}

// guard may object to a touch.
type guard struct {
	name  string
	kinds kinds // which kinds it looks at
	look  func(*look)
}

// table is which guards look at which kind of touch (docs/ARCHITECTURE.md, Deciding), in the order in which a page lists them. A guard's file
// says why it objects; this table alone says to what. A review request must not know satisfaction, engagement, complaints or
// answers: asking only the glad ones for a public review is deceptive (docs/compliance.md section 0, point 5).
//
// Bereavement keeps review requests back too: that gates nothing by satisfaction, and a house in mourning is not asked for stars.
var table = []guard{
	// Nothing at all goes out.
	{"set-up", all, unset},
	{"watching only", messages, observing},
	{"pause", messages, paused},
	{"plan in use", value | ask | reminder | review | call, planInUse},
	{"restored database", messages, held},
	{"clock in doubt", messages, clock},
	{"owner inactive", all, ownerInactive},
	{"sender paused", messages, senderPaused},
	{"pace", messages, outOfPace},
	{"due before going live", messages, beforeLive},
	{"approval", messages, approval},
	{"unreadable facts", all, unreadable},
	{"sources of replies", value | ask | reminder, repliesSource},
	{"sources of complaints", ask | reminder, ticketSource},
	{"sources of satisfaction", ask, gladSources},

	// This person, whatever the touch.
	{"opted out, suppressed", all, optedOut},
	{"left out", all, leftOut},
	{"consent", messages, consent},
	{"address and channel", messages, roadOpen},
	{"died", all, died},
	{"bereavement", messages, bereaved},
	{"not a good time", value | ask | reminder, notGoodTime},
	{"open conversation", value | ask | reminder | review, talking},
	{"incident", value | ask | reminder | review, incident},
	{"represented elsewhere", value | ask | reminder, represented},
	{"their home", value | ask | reminder, theirHome},

	// The hour and the day.
	{"hours and holidays", all, hours},
	{"touched recently", messages, touchedRecently},
	{"touched often", messages, touchedOften},
	{"neighbours", messages, neighbour},

	// The message.
	{"missing facts", messages, missing},
	{"required facts", messages, requires},
	{"market", ask | reminder, market},
	{"figures in own words", messages, ownFigures},
	{"side", all, wrongSide},
	{"not due yet", all, notDueYet},
	{"superseded", all, superseded},

	// Asks and reminders.
	{"declined", ask | reminder, declined},
	{"snoozed", ask | reminder, snoozed},
	{"complaints", ask | reminder, tickets},
	{"introductions", ask | reminder, referrals},
	{"asked recently", ask, askedRecently},
	{"account asked", ask, accountAsked},
	{"same door", ask, sameDoor},
	{"too soon after the closing", ask, tooSoon},
	{"value before", ask, valueBefore},
	{"follows another", messages, follows},
	{"dormant", ask, dormant},
	{"imported", ask, imported},
	{"satisfaction", ask, satisfaction},
	{"churn", ask, churn},
	{"engagement", ask, engagement},
	{"holdout", ask, holdout},
	{"newest asks", ask | reminder, newestAsks},
	{"reminder", reminder, reminding},
	{"review", review, reviewing},
	{"review too near", ask, reviewNear},
	{"valuation", ask | reminder, valuation},
	{"introduction thanked for", thanks, thanking},
}
