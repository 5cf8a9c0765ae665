package goodturn

import "time"

// Role says what a user may do.
type Role string

const (
	RoleOwner Role = "owner" // everything
	RoleAgent Role = "agent" // works with clients, and writes in their own name to their own; sets nothing for everybody
	RoleStaff Role = "staff" // sees and prepares; lets nothing leave
)

// User is a person who logs in and in whose name messages go out.
type User struct {
	ID        ID
	Email     string // log-in name and From address
	Name      string
	Role      Role
	Active    bool // false freezes everything in their name at once
	Voice     Voice
	Mailbox   Mailbox
	Zone      string // IANA, for Monday's mail and greetings
	CreatedAt time.Time
}

// MayLetGo reports whether the user may let messages leave. Everybody may stop them.
func (u User) MayLetGo() bool { return u.Role != RoleStaff }

// MaySet reports whether the user may set things for everybody who works here.
func (u User) MaySet() bool { return u.Role == RoleOwner || u.Role == "" }

// WhoMaySet is who of all users does what only the owner of the workspace may: the one who is preferred, if they may, else the first
// owner who is still here. Empty where there is none.
func WhoMaySet(users []User, prefer ID) (first ID) {
	for _, u := range users {
		if !u.Active || !u.MaySet() {
			continue
		}
		if u.ID == prefer {
			return prefer
		}
		if first == "" {
			first = u.ID
		}
	}
	return first
}

// Voice is how this user speaks in messages.
type Voice struct {
	FirstName   string `json:"first_name,omitempty"`
	Greeting    string `json:"greeting,omitempty"` // "Hi", "Hello", "Dear"
	SignOff     string `json:"sign_off,omitempty"` // "Warmly, Dana"
	Phone       string `json:"phone,omitempty"`
	CalendarURL string `json:"calendar_url,omitempty"`
	Website     string `json:"website,omitempty"`
	Sentence    string `json:"sentence,omitempty"` // one sentence of their own
	Brokerage   string `json:"brokerage,omitempty"`
	License     string `json:"license,omitempty"`
	AreaNote    string `json:"area_note,omitempty"`     // their own note on the area, used when no data speaks
	AreaNoteFor string `json:"area_note_for,omitempty"` // where it holds, as market.ReadPlaces reads it; empty: nowhere
	AreaNoteAt  Date   `json:"area_note_at,omitempty"`  // when it was written; it expires
	ReviewURL   string `json:"review_url,omitempty"`    // switches review requests on
}

// Mailbox is where a user's mail leaves from. Secret is sealed; it never appears in logs, pages or exports.
type Mailbox struct {
	Host     string `json:"host,omitempty"`
	Port     int    `json:"port,omitempty"`
	Security string `json:"security,omitempty"` // "tls", "starttls", "none" (loopback only)
	Auth     string `json:"auth,omitempty"`     // "plain", "login", "xoauth2", ""
	Username string `json:"username,omitempty"`
	Secret   []byte `json:"secret,omitempty"`    // sealed password or refresh token
	From     string `json:"from,omitempty"`      // From address; empty means the user's e-mail
	ProvedAt int64  `json:"proved_at,omitempty"` // UTC ms of the last test message that arrived; zero: never
}
