package goodturn

import (
	"slices"
	"strings"
	"time"
)

// Mode says whether messages may leave.
type Mode string

const (
	ModeObserve Mode = "observe" // the zero mode's meaning too: everything is decided and shown, nothing leaves
	ModeLive    Mode = "live"
)

// Tempo is the one question that sets every interval.
type Tempo string

const (
	Careful Tempo = "careful" // first ask after 6 months
	Usual   Tempo = "usual"   // 90 days
	Warm    Tempo = "warm"    // 60 days
)

// Settings is what the owner chose for the workspace. The zero Settings sends nothing: its mode is not live.
type Settings struct {
	Name            string            `json:"name,omitempty"`
	Pack            string            `json:"pack,omitempty"`       // "real-estate", "professional", "product"
	MorePacks       []string          `json:"more_packs,omitempty"` // packs beside it; empty: Pack alone
	Industry        string            `json:"industry,omitempty"`   // row of the incentive policy; empty: the pack's own
	PostalAddress   string            `json:"postal_address,omitempty"`
	Region          string            `json:"region,omitempty"` // where the business is; "US", "US-NY"
	Zone            string            `json:"zone,omitempty"`   // the business's own zone
	Mode            Mode              `json:"mode,omitempty"`
	LiveAt          time.Time         `json:"live_at,omitzero"` // when it went live last; nothing that came due before is caught up
	Paused          bool              `json:"paused,omitempty"`
	PausedAt        time.Time         `json:"paused_at,omitzero"`
	PausedWhy       string            `json:"paused_why,omitempty"`
	Hold            string            `json:"hold,omitempty"` // why nothing may be sent until a person has looked: restored backup, second copy, clock
	HoldAt          time.Time         `json:"hold_at,omitzero"`
	Tempo           Tempo             `json:"tempo,omitempty"`
	AskEvery        time.Duration     `json:"ask_every,omitempty"`          // at least 90 x 24 h; shorter values are raised to it
	TouchGap        time.Duration     `json:"touch_gap,omitempty"`          // least time between automated messages to one person; 20 h
	TouchesIn30     int               `json:"touches_in_30,omitempty"`      // most automated messages in rolling 30 days; 4
	AccountAsks     int               `json:"account_asks,omitempty"`       // most asks per account in AskEvery; 2
	ReminderBudget  int               `json:"reminder_budget,omitempty"`    // reminders per ask; 1
	NewPerDay       int               `json:"new_per_day,omitempty"`        // first contacts a working day; 5
	PerDay          int               `json:"per_day,omitempty"`            // messages a day and mailbox; 40
	FirstWeekPerDay int               `json:"first_week_per_day,omitempty"` // the first seven days after going live; 3
	Approve         bool              `json:"approve"`                      // a person approves each step until 10 of it went out unedited
	AutoSteps       []string          `json:"auto_steps,omitempty"`         // steps that the owner let go by themselves; see AutoStep
	PublicURL       string            `json:"public_url,omitempty"`         // https; empty: reply mode
	PublicProvedAt  time.Time         `json:"public_proved_at,omitzero"`
	BlackoutDays    []Date            `json:"blackout_days,omitempty"`
	Attested        map[string]string `json:"attested,omitempty"`       // who attested what, in their words
	Wizard          map[string]bool   `json:"wizard,omitempty"`         // steps of the first run that are done
	TestMessageAt   time.Time         `json:"test_message_at,omitzero"` // a message to the owner arrived; asked for before going live
	Holdout         int               `json:"holdout,omitempty"`        // per cent never asked, by stable hash; 0 for real estate
	TrackOpens      bool              `json:"track_opens,omitempty"`
	MarketFetch     bool              `json:"market_fetch,omitempty"` // the owner agreed that published series are fetched
	Demo            bool              `json:"demo,omitempty"`         // sample data: every page says so
}

// The floors and defaults of docs/promises.md. The hard ones cannot be lowered by any setting.
const (
	Day                = 24 * time.Hour
	HardAskEvery       = 90 * Day // hard: one ask per contact and household
	HardAskFloorDays   = 7        // hard: civil days after a closing
	DefaultTouchGap    = 20 * time.Hour
	DefaultTouchesIn30 = 4
	DefaultNewPerDay   = 5
	DefaultPerDay      = 40
	DefaultFirstWeek   = 3
	ApprovalsToAuto    = 10 // unedited messages of a step before it may go by itself
	TakeBack           = 5 * time.Minute
	QuietAfterTalk     = 30 * Day // after a reply, or until the owner says how it ended
	QuietAfterTicket   = 14 * Day
	ImportCoolOff      = 14 * Day // no ask after an import
	DormantAfterDays   = 180      // no contact for 6 months: a hello first
	UnknownAssumed     = 7 * Day  // an unknown send is assumed to have arrived
	NotGoodTimeFor     = 90 * Day // default length of "not a good time"
)

// WithDefaults fills what the owner left open. It never opens anything: mode, pause and hold stay as they are.
func (s Settings) WithDefaults() Settings {
	if s.AskEvery < HardAskEvery {
		s.AskEvery = HardAskEvery
	}
	def(&s.TouchGap, DefaultTouchGap)
	def(&s.TouchesIn30, DefaultTouchesIn30)
	def(&s.NewPerDay, DefaultNewPerDay)
	def(&s.PerDay, DefaultPerDay)
	def(&s.FirstWeekPerDay, DefaultFirstWeek)
	def(&s.AccountAsks, 2)
	def(&s.ReminderBudget, 1)
	def(&s.Tempo, Usual)
	def(&s.Pack, "real-estate")
	def(&s.Region, "US")
	return s
}

// Packs lists the packs in use, the main one first, without repeats. It is empty only for Settings without defaults.
func (s Settings) Packs() []string {
	var out []string
	for _, p := range append([]string{s.Pack}, s.MorePacks...) {
		if p != "" && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// AutoStep names a step of a plan in Settings.AutoSteps. A step of another plan is another step, also where it has the same name: its words
// were not read.
func AutoStep(playbook, step string) string { return playbook + "/" + step }

// GoesByItself reports whether the owner let a step of a plan go by itself.
func (s Settings) GoesByItself(playbook, step string) bool {
	return slices.Contains(s.AutoSteps, AutoStep(playbook, step))
}

func def[T comparable](p *T, v T) {
	var zero T
	if *p == zero {
		*p = v
	}
}

// FirstAskDays is the tempo's distance from a closing to the first ask, in civil days.
func (t Tempo) FirstAskDays() int {
	switch t {
	case Careful:
		return 180
	case Warm:
		return 60
	}
	return 90
}

// PostalLine is the postal address as it stands below a letter: its lines one after another, with commas between them.
func (s Settings) PostalLine() string {
	var lines []string
	for line := range strings.Lines(s.PostalAddress) {
		if line = strings.Trim(line, ", \t\r\n"); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, ", ")
}

// FirmOf is the firm of somebody who writes: the one of their own voice, else the name of the business, unless that is their own name.
func (s Settings) FirmOf(u User) string {
	firm := strings.TrimSpace(s.Name)
	if u.Voice.Brokerage != "" || strings.Contains(strings.ToLower(u.Name), strings.ToLower(firm)) {
		return u.Voice.Brokerage
	}
	return firm
}

// FirmBeside is the name of the business where it says who writes beside a person's name: empty if it is that name, or stands in the
// postal address anyway.
func (s Settings) FirmBeside(owner string) string {
	if strings.Contains(strings.ToLower(owner+"\n"+s.PostalLine()), strings.ToLower(strings.TrimSpace(s.Name))) {
		return ""
	}
	return strings.TrimSpace(s.Name)
}
