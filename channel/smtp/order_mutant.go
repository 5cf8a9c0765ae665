//go:build mutant_marks_after

package smtp

import (
	"context"

	gosmtp "github.com/emersion/go-smtp"

	"github.com/goodturn-app/goodturn/channel"
)

// markAndFinish in the wrong order, for test/kill alone: it sends, and marks afterwards.
func (c *conn) markAndFinish(ctx context.Context, data *gosmtp.DataCommand, commit channel.Commit) (channel.Receipt, error) {
	receipt, err := c.finish(data)
	if err != nil {
		return receipt, err
	}
	if err := commit(ctx); err != nil {
		return channel.Receipt{}, c.withdraw(stageCommit, err)
	}
	return receipt, nil
}
