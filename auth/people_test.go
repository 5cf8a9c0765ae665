package auth_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/auth"
	"github.com/goodturn-app/goodturn/store"
)

func TestAKeyLetsAProgramInUntilItsUserHasLeft(t *testing.T) {
	b, db, _ := book(t)
	ctx := context.Background()
	u := goodturn.User{Email: "dana@example.com", Name: "Dana Reyes", Role: goodturn.RoleAgent, Active: true}
	if err := db.Write(ctx, func(tx *store.Tx) error { return tx.InsertUser(&u) }); err != nil {
		t.Fatal(err)
	}
	key, made, err := b.NewKey(ctx, "spreadsheet", u.ID, auth.ScopeWrite, auth.ScopeRead)
	if err != nil || !strings.HasPrefix(key, "gt_") {
		t.Fatalf("%q %v", key, err)
	}
	if got, k, ok, err := b.Key(ctx, key); err != nil || !ok || got.ID != u.ID || k.ID != made.ID || !k.May(auth.ScopeRead) || !k.May(auth.ScopeWrite) || k.May(auth.ScopeSend) || k.May(auth.ScopeAdmin) {
		t.Errorf("%+v %+v %v %v", got, k, ok, err)
	}
	for name, scopes := range map[string][]auth.Scope{"none": nil, "an unknown one": {"read", "everything"}} {
		if _, _, err := b.NewKey(ctx, "x", u.ID, scopes...); goodturn.ErrorCode(err) != goodturn.CodeInvalid {
			t.Errorf("a key with scope %s: %v", name, err)
		}
	}
	gone, other, err := b.NewKey(ctx, "old one", u.ID, auth.ScopeRead)
	if err != nil || b.RevokeKey(ctx, other.ID) != nil {
		t.Fatal(err)
	}
	if _, _, ok, err := b.Key(ctx, gone); ok || err != nil {
		t.Errorf("a revoked key works: %v", err)
	}
	for _, wrong := range []string{"", "gt_", key + "x", strings.TrimPrefix(key, "gt_"), strings.ToUpper(key)} {
		if got, _, ok, err := b.Key(ctx, wrong); ok || err != nil || got.ID != "" {
			t.Errorf("%q lets in: %+v %v", wrong, got, err)
		}
	}
	u.Active = false
	if err := db.Write(ctx, func(tx *store.Tx) error { return tx.UpdateUser(u) }); err != nil {
		t.Fatal(err)
	}
	if _, _, ok, err := b.Key(ctx, key); ok || err != nil {
		t.Errorf("the key of somebody who has left works: %v", err)
	}
}

func TestTriesAreCountedByPlaceAndAccount(t *testing.T) {
	b, _, now := book(t)
	try := func(email, from string) goodturn.Code {
		_, err := b.LogIn(context.Background(), email, "wrong", from)
		return goodturn.ErrorCode(err)
	}
	for range 5 {
		if got := try("dana@example.com", "192.0.2.1"); got != goodturn.CodeForbidden {
			t.Fatalf("a try within the measure: %s", got)
		}
	}
	for _, c := range []struct {
		name, email, from string
		want              goodturn.Code
	}{
		{"the sixth from one place", "dana@example.com", "192.0.2.1", goodturn.CodeUnavailable},
		{"the sixth in other letters", " DANA@example.com", "192.0.2.1", goodturn.CodeUnavailable},
		{"somebody else from there", "noa@example.com", "192.0.2.1", goodturn.CodeForbidden},
		{"the same from elsewhere", "dana@example.com", "192.0.2.2", goodturn.CodeForbidden},
	} {
		if got := try(c.email, c.from); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	for i := range 5 {
		try("ben@example.com", "2001:db8::"+string(rune('1'+i)))
	}
	if got := try("ben@example.com", "2001:db8::ff"); got != goodturn.CodeUnavailable {
		t.Errorf("a network of many addresses is one place: %s", got)
	}
	*now = now.Add(2 * time.Minute)
	if got := try("dana@example.com", "192.0.2.1"); got != goodturn.CodeForbidden {
		t.Errorf("after two minutes: %s", got)
	}
}
