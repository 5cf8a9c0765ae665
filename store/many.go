package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/goodturn-app/goodturn/store/portable"
)

// writeTime bounds a writing transaction on PostgreSQL. It does not end with its caller's context: a commit that is cut off in
// the middle would leave the caller in doubt.
const writeTime = time.Minute

// tries is how often a transaction that lost against another is run in all.
const tries = 20

// many runs each transaction on a connection of its own: PostgreSQL.
type many struct {
	db    *DB
	pool  *sql.DB
	cache sync.Map // cacheKey -> statement
	mu    sync.Mutex
	after []func(*Tx) error
	timer *time.Timer
	flush sync.Mutex
}

type cacheKey struct {
	sql     string
	columns portable.Kinds
	writing bool
}

func newMany(db *DB, pool *sql.DB) *many { return &many{db: db, pool: pool} }

// session is one transaction. The driver keeps prepared statements with each connection by itself.
type session struct {
	m       *many
	ctx     context.Context
	tx      *sql.Tx
	writing bool
}

// statement gives the server's words and arguments for a statement of this package.
func (s *session) statement(text string, rows int, args []any) (string, []any, error) {
	d := &s.m.db.dialect
	args, err := d.bind(portable.Statement{}, args)
	if err != nil {
		return "", nil, err
	}
	k := cacheKey{sql: text, writing: s.writing}
	if rows > 0 {
		if args, k.columns, err = portable.Columns(args, rows); err != nil {
			return "", nil, fmt.Errorf("%s: %w", text, err)
		}
	}
	if v, ok := s.m.cache.Load(k); ok {
		return v.(string), args, nil
	}
	st := d.Rewrite(text, s.writing, rows, k.columns)
	s.m.cache.Store(k, st.Text)
	return st.Text, args, nil
}

func (s *session) exec(text string, rows int, args []any) (sql.Result, error) {
	text, args, err := s.statement(text, rows, args)
	if err != nil {
		return nil, err
	}
	return s.tx.ExecContext(s.ctx, text, args...)
}

func (s *session) query(text string, rows int, args []any) (*sql.Rows, error) {
	text, args, err := s.statement(text, rows, args)
	if err != nil {
		return nil, err
	}
	return s.tx.QueryContext(s.ctx, text, args...)
}

// again reports whether a transaction lost against another and may be tried again.
func (m *many) again(err error) bool {
	return m.db.dialect.IsRetry(err) || errors.Is(err, errChanged)
}

func (m *many) write(ctx context.Context, _ bool, fn func(*Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	wait := time.Millisecond
	for try := 1; ; try++ {
		err, panicked := m.once(context.WithoutCancel(ctx), true, fn)
		if panicked != nil {
			panic(panicked)
		}
		if err == nil || try == tries || !m.again(err) {
			return err
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return ctx.Err()
		}
		wait = min(2*wait, 50*time.Millisecond)
	}
}

func (m *many) read(ctx context.Context, fn func(*Tx) error) error {
	err, panicked := m.once(ctx, false, fn)
	if panicked != nil {
		panic(panicked)
	}
	return err
}

func (m *many) once(ctx context.Context, writing bool, fn func(*Tx) error) (err error, panicked any) {
	o := &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	if writing {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, writeTime)
		defer cancel()
		o = &sql.TxOptions{Isolation: sql.LevelReadCommitted}
	}
	t, err := m.pool.BeginTx(ctx, o)
	if err != nil {
		return m.db.explain(err), nil
	}
	tx := m.db.begin(&session{m, ctx, t, writing}, writing)
	if err, panicked = tx.call(fn); err == nil && writing {
		err = tx.finish()
	}
	if err != nil || !writing {
		if e := t.Rollback(); e != nil && err == nil {
			err = m.db.explain(e)
		}
		return err, panicked
	}
	if err := t.Commit(); err != nil {
		if m.again(err) {
			return err, nil
		}
		return m.db.explain(err), nil
	}
	return nil, nil
}

// later gathers functions for at most 50 ms and runs them in one transaction, each in a savepoint.
func (m *many) later(fn func(*Tx) error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.after = append(m.after, fn)
	switch {
	case len(m.after) >= batchMax:
		go m.runLater()
	case len(m.after) == 1:
		m.timer = time.AfterFunc(laterMax/2, m.runLater)
	}
}

// flushLater waits for what has begun, too.
func (m *many) flushLater() { m.runLater() }

func (m *many) runLater() {
	m.flush.Lock()
	defer m.flush.Unlock()
	m.mu.Lock()
	after := m.after
	m.after = nil
	m.mu.Unlock()
	if len(after) == 0 {
		return
	}
	err := m.write(context.Background(), false, func(tx *Tx) error {
		s := tx.run.(*session)
		for _, fn := range after {
			if _, err := s.tx.ExecContext(s.ctx, "SAVEPOINT j"); err != nil {
				return err
			}
			part := m.db.begin(s, true)
			err, _ := part.call(fn)
			end := "RELEASE j"
			if err != nil {
				if m.again(err) {
					return err
				}
				m.db.Log.Error("write later", "err", err)
				end = "ROLLBACK TO j"
			} else {
				tx.adopt(part)
			}
			if _, err := s.tx.ExecContext(s.ctx, end); err != nil {
				return fmt.Errorf("after a function that nobody waits for: %w", err)
			}
		}
		return nil
	})
	if err != nil {
		m.db.Log.Error("write later", "functions", len(after), "err", err)
	}
}

func (m *many) close() error {
	m.mu.Lock()
	if m.timer != nil {
		m.timer.Stop()
	}
	m.mu.Unlock()
	m.runLater()
	return nil
}
