package reward

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
)

// Account is a place in the ledger where an amount can stand.
type Account string

const (
	Promised Account = "promised" // the other side of everything that was ever earned; never above zero
	Held     Account = "held"     // earned, not owed yet
	Due      Account = "due"      // owed
	Paid     Account = "paid"
	Donated  Account = "donated"
	Reversed Account = "reversed" // taken back before it was paid
)

// Accounts in the order in which an amount goes through them.
var Accounts = []Account{Promised, Held, Due, Paid, Donated, Reversed}

// Side says who gets it.
type Side string

const (
	Advocate Side = "advocate" // whoever introduced
	Friend   Side = "friend"
)

// Key is one reward: an introduction and a side of it.
type Key struct {
	Referral goodturn.ID
	Side     Side
}

// Line is one side of an entry. Lines are only ever added. At most one line has the same Key, Rule and Account.
type Line struct {
	Key
	Person   goodturn.ID // whom it belongs to; for a friend who is nobody of ours, empty
	Rule     string      // "held.1": what happened, and for the how-many-th time
	Account  Account
	Minor    int64 // signed; the two lines of an entry sum to zero
	Currency string
	Kind     Kind
	Why      string
	At       time.Time
	By       goodturn.ID // who did it; zero: the programme
}

// Entry is something that happened: an amount leaves one account for another.
type Entry [2]Line

// Position is where a reward stands now.
type Position struct {
	Key
	Person   goodturn.ID
	Account  Account
	Minor    int64
	Currency string
	Kind     Kind
	Since    time.Time
	Earned   time.Time // when it came to be held
	Round    int       // how often it was earned: taken back and earned anew is 2
	Why      string
}

// Open reports whether it may still be paid.
func (p Position) Open() bool { return p.Account == Held || p.Account == Due }

// Earn is the entry for an amount that was just earned. round is one more than that of the position before.
func Earn(k Key, person goodturn.ID, kind Kind, minor int64, currency string, round int, at time.Time, why string) Entry {
	return entry(Line{Key: k, Person: person, Rule: fmt.Sprintf("%s.%d", Held, round), Minor: minor, Currency: currency, Kind: kind, Why: why, At: at}, Promised, Held)
}

func entry(l Line, from, to Account) Entry {
	a, b := l, l
	a.Account, a.Minor = from, -l.Minor
	b.Account, b.Minor = to, l.Minor
	return Entry{a, b}
}

// next is where an amount may go from where it stands. What was paid stays paid: getting it back is between people.
var next = map[Account][]Account{Held: {Due, Reversed}, Due: {Paid, Donated, Reversed}}

// To is the entry that moves a reward on. CodeConflict if it cannot go there from where it stands.
func (p Position) To(to Account, at time.Time, by goodturn.ID, why string) (Entry, error) {
	for _, a := range next[p.Account] {
		if a == to {
			return entry(Line{Key: p.Key, Person: p.Person, Rule: fmt.Sprintf("%s.%d", to, p.Round), Minor: p.Minor, Currency: p.Currency, Kind: p.Kind, Why: why, At: at, By: by}, p.Account, to), nil
		}
	}
	return Entry{}, &goodturn.Error{Code: goodturn.CodeConflict, Message: fmt.Sprintf("This is %s already.", p.Account), Hint: "Look at it as it is now."}
}

type lineKey struct {
	Key
	rule    string
	account Account
}

// Add adds an entry to a ledger, once: the same entry told again changes nothing, and false says so.
func Add(ledger []Line, e Entry) ([]Line, bool) {
	for _, l := range ledger {
		if (lineKey{l.Key, l.Rule, l.Account}) == (lineKey{e[1].Key, e[1].Rule, e[1].Account}) {
			return ledger, false
		}
	}
	return append(ledger, e[0], e[1]), true
}

// rank orders what happens within a round: held, owed, and then one of three ends.
var rank = map[Account]int{Held: 1, Due: 2, Paid: 3, Donated: 3, Reversed: 3}

// Fold says where every reward of a ledger stands, in whatever order its lines come: clocks of two processes may differ.
func Fold(ledger []Line) map[Key]Position {
	out := map[Key]Position{}
	earned := map[Key]time.Time{}
	for _, l := range ledger {
		n, arrived := strings.CutPrefix(l.Rule, string(l.Account)+".")
		round, err := strconv.Atoi(n)
		if !arrived || err != nil {
			continue // the side that it left
		}
		have, known := out[l.Key]
		if l.Account == Held && (!known || round >= have.Round) {
			earned[l.Key] = l.At
		}
		if known && (round < have.Round || round == have.Round && rank[l.Account] < rank[have.Account]) {
			continue
		}
		out[l.Key] = Position{Key: l.Key, Person: l.Person, Account: l.Account, Minor: l.Minor, Currency: l.Currency, Kind: l.Kind, Since: l.At, Round: round, Why: l.Why}
	}
	for k, p := range out {
		p.Earned = earned[k]
		out[k] = p
	}
	return out
}

// Balances sums a ledger by currency and account. The accounts of a currency sum to zero.
func Balances(ledger []Line) map[string]map[Account]int64 {
	out := map[string]map[Account]int64{}
	for _, l := range ledger {
		if out[l.Currency] == nil {
			out[l.Currency] = map[Account]int64{}
		}
		out[l.Currency][l.Account] += l.Minor
	}
	return out
}

// Grants are what a person's introductions earned and what was not taken back, without one of them.
func Grants(all map[Key]Position, person goodturn.ID, without goodturn.ID) []Grant {
	var out []Grant
	for k, p := range all {
		if k.Side == Advocate && p.Person == person && k.Referral != without && p.Account != Reversed {
			out = append(out, Grant{At: p.Earned, Minor: p.Minor, Currency: p.Currency})
		}
	}
	return out
}
