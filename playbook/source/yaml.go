// Package source answers one question: what stands at which place of a playbook's file, and what is wrong with it there? It reads
// YAML into nodes that know their line and column, and nodes into values, and collects every mistake with its remedy. It refuses
// to know what a playbook is.
package source

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/goodturn-app/goodturn"
)

// The most that a playbook file may be. A year of somebody's words fits a hundred times.
const (
	maxFile  = 1 << 20
	maxDepth = 20
)

// Node is the part of YAML that a playbook may use: a text, a list, or keys with values. Anchors, tags and merges are refused,
// because a file that is read by people should say what it means where it says it.
type Node struct {
	Line, Column int
	Kind         Kind
	Text         string
	Items        []*Node
	Keys         []*Node // parallel to Items, for a mapping
}

// Kind is what a node holds, as an error says it.
type Kind string

// What a node may hold.
const (
	Text    Kind = "a text"
	List    Kind = "a list"
	Mapping Kind = "keys with values"
	Nothing Kind = "nothing"
)

// Read parses one document. The parser beneath is not ours; whatever it does with hostile bytes, a person gets an error.
func Read(file string, src []byte) (root *Node, err error) {
	if len(src) > maxFile {
		return nil, &goodturn.Error{Code: goodturn.CodeInvalid, File: file, Message: "This playbook is larger than one megabyte.", Hint: "Keep the words in files of their own."}
	}
	defer func() {
		if r := recover(); r != nil {
			root, err = nil, &goodturn.Error{Code: goodturn.CodeInvalid, File: file, Message: "This is not YAML that can be read.", Hint: "Compare it with the shipped playbook.", Err: fmt.Errorf("yaml parser: %v", r)}
		}
	}()
	f, err := parser.ParseBytes(src, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return nil, syntaxError(file, err)
	}
	for _, d := range f.Docs {
		if d.Body == nil {
			continue
		}
		if root != nil {
			t := d.Body.GetToken()
			return nil, &goodturn.Error{Code: goodturn.CodeInvalid, File: file, Line: t.Position.Line, Column: t.Position.Column, Message: "A file holds one playbook.", Hint: "Put the second one in a file of its own."}
		}
		if root, err = convert(file, d.Body, 0); err != nil {
			return nil, err
		}
	}
	if root == nil {
		return nil, &goodturn.Error{Code: goodturn.CodeInvalid, File: file, Line: 1, Column: 1, Message: "This playbook is empty.", Hint: "Begin with name: and steps:."}
	}
	return root, nil
}

func syntaxError(file string, err error) error {
	e := &goodturn.Error{Code: goodturn.CodeInvalid, File: file, Message: "This is not YAML that can be read.", Hint: "Look at the indentation and at quotation marks near here."}
	var at interface{ GetToken() *token.Token }
	if errors.As(err, &at) && at.GetToken() != nil && at.GetToken().Position != nil {
		e.Line, e.Column = at.GetToken().Position.Line, at.GetToken().Position.Column
	}
	return e
}

func convert(file string, n ast.Node, depth int) (*Node, error) {
	out := &Node{Kind: Nothing}
	if n == nil {
		return out, nil
	}
	if t := n.GetToken(); t != nil && t.Position != nil {
		out.Line, out.Column = t.Position.Line, t.Position.Column
	}
	if depth > maxDepth {
		return nil, At(file, out, "This is nested too deeply.", "A playbook needs four levels at most.")
	}
	switch n := n.(type) {
	case *ast.MappingNode:
		return convertMapping(file, out, n.Values, depth)
	case *ast.MappingValueNode:
		return convertMapping(file, out, []*ast.MappingValueNode{n}, depth)
	case *ast.SequenceNode:
		out.Kind = List
		for _, v := range n.Values {
			item, err := convert(file, v, depth+1)
			if err != nil {
				return nil, err
			}
			out.Items = append(out.Items, item)
		}
	case *ast.StringNode:
		out.Kind, out.Text = Text, n.Value
	case *ast.LiteralNode:
		out.Kind, out.Text = Text, strings.TrimSpace(n.Value.Value)
	case *ast.NullNode, *ast.CommentGroupNode:
	case *ast.BoolNode, *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		out.Kind, out.Text = Text, n.GetToken().Value
	case *ast.AnchorNode, *ast.AliasNode, *ast.MergeKeyNode:
		return nil, At(file, out, "References (& and *) are not used in a playbook.", "Write the value out where it belongs.")
	case *ast.TagNode:
		return nil, At(file, out, "Tags (!) are not used in a playbook.", "Leave the tag out.")
	default:
		return nil, At(file, out, "This kind of YAML is not used in a playbook.", "Use keys, lists and texts.")
	}
	return out, nil
}

func convertMapping(file string, out *Node, values []*ast.MappingValueNode, depth int) (*Node, error) {
	out.Kind = Mapping
	for i, v := range values {
		key := &Node{Kind: Text}
		if t := v.Key.GetToken(); t != nil && t.Position != nil {
			key.Line, key.Column, key.Text = t.Position.Line, t.Position.Column, t.Value
		}
		if i == 0 { // the token of a mapping is its first colon; the place people look for is its first key
			out.Line, out.Column = key.Line, key.Column
		}
		switch v.Key.(type) {
		case *ast.StringNode, *ast.IntegerNode, *ast.BoolNode, *ast.NullNode:
		default:
			return nil, At(file, key, "A key is a plain word.", "Write it without quotes, & or <<.")
		}
		for _, k := range out.Keys {
			if k.Text == key.Text {
				return nil, At(file, key, fmt.Sprintf("%q stands twice; the first is on line %d.", key.Text, k.Line), "Keep one of them.")
			}
		}
		item, err := convert(file, v.Value, depth+1)
		if err != nil {
			return nil, err
		}
		if item.Line == 0 || item.Kind == Nothing {
			item.Line, item.Column = key.Line, key.Column
		}
		out.Keys, out.Items = append(out.Keys, key), append(out.Items, item)
	}
	return out, nil
}

// At makes the error for a place in the file.
func At(file string, n *Node, message, hint string) *goodturn.Error {
	e := &goodturn.Error{Code: goodturn.CodeInvalid, File: file, Message: message, Hint: hint}
	if n != nil {
		e.Line, e.Column = n.Line, n.Column
	}
	return e
}

// Get finds the value of a key, or nil.
func (n *Node) Get(key string) *Node {
	for i, k := range n.Keys {
		if k.Text == key {
			return n.Items[i]
		}
	}
	return nil
}
