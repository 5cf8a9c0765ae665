package sim

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/playbook/story"
	"github.com/goodturn-app/goodturn/program/rewards"
	"github.com/goodturn-app/goodturn/reward"
	"github.com/goodturn-app/goodturn/store"
)

// promises sets what is promised for introductions from now on: "credit 20", and the friend's amount; "none" ends it.
func (t *teller) promises(tx *store.Tx, what, friend string) error {
	var p reward.Programme
	if kind, amount, _ := strings.Cut(what, " "); kind != "none" {
		p = reward.Programme{On: true, Kind: reward.Kind(kind)}
		for _, a := range []struct {
			text string
			to   *int64
		}{{amount, &p.EachMinor}, {friend, &p.FriendMinor}} {
			if a.text == "" {
				continue
			}
			f, err := strconv.ParseFloat(a.text, 64)
			if err != nil {
				return goodturn.Invalid("reward", fmt.Sprintf("%q is not an amount.", a.text), "Write reward=\"credit 20\" friend=10.")
			}
			*a.to = int64(math.Round(f * 100))
		}
	}
	return rewards.Save(tx, p, t.w.Program.PackOf)
}

var rewardStates = map[reward.Account]string{reward.Held: "held", reward.Due: "owed", reward.Paid: "given", reward.Donated: "given", reward.Reversed: "taken-back"}

// reward compares how the last reward of somebody stands at the end of a day.
func (t *teller) reward(ctx context.Context, l story.Line) error {
	who := t.people[l.Subject]
	if who == nil || who.id == "" {
		t.miss(l, "nobody called %s has come in yet", l.Subject)
		return nil
	}
	got := []string{}
	if err := t.w.DB.Read(ctx, func(tx *store.Tx) error {
		all, err := rewards.Of(tx, who.id)
		for _, s := range all {
			got = append(got, rewardStates[s.Account])
		}
		return err
	}); err != nil {
		return err
	}
	if len(got) == 0 {
		got = []string{"none"}
	}
	if got[0] != l.Args[0] {
		t.miss(l, "their rewards, the newest first: %s", strings.Join(got, ", "))
	}
	return nil
}

// gives gives somebody everything that is owed to them.
func (t *teller) gives(ctx context.Context, id goodturn.ID) error {
	return t.w.DB.Write(ctx, func(tx *store.Tx) error {
		all, err := rewards.Of(tx, id)
		if err != nil {
			return err
		}
		all = slices.DeleteFunc(all, func(s rewards.Standing) bool { return s.Account != reward.Due })
		if len(all) == 0 {
			return goodturn.NotFound("reward that is owed")
		}
		for _, s := range all {
			if _, err := rewards.Pay(tx, t.w.Program.News, rewards.Payment{Key: s.Key, How: "Given by hand.", By: t.owner.ID}); err != nil {
				return err
			}
		}
		return nil
	})
}
