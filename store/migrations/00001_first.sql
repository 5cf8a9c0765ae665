-- One SQL for both databases. Conventions:
--   ids       TEXT, UUID version 7 made by us; '' means none
--   instants  BIGINT, UTC milliseconds; 0 means never or unknown
--   lengths   BIGINT, milliseconds
--   days      TEXT, YYYY-MM-DD; '' means unknown
--   JSON      TEXT; '' means the empty value
-- Small rows that are found by their key alone are /* clustered */: SQLite keeps them in the key's tree.
-- Keys on the way of every message begin with an id and end with the workspace, or leave it out where the id says it: SQLite compares keys
-- that differ in their first column on a fast path, and PostgreSQL cannot take the workspace alone for a good reason to use one.
-- Text sorts by bytes everywhere. Every row belongs to a workspace.

-- +goose Up
CREATE TABLE workspace (
  id         TEXT    NOT NULL PRIMARY KEY,
  settings   TEXT    NOT NULL,
  live       BOOLEAN NOT NULL, -- copied out of settings, so that the second mark can look at them
  stopped    BOOLEAN NOT NULL, -- paused or held
  salt       TEXT    NOT NULL, -- of the hashes in identity, suppression and delivery
  created_at BIGINT  NOT NULL
);

CREATE TABLE "user" (
  id           TEXT    NOT NULL PRIMARY KEY,
  workspace_id TEXT    NOT NULL,
  email        TEXT    NOT NULL, -- as written; the unique one is email_key
  email_key    TEXT    NOT NULL, -- lower case
  name         TEXT    NOT NULL,
  role         TEXT    NOT NULL,
  active       BOOLEAN NOT NULL,
  voice        TEXT    NOT NULL,
  mailbox      TEXT    NOT NULL,
  zone         TEXT    NOT NULL,
  created_at   BIGINT  NOT NULL
);
CREATE UNIQUE INDEX user_email ON "user" (workspace_id, email_key);

CREATE TABLE contact (
  id           TEXT    NOT NULL PRIMARY KEY,
  workspace_id TEXT    NOT NULL,
  owner_id     TEXT    NOT NULL,
  household_id TEXT    NOT NULL,
  given        TEXT    NOT NULL,
  family       TEXT    NOT NULL,
  greeting     TEXT    NOT NULL,
  sort_key     TEXT    NOT NULL,
  company      TEXT    NOT NULL,
  zone         TEXT    NOT NULL,
  zones        TEXT    NOT NULL,
  region       TEXT    NOT NULL,
  mailing      TEXT    NOT NULL,
  prefers      TEXT    NOT NULL,
  source       TEXT    NOT NULL,
  note         TEXT    NOT NULL,
  note_fact    TEXT    NOT NULL,
  timing       TEXT    NOT NULL, -- days that hold for them alone, as JSON
  left_out     BOOLEAN NOT NULL,
  left_out_why TEXT    NOT NULL,
  merged_into  TEXT    NOT NULL,
  place        TEXT    NOT NULL, -- where they stand in the coverage sum; kept by the store
  created_at   BIGINT  NOT NULL,
  updated_at   BIGINT  NOT NULL
);
CREATE INDEX contact_list  ON contact (workspace_id, sort_key, id) WHERE merged_into = '';
CREATE INDEX contact_place ON contact (workspace_id, place, sort_key, id) WHERE merged_into = '';
CREATE INDEX contact_house ON contact (workspace_id, household_id) WHERE household_id <> '';

CREATE TABLE identity (
  id           TEXT    NOT NULL PRIMARY KEY,
  workspace_id TEXT    NOT NULL,
  contact_id   TEXT    NOT NULL,
  kind         TEXT    NOT NULL,
  system       TEXT    NOT NULL,
  value        TEXT    NOT NULL,
  shown        TEXT    NOT NULL,
  is_primary   BOOLEAN NOT NULL,
  status       TEXT    NOT NULL,
  hash         TEXT    NOT NULL, -- salted, of value: what suppressions know of an address
  sharer       TEXT    NOT NULL, -- '' for the one it belongs to; a household's other members hold it under their own id
  created_at   BIGINT  NOT NULL
);
CREATE UNIQUE INDEX identity_value   ON identity (value, kind, system, sharer, workspace_id);
CREATE INDEX        identity_contact ON identity (contact_id);
CREATE INDEX        identity_hash    ON identity (hash);

CREATE TABLE household (
  id             TEXT    NOT NULL PRIMARY KEY,
  workspace_id   TEXT    NOT NULL,
  name           TEXT    NOT NULL,
  primary_id     TEXT    NOT NULL,
  shared_mailbox BOOLEAN NOT NULL,
  created_at     BIGINT  NOT NULL
);

CREATE TABLE account (
  id           TEXT   NOT NULL PRIMARY KEY,
  workspace_id TEXT   NOT NULL,
  name         TEXT   NOT NULL,
  external_id  TEXT   NOT NULL,
  created_at   BIGINT NOT NULL
);
CREATE UNIQUE INDEX account_external ON account (workspace_id, external_id) WHERE external_id <> '';

CREATE TABLE account_contact (
  workspace_id TEXT NOT NULL,
  account_id   TEXT NOT NULL,
  contact_id   TEXT NOT NULL,
  PRIMARY KEY (workspace_id, contact_id, account_id)
) /* clustered */;
CREATE INDEX account_members ON account_contact (workspace_id, account_id);

CREATE TABLE closing (
  id           TEXT    NOT NULL PRIMARY KEY,
  workspace_id TEXT    NOT NULL,
  contact_id   TEXT    NOT NULL,
  side         TEXT    NOT NULL,
  property     TEXT    NOT NULL,
  day          TEXT    NOT NULL,
  price_minor  BIGINT  NOT NULL,
  currency     TEXT    NOT NULL,
  loan         TEXT    NOT NULL,
  source       TEXT    NOT NULL,
  fell_through BOOLEAN NOT NULL,
  created_at   BIGINT  NOT NULL,
  updated_at   BIGINT  NOT NULL
);
CREATE INDEX closing_contact ON closing (contact_id);

CREATE TABLE home (
  id           TEXT NOT NULL PRIMARY KEY,
  workspace_id TEXT NOT NULL,
  contact_id   TEXT NOT NULL,
  closing_id   TEXT NOT NULL,
  property     TEXT NOT NULL,
  since        TEXT NOT NULL,
  ended        TEXT NOT NULL,
  ended_why    TEXT NOT NULL
);
CREATE INDEX home_contact ON home (contact_id);

CREATE TABLE event (
  id           TEXT   NOT NULL PRIMARY KEY,
  workspace_id TEXT   NOT NULL,
  contact_id   TEXT   NOT NULL,
  name         TEXT   NOT NULL,
  at           BIGINT NOT NULL,
  received_at  BIGINT NOT NULL,
  source       TEXT   NOT NULL,
  message_id   TEXT   NOT NULL,
  props        TEXT   NOT NULL
);
CREATE UNIQUE INDEX event_once    ON event (message_id, source, workspace_id);
CREATE INDEX        event_contact ON event (contact_id, at);
CREATE INDEX        event_entry   ON event (name) WHERE name IN ('merged', 'split');

CREATE TABLE standing (
  workspace_id    TEXT   NOT NULL,
  contact_id      TEXT   NOT NULL,
  state           TEXT   NOT NULL,
  last_contact_at BIGINT NOT NULL,
  updated_at      BIGINT NOT NULL,
  PRIMARY KEY (contact_id, workspace_id)
) /* clustered */;

CREATE TABLE consent (
  id           TEXT    NOT NULL PRIMARY KEY,
  workspace_id TEXT    NOT NULL,
  contact_id   TEXT    NOT NULL,
  channel      TEXT    NOT NULL,
  address      TEXT    NOT NULL,
  basis        TEXT    NOT NULL,
  withdrawn    BOOLEAN NOT NULL,
  notice       TEXT    NOT NULL,
  source       TEXT    NOT NULL,
  signer       TEXT    NOT NULL,
  region       TEXT    NOT NULL,
  at           BIGINT  NOT NULL,
  expires_at   BIGINT  NOT NULL
);
CREATE INDEX consent_contact ON consent (contact_id);

CREATE TABLE suppression (
  id           TEXT   NOT NULL PRIMARY KEY,
  workspace_id TEXT   NOT NULL,
  contact_id   TEXT   NOT NULL,
  hash         TEXT   NOT NULL,
  scope        TEXT   NOT NULL,
  channel      TEXT   NOT NULL,
  reason       TEXT   NOT NULL,
  source       TEXT   NOT NULL,
  at           BIGINT NOT NULL
);
CREATE INDEX suppression_contact ON suppression (contact_id) WHERE contact_id <> '';
CREATE INDEX suppression_hash    ON suppression (hash) WHERE hash <> '';

CREATE TABLE playbook (
  workspace_id TEXT    NOT NULL,
  name         TEXT    NOT NULL,
  version      BIGINT  NOT NULL,
  source       TEXT    NOT NULL, -- the days that differ from the file that ships, by tempo, as JSON
  note         TEXT    NOT NULL,
  current      BOOLEAN NOT NULL,
  created_by   TEXT    NOT NULL,
  created_at   BIGINT  NOT NULL,
  PRIMARY KEY (workspace_id, name, version)
);
CREATE UNIQUE INDEX playbook_current ON playbook (workspace_id, name) WHERE current;

CREATE TABLE words (
  workspace_id TEXT   NOT NULL,
  playbook     TEXT   NOT NULL,
  name         TEXT   NOT NULL, -- which text: step, side, channel, variant
  body         TEXT   NOT NULL,
  updated_by   TEXT   NOT NULL,
  updated_at   BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, playbook, name)
);

CREATE TABLE enrolment (
  id           TEXT    NOT NULL PRIMARY KEY,
  workspace_id TEXT    NOT NULL,
  contact_id   TEXT    NOT NULL,
  playbook     TEXT    NOT NULL,
  version      BIGINT  NOT NULL,
  anchor_key   TEXT    NOT NULL,
  closing_id   TEXT    NOT NULL,
  anchor       TEXT    NOT NULL,
  side         TEXT    NOT NULL,
  state        TEXT    NOT NULL,
  ended_why    TEXT    NOT NULL,
  backfill     TEXT    NOT NULL,
  asks_muted   BOOLEAN NOT NULL,
  planned_to   TEXT    NOT NULL,
  tz_version   TEXT    NOT NULL,
  created_at   BIGINT  NOT NULL,
  updated_at   BIGINT  NOT NULL
);
CREATE UNIQUE INDEX enrolment_key ON enrolment (contact_id, playbook, anchor_key, workspace_id);
CREATE INDEX enrolment_open       ON enrolment (workspace_id, planned_to, id) WHERE state = 'active';

CREATE TABLE touch (
  id           TEXT    NOT NULL PRIMARY KEY,
  workspace_id TEXT    NOT NULL,
  enrolment_id TEXT    NOT NULL,
  contact_id   TEXT    NOT NULL,
  household_id TEXT    NOT NULL,
  owner_id     TEXT    NOT NULL,
  playbook     TEXT    NOT NULL,
  step         TEXT    NOT NULL,
  occurrence   BIGINT  NOT NULL,
  kind         TEXT    NOT NULL,
  channel      TEXT    NOT NULL,
  anchor       TEXT    NOT NULL,
  planned_at   BIGINT  NOT NULL,
  due_at       BIGINT  NOT NULL,
  legal_at     BIGINT  NOT NULL,
  late         BIGINT  NOT NULL,
  until_at     BIGINT  NOT NULL,
  not_before   BIGINT  NOT NULL,
  zone         TEXT    NOT NULL,
  state        TEXT    NOT NULL,
  state_at     BIGINT  NOT NULL,
  decided_at   BIGINT  NOT NULL,
  checked_at   BIGINT  NOT NULL, -- looked at without a change
  reasons      TEXT    NOT NULL,
  variant      BIGINT  NOT NULL,
  moved        BIGINT  NOT NULL,
  approved_at  BIGINT  NOT NULL,
  approved_by  TEXT    NOT NULL,
  edited       BOOLEAN NOT NULL,
  subject      TEXT    NOT NULL,
  body         TEXT    NOT NULL,
  ps           TEXT    NOT NULL,
  quotes       TEXT    NOT NULL, -- figures of the market in the owner's own words: JSON; empty: none
  stands_until BIGINT  NOT NULL, -- when the first of them runs out; 0: never
  manual       BOOLEAN NOT NULL,
  sent_at      BIGINT  NOT NULL,
  shard        BIGINT  NOT NULL  -- 0 to 1023, equal for all of a household
);
-- Each index costs about a third of the speed of an import: these three and no more. None begins with the workspace: SQLite compares
-- keys that differ in their first column several times faster.
CREATE UNIQUE INDEX touch_once ON touch (enrolment_id, step, occurrence);
CREATE INDEX touch_due         ON touch (due_at) WHERE state = 'planned';
CREATE INDEX touch_contact     ON touch (contact_id, due_at);

CREATE TABLE delivery (
  id             TEXT    NOT NULL PRIMARY KEY,
  workspace_id   TEXT    NOT NULL,
  touch_id       TEXT    NOT NULL,
  contact_id     TEXT    NOT NULL,
  enrolment_id   TEXT    NOT NULL,
  ask_id         TEXT    NOT NULL,
  user_id        TEXT    NOT NULL,
  kind           TEXT    NOT NULL,
  step           TEXT    NOT NULL,
  rung           BIGINT  NOT NULL,
  attempt        BIGINT  NOT NULL,
  seq            BIGINT  NOT NULL,
  channel        TEXT    NOT NULL,
  address        TEXT    NOT NULL,
  address_hash   TEXT    NOT NULL,
  state          TEXT    NOT NULL,
  yielded        BOOLEAN NOT NULL, -- made room for a later rung: proven undelivered, or unanswered
  node           TEXT    NOT NULL,
  boot           TEXT    NOT NULL,
  token          TEXT    NOT NULL,
  lease_until    BIGINT  NOT NULL,
  claimed_at     BIGINT  NOT NULL,
  committing_at  BIGINT  NOT NULL,
  settled_at     BIGINT  NOT NULL,
  message_id     TEXT    NOT NULL,
  in_reply_to    TEXT    NOT NULL,
  consent_id     TEXT    NOT NULL,
  policy_version TEXT    NOT NULL,
  reply          TEXT    NOT NULL,
  resolution     TEXT    NOT NULL
);
CREATE UNIQUE INDEX delivery_rung ON delivery (touch_id, rung, workspace_id);
CREATE UNIQUE INDEX delivery_one  ON delivery (touch_id) WHERE state IN ('claimed', 'committing', 'sent', 'unknown') AND NOT yielded;
CREATE INDEX delivery_contact     ON delivery (contact_id, seq);
CREATE INDEX delivery_sender     ON delivery (user_id, claimed_at);
CREATE INDEX delivery_open        ON delivery (lease_until) WHERE state IN ('claimed', 'committing');
CREATE INDEX delivery_unknown     ON delivery (seq) WHERE state = 'unknown';
CREATE INDEX delivery_message     ON delivery (message_id) WHERE message_id <> '';

-- Apart from its delivery, which is written three times a message: a body is written once.
CREATE TABLE delivery_body (
  delivery_id  TEXT   NOT NULL PRIMARY KEY,
  workspace_id TEXT   NOT NULL,
  subject      TEXT   NOT NULL,
  body         TEXT   NOT NULL, -- '' after the retention time
  body_hash    TEXT   NOT NULL,
  at           BIGINT NOT NULL
);
CREATE INDEX delivery_body_age ON delivery_body (at) WHERE body <> '';

CREATE TABLE ask (
  id             TEXT   NOT NULL PRIMARY KEY,
  workspace_id   TEXT   NOT NULL,
  touch_id       TEXT   NOT NULL,
  contact_id     TEXT   NOT NULL,
  household_id   TEXT   NOT NULL,
  owner_id       TEXT   NOT NULL,
  playbook       TEXT   NOT NULL,
  step           TEXT   NOT NULL,
  wording        TEXT   NOT NULL,
  campaign       TEXT   NOT NULL,
  trigger_name   TEXT   NOT NULL,
  channel        TEXT   NOT NULL,
  zone           TEXT   NOT NULL,
  opened_at      BIGINT NOT NULL,
  state          TEXT   NOT NULL,
  answer         TEXT   NOT NULL,
  answer_rank    BIGINT NOT NULL,
  answered_at    BIGINT NOT NULL,
  answered_by    TEXT   NOT NULL,
  snooze_until   BIGINT NOT NULL,
  reminders_left BIGINT NOT NULL
);
CREATE UNIQUE INDEX ask_touch   ON ask (touch_id) WHERE state <> 'void';
CREATE INDEX        ask_contact ON ask (contact_id, opened_at);
CREATE INDEX        ask_open    ON ask (opened_at) WHERE state = 'open';

CREATE TABLE decision (
  id           TEXT   NOT NULL PRIMARY KEY,
  workspace_id TEXT   NOT NULL,
  touch_id     TEXT   NOT NULL,
  at           BIGINT NOT NULL,
  verdict      TEXT   NOT NULL,
  next_at      BIGINT NOT NULL,
  legal_at     BIGINT NOT NULL,
  channel      TEXT   NOT NULL,
  policy       TEXT   NOT NULL,
  reasons      TEXT   NOT NULL,
  fine         TEXT   NOT NULL
);
CREATE INDEX decision_touch ON decision (touch_id, at);

CREATE TABLE gate (
  workspace_id   TEXT   NOT NULL,
  kind           TEXT   NOT NULL, -- contact, household, account, mailbox
  id             TEXT   NOT NULL,
  version        BIGINT NOT NULL,
  last_ask_at    BIGINT NOT NULL,
  last_ask_touch TEXT   NOT NULL,
  last_touch_at  BIGINT NOT NULL,
  last_touch     TEXT   NOT NULL,
  prev_ask_at    BIGINT NOT NULL, -- what the last take covered, for the un-mark
  prev_ask_touch TEXT   NOT NULL,
  prev_touch_at  BIGINT NOT NULL,
  prev_touch     TEXT   NOT NULL,
  PRIMARY KEY (id, kind, workspace_id)
) /* clustered */;

-- Which stages of the funnel an ask has come to; counted in rollup_day on the day of the ask.
CREATE TABLE milestone (
  workspace_id TEXT   NOT NULL,
  ask_id       TEXT   NOT NULL,
  step         TEXT   NOT NULL,
  contact_id   TEXT   NOT NULL,
  at           BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, ask_id, step)
) /* clustered */;
CREATE INDEX milestone_step ON milestone (workspace_id, step, ask_id);

CREATE TABLE share_code (
  code         TEXT    NOT NULL PRIMARY KEY,
  workspace_id TEXT    NOT NULL,
  contact_id   TEXT    NOT NULL,
  ask_id       TEXT    NOT NULL,
  revoked      BOOLEAN NOT NULL,
  created_at   BIGINT  NOT NULL
);
CREATE INDEX share_code_contact ON share_code (workspace_id, contact_id);

CREATE TABLE referral (
  id              TEXT    NOT NULL PRIMARY KEY,
  workspace_id    TEXT    NOT NULL,
  referrer_id     TEXT    NOT NULL,
  friend_id       TEXT    NOT NULL,
  ask_id          TEXT    NOT NULL,
  owner_id        TEXT    NOT NULL,
  code            TEXT    NOT NULL,
  friend          TEXT    NOT NULL,
  email           TEXT    NOT NULL,
  phone           TEXT    NOT NULL,
  note            TEXT    NOT NULL,
  stage           TEXT    NOT NULL,
  stage_at        BIGINT  NOT NULL,
  lost_why        TEXT    NOT NULL,
  value_minor     BIGINT  NOT NULL,
  fee_minor       BIGINT  NOT NULL,
  currency        TEXT    NOT NULL,
  source          TEXT    NOT NULL,
  campaign        TEXT    NOT NULL,
  playbook        TEXT    NOT NULL,
  step            TEXT    NOT NULL,
  trigger_name    TEXT    NOT NULL,
  channel         TEXT    NOT NULL,
  wording         TEXT    NOT NULL,
  consent         TEXT    NOT NULL,
  consent_at      BIGINT  NOT NULL,
  may_tell        BOOLEAN NOT NULL,
  known_before    BOOLEAN NOT NULL,
  past            BOOLEAN NOT NULL,
  withdrawn_at    BIGINT  NOT NULL,
  forget_at       BIGINT  NOT NULL,
  next            TEXT    NOT NULL,
  next_on         TEXT    NOT NULL,
  version         BIGINT  NOT NULL,
  deadline        TEXT    NOT NULL,
  acknowledged_at BIGINT  NOT NULL,
  created_at      BIGINT  NOT NULL,
  updated_at      BIGINT  NOT NULL,
  misses          BIGINT  NOT NULL, -- how the friend's form came in: see goodturn.Referral
  corner          BIGINT  NOT NULL,
  device          BIGINT  NOT NULL,
  same_device     BOOLEAN NOT NULL
);
CREATE INDEX referral_referrer ON referral (workspace_id, referrer_id);
CREATE INDEX referral_friend   ON referral (workspace_id, friend_id);
CREATE INDEX referral_stage    ON referral (workspace_id, stage, id);
CREATE INDEX referral_ask      ON referral (workspace_id, ask_id);
CREATE INDEX referral_unthanked ON referral (workspace_id, created_at) WHERE acknowledged_at = 0 AND referrer_id <> '';
CREATE INDEX referral_forget   ON referral (workspace_id, forget_at) WHERE forget_at > 0;

-- Who is said to have sent a friend. All are kept; referral.referrer_id is the one that counts.
CREATE TABLE referral_claim (
  id           TEXT   NOT NULL PRIMARY KEY,
  workspace_id TEXT   NOT NULL,
  referral_id  TEXT   NOT NULL,
  contact_id   TEXT   NOT NULL,
  source       TEXT   NOT NULL,
  evidence     TEXT   NOT NULL,
  confidence   BIGINT NOT NULL,
  state        TEXT   NOT NULL,
  by_user      TEXT   NOT NULL,
  at           BIGINT NOT NULL,
  settled_at   BIGINT NOT NULL
);
CREATE INDEX referral_claim_of      ON referral_claim (workspace_id, referral_id, at);
CREATE INDEX referral_claim_contact ON referral_claim (workspace_id, contact_id);
CREATE INDEX referral_claim_open    ON referral_claim (workspace_id, at) WHERE state = 'proposed';

-- What an advocate shows to friends: their own sentence, and a small picture (a JPEG in base64).
CREATE TABLE portrait (
  id           TEXT   NOT NULL PRIMARY KEY,
  workspace_id TEXT   NOT NULL,
  contact_id   TEXT   NOT NULL,
  why          TEXT   NOT NULL,
  picture      TEXT   NOT NULL,
  at           BIGINT NOT NULL
);
CREATE INDEX portrait_of ON portrait (workspace_id, contact_id);

-- Which message thanks for which introduction.
CREATE TABLE referral_thanks (
  touch_id     TEXT   NOT NULL PRIMARY KEY,
  workspace_id TEXT   NOT NULL,
  referral_id  TEXT   NOT NULL,
  stage        TEXT   NOT NULL,
  contact_id   TEXT   NOT NULL, -- who is thanked
  at           BIGINT NOT NULL
);
CREATE UNIQUE INDEX referral_thanks_once ON referral_thanks (referral_id, stage, contact_id, workspace_id);
CREATE INDEX referral_thanks_contact ON referral_thanks (contact_id);

CREATE TABLE referral_change (
  id           TEXT   NOT NULL PRIMARY KEY,
  workspace_id TEXT   NOT NULL,
  referral_id  TEXT   NOT NULL,
  at           BIGINT NOT NULL,
  by_user      TEXT   NOT NULL,
  what         TEXT   NOT NULL,
  before       TEXT   NOT NULL,
  after        TEXT   NOT NULL
);
CREATE INDEX referral_change_of ON referral_change (workspace_id, referral_id, at);

-- What is asked of somebody by hand.
CREATE TABLE request (
  id           TEXT   NOT NULL PRIMARY KEY,
  workspace_id TEXT   NOT NULL,
  contact_id   TEXT   NOT NULL,
  owner_id     TEXT   NOT NULL,
  touch_id     TEXT   NOT NULL,
  hello_id     TEXT   NOT NULL,
  kind         TEXT   NOT NULL,
  by_day       TEXT   NOT NULL,
  urgent       BOOLEAN NOT NULL,
  facts        TEXT   NOT NULL,
  company_key  TEXT   NOT NULL,
  door         TEXT   NOT NULL,
  state        TEXT   NOT NULL,
  promised_by  TEXT   NOT NULL,
  asked_at     BIGINT NOT NULL,
  promised_at  BIGINT NOT NULL,
  done_at      BIGINT NOT NULL,
  thanked_at   BIGINT NOT NULL,
  created_at   BIGINT NOT NULL,
  updated_at   BIGINT NOT NULL
);
CREATE INDEX request_contact ON request (workspace_id, contact_id);
CREATE INDEX request_company ON request (workspace_id, company_key, asked_at) WHERE company_key <> '';

-- One row a side of an entry; the two sides of an entry sum to zero.
CREATE TABLE reward_entry (
  id           TEXT   NOT NULL PRIMARY KEY,
  workspace_id TEXT   NOT NULL,
  referral_id  TEXT   NOT NULL,
  side         TEXT   NOT NULL, -- advocate, friend
  contact_id   TEXT   NOT NULL,
  rule         TEXT   NOT NULL,
  account      TEXT   NOT NULL,
  amount_minor BIGINT NOT NULL,
  currency     TEXT   NOT NULL,
  kind         TEXT   NOT NULL,
  why          TEXT   NOT NULL,
  at           BIGINT NOT NULL,
  by_user      TEXT   NOT NULL
);
CREATE UNIQUE INDEX reward_entry_once    ON reward_entry (workspace_id, referral_id, side, rule, account);
CREATE INDEX        reward_entry_contact ON reward_entry (workspace_id, contact_id, id);
CREATE INDEX        reward_entry_in      ON reward_entry (workspace_id, account, referral_id);
CREATE INDEX        reward_entry_of      ON reward_entry (referral_id);
CREATE INDEX        reward_entry_book    ON reward_entry (workspace_id, id);

-- What an ask promised on the day on which it went.
CREATE TABLE reward_promise (
  workspace_id TEXT   NOT NULL,
  ask_id       TEXT   NOT NULL,
  promise      TEXT   NOT NULL,
  at           BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, ask_id)
) /* clustered */;

CREATE TABLE reward_coupon (
  id           TEXT   NOT NULL PRIMARY KEY,
  workspace_id TEXT   NOT NULL,
  code         TEXT   NOT NULL,
  amount_minor BIGINT NOT NULL,
  currency     TEXT   NOT NULL,
  referral_id  TEXT   NOT NULL, -- '' until it is given
  side         TEXT   NOT NULL,
  given_at     BIGINT NOT NULL,
  created_at   BIGINT NOT NULL
);
CREATE UNIQUE INDEX reward_coupon_code  ON reward_coupon (workspace_id, code);
CREATE UNIQUE INDEX reward_coupon_given ON reward_coupon (workspace_id, referral_id, side) WHERE referral_id <> '';
CREATE INDEX        reward_coupon_free  ON reward_coupon (workspace_id, currency, amount_minor, id) WHERE referral_id = '';

CREATE TABLE reward_review (
  workspace_id TEXT   NOT NULL,
  referral_id  TEXT   NOT NULL,
  contact_id   TEXT   NOT NULL, -- who was credited
  state        TEXT   NOT NULL, -- hold, pass, declined
  findings     TEXT   NOT NULL,
  why          TEXT   NOT NULL,
  by_user      TEXT   NOT NULL,
  at           BIGINT NOT NULL,
  settled_at   BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, referral_id)
) /* clustered */;
CREATE INDEX reward_review_open ON reward_review (workspace_id, at, referral_id) WHERE state = 'hold';

CREATE TABLE reward_payee (
  workspace_id TEXT    NOT NULL,
  contact_id   TEXT    NOT NULL,
  tax_form     BOOLEAN NOT NULL,
  public_yes   BOOLEAN NOT NULL,
  trusted      BOOLEAN NOT NULL,
  updated_at   BIGINT  NOT NULL,
  PRIMARY KEY (workspace_id, contact_id)
) /* clustered */;

CREATE TABLE task (
  id           TEXT    NOT NULL PRIMARY KEY,
  workspace_id TEXT    NOT NULL,
  contact_id   TEXT    NOT NULL,
  owner_id     TEXT    NOT NULL,
  touch_id     TEXT    NOT NULL,
  kind         TEXT    NOT NULL,
  title        TEXT    NOT NULL,
  why          TEXT    NOT NULL,
  say          TEXT    NOT NULL,
  urgent       BOOLEAN NOT NULL,
  due_at       BIGINT  NOT NULL,
  created_at   BIGINT  NOT NULL,
  done_at      BIGINT  NOT NULL,
  outcome      TEXT    NOT NULL,
  task_key     TEXT    NOT NULL
);
CREATE UNIQUE INDEX task_key ON task (workspace_id, task_key) WHERE done_at = 0;
CREATE INDEX task_due        ON task (workspace_id, due_at) WHERE done_at = 0;
CREATE INDEX task_contact    ON task (workspace_id, contact_id);
CREATE INDEX task_named      ON task (task_key);

CREATE TABLE incident (
  id           TEXT   NOT NULL PRIMARY KEY,
  workspace_id TEXT   NOT NULL,
  name         TEXT   NOT NULL,
  segment      TEXT   NOT NULL,
  started_at   BIGINT NOT NULL,
  ended_at     BIGINT NOT NULL
);
CREATE INDEX incident_time ON incident (workspace_id, started_at);

-- One row a look at a link. No address and no browser are kept.
CREATE TABLE "fetch" (
  id           TEXT   NOT NULL PRIMARY KEY,
  workspace_id TEXT   NOT NULL,
  link         TEXT   NOT NULL,
  ref_id       TEXT   NOT NULL, -- ask, delivery or share code, as the link says
  at           BIGINT NOT NULL,
  verdict      TEXT   NOT NULL
);
CREATE INDEX fetch_ref ON "fetch" (workspace_id, ref_id) WHERE ref_id <> '';

CREATE TABLE market_series (
  workspace_id TEXT   NOT NULL,
  series_key   TEXT   NOT NULL,
  source       TEXT   NOT NULL,
  measure      TEXT   NOT NULL,
  area_kind    TEXT   NOT NULL,
  area_key     TEXT   NOT NULL,
  newest       TEXT   NOT NULL, -- day of its last point
  data         TEXT   NOT NULL,
  loaded_at    BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, series_key)
);

CREATE TABLE import (
  id           TEXT   NOT NULL PRIMARY KEY,
  workspace_id TEXT   NOT NULL,
  file         TEXT   NOT NULL,
  format       TEXT   NOT NULL,
  state        TEXT   NOT NULL,
  mapping      TEXT   NOT NULL,
  attestation  TEXT   NOT NULL,
  report       TEXT   NOT NULL,
  row_count    BIGINT NOT NULL,
  done_count   BIGINT NOT NULL,
  by_user      TEXT   NOT NULL,
  created_at   BIGINT NOT NULL,
  applied_at   BIGINT NOT NULL,
  undone_at    BIGINT NOT NULL
);
CREATE INDEX import_time ON import (workspace_id, created_at);

CREATE TABLE import_row (
  workspace_id TEXT   NOT NULL,
  import_id    TEXT   NOT NULL,
  row_number   BIGINT NOT NULL,
  outcome      TEXT   NOT NULL, -- '' until applied: new, merged, unchanged, rejected
  contact_id   TEXT   NOT NULL,
  data         TEXT   NOT NULL,
  message      TEXT   NOT NULL,
  undo         TEXT   NOT NULL,
  PRIMARY KEY (workspace_id, import_id, row_number)
);

CREATE TABLE session (
  hash         TEXT   NOT NULL PRIMARY KEY,
  workspace_id TEXT   NOT NULL,
  user_id      TEXT   NOT NULL,
  created_at   BIGINT NOT NULL,
  seen_at      BIGINT NOT NULL,
  expires_at   BIGINT NOT NULL
);
CREATE INDEX session_of_user ON session (workspace_id, user_id);

-- How often somebody tried to log in, or used a question up: the hash of who tried what, and until when it counts.
CREATE TABLE tried (
  workspace_id TEXT   NOT NULL,
  what         TEXT   NOT NULL,
  free_at      BIGINT NOT NULL, -- by then everything that was tried is used up
  PRIMARY KEY (workspace_id, what)
) /* clustered */;
CREATE INDEX tried_age ON tried (workspace_id, free_at);

CREATE TABLE api_key (
  id           TEXT   NOT NULL PRIMARY KEY,
  workspace_id TEXT   NOT NULL,
  hash         TEXT   NOT NULL,
  name         TEXT   NOT NULL,
  scopes       TEXT   NOT NULL, -- read, write, send, admin, divided by spaces
  user_id      TEXT   NOT NULL, -- in whose name it acts
  created_at   BIGINT NOT NULL,
  used_at      BIGINT NOT NULL,
  revoked_at   BIGINT NOT NULL
);
CREATE UNIQUE INDEX api_key_hash ON api_key (workspace_id, hash);

-- The first result of a request that carried a key of its own, so that asking again does nothing again.
CREATE TABLE api_once (
  workspace_id TEXT    NOT NULL,
  key_id       TEXT    NOT NULL, -- the API key's
  once         TEXT    NOT NULL, -- Idempotency-Key
  print        TEXT    NOT NULL, -- hash of what was asked
  status       BIGINT  NOT NULL, -- 0 while nobody knows how it ended
  body         TEXT    NOT NULL,
  for_ever     BOOLEAN NOT NULL, -- tied to an ask: never forgotten
  created_at   BIGINT  NOT NULL,
  PRIMARY KEY (workspace_id, key_id, once)
) /* clustered */;
CREATE INDEX api_once_age ON api_once (workspace_id, created_at) WHERE NOT for_ever;

-- Where news goes.
CREATE TABLE webhook_endpoint (
  id           TEXT   NOT NULL PRIMARY KEY,
  workspace_id TEXT   NOT NULL,
  url          TEXT   NOT NULL,
  about        TEXT   NOT NULL,
  types        TEXT   NOT NULL, -- divided by spaces; '' means all
  secret       TEXT   NOT NULL, -- sealed
  old_secret   TEXT   NOT NULL, -- sealed; signs too until old_until
  old_until    BIGINT NOT NULL,
  state        TEXT   NOT NULL, -- on, off, gone
  quiet_until  BIGINT NOT NULL, -- it asked to be left alone
  created_at   BIGINT NOT NULL
);
CREATE INDEX webhook_endpoint_all ON webhook_endpoint (workspace_id, id);

-- News on its way: written in the transaction of the fact that it tells.
CREATE TABLE webhook_message (
  id           TEXT   NOT NULL PRIMARY KEY,
  workspace_id TEXT   NOT NULL,
  endpoint_id  TEXT   NOT NULL,
  contact_id   TEXT   NOT NULL,
  type         TEXT   NOT NULL,
  at           BIGINT NOT NULL,
  body         TEXT   NOT NULL,
  state        TEXT   NOT NULL, -- waiting, done, failed, over
  attempts     BIGINT NOT NULL,
  due_at       BIGINT NOT NULL,
  node         TEXT   NOT NULL,
  boot         TEXT   NOT NULL,
  lease_until  BIGINT NOT NULL,
  last_at      BIGINT NOT NULL,
  last_status  BIGINT NOT NULL,
  last_said    TEXT   NOT NULL
);
CREATE INDEX webhook_message_due     ON webhook_message (workspace_id, endpoint_id, due_at) WHERE state = 'waiting';
CREATE INDEX webhook_message_log     ON webhook_message (workspace_id, endpoint_id, id);
CREATE INDEX webhook_message_contact ON webhook_message (workspace_id, contact_id) WHERE contact_id <> '';
CREATE INDEX webhook_message_age     ON webhook_message (workspace_id, at);

CREATE TABLE login_link (
  hash         TEXT   NOT NULL PRIMARY KEY,
  workspace_id TEXT   NOT NULL,
  user_id      TEXT   NOT NULL,
  purpose      TEXT   NOT NULL,
  created_at   BIGINT NOT NULL,
  expires_at   BIGINT NOT NULL,
  used_at      BIGINT NOT NULL
);

-- How somebody proves who they are: a password's hash, or a passkey.
CREATE TABLE credential (
  id           TEXT   NOT NULL PRIMARY KEY,
  workspace_id TEXT   NOT NULL,
  user_id      TEXT   NOT NULL,
  kind         TEXT   NOT NULL,
  name         TEXT   NOT NULL,
  handle       TEXT   NOT NULL, -- by which a passkey is found
  secret       TEXT   NOT NULL,
  created_at   BIGINT NOT NULL,
  used_at      BIGINT NOT NULL
);
CREATE INDEX        credential_user   ON credential (workspace_id, user_id);
CREATE UNIQUE INDEX credential_handle ON credential (workspace_id, kind, handle) WHERE handle <> '';

-- Which processes work on this database, and how far sending has come.
CREATE TABLE node (
  workspace_id TEXT   NOT NULL,
  node         TEXT   NOT NULL,
  boot         TEXT   NOT NULL,
  started_at   BIGINT NOT NULL,
  seen_at      BIGINT NOT NULL,
  facts        TEXT   NOT NULL,
  PRIMARY KEY (workspace_id, node)
);

CREATE TABLE counter (
  workspace_id TEXT   NOT NULL,
  name         TEXT   NOT NULL,
  next         BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, name)
) /* clustered */;

-- Daily counts, kept in the transaction that changes what is counted. Several slots a count, so that nodes do not wait for each other.
CREATE TABLE rollup_day (
  workspace_id TEXT   NOT NULL,
  day          TEXT   NOT NULL, -- civil date, UTC
  metric       TEXT   NOT NULL,
  dim          TEXT   NOT NULL,
  slot         BIGINT NOT NULL,
  n            BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, metric, day, dim, slot)
) /* clustered */;

CREATE TABLE search (
  workspace_id TEXT NOT NULL,
  word         TEXT NOT NULL,
  contact_id   TEXT NOT NULL,
  PRIMARY KEY (word, contact_id)
) /* clustered */;

CREATE TABLE findable (
  workspace_id TEXT NOT NULL,
  contact_id   TEXT NOT NULL PRIMARY KEY,
  words        TEXT NOT NULL -- those that search has of them, sorted, each behind a line's end
) /* clustered */;

CREATE TABLE kv (
  workspace_id TEXT   NOT NULL,
  name         TEXT   NOT NULL,
  value        TEXT   NOT NULL,
  updated_at   BIGINT NOT NULL,
  PRIMARY KEY (name, workspace_id)
) /* clustered */;
