package message

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/market"
	"github.com/goodturn-app/goodturn/message/words"
)

// About is everything that a message to one person can speak of. Zero parts are unknown, and their fields missing.
type About struct {
	Contact  goodturn.Contact
	With     []goodturn.Contact // the others whom the same message addresses: a couple on one deal
	Closing  goodturn.Closing
	Home     goodturn.Home     // where they live now
	Request  *goodturn.Request // what is asked of them by hand; nil: nothing
	Work     string            // what the two did together, as far as the owner noted it
	Years    string            // and when
	Offer    string            // something useful that the owner has for them
	Owner    goodturn.User
	Settings goodturn.Settings
	Figures  Figures
	Links    Links
	Because  string        // why they are written to, after "You get this because"; empty: the deal or the work says it
	Today    goodturn.Date // the day it goes out, where the person lives
	Reward   string        // what is promised for an introduction, in the words made from it; empty: nothing is
	Rewards  bool          // whether the line of work allows anything to be promised at all
	More     Values        // fields that no noun holds: praise, friend_first, milestone ... They are cleaned like all others
}

// Figures is what the market says about one person's home and area. Each is used only while it may be quoted on the day.
type Figures struct {
	Movement market.Movement // local closings
	YearWord market.Trend    // the index over the year, used where there is no local movement
	Year     market.Figure
	Since    market.Figure // values around them since the closing
	Estimate market.Figure // of their own home
	Equity   market.Figure // only with a loan on file
	Rate     market.RateMove
	Supply   market.YearChange
}

// Links are the addresses made for one message: pages, or prefilled replies (see ReplyLinks).
type Links struct {
	Yes, Middle, No, Valuation, Stop, Share string
}

// The first words of prefilled replies. They are what a reply is recognised by.
const (
	ReplyYes       = "Yes"
	ReplyMiddle    = "I have somebody in mind"
	ReplyNo        = "Not now"
	ReplyValuation = "A full valuation, please"
	ReplyStop      = "Stop"
)

// ReplyLinks are the ways to answer without a public address: replies to the owner with their first words filled in.
func ReplyLinks(address string) Links {
	return Links{Yes: Mailto(address, ReplyYes), Middle: Mailto(address, ReplyMiddle), No: Mailto(address, ReplyNo),
		Valuation: Mailto(address, ReplyValuation), Stop: Mailto(address, ReplyStop)}
}

// ValuesFor gathers the fields of a message. What is unknown, unclear or not fit to print is absent; it never guesses.
func ValuesFor(a About) Values {
	v := make(gathered, 64)
	v.person(a)
	v.deal(a)
	v.work(a)
	v.figures(a.Figures, a.Today)
	v.owner(a)
	v.day(a)
	if a.Rewards {
		v.set("reward_disclosure", prose(a.Reward, KindText))
	}
	if a.Settings.Pack == PackProduct {
		v.set("product", fact(a.Settings.Name))
	}
	cat := CatalogueFor(a.Settings.Pack)
	for name, x := range a.More {
		f, known := cat.Field(name)
		if !known || !f.Kind.Holds(x) {
			continue
		}
		if s, ok := x.(string); ok && f.Kind != KindURL {
			v.set(name, prose(s, f.Kind))
			continue
		}
		v.put(name, x)
	}
	return Values(v)
}

// gathered is Values in the making: what is blank is not put in.
type gathered Values

func (v gathered) set(name, s string) {
	if s != "" {
		v[name] = s
	}
}

func (v gathered) put(name string, x any) {
	if words.Present(x) {
		v[name] = x
	}
}

func (v gathered) person(a About) {
	greeting, clear := Greetable(a.Contact.Greeting)
	first, _ := Greetable(a.Contact.Given)
	v.set("first_name", first)
	names := []string{greeting}
	for _, c := range a.With {
		if n, ok := Greetable(c.Greeting); ok && clear && !greets(greeting, n) {
			names = append(names, n)
		}
	}
	if clear {
		// Two people in one greeting are named alike: first names for all, so "Anna and Paul" and not "Mrs. Diaz and Paul".
		v.set("greeting", words.ListAnd(names))
		v.set("names", words.ListAnd(names))
		if len(names) == 2 || len(names) == 1 && strings.Contains(greeting, " and ") {
			v["you_both"] = "you both"
		}
	}
	v.set("note_fact", prose(a.Contact.NoteFact, KindText))
	v.set("account", fact(a.Contact.Company))
	region := a.Contact.Region
	if region == "" {
		region = a.Settings.Region
	}
	country, _, _ := strings.Cut(region, "-")
	v.set("country", fact(strings.ToUpper(country)))
}

// greets reports whether a greeting of several names somebody already: lists often hold "Anna and Paul" as the name of one of them.
func greets(greeting, name string) bool {
	all := strings.Split(strings.ReplaceAll(greeting, " and ", ", "), ", ")
	return len(all) > 1 && slices.ContainsFunc(all, func(s string) bool { return strings.EqualFold(strings.TrimSpace(s), name) })
}

func (v gathered) deal(a About) {
	lives := a.Home.Property
	if !a.Home.Ended.IsZero() {
		lives = goodturn.Address{}
	}
	v.set("home_street", fact(lives.Street))
	v.set("home_address", fact(lives.Line()))
	area := lives
	if area.IsZero() {
		area = a.Contact.Mailing
	}
	v.set("home_city", fact(area.City))
	v.set("home_zip", fact(area.ZIP))
	v.set("neighbourhood", fact(area.Area))
	if a.Closing.FellThrough {
		return
	}
	v.set("closing_street", fact(a.Closing.Property.Street))
	if d := a.Closing.Date; d.Valid() {
		v["closing_date"] = d
		v["closing_month"] = monthAt(d, a.Today)
		v["closing_year"] = strconv.Itoa(d.Year)
		if n := monthsBetween(d, a.Today); n > 0 {
			v["months_since"] = count(n, "month")
			if n >= 12 {
				v["years_since"] = yearsSince(n)
			}
		}
	}
	if w, ok := sideWords[a.Closing.Side]; ok {
		v["side"], v["side_verb"], v["side_past"], v["side_noun"] = string(a.Closing.Side), w.verb, w.past, w.noun
	}
}

var sideWords = map[goodturn.Side]struct{ verb, past, noun string }{
	goodturn.SideBought:    {"buy", "bought", "purchase"},
	goodturn.SideSold:      {"sell", "sold", "sale"},
	goodturn.SideBoth:      {"sell and buy", "sold and bought", "move"},
	goodturn.SideRented:    {"rent", "rented", "move"},
	goodturn.SideRentedOut: {"rent out", "rented out", "rental"},
	goodturn.SideInvested:  {"buy", "bought", "purchase"},
}

// monthAt is a month as a letter of today says it: March; with its year once that March is no longer the last one, since "in
// March" eighteen months later would be read as another. Today unknown: without.
func monthAt(d, today goodturn.Date) string {
	if today.Valid() && (today.Year-d.Year)*12+int(today.Month)-int(d.Month) >= 12 {
		return d.Month.String() + " " + strconv.Itoa(d.Year)
	}
	return d.Month.String()
}

// Asked gives the fields that say when somebody was asked, in a letter of today. Both dates are civil ones where they live.
func Asked(on, today goodturn.Date) Values {
	when := "in " + monthAt(on, today)
	switch weeks := (today.Sub(on) + 3) / 7; {
	case weeks <= 0:
		when = "the other day"
	case weeks == 1:
		when = "a week or so ago"
	case weeks == 2:
		when = "a couple of weeks ago"
	case weeks == 3:
		when = "a few weeks ago"
	}
	return Values{"asked_month": monthAt(on, today), "asked_when": when}
}

// monthsBetween counts whole civil months from the anchor, as the plan does: 31 January to 28 February is one.
func monthsBetween(from, to goodturn.Date) int {
	if !to.Valid() || to.Before(from) {
		return 0
	}
	n := (to.Year-from.Year)*12 + int(to.Month) - int(from.Month)
	if to.Before(from.AddMonths(n)) {
		n--
	}
	return n
}

// yearsSince says whole months as somebody would: two years, two and a half years, almost three years.
func yearsSince(months int) string {
	switch years, over := months/12, months%12; {
	case over > 8:
		return "almost " + count(years+1, "year")
	case over > 3 && years == 1:
		return "a year and a half"
	case over > 3:
		return strings.TrimSuffix(count(years, "year"), " years") + " and a half years"
	default:
		return count(years, "year")
	}
}

var small = strings.Fields("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty")

func count(n int, noun string) string {
	s := strconv.Itoa(n)
	if n < len(small) {
		s = small[n]
	}
	if n != 1 {
		noun += "s"
	}
	return s + " " + noun
}

func (v gathered) figures(f Figures, today goodturn.Date) {
	trend, local := f.Movement.Trend, f.Movement.Figure
	if local.Usable(today) {
		v.set("market_area", fact(f.Movement.Area.Words()))
		v["market_sales"] = f.Movement.SalesAfter
		v["market_median"] = Money{Minor: int64(math.Round(f.Movement.MedianAfter/1000)) * 100_000, Currency: "USD"}
	} else {
		trend, local = f.YearWord, f.Year
	}
	if local.Usable(today) {
		v.set("market_line", fact(local.String()))
		v.set("market_trend", string(trend))
		v.set("market_source", fact(local.Source.Words()))
		v.set("market_period", period(local.Period, today))
		v.percent("market_percent", local.Value)
		if local.Fell {
			v["market_fell"] = "fell"
		}
	}
	if f.Since.Usable(today) {
		v.set("since_line", fact(f.Since.String()))
		v.percent("home_change", f.Since.Value)
		switch {
		case f.Since.Value >= market.StableBand:
			v["home_direction"] = "up"
		case f.Since.Value <= -market.StableBand:
			v["home_direction"] = "down"
		default:
			v["home_direction"] = "about level"
		}
	}
	if f.Estimate.Usable(today) {
		v.set("home_line", fact(f.Estimate.String()))
		v.set(fieldDisclosure, fact(f.Estimate.Basis))
		v["home_range"] = dollars(f.Estimate.Low) + " to " + dollars(f.Estimate.High)
	}
	if f.Equity.Usable(today) {
		v.set("equity_line", fact(f.Equity.String()))
	}
	if f.Rate.Figure.Usable(today) {
		v["rate_now"], v["rate_then"] = Percent(f.Rate.Now.Value), Percent(f.Rate.Then.Value)
		if f.Rate.Moved() {
			v.set("rate_line", fact(f.Rate.Figure.String()))
		}
	}
	if f.Supply.Figure.Usable(today) && f.Supply.Moved() {
		v.set("supply_line", fact(f.Supply.Figure.String()))
	}
}

// percent sets a size in whole per cent; less than one is nothing to speak of.
func (v gathered) percent(name string, x float64) {
	if p := math.Round(math.Abs(x)); p >= 1 && !math.IsInf(p, 0) {
		v[name] = Percent(p)
	}
}

func dollars(x float64) string { return Money{Minor: int64(math.Round(x)) * 100}.String() }

// period says a span as it stands after "for": March 16 to June 14; with years where they are not this one.
func period(s market.Span, today goodturn.Date) string {
	say := func(d goodturn.Date, year bool) string {
		if year {
			return d.Letter()
		}
		return d.Month.String() + " " + strconv.Itoa(d.Day)
	}
	switch {
	case s.To.IsZero():
		return ""
	case s.From.IsZero():
		return "the time to " + say(s.To, s.To.Year != today.Year)
	}
	return say(s.From, s.From.Year != s.To.Year) + " to " + say(s.To, s.To.Year != today.Year || s.From.Year != s.To.Year)
}

func (v gathered) owner(a About) {
	o := a.Owner.Voice
	name := fact(a.Owner.Name)
	first := fact(o.FirstName)
	if first == "" && name != "" {
		first = strings.Fields(name)[0]
	}
	v.set("owner_first", first)
	v.set("owner_name", name)
	v.set("owner_phone", fact(o.Phone))
	hello := fact(strings.TrimRight(strings.TrimSpace(o.Greeting), ",!"))
	if hello == "" {
		hello = "Hi"
	}
	v["owner_greeting"] = hello
	sign := prose(o.SignOff, KindLines)
	if sign == "" {
		sign = first
	}
	v.set("sign_off", sign)
	v.set("owner_sentence", prose(o.Sentence, KindText))
	v.set("brokerage", fact(a.Settings.FirmOf(a.Owner)))
	v.set("company", fact(a.Settings.FirmOf(a.Owner)))
	v.set("postal_address", fact(a.Settings.PostalLine()))
	if market.NoteHolds(o, a.Home, a.Today) {
		v.set("area_note", prose(o.AreaNote, KindText))
	}
	set := func(name, address string) {
		if words.ValidAddress(address) {
			v[name] = address
		}
	}
	// In reply mode a message carries no web address at all; the words have another way then.
	if a.Settings.PublicURL != "" {
		set("owner_calendar_url", o.CalendarURL)
	}
	set(fieldReview, o.ReviewURL)
	set(fieldYes, a.Links.Yes)
	set(fieldMiddle, a.Links.Middle)
	set(fieldNo, a.Links.No)
	set(fieldValuation, a.Links.Valuation)
	set(fieldStop, a.Links.Stop)
	set("share_url", a.Links.Share)
}

func (v gathered) day(a About) {
	if !a.Today.Valid() {
		return
	}
	v["month"] = a.Today.Month.String()
	v["year"] = strconv.Itoa(a.Today.Year)
	v["season"] = season(int(a.Today.Month), a.Contact.Region)
}

// season is the meteorological season where somebody lives; "fall" in North America, "autumn" elsewhere.
func season(month int, region string) string {
	country, _, _ := strings.Cut(region, "-")
	names := [4]string{"winter", "spring", "summer", "fall"}
	switch country {
	case "", "US", "CA":
	default:
		names[3] = "autumn"
	}
	i := month % 12 / 3
	switch country {
	case "AU", "NZ", "ZA", "AR", "CL", "UY":
		i = (i + 2) % 4
	}
	return names[i]
}
