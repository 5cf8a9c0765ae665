//go:build !mutant_marks_after

package smtp

import (
	"context"

	gosmtp "github.com/emersion/go-smtp"

	"github.com/goodturn-app/goodturn/channel"
)

// markAndFinish makes the mark and then completes the message: the order on which every promise about sending rests. With the build
// tag mutant_marks_after it is turned round, and test/kill proves that such a program is found out.
func (c *conn) markAndFinish(ctx context.Context, data *gosmtp.DataCommand, commit channel.Commit) (channel.Receipt, error) {
	if err := commit(ctx); err != nil {
		return channel.Receipt{}, c.withdraw(stageCommit, err)
	}
	return c.finish(data)
}
