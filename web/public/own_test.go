package public_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/goodturn-app/goodturn/portrait"
	"github.com/goodturn-app/goodturn/program/people"
	"github.com/goodturn-app/goodturn/store"
)

// showing sends the advocate's own form, as a browser without scripts does.
func (x *street) showing(why string, photo []byte) *httptest.ResponseRecorder {
	x.t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	if err := form.WriteField("why", why); err != nil {
		x.t.Fatal(err)
	}
	f, err := form.CreateFormFile("photo", "IMG_0001.JPG")
	if err != nil {
		x.t.Fatal(err)
	}
	if _, err := f.Write(photo); err != nil {
		x.t.Fatal(err)
	}
	if err := form.Close(); err != nil {
		x.t.Fatal(err)
	}
	r := httptest.NewRequest("POST", x.answerAt()+"/shown", &b)
	r.Header.Set("Content-Type", form.FormDataContentType())
	w := httptest.NewRecorder()
	x.h.ServeHTTP(w, r)
	return w
}

func photo(t *testing.T, side int) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, side, side))
	for i := range side {
		for j := range side {
			m.SetRGBA(i, j, color.RGBA{uint8(i), uint8(j), 90, 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAFriendSeesTheAdvocatesOwnWordsAndPictureOnlyIfTheyGaveThem(t *testing.T) {
	x, code := said(t, "yes")
	if page := do(x.h, "GET", "/r/"+code, "").Body.String(); strings.Contains(page, "<img") || strings.Contains(page, "<blockquote") {
		t.Fatal("the page shows what nobody gave")
	}
	if w := do(x.h, "GET", "/r/"+code+"/picture", ""); w.Code != http.StatusNotFound {
		t.Errorf("no picture: %d", w.Code)
	}
	if w := x.showing(`She told us when not to buy. <b>"Really"</b>`, photo(t, 900)); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "plain words") {
		t.Errorf("markup: %d", w.Code)
	}
	if w := x.showing("She told us when not to buy.", photo(t, 900)); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	page := do(x.h, "GET", "/r/"+code, "")
	if body := page.Body.String(); !strings.Contains(body, "“She told us when not to buy.”") || !strings.Contains(body, `src="/r/`+code+`/picture"`) || len(body) > 15<<10 {
		t.Errorf("the friend's page: %d bytes\n%s", len(body), body)
	}
	picture := do(x.h, "GET", "/r/"+code+"/picture", "")
	if picture.Code != http.StatusOK || picture.Header().Get("Content-Type") != "image/jpeg" || picture.Body.Len() > portrait.MostSmall || picture.Header().Get("Set-Cookie") != "" {
		t.Errorf("the picture: %d, %d bytes, %s", picture.Code, picture.Body.Len(), picture.Header().Get("Content-Type"))
	}
	if w := x.showing("She answered every call.", nil); w.Code != http.StatusSeeOther { // other words, the same picture
		t.Fatalf("%d", w.Code)
	}
	if again := do(x.h, "GET", "/r/"+code+"/picture", ""); !bytes.Equal(again.Body.Bytes(), picture.Body.Bytes()) {
		t.Error("the picture went with the words")
	}
	if own := do(x.h, "GET", x.answerAt()+"/picture", ""); own.Code != http.StatusOK {
		t.Errorf("their own page: %d", own.Code)
	}
	if w := do(x.h, "POST", x.answerAt()+"?saw=yes", "answer=no"); w.Code != http.StatusSeeOther {
		t.Fatal(w.Code)
	}
	if w := do(x.h, "GET", "/r/"+code+"/picture", ""); w.Code != http.StatusNotFound {
		t.Errorf("after they took their yes back their face is still there: %d", w.Code)
	}
}

// counted is a body that says how much of it was read.
type counted struct{ n int }

func (c *counted) Read(b []byte) (int, error) {
	c.n += len(b)
	return len(b), nil
}

func TestNothingOfAFormIsReadFromWhoeverHasNoLink(t *testing.T) {
	x, _ := said(t, "no")
	for name, at := range map[string]string{"a wrong link": "/a/wrong", "one who does not share": x.answerAt()} {
		body := &counted{}
		r := httptest.NewRequest("POST", at+"/shown", body)
		r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
		w := httptest.NewRecorder()
		x.h.ServeHTTP(w, r)
		if w.Code != http.StatusNotFound || body.n > 0 {
			t.Errorf("%s: %d after %d bytes", name, w.Code, body.n)
		}
	}
}

func TestWhatAnAdvocateShowsGoesWhenTheySaySoAndWithTheirData(t *testing.T) {
	x, code := said(t, "yes")
	has := func() (ok bool) {
		x.read(func(tx *store.Tx) (err error) { _, ok, err = tx.Portrait(x.ana); return err })
		return ok
	}
	x.showing("She answered every call.", photo(t, 300))
	if !has() {
		t.Fatal("nothing was kept")
	}
	if w := do(x.h, "POST", x.answerAt()+"/shown/undo", ""); w.Code != http.StatusSeeOther || has() {
		t.Errorf("%d, still kept %t", w.Code, has())
	}
	x.showing("She answered every call.", photo(t, 300))
	if w := do(x.h, "POST", x.answerAt()+"?saw=yes", "answer=no"); w.Code != http.StatusSeeOther || has() {
		t.Errorf("%d, kept after their no %t", w.Code, has())
	}
	if w := do(x.h, "POST", x.answerAt()+"/shown/undo", ""); w.Code != http.StatusSeeOther {
		t.Errorf("whoever does not share cannot take their picture back: %d", w.Code)
	}
	if w := do(x.h, "POST", x.answerAt()+"?saw=no", "answer=yes"); w.Code != http.StatusSeeOther {
		t.Fatal(w.Code)
	}
	x.showing("She answered every call.", photo(t, 300))
	if !has() {
		t.Fatal("nothing was kept")
	}
	if _, err := people.New(x.Program).Erase(context.Background(), x.ana, ""); err != nil {
		t.Fatal(err)
	}
	if has() {
		t.Error("the picture outlived its person")
	}
	if w := do(x.h, "GET", "/r/"+code+"/picture", ""); w.Code != http.StatusNotFound {
		t.Errorf("%d", w.Code)
	}
}

func TestWhatCannotBeShownIsSaidOnThePageAndNothingIsTypedTwice(t *testing.T) {
	x, _ := said(t, "yes")
	for name, c := range map[string]struct {
		why   string
		photo []byte
		says  string
	}{
		"no picture":   {"She answered every call.", []byte("<svg onload=alert(1)>"), "no picture that can be read"},
		"too large":    {"She answered every call.", make([]byte, portrait.MostUpload+100), "larger than 8 MB"},
		"far too big":  {"She answered every call.", make([]byte, portrait.MostUpload+200<<10), "larger than 8 MB"},
		"long":         {strings.Repeat("She answered. ", 40), nil, "Keep to 240"},
		"a link":       {"See https://evil.example/x now", nil, "plain words"},
		"fair housing": {"The best agent for a safe, exclusive, Christian neighborhood.", nil, "cannot stand on the page"},
	} {
		w := x.showing(c.why, c.photo)
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), c.says) {
			t.Errorf("%s: %d\n%s", name, w.Code, w.Body)
		}
		if name == "no picture" && !strings.Contains(w.Body.String(), "She answered every call.") {
			t.Error("what was typed is gone")
		}
	}
	if w := do(x.h, "POST", "/a/wrong/shown", ""); w.Code != http.StatusNotFound && w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a wrong token: %d", w.Code)
	}
}
