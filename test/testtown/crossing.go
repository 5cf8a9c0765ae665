package testtown

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/goodturn-app/goodturn/store"
)

// Crossing lets two meet on a PostgreSQL: first writes, and does not commit before second has come to wait for it, or has ended without. It
// gives what became of second.
func (w *Town) Crossing(first func(tx *store.Tx) error, second func() error) error {
	w.T.Helper()
	watch, err := pgx.Connect(w.T.Context(), w.url)
	if err != nil {
		w.T.Fatal(err)
	}
	defer func() { _ = watch.Close(context.Background()) }()
	written, met, committed := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		committed <- w.DB.Write(context.Background(), func(tx *store.Tx) error {
			err := first(tx)
			close(written)
			<-met
			return err
		})
	}()
	<-written
	ended := make(chan error, 1)
	go func() { ended <- second() }()
	for waiting := 0; waiting == 0 && len(ended) == 0; {
		if err := watch.QueryRow(w.T.Context(), "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'").Scan(&waiting); err != nil {
			w.T.Error(err)
			break
		}
	}
	close(met)
	if err := <-committed; err != nil {
		w.T.Error(err)
	}
	return <-ended
}
