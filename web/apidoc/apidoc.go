// Package apidoc answers one question: how does a person read the API's document? It turns the OpenAPI text that programs read into
// groups of operations with what each takes and gives. It refuses to know how that looks on a page, and what an operation does.
package apidoc

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Docs is the API's document as a person reads it.
type Docs struct {
	Lead   string
	Groups []Group
}

// Group is the operations on one noun.
type Group struct {
	Name       string
	Operations []Operation
}

// Operation is one call.
type Operation struct {
	ID, Method, Path, Does, Note string
	Takes, Gives                 []Field
}

// Field is one value of a call or an answer.
type Field struct {
	Name, Kind, Says string
	Needed           bool
}

// schema is as much of a JSON schema as the page shows.
type schema struct {
	Ref         string            `json:"$ref"`
	Type        any               `json:"type"`
	Format      string            `json:"format"`
	Description string            `json:"description"`
	Enum        []any             `json:"enum"`
	Items       *schema           `json:"items"`
	Properties  map[string]schema `json:"properties"`
	Required    []string          `json:"required"`
}

type body struct {
	Content map[string]struct {
		Schema schema `json:"schema"`
	} `json:"content"`
}

type document struct {
	Info  struct{ Description string }
	Paths map[string]map[string]struct {
		ID          string `json:"operationId"`
		Summary     string
		Description string
		Parameters  []struct {
			Name, In, Description string
			Required              bool
			Schema                schema
		}
		RequestBody body
		Responses   map[string]body
	}
	Components struct{ Schemas map[string]schema }
}

// Read turns the document into what the page shows, sorted by path.
func Read(b []byte) (v Docs, err error) {
	var d document
	if err := json.Unmarshal(b, &d); err != nil {
		return v, fmt.Errorf("read the API's document: %w", err)
	}
	v.Lead = d.Info.Description
	groups := map[string]*Group{}
	for path, ops := range d.Paths {
		name := strings.SplitN(strings.TrimPrefix(path, "/v1/"), "/", 2)[0]
		if groups[name] == nil {
			groups[name] = &Group{Name: name}
		}
		for method, op := range ops {
			x := Operation{ID: op.ID, Method: strings.ToUpper(method), Path: path, Does: or(op.Summary, op.ID), Note: op.Description}
			for _, p := range op.Parameters {
				x.Takes = append(x.Takes, Field{Name: p.Name, Kind: p.In + ", " + d.kind(p.Schema), Needed: p.Required, Says: or(p.Description, p.Schema.Description)})
			}
			for _, c := range op.RequestBody.Content {
				x.Takes = append(x.Takes, d.fields(c.Schema)...)
			}
			for code, res := range op.Responses {
				for _, c := range res.Content {
					if strings.HasPrefix(code, "2") {
						x.Gives = d.fields(c.Schema)
					}
				}
			}
			groups[name].Operations = append(groups[name].Operations, x)
		}
	}
	for _, g := range groups {
		slices.SortFunc(g.Operations, func(a, b Operation) int {
			return strings.Compare(a.Path+" "+methodOrder(a.Method), b.Path+" "+methodOrder(b.Method))
		})
		v.Groups = append(v.Groups, *g)
	}
	slices.SortFunc(v.Groups, func(a, b Group) int { return strings.Compare(a.Name, b.Name) })
	return v, nil
}

func methodOrder(m string) string {
	return fmt.Sprint(slices.Index([]string{"GET", "POST", "PUT", "PATCH", "DELETE"}, m))
}

func (d *document) resolve(s schema) schema {
	if name, ok := strings.CutPrefix(s.Ref, "#/components/schemas/"); ok {
		return d.Components.Schemas[name]
	}
	return s
}

// fields lists what an object holds; of a page of things, what each thing holds.
func (d *document) fields(s schema) (out []Field) {
	s = d.resolve(s)
	if s.Items != nil && len(s.Properties) == 0 {
		return d.fields(*s.Items)
	}
	for name, p := range s.Properties {
		if name == "$schema" {
			continue
		}
		out = append(out, Field{Name: name, Kind: d.kind(p), Needed: slices.Contains(s.Required, name), Says: p.Description})
		if inner := d.resolve(p); inner.Items != nil && name == "items" {
			for _, f := range d.fields(*inner.Items) {
				f.Name = "items[]." + f.Name
				out = append(out, f)
			}
		}
	}
	slices.SortFunc(out, func(a, b Field) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// kind says in a few words what a value is.
func (d *document) kind(s schema) string {
	if s.Ref != "" {
		return strings.TrimPrefix(s.Ref, "#/components/schemas/")
	}
	var of string
	switch t := s.Type.(type) {
	case string:
		of = t
	case []any:
		for _, x := range t {
			if x != "null" {
				of = fmt.Sprint(x)
			}
		}
	}
	if of == "array" && s.Items != nil {
		of = "list of " + d.kind(*s.Items)
	}
	if s.Format != "" {
		of += ", " + s.Format
	}
	if len(s.Enum) > 0 {
		var one []string
		for _, x := range s.Enum {
			one = append(one, fmt.Sprint(x))
		}
		of += ": " + strings.Join(one, ", ")
	}
	return or(of, "anything")
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
