// Package said answers one question: which words stood under a name when they were sent? An owner changes words under their name, and a
// release does: whoever counts what words led to must not take two texts for one. It refuses to know what came of them.
package said

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/playbook"
	"github.com/goodturn-app/goodturn/store"
)

// kept is where texts are kept, by plan and tag.
const kept = "said:"

// Tag names words as they are: "first-ask/bought.email.1@9f86d081", the name and a version, which is another for every text.
func Tag(x *playbook.Wording) string {
	sum := sha256.Sum256([]byte(x.Template.Source().Text))
	return x.Name + "@" + hex.EncodeToString(sum[:4])
}

// Name is the name in a tag; what has no version, such as words of one's own, is its own name.
func Name(tag string) string {
	name, _, _ := strings.Cut(tag, "@")
	return name
}

// Open opens asks. Each is tagged with its words as they are in this moment, and those are kept.
func Open(tx *store.Tx, asks []goodturn.Ask, words map[string]*playbook.Words) error {
	texts := map[string]string{}
	for i, a := range asks {
		if words[a.Playbook] == nil {
			continue
		}
		if x, ok := words[a.Playbook].Named(a.Wording); ok {
			asks[i].Wording = Tag(x)
			texts[kept+a.Playbook+":"+asks[i].Wording] = x.Template.Source().Text
		}
	}
	names := make([]string, 0, len(texts))
	for name := range texts {
		names = append(names, name)
	}
	have, err := tx.Values(names)
	if err != nil {
		return err
	}
	for name, text := range texts {
		if have[name] != "" {
			delete(texts, name)
			continue
		}
		b, err := json.Marshal(Text{First: tx.Now().UTC(), Text: text})
		if err != nil {
			return err
		}
		texts[name] = string(b)
	}
	if err := tx.SetValues(texts); err != nil {
		return err
	}
	return tx.InsertAsks(asks)
}

// Text is words as they were.
type Text struct {
	First time.Time `json:"first"` // when they were first sent, UTC
	Text  string    `json:"text"`  // as they were written, with their fields
	// Version counts the texts under one name by their first days, from 1; Of is how many there are.
	Version, Of int `json:"-"`
}

// All reads every text that was sent, by plan and tag.
func All(tx *store.Tx) (map[string]map[string]Text, error) {
	names, err := tx.ValueNames(kept)
	if err != nil {
		return nil, err
	}
	values, err := tx.Values(names)
	if err != nil {
		return nil, err
	}
	out := map[string]map[string]Text{}
	under := map[string][]string{} // tags by plan and name
	for at, value := range values {
		plan, tag, _ := strings.Cut(strings.TrimPrefix(at, kept), ":")
		var t Text
		if err := json.Unmarshal([]byte(value), &t); err != nil {
			return nil, fmt.Errorf("read the words %s: %w", at, err)
		}
		if out[plan] == nil {
			out[plan] = map[string]Text{}
		}
		out[plan][tag] = t
		under[plan+":"+Name(tag)] = append(under[plan+":"+Name(tag)], tag)
	}
	for at, tags := range under {
		plan, _, _ := strings.Cut(at, ":")
		slices.SortFunc(tags, func(a, b string) int {
			if c := out[plan][a].First.Compare(out[plan][b].First); c != 0 {
				return c
			}
			return strings.Compare(a, b)
		})
		for i, tag := range tags {
			t := out[plan][tag]
			t.Version, t.Of = i+1, len(tags)
			out[plan][tag] = t
		}
	}
	return out, nil
}
