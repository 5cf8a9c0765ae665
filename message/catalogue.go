package message

import (
	"slices"
	"strings"
	"sync"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/message/words"
)

// Packs with a catalogue of their own.
const (
	PackRealEstate   = "real-estate"
	PackProduct      = "product"
	PackProfessional = "professional"
)

// CatalogueFor is the catalogue of a pack; an unknown pack gets the fields that all packs share.
func CatalogueFor(pack string) Catalogue {
	all := catalogues()
	if c, ok := all[pack]; ok {
		return c
	}
	return all[""]
}

var catalogues = sync.OnceValue(func() map[string]Catalogue {
	out := map[string]Catalogue{}
	for _, pack := range []string{"", PackRealEstate, PackProduct, PackProfessional} {
		out[pack] = words.NewCatalogue(slices.DeleteFunc(slices.Clone(allFields), func(f Field) bool {
			return f.Pack != "" && !slices.Contains(strings.Fields(f.Pack), pack)
		})...)
	}
	return out
})

// Field names that code needs to know; all others are only named in words.
const (
	fieldYes        = "yes_url"
	fieldMiddle     = "middle_url"
	fieldNo         = "no_url"
	fieldReview     = "review_url"
	fieldStop       = "unsubscribe_url"
	fieldValuation  = "valuation_url"
	fieldDisclosure = "home_disclosure"
)

// allFields is the whole vocabulary of words. Examples are invented and used in previews only.
var allFields = []Field{
	// The person.
	{Name: "greeting", Meaning: "the name a letter begins with; both names where a couple is addressed together", Kind: KindText, Example: "Anna", Group: GroupPerson, From: "the contact; missing where the name is unclear"},
	{Name: "first_name", Meaning: "given name", Kind: KindText, Example: "Anna", Group: GroupPerson, From: "the contact"},
	{Name: "names", Meaning: "the given names of everybody addressed: Anna and Paul", Kind: KindText, Example: "Anna and Paul", Group: GroupPerson, From: "the contacts addressed together"},
	{Name: "you_both", Meaning: "known when a couple is addressed together; for \"you both\" in conditions", Kind: KindText, Example: "you both", Group: GroupPerson, From: "the contacts addressed together"},
	{Name: "praise", Meaning: "their own praise, quoted back to them alone", Kind: KindText, Example: "You made it easy from the first viewing", Group: GroupPerson, Fact: true, From: "a review, a reply or a note"},
	{Name: "note_fact", Meaning: "one fact the owner noted that may be spoken of", Kind: KindText, Example: "the kitchen is being redone", Group: GroupPerson, Fact: true, From: "the owner's note"},

	{Name: "country", Meaning: "the country they live in, as two letters: US; for conditions", Kind: KindText, Example: "US", Group: GroupPerson, From: "the contact, else where your business is"},

	// Home and deal.
	{Name: "home_street", Meaning: "street and number of where they live now", Kind: KindText, Example: "12 Oak Street", Group: GroupPerson, Pack: PackRealEstate, Fact: true, From: "their home"},
	{Name: "home_address", Meaning: "full address of where they live now", Kind: KindText, Example: "12 Oak Street, Springfield, IL 62701", Group: GroupPerson, Pack: PackRealEstate, Fact: true, From: "their home"},
	{Name: "home_city", Meaning: "the city they live in", Kind: KindText, Example: "Springfield", Group: GroupPerson, Pack: PackRealEstate, From: "their home"},
	{Name: "home_zip", Meaning: "ZIP code of where they live", Kind: KindText, Example: "62701", Group: GroupPerson, Pack: PackRealEstate, From: "their home"},
	{Name: "neighbourhood", Meaning: "the neighbourhood as people call it", Kind: KindText, Example: "Riverside", Group: GroupPerson, Pack: PackRealEstate, Fact: true, From: "their home"},
	{Name: "closing_street", Meaning: "street and number of the property of the deal, also when they no longer live there", Kind: KindText, Example: "12 Oak Street", Group: GroupPerson, Pack: PackRealEstate, Fact: true, From: "the closing"},
	{Name: "closing_date", Meaning: "the day of the closing: March 15, 2026", Kind: KindDate, Example: goodturn.Date{Year: 2026, Month: 3, Day: 15}, Group: GroupPerson, Pack: PackRealEstate + " " + PackProduct, Fact: true, From: "the closing"},
	{Name: "closing_month", Meaning: "the month of the closing: March, and with its year once a year has passed: March 2025", Kind: KindText, Example: "March", Group: GroupPerson, Pack: PackRealEstate + " " + PackProduct, Fact: true, From: "the closing"},
	{Name: "closing_year", Meaning: "the year of the closing", Kind: KindText, Example: "2026", Group: GroupPerson, Pack: PackRealEstate + " " + PackProduct, Fact: true, From: "the closing"},
	{Name: "months_since", Meaning: "whole months since the closing, in words: three months", Kind: KindText, Example: "three months", Group: GroupPerson, Pack: PackRealEstate + " " + PackProduct, Fact: true, From: "the closing and today"},
	{Name: "years_since", Meaning: "years since the closing, in words: one year, two and a half years", Kind: KindText, Example: "one year", Group: GroupPerson, Pack: PackRealEstate + " " + PackProduct, Fact: true, From: "the closing and today"},
	{Name: "side", Meaning: "bought, sold, both, rented, rented_out or invested; missing where unknown; for conditions", Kind: KindText, Example: "bought", Group: GroupPerson, Pack: PackRealEstate, From: "the closing"},
	{Name: "side_verb", Meaning: "what I helped them do: buy, sell, rent, rent out", Kind: KindText, Example: "buy", Group: GroupPerson, Pack: PackRealEstate, From: "the closing"},
	{Name: "side_past", Meaning: "what they did: bought, sold, rented, rented out", Kind: KindText, Example: "bought", Group: GroupPerson, Pack: PackRealEstate, From: "the closing"},
	{Name: "side_noun", Meaning: "the deal as a noun: purchase, sale, move, rental", Kind: KindText, Example: "purchase", Group: GroupPerson, Pack: PackRealEstate, From: "the closing"},

	// The market. Every figure has a source and a period, and is missing once it has expired.
	{Name: "market_line", Meaning: "a clause on local prices with its source and period, without a full stop", Kind: KindText, Example: "homes in Riverside sold at a median of $415,000, up about 3% from the 90 days before, according to county records for the 90 days through June 14", Group: GroupMarket, Pack: PackRealEstate, From: "local closings, else the area's index over the year"},
	{Name: "market_trend", Meaning: "up, stable or adjusting; missing where the sales do not tell", Kind: KindText, Example: "up", Group: GroupMarket, Pack: PackRealEstate, From: "the same figure"},
	{Name: "market_fell", Meaning: "known where the figure fell; for conditions", Kind: KindText, Example: nil, Group: GroupMarket, Pack: PackRealEstate, From: "the same figure"},
	{Name: "market_percent", Meaning: "the movement in whole per cent without a sign: 3%; missing below 1%", Kind: KindPercent, Example: Percent(3), Group: GroupMarket, Pack: PackRealEstate, From: "the same figure"},
	{Name: "market_median", Meaning: "median price in the area", Kind: KindMoney, Example: Money{Minor: 41500000, Currency: "USD"}, Group: GroupMarket, Pack: PackRealEstate, From: "local closings"},
	{Name: "market_sales", Meaning: "number of sales behind the figure", Kind: KindNumber, Example: 41, Group: GroupMarket, Pack: PackRealEstate, From: "local closings"},
	{Name: "market_source", Meaning: "who says so", Kind: KindText, Example: "county records", Group: GroupMarket, Pack: PackRealEstate, From: "the same figure"},
	{Name: "market_period", Meaning: "the time it speaks of, after \"for\" or \"in\": March 16 to June 14", Kind: KindText, Example: "March 16 to June 14", Group: GroupMarket, Pack: PackRealEstate, From: "the same figure"},
	{Name: "market_area", Meaning: "the area it speaks of, after \"in\"", Kind: KindText, Example: "Riverside", Group: GroupMarket, Pack: PackRealEstate, From: "local closings"},
	{Name: "supply_line", Meaning: "a clause on days on the market or homes for sale, where they changed by a fifth or more", Kind: KindText, Example: "412 homes were for sale in Springfield in May, 24% more than a year before, according to Realtor.com", Group: GroupMarket, Pack: PackRealEstate, From: "a published series"},
	{Name: "area_note", Meaning: "your own note on the area, while it is fresh, for who lives there", Kind: KindText, Example: "The new school wing opens in May, and two homes near the park sold in a week.", Group: GroupMarket, Pack: PackRealEstate, From: "your settings"},
	{Name: "since_line", Meaning: "a clause on what values around them did since the closing", Kind: KindText, Example: "home values in the Springfield area are up 4% since you closed, according to the FHFA index through June", Group: GroupValue, Pack: PackRealEstate, From: "the index at the closing and now"},
	{Name: "home_change", Meaning: "the same as a number in whole per cent, without a sign; missing below 1%", Kind: KindPercent, Example: Percent(4), Group: GroupValue, Pack: PackRealEstate, From: "the index at the closing and now"},
	{Name: "home_direction", Meaning: "up, about level or down, to go with home_change", Kind: KindText, Example: "up", Group: GroupValue, Pack: PackRealEstate, From: "the index at the closing and now"},
	{Name: "home_line", Meaning: "a clause with the estimate of their home as a range; it says that it is no appraisal", Kind: KindText, Example: "your home is probably worth between $405,000 and $445,000, an estimate from the FHFA index through June, not an appraisal", Group: GroupValue, Pack: PackRealEstate, From: "price x index now / index at closing"},
	{Name: "home_range", Meaning: "the estimate alone: $405,000 to $445,000", Kind: KindText, Example: "$405,000 to $445,000", Group: GroupValue, Pack: PackRealEstate, From: "the same estimate"},
	{Name: fieldDisclosure, Meaning: "the clause that goes beside every home value", Kind: KindText, Example: "an estimate from the FHFA index through June, not an appraisal", Group: GroupValue, Pack: PackRealEstate, From: "the same estimate"},
	{Name: "equity_line", Meaning: "a clause on what may be theirs after the loan; only with a loan on file", Kind: KindText, Example: "your equity is probably between $120,000 and $160,000, an estimate from the FHFA index through June, not an appraisal", Group: GroupValue, Pack: PackRealEstate, From: "the estimate and the loan"},
	{Name: "rate_line", Meaning: "a clause comparing mortgage rates, known only where they are at least half a point lower", Kind: KindText, Example: "the average 30-year rate is 6.12%, compared with 6.87% when you closed, according to Freddie Mac's weekly survey of March 12", Group: GroupRate, Pack: PackRealEstate, From: "Freddie Mac's weekly survey"},
	{Name: "rate_now", Meaning: "30-year mortgage rate now", Kind: KindPercent, Example: Percent(6.12), Group: GroupRate, Pack: PackRealEstate, From: "the same survey"},
	{Name: "rate_then", Meaning: "the same rate in the week of their closing", Kind: KindPercent, Example: Percent(6.87), Group: GroupRate, Pack: PackRealEstate, From: "the same survey"},

	// The sender.
	{Name: "owner_first", Meaning: "your first name", Kind: KindText, Example: "Dana", Group: GroupOwner, From: "your settings"},
	{Name: "owner_name", Meaning: "your full name", Kind: KindText, Example: "Dana Reyes", Group: GroupOwner, From: "your settings"},
	{Name: "owner_phone", Meaning: "your telephone number", Kind: KindText, Example: "(217) 555-0142", Group: GroupOwner, From: "your settings"},
	{Name: "owner_calendar_url", Meaning: "your calendar link; missing without a public address", Kind: KindURL, Example: "https://calendar.example.com/dana", Group: GroupOwner, From: "your settings"},
	{Name: "owner_greeting", Meaning: "how you begin a letter: Hi", Kind: KindText, Example: "Hi", Group: GroupOwner, From: "your settings; Hi if you say nothing"},
	{Name: "sign_off", Meaning: "how you end a letter; line breaks are kept", Kind: KindLines, Example: "Warmly,\nDana", Group: GroupOwner, From: "your settings; your first name if you say nothing"},
	{Name: "owner_sentence", Meaning: "one sentence of your own", Kind: KindText, Example: "I keep a list of good local tradespeople and share it gladly.", Group: GroupOwner, From: "your settings"},
	{Name: "brokerage", Meaning: "your brokerage", Kind: KindText, Example: "Hill & Lake Realty", Group: GroupOwner, Pack: PackRealEstate, From: "your settings"},
	{Name: "company", Meaning: "your company", Kind: KindText, Example: "Lakeside Studio", Group: GroupOwner, From: "your settings"},
	{Name: "postal_address", Meaning: "the postal address of your business", Kind: KindText, Example: "1 Main Street, Springfield, IL 62701", Group: GroupOwner, From: "your settings"},

	// Time.
	{Name: "season", Meaning: "spring, summer, fall or winter where they live", Kind: KindText, Example: "spring", Group: GroupTime, From: "the day it goes out"},
	{Name: "month", Meaning: "the month in which it goes out", Kind: KindText, Example: "April", Group: GroupTime, From: "the day it goes out"},
	{Name: "year", Meaning: "the year in which it goes out", Kind: KindText, Example: "2026", Group: GroupTime, From: "the day it goes out"},

	// The ask and its ways to answer.
	{Name: fieldYes, Meaning: "where yes is said", Kind: KindURL, Example: "https://go.example.com/a/sample?yes", Group: GroupLink, From: "made for each ask"},
	{Name: fieldMiddle, Meaning: "where the middle answer is said", Kind: KindURL, Example: "https://go.example.com/a/sample?middle", Group: GroupLink, From: "made for each ask"},
	{Name: fieldNo, Meaning: "where not now, or not at all, is said", Kind: KindURL, Example: "https://go.example.com/a/sample?no", Group: GroupLink, From: "made for each ask"},
	{Name: fieldValuation, Meaning: "where a full valuation is asked for", Kind: KindURL, Example: "https://go.example.com/v/sample", Group: GroupLink, Pack: PackRealEstate, From: "made for each home update"},
	{Name: fieldReview, Meaning: "where a public review is written", Kind: KindURL, Example: "https://reviews.example.com/dana", Group: GroupLink, From: "your settings"},
	{Name: fieldStop, Meaning: "where all messages are stopped; the footer has it already", Kind: KindURL, Example: "https://go.example.com/s/sample", Group: GroupLink, From: "made for each person"},
	{Name: "share_url", Meaning: "their personal link, after a yes", Kind: KindURL, Example: "https://go.example.com/r/QX4PZ7", Group: GroupLink, From: "made with the yes"},
	{Name: "share_note", Meaning: "the note that they may forward, with who that is and how to find a time", Kind: KindLines, Example: "Dana Reyes helped me buy my home in Riverside in 2026. I would work with Dana again, and you reach Dana here: https://go.example.com/r/QX4PZ7.\n\nDana Reyes, Hill & Lake Realty, (217) 555-0142", Group: GroupAsk, From: "made with the yes"},
	{Name: "friend_url", Meaning: "where a friend takes back what they sent", Kind: KindURL, Example: "https://go.example.com/f/sample", Group: GroupLink, From: "made with the introduction"},
	{Name: "return_date", Meaning: "when we would come back after a not now", Kind: KindDate, Example: goodturn.Date{Year: 2026, Month: 9, Day: 1}, Group: GroupAsk, From: "the answer"},
	{Name: "friend_first", Meaning: "first name of the friend they introduced", Kind: KindText, Example: "Robin", Group: GroupAsk, Fact: true, From: "the introduction"},
	{Name: "asked_month", Meaning: "the month in which they were asked", Kind: KindText, Example: "March", Group: GroupAsk, Fact: true, From: "the ask"},
	{Name: "asked_when", Meaning: "how long ago they were asked: a week or so ago", Kind: KindText, Example: "a week or so ago", Group: GroupAsk, Fact: true, From: "the ask"},
	{Name: "agreed_term", Meaning: "what was agreed, in their words: by Friday", Kind: KindText, Example: "by Friday", Group: GroupAsk, Fact: true, From: "the reply or the owner's note"},

	// Other packs.
	{Name: "milestone", Meaning: "what they just reached", Kind: KindText, Example: "your third order", Group: GroupPerson, Pack: PackProduct + " " + PackProfessional, Fact: true, From: "the event that prompted this"},
	{Name: "product", Meaning: "the product they use", Kind: KindText, Example: "Ledgerly", Group: GroupPerson, Pack: PackProduct, From: "the name of your business"},
	{Name: "account", Meaning: "the company they belong to", Kind: KindText, Example: "Northwind Bakery", Group: GroupPerson, Pack: PackProduct + " " + PackProfessional, Fact: true, From: "the contact"},
	{Name: "result", Meaning: "a result of theirs, told in their words", Kind: KindText, Example: "two days saved every month", Group: GroupPerson, Pack: PackProduct + " " + PackProfessional, Fact: true, From: "the event or your note"},
	{Name: "shared_work", Meaning: "what you did together", Kind: KindText, Example: "the port migration", Group: GroupPerson, Pack: PackProfessional, Fact: true, From: "your note"},
	{Name: "their_part", Meaning: "what they were then, as a clause: you led the team", Kind: KindText, Example: "you led the team", Group: GroupPerson, Pack: PackProfessional, Fact: true, From: "your request"},
	{Name: "why_you", Meaning: "why you ask them, as a sentence", Kind: KindText, Example: "You saw how I work when a date is fixed.", Group: GroupPerson, Pack: PackProfessional, Fact: true, From: "your request"},
	{Name: "offer", Meaning: "one useful thing for them, as a sentence or two", Kind: KindText, Example: "The harbor authority has just published its new interface guide.", Group: GroupPerson, Pack: PackProfessional, Fact: true, From: "your note of what you could give first"},
	{Name: "asked_for", Meaning: "what you asked for: a recommendation", Kind: KindText, Example: "an introduction", Group: GroupAsk, Pack: PackProfessional, Fact: true, From: "your request"},
	{Name: "favour", Meaning: "what they did for you: the recommendation", Kind: KindText, Example: "the introduction", Group: GroupAsk, Pack: PackProfessional, Fact: true, From: "your request"},
	{Name: "due_day", Meaning: "the day that they or you named", Kind: KindDate, Example: goodturn.Date{Year: 2026, Month: 4, Day: 30}, Group: GroupAsk, Pack: PackProfessional, Fact: true, From: "their promise, else your request"},
	{Name: "shared_year", Meaning: "when you did it", Kind: KindText, Example: "2024", Group: GroupPerson, Pack: PackProfessional, Fact: true, From: "your note"},
	{Name: "goal", Meaning: "what you are looking for", Kind: KindText, Example: "a platform role in Chicago", Group: GroupAsk, Pack: PackProfessional, From: "your plan"},
	{Name: "target", Meaning: "whom you would like to meet", Kind: KindText, Example: "the hiring manager at Northwind", Group: GroupAsk, Pack: PackProfessional, From: "your plan"},
	{Name: "deadline", Meaning: "by when it would help", Kind: KindDate, Example: goodturn.Date{Year: 2026, Month: 4, Day: 30}, Group: GroupAsk, Pack: PackProfessional, From: "your plan"},
	{Name: "reward_disclosure", Meaning: "what is promised for an introduction, in words made from it; missing where nothing is. It stands before the link", Kind: KindText, Example: "You get $20 credit for each friend whom you introduce and who talks with us, 14 days later. Your friend gets $20 credit. At most $1,500 in 12 months.", Group: GroupAsk, Pack: PackProduct, From: "the reward; cannot be edited"},
}
