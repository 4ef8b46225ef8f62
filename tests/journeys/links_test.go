package journeys

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/tools/txtar"
)

// Ensure that nobody who follows a link meets a page that is not there or is not theirs: everyone who
// can sign in walks every page they can reach, after visits that were made, moved and called off.
func TestEveryLinkLeadsSomewhere(t *testing.T) {
	for _, story := range []string{"straight", "moved", "called-off"} {
		t.Run(story, func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(story + ".txtar")
			if err != nil {
				t.Fatal(err)
			}
			c := newCity(t)
			(&script{city: c, file: story, archive: archive, vars: map[string]string{}}).run(t)
			c.settle(t)
			for _, who := range []string{"nobody", "officer/09100000001", "system/310000-transport", "charge/91310101XX0000019H",
				"legal/91310101XX0000019H", "staff/91310101XX0000019H", "supervisor/transport", "bureau"} {
				c.walk(t, who)
			}
			c.stop(t)
		})
	}
}

// manyPages is more than anybody can reach in a city of three visits.
const manyPages = 400

// walk opens every page that who can reach by links from where people begin.
func (c *city) walk(t *testing.T, who string) {
	t.Helper()
	from := map[string]string{} // page, and where it was linked
	todo := []string{"/", "/sign-in", "/inbox", "/function/query-inspections"}
	for len(todo) > 0 && len(from) < manyPages {
		path := todo[0]
		todo = todo[1:]
		a, err := c.do(who, http.MethodGet, path, http.Header{"Accept": {"text/html"}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if a.status == http.StatusUnauthorized && who == "nobody" && strings.Contains(a.body, "登录") {
			continue // it says where to sign in
		}
		if a.status >= 400 && from[path] != "" {
			t.Errorf("%s: %s links to %s, which answers %d", who, from[path], path, a.status)
		}
		if !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
			continue
		}
		links, err := linksOf(a.body, path)
		if err != nil {
			t.Errorf("%s: %s: %v", who, path, err)
		}
		for _, link := range links {
			if _, seen := from[link]; !seen && link != path {
				from[link] = path
				todo = append(todo, link)
			}
		}
	}
	if len(from) >= manyPages {
		t.Errorf("%s can reach more than %d pages:\n%s", who, manyPages, strings.Join(slices.Sorted(maps.Keys(from)), "\n"))
	}
}

// linksOf are the pages of this city that a page links to, and its forms that only ask; an error names
// a link into the page itself that leads nowhere in it.
func linksOf(body, path string) (links []string, err error) {
	base, err := url.Parse(path)
	if err != nil {
		return nil, err
	}
	doc, err := html.Parse(strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	ids, found := map[string]bool{}, map[string]bool{}
	var into []string
	for n := range doc.Descendants() {
		attrs := map[string]string{}
		for _, a := range n.Attr {
			attrs[a.Key] = a.Val
		}
		ids[attrs["id"]] = true
		href, ok := attrs["href"]
		if n.Data == "form" && strings.EqualFold(attrs["method"], "get") {
			href, ok = attrs["action"], true
		}
		if n.Data != "a" && n.Data != "form" || !ok {
			continue
		}
		to, err := base.Parse(href)
		switch {
		case err != nil:
			return nil, fmt.Errorf("link %q: %w", href, err)
		case strings.HasPrefix(href, "#"):
			into = append(into, to.Fragment)
		case to.Host == "" && to.Scheme == "":
			asked := to.Query() // another language or size is the same page
			asked.Del("lang")
			asked.Del("size")
			to.Fragment, to.RawQuery = "", asked.Encode()
			found[to.String()] = true
		}
	}
	for _, id := range into {
		if !ids[id] {
			return nil, fmt.Errorf("link to #%s, which is not on the page", id)
		}
	}
	return slices.Sorted(maps.Keys(found)), nil
}
