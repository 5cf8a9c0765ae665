package goodturn

// ReasonCode names why a touch does not go. Codes are stored and counted; their words live here and nowhere else.
type ReasonCode string

const (
	// Nothing at all goes out.
	ReasonUnset         ReasonCode = "unset"
	ReasonObserving     ReasonCode = "observing"
	ReasonPaused        ReasonCode = "paused"
	ReasonPlanUnused    ReasonCode = "plan_not_in_use"
	ReasonHold          ReasonCode = "hold"
	ReasonClock         ReasonCode = "clock_in_doubt"
	ReasonOwnerInactive ReasonCode = "owner_inactive"
	ReasonSenderPaused  ReasonCode = "sender_paused"
	ReasonOutOfPace     ReasonCode = "out_of_pace"
	ReasonOneAtATime    ReasonCode = "one_at_a_time"
	ReasonBeforeLive    ReasonCode = "due_before_live"
	ReasonNotApproved   ReasonCode = "not_approved"
	ReasonJustApproved  ReasonCode = "just_approved"
	ReasonSkippedByHand ReasonCode = "skipped_by_hand"
	ReasonNotSent       ReasonCode = "not_sent"
	ReasonFacts         ReasonCode = "facts_unavailable"
	ReasonSourceSilent  ReasonCode = "source_silent"

	// This person, whatever the touch.
	ReasonOptedOut     ReasonCode = "opted_out"
	ReasonSuppressed   ReasonCode = "suppressed"
	ReasonLeftOut      ReasonCode = "left_out"
	ReasonNoConsent    ReasonCode = "no_consent"
	ReasonConsentEnded ReasonCode = "consent_ended"
	ReasonNoAddress    ReasonCode = "no_address"
	ReasonBounced      ReasonCode = "address_bounced"
	ReasonChannel      ReasonCode = "channel_not_connected"
	ReasonDied         ReasonCode = "died"
	ReasonBereaved     ReasonCode = "bereavement"
	ReasonNotGoodTime  ReasonCode = "not_a_good_time"
	ReasonTalking      ReasonCode = "open_conversation"
	ReasonIncident     ReasonCode = "incident"
	ReasonRepresented  ReasonCode = "represented_elsewhere"
	ReasonNotTheirHome ReasonCode = "not_their_home"

	// The hour and the day.
	ReasonQuietHours      ReasonCode = "quiet_hours"
	ReasonHoliday         ReasonCode = "holiday"
	ReasonBlackout        ReasonCode = "blackout_day"
	ReasonTouchedRecently ReasonCode = "touched_recently"
	ReasonTouchedOften    ReasonCode = "touched_often"
	ReasonBetterToday     ReasonCode = "better_touch_today"
	ReasonMerged          ReasonCode = "merged_into_another"
	ReasonDropped         ReasonCode = "dropped_for_another"
	ReasonNeighbour       ReasonCode = "same_words_next_door"

	// The message.
	ReasonMissing      ReasonCode = "missing_fact"
	ReasonRequires     ReasonCode = "required_fact_missing"
	ReasonMarketFell   ReasonCode = "market_fell"
	ReasonRanOut       ReasonCode = "figures_ran_out"
	ReasonWrongSide    ReasonCode = "wrong_side"
	ReasonMomentPassed ReasonCode = "moment_passed"
	ReasonTooEarly     ReasonCode = "not_due_yet"
	ReasonSuperseded   ReasonCode = "superseded"
	ReasonNotInPlan    ReasonCode = "not_in_plan" // planning anew cancelled it; it comes back once the plan holds it again

	// Asks and reminders.
	ReasonDeclined       ReasonCode = "declined"
	ReasonSnoozed        ReasonCode = "snoozed"
	ReasonTicket         ReasonCode = "open_ticket"
	ReasonTicketRecent   ReasonCode = "recent_ticket"
	ReasonReferred       ReasonCode = "already_referred"
	ReasonMidReferral    ReasonCode = "mid_referral"
	ReasonAskedRecently  ReasonCode = "asked_recently"
	ReasonAccountAsked   ReasonCode = "account_asked"
	ReasonSameDoor       ReasonCode = "same_door"
	ReasonTooSoon        ReasonCode = "too_soon_after_closing"
	ReasonNoValue        ReasonCode = "no_value_before"
	ReasonDependency     ReasonCode = "waits_for_another"
	ReasonDependencyGone ReasonCode = "the_other_never_arrived"
	ReasonDormant        ReasonCode = "dormant"
	ReasonJustImported   ReasonCode = "just_imported"
	ReasonLowScore       ReasonCode = "low_satisfaction"
	ReasonChurn          ReasonCode = "churn_risk"
	ReasonLowEngagement  ReasonCode = "low_engagement"
	ReasonHoldout        ReasonCode = "holdout"
	ReasonNewerAsks      ReasonCode = "newer_closing_asks"
	ReasonAnswered       ReasonCode = "answered"
	ReasonAskNotOpen     ReasonCode = "ask_not_open"
	ReasonNoReminders    ReasonCode = "no_reminders_left"
	ReasonReviewOff      ReasonCode = "review_link_missing"
	ReasonReviewOld      ReasonCode = "closing_too_old_for_review"
	ReasonAskNear        ReasonCode = "ask_too_near"
	ReasonReviewNear     ReasonCode = "review_too_near"
	ReasonValuation      ReasonCode = "valuation_asked"

	// Thanks.
	ReasonIntroChanged ReasonCode = "introduction_changed"
	ReasonThanked      ReasonCode = "already_thanked"
)

// ReasonInfo is what a page says of a code.
type ReasonInfo struct {
	Code     ReasonCode
	Label    string // what was looked at: "Last asked"
	Sentence string // why it does not go: "They were asked not long ago."
	Lift     string // what lifts it: "It lifts by itself on the date shown."
	Slides   bool   // the person's own circumstance: the late window starts when it lifts. False: our pause or the owner's silence, which only uses time up
}

// Reasons holds the words of every code, in the order in which a page lists them.
var Reasons = []ReasonInfo{
	{ReasonUnset, "Set-up", "Goodturn has not been set up to send yet.", "Finish the first steps in Settings.", false},
	{ReasonObserving, "Watching only", "You chose to watch first; nothing leaves yet.", "Go live when you are ready.", false},
	{ReasonPlanUnused, "Plan", "The plan it belongs to is not in use.", "Take the plan into use again in Settings; what went stale meanwhile is not sent.", false},
	{ReasonPaused, "Pause", "Everything is paused.", "Resume when you like; what went stale meanwhile is not sent.", false},
	{ReasonHold, "Safety stop", "Goodturn is not sure that its memory is complete, so it sends nothing.", "Look at what is uncertain and confirm it.", false},
	{ReasonClock, "This computer's clock", "The clock of this computer cannot be trusted right now.", "It lifts when two clocks agree.", false},
	{ReasonOwnerInactive, "The sender", "The person in whose name it would go is no longer active.", "Write to them yourself. If that person is here after all, say so in Settings, under People and log-in.", false},
	{ReasonSenderPaused, "Your mailbox", "The mailbox it leaves from is not working or resting.", "Check the mailbox in Settings.", false},
	{ReasonOutOfPace, "Pace", "Enough messages left this mailbox today.", "It goes on the next day with room.", true},
	{ReasonOneAtATime, "Pace", "Messages leave this mailbox one at a time.", "It goes in a minute or two.", true},
	{ReasonBeforeLive, "Before you went live", "It came due before you went live, and nothing is caught up.", "Nothing to do; the plan goes on.", false},
	{ReasonNotApproved, "Your approval", "You have not approved it yet.", "Approve it, edit it, or skip it.", false},
	{ReasonJustApproved, "Your approval", "You approved it a moment ago and can still take it back.", "It goes in a few minutes.", false},
	{ReasonSkippedByHand, "Your choice", "You left it out.", "Nothing to do; the plan goes on.", false},
	{ReasonNotSent, "Your word", "You said that it did not go out.", "It does not go again by itself; the plan goes on.", false},
	{ReasonFacts, "What we know", "What we need to know could not be read just now.", "It is tried again by itself.", false},
	{ReasonSourceSilent, "Connections", "A connected system has gone silent, so we do not know enough.", "Look at the connection.", false},
	{ReasonOptedOut, "Never contact", "They asked for no more messages.", "Only they can lift it.", true},
	{ReasonSuppressed, "Never contact", "This address is on the list of those never to be written to.", "Only they can lift it.", true},
	{ReasonLeftOut, "Left out", "You keep this person out of the plan.", "Take them in again on their page.", true},
	{ReasonNoConsent, "Permission", "There is no ground on file for writing to them this way.", "Record how they agreed, or write yourself.", true},
	{ReasonConsentEnded, "Permission", "The ground for writing to them has run out.", "Ask them yourself, and record it.", true},
	{ReasonNoAddress, "Address", "There is no address to send it to.", "Add an e-mail address.", true},
	{ReasonBounced, "Address", "Mail to this address came back.", "Fix the address.", true},
	{ReasonChannel, "Road", "This way of sending is not connected.", "Connect it in Settings.", true},
	{ReasonDied, "Bereavement", "This person has died.", "Nothing more goes out.", true},
	{ReasonBereaved, "Bereavement", "There was a death in this household.", "It lifts on the date shown, or when you say so.", true},
	{ReasonNotGoodTime, "A good time", "You noted that it is not a good time for them.", "It lifts on the date shown, or when you say so.", true},
	{ReasonTalking, "Open conversation", "You two are talking.", "It lifts on the date shown, or once you say how the talk ended.", true},
	{ReasonIncident, "Trouble on our side", "Something is wrong at the moment, and nobody is bothered while it is.", "It lifts when the trouble is over.", true},
	{ReasonRepresented, "Another agent", "They work with another agent now.", "Tell us if that ended.", true},
	{ReasonNotTheirHome, "The home", "It speaks of a home that is no longer theirs.", "Correct the home on their page if that is wrong.", true},
	{ReasonQuietHours, "Time of day", "It is not a good hour where they are.", "It goes in the next good hour.", true},
	{ReasonHoliday, "Holiday", "It is a holiday where they are.", "It goes on the next working day.", true},
	{ReasonBlackout, "Your days off", "You keep this day free of messages.", "It goes on the next day.", true},
	{ReasonTouchedRecently, "Last message", "They had a message from us less than a day ago.", "It goes on the next day.", true},
	{ReasonTouchedOften, "Messages this month", "They had enough messages in the last 30 days.", "It lifts on the date shown.", true},
	{ReasonBetterToday, "One a day", "Another message to them is better today.", "It goes on the next free day.", true},
	{ReasonMerged, "One a day", "Its thought went along with another message.", "Nothing to do.", true},
	{ReasonDropped, "One a day", "Another message took its place.", "Nothing to do.", true},
	{ReasonNeighbour, "Neighbours", "A neighbour or colleague got nearly the same words not long ago.", "It goes later, or in other words.", true},
	{ReasonMissing, "The words", "Something that the message needs is missing.", "Add the fact, or change the words.", true},
	{ReasonRequires, "What it needs", "Something this step needs is not known.", "Add it, or leave the step out.", true},
	{ReasonMarketFell, "The market", "Prices fell there, and a favour is not asked on the back of that.", "It goes when the market has turned, or expires.", true},
	{ReasonRanOut, "Figures in your words", "A figure of the market in your own words no longer holds.", "Look at them again: they are kept, and you can go back to the plan's, which have the figures of the day.", true},
	{ReasonWrongSide, "The deal", "It is meant for another kind of deal.", "Correct the side of the deal if that is wrong.", true},
	{ReasonMomentPassed, "The moment", "The moment has passed; late it would be odd.", "Nothing to do; the plan goes on.", true},
	{ReasonTooEarly, "The day", "Its day has not come.", "It goes on its day.", true},
	{ReasonSuperseded, "A newer deal", "A newer deal took its place.", "Nothing to do.", true},
	{ReasonNotInPlan, "Your plan", "Your plan holds it no more: the step was left out, or its days or the deal were changed.", "It comes back by itself once the plan holds it again, unless its day has passed.", true},
	{ReasonDeclined, "A no thanks", "They said no thanks to being asked.", "Only they can lift it.", true},
	{ReasonSnoozed, "A not now", "They said not now.", "It lifts on the date they were told.", true},
	{ReasonTicket, "Complaints", "A complaint is open.", "It lifts two weeks after it is solved.", true},
	{ReasonTicketRecent, "Complaints", "There was a complaint not long ago.", "It lifts on the date shown.", true},
	{ReasonReferred, "Introductions", "They have just introduced somebody.", "It lifts on the date shown.", true},
	{ReasonMidReferral, "Introductions", "Somebody they introduced is still with you.", "It lifts when that is settled.", true},
	{ReasonAskedRecently, "Last asked", "They, or somebody in their household, were asked not long ago.", "It lifts on the date shown.", true},
	{ReasonAccountAsked, "Last asked", "Enough people there were asked not long ago.", "It lifts on the date shown.", true},
	{ReasonSameDoor, "The same request", "Somebody else at their company was asked for the same thing a few days ago.", "It lifts on the date shown.", true},
	{ReasonTooSoon, "Since the closing", "It is too soon after the closing.", "It lifts on the date shown.", true},
	{ReasonNoValue, "Something useful first", "Nothing useful reached them in the last 60 days.", "It follows the next useful message.", true},
	{ReasonDependency, "Something useful first", "It follows a message that has not arrived yet.", "It goes a day or two after that one arrived.", true},
	{ReasonDependencyGone, "Something useful first", "The message it follows never arrived, or too long ago.", "Nothing to do; the plan goes on.", true},
	{ReasonDormant, "Last contact", "You two have not been in touch for half a year.", "A hello goes first.", true},
	{ReasonJustImported, "New here", "They were added less than two weeks ago.", "It lifts on the date shown.", true},
	{ReasonLowScore, "Satisfaction", "They were not happy when last asked.", "Talk to them first.", true},
	{ReasonChurn, "Satisfaction", "They may be about to leave.", "Talk to them first.", true},
	{ReasonLowEngagement, "Engagement", "They have hardly been around lately.", "It lifts when they are.", true},
	{ReasonHoldout, "Comparison group", "They belong to the small group that is never asked, for comparison.", "Nothing to do.", true},
	{ReasonNewerAsks, "A newer deal", "Only the newest deal asks.", "Nothing to do.", true},
	{ReasonAnswered, "Their answer", "They have already answered.", "Nothing to do.", true},
	{ReasonAskNotOpen, "The request", "The request it would recall was not sent or is closed.", "Nothing to do.", true},
	{ReasonNoReminders, "Reminders", "They were reminded already.", "Nothing to do.", true},
	{ReasonReviewOff, "Review link", "No review link is set.", "Give one in Settings to switch this on.", true},
	{ReasonReviewOld, "Review", "The closing is too long ago for a review.", "Nothing to do.", true},
	{ReasonAskNear, "Review", "A request for an introduction is too near.", "It moves away by a week.", true},
	{ReasonReviewNear, "Review", "They were asked for a review a few days ago.", "It moves away by a week.", true},
	{ReasonValuation, "Valuation", "They asked what the home would bring; call them first.", "It lifts when you have talked.", true},
	{ReasonIntroChanged, "Introductions", "The introduction no longer stands as it did.", "Nothing to do.", true},
	{ReasonThanked, "Thanks", "You have thanked them yourself.", "Nothing to do.", true},
}

// Info gives the words of a code; a code without words is a defect that a test finds.
func (c ReasonCode) Info() ReasonInfo {
	for _, r := range Reasons {
		if r.Code == c {
			return r
		}
	}
	return ReasonInfo{Code: c, Label: string(c), Sentence: string(c)}
}
