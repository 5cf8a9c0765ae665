package public

import (
	"errors"
	"io"
	"net/http"

	"github.com/goodturn-app/goodturn"
	"github.com/goodturn-app/goodturn/link"
	"github.com/goodturn-app/goodturn/portrait"
	"github.com/goodturn-app/goodturn/web"
)

// shown takes what an advocate wants friends to see: a sentence, and a picture if one was chosen. What is wrong with it is said on the
// page, and the sentence need not be typed twice.
func (p pages) shown(w http.ResponseWriter, r *http.Request) error {
	if err := p.Program.MayShow(r.Context(), r.PathValue("token")); err != nil { // before a byte of the form is taken in
		return err
	}
	leave, err := enter(r, p.uploads)
	if err != nil {
		return err
	}
	defer leave()
	why, upload, err := showForm(r)
	if err == nil {
		if len(upload) > 0 {
			leave, err := enter(r, p.pictures)
			if err != nil {
				return err
			}
			defer leave()
		}
		err = p.Program.Show(r.Context(), r.PathValue("token"), why, upload)
	}
	var wrong *goodturn.Error
	if errors.As(err, &wrong) && wrong.Code == goodturn.CodeInvalid {
		page, oerr := p.Program.OpenAnswer(r.Context(), r.PathValue("token"))
		if oerr != nil || page.Share == nil {
			return errors.Join(oerr, err)
		}
		v := sharePage(r, page, here(r)+"?change")
		v.Own.Why, v.Own.Problem = short(why), wrong.Message+" "+wrong.Hint
		w.WriteHeader(http.StatusUnprocessableEntity)
		return p.show(w, r, "Thank you", SharePage(v))
	}
	if err != nil {
		return err
	}
	p.look(r, link.Answer, true)
	return web.SeeOther(w, here(r)+"?shown")
}

// enter waits for a place in a room of few, and gives the way out of it.
func enter(r *http.Request, room chan struct{}) (leave func(), err error) {
	select {
	case room <- struct{}{}:
		return func() { <-room }, nil
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
}

// showForm reads the form part by part, so that no file is kept on the way.
func showForm(r *http.Request) (why string, upload []byte, err error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return "", nil, goodturn.Invalid("why", "This form cannot be read.", "Go back and try again.")
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return why, upload, nil
		}
		if err != nil {
			return why, nil, tooMuch(err)
		}
		most := int64(64 << 10)
		if part.FormName() == "photo" {
			most = portrait.MostUpload + 1
		}
		b, err := io.ReadAll(io.LimitReader(part, most))
		if err != nil {
			return why, nil, tooMuch(err)
		}
		switch part.FormName() {
		case "why":
			why = string(b)
		case "photo":
			upload = b
		}
	}
}

func tooMuch(err error) error {
	var most *http.MaxBytesError
	if errors.As(err, &most) {
		return goodturn.Invalid("photo", "This picture is larger than 8 MB.", "Choose a smaller one, or take a part of it.")
	}
	return goodturn.Invalid("photo", "The picture did not arrive whole.", "Try again.")
}

func (p pages) showNothing(w http.ResponseWriter, r *http.Request) error {
	if err := p.Program.ShowNothing(r.Context(), r.PathValue("token")); err != nil {
		return err
	}
	p.look(r, link.Answer, true)
	return web.SeeOther(w, here(r))
}

func (p pages) ownPicture(w http.ResponseWriter, r *http.Request) error {
	b, err := p.Program.OwnPicture(r.Context(), r.PathValue("token"))
	return sendPicture(w, b, err)
}

func (p pages) picture(w http.ResponseWriter, r *http.Request) error {
	return p.byCode(w, r, func(code string) error {
		b, err := p.Program.Picture(r.Context(), code)
		return sendPicture(w, b, err)
	})
}

func sendPicture(w http.ResponseWriter, b []byte, err error) error {
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/jpeg")
	_, err = w.Write(b)
	return err
}
