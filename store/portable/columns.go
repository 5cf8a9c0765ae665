package portable

import "fmt"

// PostgreSQL takes many rows as one array a column: unnest($1::text[], $2::bigint[]) instead of a list of values. It then plans one
// short statement, however many rows there are; a list of 64 rows of 30 columns took it longer to plan than to run.

// Kinds are the types of the columns of some rows, a letter each.
type Kinds string

var arrays = map[byte]string{'t': "text[]", 'i': "bigint[]", 'b': "boolean[]", 'f': "double precision[]"}

// Columns turns bound arguments, row after row, into one array a column.
func Columns(args []any, rows int) ([]any, Kinds, error) {
	n := len(args) / rows
	if n*rows != len(args) {
		return nil, "", fmt.Errorf("%d arguments are not %d rows", len(args), rows)
	}
	out, k := make([]any, n), make([]byte, n)
	for c := range n {
		ok := false
		switch args[c].(type) {
		case string:
			out[c], ok = column[string](args[c:], n)
			k[c] = 't'
		case int64:
			out[c], ok = column[int64](args[c:], n)
			k[c] = 'i'
		case bool:
			out[c], ok = column[bool](args[c:], n)
			k[c] = 'b'
		case float64:
			out[c], ok = column[float64](args[c:], n)
			k[c] = 'f'
		}
		if !ok {
			return nil, "", fmt.Errorf("column %d has values of several types or of none that is stored", c+1)
		}
	}
	return out, Kinds(k), nil
}

// column gathers every n-th argument; false if one is of another type.
func column[T any](args []any, n int) ([]T, bool) {
	out := make([]T, 0, (len(args)+n-1)/n)
	for i := 0; i < len(args); i += n {
		v, ok := args[i].(T)
		if !ok {
			return nil, false
		}
		out = append(out, v)
	}
	return out, true
}
