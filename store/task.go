package store

import (
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
)

const taskColumns = `id, contact_id, owner_id, touch_id, kind, title, why, say, urgent, due_at, created_at, done_at, outcome, task_key`

func scanTask(r scanner, t *goodturn.Task) error {
	return r.Scan((*string)(&t.ID), (*string)(&t.ContactID), (*string)(&t.OwnerID), (*string)(&t.TouchID), (*string)(&t.Kind), &t.Title, &t.Why,
		&t.Say, &t.Urgent, (*stamp)(&t.DueAt), (*stamp)(&t.CreatedAt), (*stamp)(&t.DoneAt), &t.Outcome, &t.Key)
}

const sqlOpenTask = `INSERT INTO task (workspace_id, ` + taskColumns + `)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, '', $13)
ON CONFLICT (workspace_id, task_key) WHERE done_at = 0 DO NOTHING`

// NoClosingKey begins the key of the task that asks for the day of somebody's closing; their id follows. Their place depends on it.
const NoClosingKey = "no_closing:"

// ReadNoteKey begins the key of the task to read what a list says of somebody; their id follows.
const ReadNoteKey = "read_note:"

// OpenTask gives a person something to do, and reports whether it is new: while a task with the same Key is open, nothing
// happens. ID and CreatedAt are made if empty, and a Key, where there is none, from the ID.
func (tx *Tx) OpenTask(t *goodturn.Task) (bool, error) {
	if t.ID == "" {
		t.ID = tx.NewID()
	}
	if t.Key == "" {
		t.Key = string(t.ID)
	}
	if t.CreatedAt.IsZero() {
		t.CreatedAt = tx.now
	}
	n, err := tx.exec(sqlOpenTask, tx.ws(), t.ID, t.ContactID, t.OwnerID, t.TouchID, t.Kind, t.Title, t.Why, t.Say, t.Urgent, t.DueAt, t.CreatedAt, t.Key)
	if t.Kind == goodturn.TaskNoClosing {
		tx.place(t.ContactID)
	}
	return n == 1, err
}

const (
	sqlDoneTask   = `UPDATE task SET done_at = $3, outcome = $4 WHERE workspace_id = $1 AND id = $2 AND done_at = 0`
	sqlDoneKey    = `UPDATE task SET done_at = $3, outcome = $4 WHERE workspace_id = $1 AND task_key = $2 AND done_at = 0`
	sqlEmptyTasks = `UPDATE task SET title = $3, why = '', say = '' WHERE workspace_id = $1 AND task_key = $2`
	sqlHandTasks  = `UPDATE task SET owner_id = $3 WHERE workspace_id = $1 AND done_at = 0 AND owner_id = $2`
	sqlPostpone   = `UPDATE task SET due_at = $3 WHERE workspace_id = $1 AND id = $2 AND done_at = 0`
	sqlTask       = `SELECT ` + taskColumns + ` FROM task WHERE workspace_id = $1 AND id = $2`
	sqlLockTask   = `SELECT ` + taskColumns + ` FROM task WHERE workspace_id = $1 AND id = $2 AWAITROWS`
	sqlTasksOf    = `SELECT ` + taskColumns + ` FROM task WHERE workspace_id = $1 AND contact_id = $2 ORDER BY created_at DESC, id DESC`
	sqlOpenTasks  = `SELECT ` + taskColumns + ` FROM task WHERE workspace_id = $1 AND done_at = 0 AND (due_at, id) > ($2, $3)
AND ($4 = '' OR owner_id = $5) ORDER BY due_at, id LIMIT $6`
	sqlOpenTaskKinds = `SELECT kind, count(*) FROM task WHERE workspace_id = $1 AND done_at = 0 AND ($2 = '' OR owner_id = $3) GROUP BY kind ORDER BY kind`
)

// DoneTask closes a task with its outcome; false if it was closed already.
func (tx *Tx) DoneTask(id goodturn.ID, outcome string) (bool, error) {
	n, err := tx.exec(sqlDoneTask, tx.ws(), id, tx.now, outcome)
	if err != nil || n == 0 {
		return false, err
	}
	t, err := tx.Task(id)
	if t.Kind == goodturn.TaskNoClosing {
		tx.place(t.ContactID)
	}
	return true, err
}

// DoneTaskKey closes the open task with a key, if there is one: what it asked for has happened.
func (tx *Tx) DoneTaskKey(key, outcome string) (bool, error) {
	n, err := tx.exec(sqlDoneKey, tx.ws(), key, tx.now, outcome)
	if id, ok := strings.CutPrefix(key, NoClosingKey); ok {
		tx.place(goodturn.ID(id))
	}
	return n == 1, err
}

// PostponeTask moves an open task; false if it is closed.
func (tx *Tx) PostponeTask(id goodturn.ID, due time.Time) (bool, error) {
	n, err := tx.exec(sqlPostpone, tx.ws(), id, due)
	return n == 1, err
}

// HandTasks gives what somebody has to do to somebody else, and counts it.
func (tx *Tx) HandTasks(from, to goodturn.ID) (int, error) {
	return tx.exec(sqlHandTasks, tx.ws(), from, to)
}

// EmptyTasks takes the words out of every task with a key, done ones too: they named somebody who is to be forgotten.
func (tx *Tx) EmptyTasks(key, title string) error {
	_, err := tx.exec(sqlEmptyTasks, tx.ws(), key, title)
	return err
}

// Task reads one. CodeNotFound if there is none.
func (tx *Tx) Task(id goodturn.ID) (goodturn.Task, error) {
	return get(tx, "task", scanTask, sqlTask, tx.ws(), id)
}

// LockTask is Task for whoever closes it: nobody else can until this transaction ends.
func (tx *Tx) LockTask(id goodturn.ID) (goodturn.Task, error) {
	return get(tx, "task", scanTask, sqlLockTask, tx.ws(), id)
}

// ContactTasks reads a contact's tasks, the newest first, done ones too.
func (tx *Tx) ContactTasks(contact goodturn.ID) ([]goodturn.Task, error) {
	return collect(tx, scanTask, sqlTasksOf, tx.ws(), contact)
}

// OpenTasks pages through what there is to do, earliest due first; owner empty means everybody's, after is the last one of the
// page before.
func (tx *Tx) OpenTasks(owner goodturn.ID, after goodturn.Task, limit int) ([]goodturn.Task, error) {
	return collect(tx, scanTask, sqlOpenTasks, tx.ws(), after.DueAt, after.ID, owner, owner, limit)
}

// OpenTaskCounts counts what there is to do by kind; owner empty means everybody's.
func (tx *Tx) OpenTaskCounts(owner goodturn.ID) (map[goodturn.TaskKind]int, error) {
	out := map[goodturn.TaskKind]int{}
	err := tx.each(func(r scanner) error {
		var k goodturn.TaskKind
		var n int
		err := r.Scan((*string)(&k), &n)
		out[k] = n
		return err
	}, sqlOpenTaskKinds, tx.ws(), owner, owner)
	return out, err
}
