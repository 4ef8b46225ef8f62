package figures

import (
	"strings"

	"golang.org/x/net/html"
)

// reasoned reports whether the part of the page that n stands in says why its numbers lead nowhere.
func reasoned(n *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Data == "div" && attr(p, "class") == "part" {
			for m := p.FirstChild; m != nil; m = m.NextSibling {
				if strings.Contains(attr(m, "class"), "why") {
					return true
				}
			}
		}
	}
	return false
}

func figures(n *html.Node) bool {
	return n.Parent.Parent != nil && attr(n.Parent.Parent, "class") == "figures"
}

func attr(n *html.Node, name string) string {
	if n == nil {
		return ""
	}
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// up is the nearest element of a name around n; nil if there is none.
func up(n *html.Node, name string) *html.Node {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Data == name {
			return p
		}
	}
	return nil
}

func inside(n *html.Node, name string) bool { return up(n, name) != nil }

// has reports whether anything inside n is of a class.
func has(n *html.Node, class string) bool {
	if n == nil {
		return false
	}
	for m := range n.Descendants() {
		if strings.Contains(attr(m, "class"), class) {
			return true
		}
	}
	return false
}

func words(n *html.Node) string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	for m := range n.Descendants() {
		if m.Type == html.TextNode {
			b.WriteString(m.Data)
		}
	}
	return strings.TrimSpace(b.String())
}

// unlinked are the words of n that lead nowhere.
func unlinked(n *html.Node) string {
	var b strings.Builder
	for m := range n.Descendants() {
		if m.Type == html.TextNode && !inside(m, "a") {
			b.WriteString(m.Data)
		}
	}
	return strings.TrimSpace(b.String())
}
