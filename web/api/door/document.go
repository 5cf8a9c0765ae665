package door

import (
	"path"
	"reflect"
	"regexp"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// plainName is how OpenAPI lets a schema be called.
var plainName = regexp.MustCompile(`^[a-zA-Z0-9._-]+$`)

// SchemaName names a type in the document: what web/api does not define itself has its package's name before its own, and what has no
// name of its own, or one that only Go takes for one, that of the operation that is being added.
func SchemaName(t reflect.Type, hint, operation string) string {
	name, _, _ := strings.Cut(huma.DefaultSchemaNamer(t, hint), "·")
	if !plainName.MatchString(name) {
		name = strings.ToUpper(operation[:1]) + operation[1:] + "Response"
	}
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if pkg := t.PkgPath(); t.Name() != "" && strings.HasPrefix(pkg, "github.com/goodturn-app/") && !strings.HasSuffix(pkg, "/web/api") {
		return "From" + strings.ToUpper(path.Base(pkg)[:1]) + path.Base(pkg)[1:] + name
	}
	return name
}
