//go:build !unix

package postgres

import "errors"

func startPrivate() (string, error) {
	return "", errors.New("on this system the tests cannot start a server themselves; point them at a running one: " +
		Env + "=postgres://user:password@127.0.0.1:5432/postgres")
}
