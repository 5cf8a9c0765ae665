//go:build unix

package postgres

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"os"
	osexec "os/exec"
	"os/user"
	"path/filepath"
	"sort"
	"strconv"
	"syscall"
	"time"
)

const missing = `the programs initdb and pg_ctl were not found.
  Debian or Ubuntu: apt-get install postgresql    macOS: brew install postgresql
  or point the tests at a running server: ` + Env + `=postgres://user:password@127.0.0.1:5432/postgres`

// The watchdog outlives us on purpose: its input closes when this process ends, by any road, and then it stops the
// server and removes the files. It ignores the signals that a terminal sends to everybody.
// It looks again for a few seconds, because an initdb or a start that was under way may finish after us.
const watchdog = `trap '' INT TERM HUP; read _
for i in 1 2 3 4 5; do
	[ -d "$2" ] && { "$1/pg_ctl" -D "$2/data" -m immediate stop; rm -rf "$2"; }
	sleep 1
done >/dev/null 2>&1`

// keep holds the write end of the watchdog's input open for the life of the process.
var keep *os.File

func startPrivate() (string, error) {
	bin, err := programs()
	if err != nil {
		return "", err
	}
	account, err := serverAccount()
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp("", "goodturn-postgres-")
	if err != nil {
		return "", fmt.Errorf("make a directory for the server: %w", err)
	}
	password := rand.Text()
	if err := os.WriteFile(filepath.Join(dir, "password"), []byte(password), 0o600); err != nil {
		return "", err
	}
	if account != nil {
		for _, p := range []string{dir, filepath.Join(dir, "password")} {
			if err := os.Chown(p, int(account.Uid), int(account.Gid)); err != nil {
				return "", err
			}
		}
	}
	run := func(name string, args ...string) error {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
		defer cancel()
		c := command(ctx, account, dir, filepath.Join(bin, name), args...)
		c.WaitDelay = 5 * time.Second
		if out, err := c.CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w\n%s", name, err, out)
		}
		return nil
	}
	if err := watch(bin, dir, account); err != nil {
		return "", err
	}
	data, log := filepath.Join(dir, "data"), filepath.Join(dir, "log")
	err = run("initdb", "-D", data, "-U", "goodturn", "--pwfile="+filepath.Join(dir, "password"),
		"--auth=password", "--encoding=UTF8", "--locale=C", "--no-sync", "--no-instructions")
	if err != nil {
		return "", err
	}
	// Between finding a free port and using it somebody else may take it; another one is then tried.
	for range 5 {
		port, perr := freePort()
		if perr != nil {
			return "", perr
		}
		options := fmt.Sprintf("-c listen_addresses=127.0.0.1 -c port=%d -c unix_socket_directories= -c max_connections=200 "+
			"-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=64MB -c timezone=UTC "+
			"-c log_min_messages=warning", port)
		if err = run("pg_ctl", "-D", data, "-l", log, "-w", "-t", "90", "-o", options, "start"); err == nil {
			return fmt.Sprintf("postgres://goodturn:%s@127.0.0.1:%d/postgres?sslmode=disable", password, port), nil
		}
	}
	text, _ := os.ReadFile(log)
	return "", fmt.Errorf("%w\nthe server's log:\n%s", err, text)
}

// watch starts the watchdog before the server, so that nothing stays behind if we die in between.
func watch(bin, dir string, account *syscall.Credential) error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	c := command(context.Background(), account, "/", "/bin/sh", "-c", watchdog, "sh", bin, dir)
	c.Stdin = r
	c.SysProcAttr.Setpgid = true
	if err := c.Start(); err != nil {
		return fmt.Errorf("start the watchdog: %w", err)
	}
	keep = w
	return errors.Join(r.Close(), c.Process.Release())
}

func command(ctx context.Context, account *syscall.Credential, dir, name string, args ...string) *osexec.Cmd {
	c := osexec.CommandContext(ctx, name, args...)
	c.Dir = dir
	c.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "TZ=UTC"}
	c.SysProcAttr = &syscall.SysProcAttr{Credential: account}
	return c
}

// serverAccount is who runs the server: PostgreSQL refuses root, so root lends it to postgres or nobody.
func serverAccount() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err := errors.Join(err1, err2); err != nil {
			return nil, err
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("PostgreSQL will not run as root, and there is no user postgres or nobody to run it as")
}

// programs finds the newest installed server; Debian keeps it out of PATH.
func programs() (string, error) {
	var dirs []string
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin",
		"/usr/local/opt/postgresql*/bin", "/usr/local/pgsql/bin"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			return "", err
		}
		sort.Slice(found, func(i, j int) bool {
			return len(found[i]) > len(found[j]) || len(found[i]) == len(found[j]) && found[i] > found[j]
		})
		dirs = append(dirs, found...)
	}
	if p, err := osexec.LookPath("pg_ctl"); err == nil {
		dirs = append(dirs, filepath.Dir(p))
	}
	for _, d := range dirs {
		if executable(filepath.Join(d, "initdb")) && executable(filepath.Join(d, "pg_ctl")) {
			return d, nil
		}
	}
	return "", errors.New(missing)
}

func executable(path string) bool {
	fi, err := os.Stat(path)
	return err == nil && fi.Mode().IsRegular() && fi.Mode()&0o111 != 0
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	return l.Addr().(*net.TCPAddr).Port, l.Close()
}
