package admin

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/goodturn-app/goodturn"
)

// apiDocs shows the API's own document to a person: every operation, what it takes and what it gives, from the same text that programs
// read, and from nobody else's server.
func (a *admin) apiDocs(w http.ResponseWriter, r *http.Request) error {
	if a.APIDocument == nil {
		return goodturn.NotFound("page")
	}
	b, err := a.APIDocument()
	if err != nil {
		return err
	}
	v, err := ReadAPI(b)
	if err != nil {
		return err
	}
	return a.page(w, r, "settings", "For other programs", APIDocsPage(v))
}

// apiSchema is as much of a JSON schema as the page shows.
type apiSchema struct {
	Ref         string               `json:"$ref"`
	Type        any                  `json:"type"`
	Format      string               `json:"format"`
	Description string               `json:"description"`
	Enum        []any                `json:"enum"`
	Items       *apiSchema           `json:"items"`
	Properties  map[string]apiSchema `json:"properties"`
	Required    []string             `json:"required"`
}

type apiBody struct {
	Content map[string]struct {
		Schema apiSchema `json:"schema"`
	} `json:"content"`
}

type apiDocument struct {
	Info  struct{ Description string }
	Paths map[string]map[string]struct {
		ID          string `json:"operationId"`
		Summary     string
		Description string
		Parameters  []struct {
			Name, In, Description string
			Required              bool
			Schema                apiSchema
		}
		RequestBody apiBody
		Responses   map[string]apiBody
	}
	Components struct{ Schemas map[string]apiSchema }
}

// ReadAPI turns the document into what the page shows, sorted by path.
func ReadAPI(b []byte) (v APIDocs, err error) {
	var d apiDocument
	if err := json.Unmarshal(b, &d); err != nil {
		return v, fmt.Errorf("read the API's document: %w", err)
	}
	v.Lead = d.Info.Description
	groups := map[string]*APIGroup{}
	for path, ops := range d.Paths {
		name := strings.SplitN(strings.TrimPrefix(path, "/v1/"), "/", 2)[0]
		if groups[name] == nil {
			groups[name] = &APIGroup{Name: name}
		}
		for method, op := range ops {
			x := APIOperation{ID: op.ID, Method: strings.ToUpper(method), Path: path, Does: orElse(op.Summary, op.ID), Note: op.Description}
			for _, p := range op.Parameters {
				x.Takes = append(x.Takes, APIField{Name: p.Name, Kind: p.In + ", " + d.kind(p.Schema), Needed: p.Required, Says: orElse(p.Description, p.Schema.Description)})
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
		slices.SortFunc(g.Operations, func(a, b APIOperation) int {
			return strings.Compare(a.Path+" "+methodOrder(a.Method), b.Path+" "+methodOrder(b.Method))
		})
		v.Groups = append(v.Groups, *g)
	}
	slices.SortFunc(v.Groups, func(a, b APIGroup) int { return strings.Compare(a.Name, b.Name) })
	return v, nil
}

func methodOrder(m string) string {
	return fmt.Sprint(slices.Index([]string{"GET", "POST", "PUT", "PATCH", "DELETE"}, m))
}

func (d *apiDocument) resolve(s apiSchema) apiSchema {
	if name, ok := strings.CutPrefix(s.Ref, "#/components/schemas/"); ok {
		return d.Components.Schemas[name]
	}
	return s
}

// fields lists what an object holds; of a page of things, what each thing holds.
func (d *apiDocument) fields(s apiSchema) (out []APIField) {
	s = d.resolve(s)
	if s.Items != nil && len(s.Properties) == 0 {
		return d.fields(*s.Items)
	}
	for name, p := range s.Properties {
		if name == "$schema" {
			continue
		}
		out = append(out, APIField{Name: name, Kind: d.kind(p), Needed: slices.Contains(s.Required, name), Says: p.Description})
		if inner := d.resolve(p); inner.Items != nil && name == "items" {
			for _, f := range d.fields(*inner.Items) {
				f.Name = "items[]." + f.Name
				out = append(out, f)
			}
		}
	}
	slices.SortFunc(out, func(a, b APIField) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// kind says in a few words what a value is.
func (d *apiDocument) kind(s apiSchema) string {
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
	return orElse(of, "anything")
}
