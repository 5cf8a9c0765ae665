// Package postgres answers: "which PostgreSQL may this test use?" It takes the server named by GOODTURN_TEST_POSTGRES,
// else starts a private one for this test binary that ends with it, however it ends. It knows nothing of Goodturn's
// tables, and it never lets a test be skipped: without a server the test fails and says what to install.
package postgres

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Env is the variable that points the tests at a running server, for example
// postgres://me:secret@127.0.0.1:5432/postgres. The role in it must be allowed to create databases.
const Env = "GOODTURN_TEST_POSTGRES"

var start = sync.OnceValues(func() (string, error) {
	if u := os.Getenv(Env); u != "" {
		return u, nil
	}
	return startPrivate()
})

// Start gives the URL of the server's maintenance database, starting the server on first use. The server belongs to
// this test binary and stops when the process ends, killed or not. Tests call URL or NewDatabase; TestMain may call this.
func Start() (string, error) { return start() }

// URL gives the address of the server's maintenance database and fails the test if there is no server. Use it for
// questions that need no tables; everything else asks for NewDatabase.
func URL(t testing.TB) string {
	t.Helper()
	u, err := Start()
	if err != nil {
		t.Fatalf("no PostgreSQL for this test: %v", err)
	}
	return u
}

// NewDatabase makes an empty UTF-8 database that only this test uses, gives its URL, and drops it when the test ends.
func NewDatabase(t testing.TB) string {
	t.Helper()
	server := URL(t)
	u, err := url.Parse(server)
	if err != nil {
		t.Fatalf("%s is not a URL such as postgres://user@host:5432/postgres: %v", Env, err)
	}
	name := "goodturn_" + strings.ToLower(rand.Text())
	exec(t, server, fmt.Sprintf(`CREATE DATABASE %s TEMPLATE template0 ENCODING 'UTF8'`, name))
	t.Cleanup(func() { exec(t, server, fmt.Sprintf(`DROP DATABASE IF EXISTS %s WITH (FORCE)`, name)) })
	u.Path = "/" + name
	return u.String()
}

func exec(t testing.TB, server, statement string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	c, err := pgx.Connect(ctx, server)
	if err != nil {
		t.Fatalf("connect to the test server: %v", err)
	}
	defer c.Close(ctx)
	if _, err := c.Exec(ctx, statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}
