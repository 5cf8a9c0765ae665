package postgres_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/goodturn-app/goodturn/test/postgres"
)

func TestEveryTestGetsItsOwnEmptyDatabase(t *testing.T) {
	ctx := context.Background()
	for range 2 {
		c, err := pgx.Connect(ctx, postgres.NewDatabase(t))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close(ctx)
		if _, err := c.Exec(ctx, `CREATE TABLE once (x int)`); err != nil {
			t.Fatal(err)
		}
		var encoding string
		if err := c.QueryRow(ctx, `SHOW server_encoding`).Scan(&encoding); err != nil || encoding != "UTF8" {
			t.Fatalf("encoding %q, %v", encoding, err)
		}
	}
}
