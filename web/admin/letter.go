package admin

import (
	"strings"

	"golang.org/x/net/html"
)

// letterOf takes the HTML of a message apart into paragraphs, keeping words, links, bold and line breaks and dropping all else, so
// that a page never prints markup that came from words. Paragraphs from the first one that begins with foot on go to the footer.
func letterOf(doc, foot string) (body, footer []Para) {
	var cur Para
	var href string
	var bold, brk bool
	end := func() {
		if len(cur) > 0 {
			body = append(body, cur)
		}
		cur, brk = nil, false
	}
	z := html.NewTokenizer(strings.NewReader(doc))
	skip := ""
	for {
		switch z.Next() {
		case html.ErrorToken:
			end()
			return splitFoot(body, foot)
		case html.TextToken:
			if skip != "" {
				continue
			}
			t := spaced(string(z.Text()))
			if strings.TrimSpace(t) == "" && len(cur) == 0 {
				continue
			}
			cur = append(cur, Span{Text: t, Href: href, Bold: bold, Break: brk})
			brk = false
		case html.StartTagToken, html.SelfClosingTagToken:
			tok := z.Token()
			switch tok.Data {
			case "p", "div", "li", "blockquote", "h1", "h2", "h3", "body":
				end()
			case "br":
				brk = true
			case "b", "strong":
				bold = true
			case "a":
				for _, a := range tok.Attr {
					if a.Key == "href" {
						href = a.Val
					}
				}
			case "style", "script", "title", "head":
				if tok.Type == html.StartTagToken {
					skip = tok.Data
				}
			}
		case html.EndTagToken:
			n, _ := z.TagName()
			switch tag := string(n); tag {
			case "p", "div", "li", "blockquote", "h1", "h2", "h3", "body":
				end()
			case "b", "strong":
				bold = false
			case "a":
				href = ""
			default:
				if tag == skip {
					skip = ""
				}
			}
		}
	}
}

// spaced joins the lines of running text as a mail program does.
func spaced(s string) string {
	out := strings.Join(strings.Fields(s), " ")
	if out == "" {
		if s == "" {
			return ""
		}
		return " "
	}
	if strings.TrimLeft(s, " \n\t") != s {
		out = " " + out
	}
	if strings.TrimRight(s, " \n\t") != s {
		out += " "
	}
	return out
}

func splitFoot(all []Para, foot string) (body, footer []Para) {
	for i, p := range all {
		if foot != "" && len(p) > 0 && strings.HasPrefix(strings.TrimSpace(p[0].Text), foot) {
			return all[:i], all[i:]
		}
	}
	return all, nil
}

// TextLetter makes paragraphs of plain text: a blank line ends one.
func TextLetter(s string) []Para {
	var out []Para
	for _, block := range strings.Split(strings.ReplaceAll(s, "\r\n", "\n"), "\n\n") {
		var p Para
		for _, line := range strings.Split(strings.TrimSpace(block), "\n") {
			if line != "" {
				p = append(p, Span{Text: line, Break: len(p) > 0})
			}
		}
		if len(p) > 0 {
			out = append(out, p)
		}
	}
	return out
}
