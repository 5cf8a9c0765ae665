package goodturn

// Quote is a figure of the market that stands in words which an owner wrote for one message. Such words are literal: nothing in them runs
// out by itself, so what they quote is kept beside them.
type Quote struct {
	What  string `json:"what"`           // "local prices", "your note on the area"
	Says  string `json:"says"`           // the figure in full as it was then; by it what is left of it in the words is found
	Until Date   `json:"until"`          // the first day on which it may not stand there any more, where its reader lives
	Fell  bool   `json:"fell,omitempty"` // it says itself that prices fell
}

// QuotesEnd is the first day on which words with these figures may not leave as they are; zero: they have none.
func QuotesEnd(qs []Quote) Date {
	var end Date
	for _, q := range qs {
		if end.IsZero() || q.Until.Before(end) {
			end = q.Until
		}
	}
	return end
}
