package api

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/web"
	"github.com/goodturn-app/goodturn/web/api/door"
)

// fail makes an RFC 9457 problem of an error. Only *goodturn.Error speaks to other programs; of all else they get a reference.
func (x *server) fail(ctx context.Context, c call, err error) error {
	if err == nil {
		return nil
	}
	var e *goodturn.Error
	status := web.Status(err)
	if !errors.As(err, &e) || e.Code == goodturn.CodeInternal {
		ref := x.ref()
		x.Log.ErrorContext(ctx, "api call failed", "operation", c.id, "ref", ref, "err", err)
		return &huma.ErrorModel{Type: door.ErrorType + string(goodturn.CodeInternal), Status: http.StatusInternalServerError, Title: "Something went wrong on our side", Detail: "It was written down under " + ref + "."}
	}
	if status >= 500 {
		x.Log.ErrorContext(ctx, "api call failed", "operation", c.id, "err", err)
	}
	p := &huma.ErrorModel{Type: door.ErrorType + string(e.Code), Status: status, Title: e.Message, Detail: e.Hint}
	if e.Field != "" {
		in := map[bool]string{true: "query.", false: "body."}[strings.HasPrefix(c.route, "GET ")]
		p.Errors = []*huma.ErrorDetail{{Location: in + e.Field, Message: e.Message}}
	}
	return p
}

func (x *server) ref() string {
	ref := x.NewID()
	return ref[max(0, len(ref)-8):]
}

// asStatus carries a status from where it is known to where it is written; it never leaves.
const asStatus = "Goodturn-Status"

// stripValues takes out of an error what the caller had sent, so that no log of theirs repeats it, and answers an unknown field with
// 400: it is no value of this API at all.
func stripValues(ctx huma.Context, _ string, v any) (any, error) {
	p, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	if p.Type == "" {
		p.Type = door.ErrorType + string(goodturn.CodeInvalid)
	}
	for _, d := range p.Errors {
		if d == nil {
			continue
		}
		d.Value = nil
		if p.Status == http.StatusUnprocessableEntity && (strings.Contains(d.Message, "unexpected property") || strings.Contains(d.Message, "unknown query parameter")) {
			p.Status, p.Title = http.StatusBadRequest, "There is no such field"
			ctx.SetHeader(asStatus, strconv.Itoa(http.StatusBadRequest))
		}
	}
	return p, nil
}
