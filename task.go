package goodturn

import "time"

// TaskKind is what a person is asked to do.
type TaskKind string

const (
	TaskCall       TaskKind = "call"
	TaskFixAddress TaskKind = "fix_address"
	TaskFixName    TaskKind = "fix_name"
	TaskNoAddress  TaskKind = "no_address" // closed client without any way to reach them
	TaskNoClosing  TaskKind = "no_closing" // the list calls them a past client, and says no day of a closing
	TaskReadNote   TaskKind = "read_note"  // the note of a list speaks of a death, or may say that nobody is to write
	TaskReadAnswer TaskKind = "read_answer"
	TaskUnknown    TaskKind = "unknown_send" // we do not know whether a message left
	TaskMissing    TaskKind = "missing_fact"
	TaskText       TaskKind = "text_by_hand"
	TaskSend       TaskKind = "send_by_hand" // a direct message with its words, for the owner to paste and send
	TaskThank      TaskKind = "thank"
	TaskApproval   TaskKind = "approval"
	TaskOther      TaskKind = "other"
)

// Task is something for a person to do. Open while DoneAt is zero.
type Task struct {
	ID        ID
	ContactID ID
	OwnerID   ID
	TouchID   ID
	Kind      TaskKind
	Title     string // "Call Ana Ruiz: one year in the home on Thursday"
	Why       string
	Say       string // an opening line that does not betray watching
	Urgent    bool
	DueAt     time.Time
	CreatedAt time.Time
	DoneAt    time.Time
	Outcome   string // "talked", "voicemail", "later", "gave a name", "fixed", "not needed"
	Key       string // unique per workspace while open, so that the same thing is not asked twice
}

// Incident is a time in which nobody is asked.
type Incident struct {
	ID        ID
	Name      string
	Segment   string // empty: everybody
	StartedAt time.Time
	EndedAt   time.Time // zero: still on
}
