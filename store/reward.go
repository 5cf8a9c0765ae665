package store

import (
	"cmp"
	"slices"
	"time"

	"github.com/goodturn-app/goodturn"
)

// RewardLine is one side of an entry in the ledger of rewards. Append-only: a correction is another entry.
type RewardLine struct {
	ID          goodturn.ID
	ReferralID  goodturn.ID
	Side        string
	ContactID   goodturn.ID // whose it is; zero: a friend who is nobody of ours
	Rule        string
	Account     string
	AmountMinor int64
	Currency    string
	Kind        string
	Why         string
	At          time.Time
	By          goodturn.ID
}

const (
	rewardColumns    = `id, referral_id, side, contact_id, rule, account, amount_minor, currency, kind, why, at, by_user`
	sqlAppendRewards = `INSERT INTO reward_entry (workspace_id, ` + rewardColumns + `) VALUES ROWS(13)
ON CONFLICT (workspace_id, referral_id, side, rule, account) DO NOTHING`
	sqlRewardsFor = `SELECT ` + rewardColumns + ` FROM reward_entry WHERE workspace_id = $1 AND referral_id IN LIST($2)`
	sqlRewardsOf  = `SELECT ` + rewardColumns + ` FROM reward_entry WHERE workspace_id = $1 AND contact_id = $2 ORDER BY id`
	sqlRewardsIn  = `SELECT ` + rewardColumns + ` FROM reward_entry e WHERE workspace_id = $1 AND account = $2 AND SUBSTR(rule, 1, LENGTH(account) + 1) = $3
AND ($4 = '' OR referral_id < $5) AND at <= $6 AND NOT EXISTS (SELECT 1 FROM reward_entry x WHERE x.workspace_id = e.workspace_id AND x.referral_id = e.referral_id
AND x.side = e.side AND x.account = e.account AND x.rule IN ($7 || SUBSTR(e.rule, LENGTH(e.account) + 2), $8 || SUBSTR(e.rule, LENGTH(e.account) + 2), $9 || SUBSTR(e.rule, LENGTH(e.account) + 2)))
ORDER BY referral_id DESC, side LIMIT $10`
	sqlRewardedReferrals = `SELECT DISTINCT referral_id FROM reward_entry WHERE workspace_id = $1 AND ($2 = '' OR referral_id < $3) ORDER BY referral_id DESC LIMIT $4`
	sqlRewardSums        = `SELECT currency, account, CAST(SUM(amount_minor) AS BIGINT) FROM reward_entry WHERE workspace_id = $1 GROUP BY currency, account ORDER BY currency, account`
	sqlRewardBook        = `SELECT ` + rewardColumns + ` FROM reward_entry WHERE workspace_id = $1 AND id > $2 ORDER BY id LIMIT $3`
)

func scanReward(r scanner, l *RewardLine) error {
	return r.Scan((*string)(&l.ID), (*string)(&l.ReferralID), &l.Side, (*string)(&l.ContactID), &l.Rule, &l.Account, &l.AmountMinor, &l.Currency, &l.Kind, &l.Why,
		(*stamp)(&l.At), (*string)(&l.By))
}

// AppendRewards adds lines and gives how many were new: an entry that was told before changes nothing. ID and At are made if empty.
func (tx *Tx) AppendRewards(lines ...RewardLine) (int, error) {
	for i := range lines {
		if lines[i].ID == "" {
			lines[i].ID = tx.NewID()
		}
		if lines[i].At.IsZero() {
			lines[i].At = tx.now
		}
	}
	return insert(tx, sqlAppendRewards, lines, func(args []any, l *RewardLine) []any {
		return append(args, tx.ws(), string(l.ID), string(l.ReferralID), l.Side, string(l.ContactID), l.Rule, l.Account, l.AmountMinor, l.Currency, l.Kind, l.Why, ms(l.At), string(l.By))
	})
}

// RewardsFor reads the lines of introductions, in the order in which they were added.
func (tx *Tx) RewardsFor(referrals ...goodturn.ID) ([]RewardLine, error) {
	lines, err := collectIDs(tx, referrals, scanReward, sqlRewardsFor)
	slices.SortFunc(lines, func(a, b RewardLine) int { return cmp.Compare(a.ID, b.ID) }) // here: sorted by the database, it would read the whole book
	return lines, err
}

// RewardsOf reads a person's lines, in the order in which they were added.
func (tx *Tx) RewardsOf(contact goodturn.ID) ([]RewardLine, error) {
	return collect(tx, scanReward, sqlRewardsOf, tx.ws(), contact)
}

// RewardsIn reads the arriving lines of what stands in an account now, the newest introduction first: those of introductions before one,
// and of what came there at an instant or earlier. before is empty to begin. left are the accounts to which an amount may go on from there.
func (tx *Tx) RewardsIn(account string, before goodturn.ID, until time.Time, limit int, left ...string) ([]RewardLine, error) {
	left = append(left, "", "")
	return collect(tx, scanReward, sqlRewardsIn, tx.ws(), account, account+".", before, before, until, left[0]+".", left[1]+".", left[2]+".", limit)
}

// RewardedReferrals pages through the introductions that have lines, the newest first; before is empty to begin.
func (tx *Tx) RewardedReferrals(before goodturn.ID, limit int) ([]goodturn.ID, error) {
	return collect(tx, func(r scanner, id *goodturn.ID) error { return r.Scan((*string)(id)) }, sqlRewardedReferrals, tx.ws(), before, before, limit)
}

// RewardSum is what stands in an account.
type RewardSum struct {
	Currency, Account string
	Minor             int64
}

// RewardSums adds up the ledger by currency and account.
func (tx *Tx) RewardSums() ([]RewardSum, error) {
	return collect(tx, func(r scanner, s *RewardSum) error { return r.Scan(&s.Currency, &s.Account, &s.Minor) }, sqlRewardSums, tx.ws())
}

// RewardBook pages through the whole ledger in the order in which it was written; after is the id of the page before, empty to begin.
func (tx *Tx) RewardBook(after goodturn.ID, limit int) ([]RewardLine, error) {
	return collect(tx, scanReward, sqlRewardBook, tx.ws(), after, limit)
}

const (
	sqlKeepPromise = `INSERT INTO reward_promise (workspace_id, ask_id, promise, at) VALUES ($1, $2, $3, $4) ON CONFLICT (workspace_id, ask_id) DO NOTHING`
	sqlPromise     = `SELECT promise FROM reward_promise WHERE workspace_id = $1 AND ask_id = $2`
)

// KeepPromise freezes what an ask promises, as JSON. What was kept before stays.
func (tx *Tx) KeepPromise(ask goodturn.ID, promise string) error {
	_, err := tx.exec(sqlKeepPromise, tx.ws(), ask, promise, tx.now)
	return err
}

// Promise reads what an ask promises; empty if it promises nothing.
func (tx *Tx) Promise(ask goodturn.ID) (string, error) {
	v, _, err := one(tx, func(r scanner, s *string) error { return r.Scan(s) }, sqlPromise, tx.ws(), ask)
	return v, err
}

// Coupon is a code that the owner brought and that is given once.
type Coupon struct {
	ID          goodturn.ID
	Code        string
	AmountMinor int64
	Currency    string
	ReferralID  goodturn.ID // zero: not given yet
	Side        string
	GivenAt     time.Time
	CreatedAt   time.Time
}

const (
	couponColumns  = `id, code, amount_minor, currency, referral_id, side, given_at, created_at`
	sqlAddCoupons  = `INSERT INTO reward_coupon (workspace_id, ` + couponColumns + `) VALUES ROWS(9) ON CONFLICT (workspace_id, code) DO NOTHING`
	sqlCouponFor   = `SELECT ` + couponColumns + ` FROM reward_coupon WHERE workspace_id = $1 AND referral_id = $2 AND referral_id <> '' AND side = $3`
	sqlFreeCoupon  = `SELECT ` + couponColumns + ` FROM reward_coupon WHERE workspace_id = $1 AND referral_id = '' AND currency = $2 AND amount_minor = $3 ORDER BY id LIMIT 1`
	sqlGiveCoupon  = `UPDATE reward_coupon SET referral_id = $3, side = $4, given_at = $5 WHERE workspace_id = $1 AND id = $2 AND referral_id = ''`
	sqlFreeCoupons = `SELECT currency, amount_minor, COUNT(*) FROM reward_coupon WHERE workspace_id = $1 AND referral_id = '' GROUP BY currency, amount_minor ORDER BY currency, amount_minor`
)

func scanCoupon(r scanner, c *Coupon) error {
	return r.Scan((*string)(&c.ID), &c.Code, &c.AmountMinor, &c.Currency, (*string)(&c.ReferralID), &c.Side, (*stamp)(&c.GivenAt), (*stamp)(&c.CreatedAt))
}

// AddCoupons keeps codes and gives how many were new.
func (tx *Tx) AddCoupons(coupons ...Coupon) (int, error) {
	return insert(tx, sqlAddCoupons, coupons, func(args []any, c *Coupon) []any {
		return append(args, tx.ws(), string(tx.NewID()), c.Code, c.AmountMinor, c.Currency, "", "", int64(0), ms(tx.now))
	})
}

// GiveCoupon takes a free code of an amount for one side of an introduction; the one that it has already, if any. False if none is
// left. Of two who take at once one gets CodeConflict and may try again.
func (tx *Tx) GiveCoupon(referral goodturn.ID, side, currency string, minor int64) (Coupon, bool, error) {
	c, found, err := one(tx, scanCoupon, sqlCouponFor, tx.ws(), referral, side)
	if err != nil || found {
		return c, found, err
	}
	if c, found, err = one(tx, scanCoupon, sqlFreeCoupon, tx.ws(), currency, minor); err != nil || !found {
		return c, false, err
	}
	n, err := tx.exec(sqlGiveCoupon, tx.ws(), c.ID, referral, side, tx.now)
	if err == nil && n == 0 {
		err = &goodturn.Error{Code: goodturn.CodeConflict, Message: "Somebody took that code a moment ago.", Hint: "Try again."}
	}
	c.ReferralID, c.Side, c.GivenAt = referral, side, tx.now
	return c, err == nil, err
}

// CouponsLeft are the codes of one worth that were not given yet.
type CouponsLeft struct {
	Currency string
	Minor    int64
	Codes    int
}

// FreeCoupons counts the codes that were not given yet, by what they are worth.
func (tx *Tx) FreeCoupons() ([]CouponsLeft, error) {
	return collect(tx, func(r scanner, c *CouponsLeft) error { return r.Scan(&c.Currency, &c.Minor, &c.Codes) }, sqlFreeCoupons, tx.ws())
}

// RewardReview is a look that a person has to take before a reward is owed.
type RewardReview struct {
	ReferralID goodturn.ID
	ContactID  goodturn.ID // who was credited when it was opened
	State      string      // "hold", "pass" or "declined"
	Findings   string      // JSON
	Why        string      // of whoever settled it
	By         goodturn.ID
	At         time.Time
	SettledAt  time.Time
}

const (
	reviewColumns = `referral_id, contact_id, state, findings, why, by_user, at, settled_at`
	sqlHoldReview = `INSERT INTO reward_review (workspace_id, ` + reviewColumns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
ON CONFLICT (workspace_id, referral_id) DO UPDATE SET contact_id = excluded.contact_id, state = excluded.state, findings = excluded.findings, why = excluded.why,
by_user = excluded.by_user, at = excluded.at, settled_at = excluded.settled_at WHERE reward_review.contact_id <> excluded.contact_id`
	sqlReview       = `SELECT ` + reviewColumns + ` FROM reward_review WHERE workspace_id = $1 AND referral_id = $2`
	sqlReviews      = `SELECT ` + reviewColumns + ` FROM reward_review WHERE workspace_id = $1 AND state = 'hold' ORDER BY at, referral_id LIMIT $2`
	sqlSettleReview = `UPDATE reward_review SET state = $3, why = $4, by_user = $5, settled_at = $6 WHERE workspace_id = $1 AND referral_id = $2 AND state = 'hold'`
)

func scanReview(r scanner, v *RewardReview) error {
	return r.Scan((*string)(&v.ReferralID), (*string)(&v.ContactID), &v.State, &v.Findings, &v.Why, (*string)(&v.By), (*stamp)(&v.At), (*stamp)(&v.SettledAt))
}

// OpenReview writes down that a person has to look. What was looked at before stays settled, unless somebody else is credited now.
func (tx *Tx) OpenReview(v RewardReview) error {
	_, err := tx.exec(sqlHoldReview, tx.ws(), v.ReferralID, v.ContactID, v.State, v.Findings, v.Why, v.By, tx.now, v.SettledAt)
	return err
}

// Review reads the look at an introduction; false if none was ever needed.
func (tx *Tx) Review(referral goodturn.ID) (RewardReview, bool, error) {
	return one(tx, scanReview, sqlReview, tx.ws(), referral)
}

// OpenReviews reads what waits for a person, the oldest first.
func (tx *Tx) OpenReviews(limit int) ([]RewardReview, error) {
	return collect(tx, scanReview, sqlReviews, tx.ws(), limit)
}

// SettleReview ends a look. CodeNotFound if nothing waits: somebody else was there first.
func (tx *Tx) SettleReview(referral goodturn.ID, state, why string, by goodturn.ID) error {
	return tx.must("introduction that waits for you", sqlSettleReview, tx.ws(), referral, state, why, by, tx.now)
}

// Payee is what is known of somebody who gets rewards. No number of a tax form is ever kept.
type Payee struct {
	ContactID goodturn.ID
	TaxForm   bool // the form is on file with whoever does the taxes
	PublicYes bool // they let us thank them in public
	Trusted   bool // introduces many, and is known to: how fast is no suspicion
}

const (
	sqlSavePayee = `INSERT INTO reward_payee (workspace_id, contact_id, tax_form, public_yes, trusted, updated_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (workspace_id, contact_id) DO UPDATE SET tax_form = excluded.tax_form, public_yes = excluded.public_yes, trusted = excluded.trusted, updated_at = excluded.updated_at`
	sqlPayees = `SELECT contact_id, tax_form, public_yes, trusted FROM reward_payee WHERE workspace_id = $1 AND contact_id IN LIST($2)`
)

// SavePayee writes what is known of somebody.
func (tx *Tx) SavePayee(p Payee) error {
	_, err := tx.exec(sqlSavePayee, tx.ws(), p.ContactID, p.TaxForm, p.PublicYes, p.Trusted, tx.now)
	return err
}

// DropPayee forgets that anything was noted of somebody, also that they said no.
func (tx *Tx) DropPayee(contact goodturn.ID) error {
	_, err := tx.exec(sqlForgetPayee, tx.ws(), contact)
	return err
}

// Payees reads what is known of people; those of whom nothing is are left out.
func (tx *Tx) Payees(contacts ...goodturn.ID) (map[goodturn.ID]Payee, error) {
	list, err := collectIDs(tx, contacts, func(r scanner, p *Payee) error {
		return r.Scan((*string)(&p.ContactID), &p.TaxForm, &p.PublicYes, &p.Trusted)
	}, sqlPayees)
	out := make(map[goodturn.ID]Payee, len(list))
	for _, p := range list {
		out[p.ContactID] = p
	}
	return out, err
}
