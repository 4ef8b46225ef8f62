package serve

import (
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"syscall"
	"time"
)

// Outward is a client for addresses that others gave us, such as the webhooks of agencies. It connects to public
// addresses alone, whatever name led there, and goes through no proxy, so that nobody can point us at our own
// network. Setting: WEBHOOK_NETWORKS, the private networks that it may connect to all the same, such as
// 10.20.0.0/16, parted by blanks; empty where there are none.
func (e *Env) Outward() *http.Client {
	var open []netip.Prefix
	for network := range strings.FieldsSeq(e.May("WEBHOOK_NETWORKS", "")) {
		p, err := netip.ParsePrefix(network)
		if err != nil {
			e.wrong = append(e.wrong, fmt.Errorf("setting WEBHOOK_NETWORKS: %q is no network, such as 10.20.0.0/16", network))
			continue
		}
		open = append(open, p)
	}
	dialer := &net.Dialer{Timeout: 5 * time.Second, Control: func(_, address string, _ syscall.RawConn) error { // after every look-up
		at, err := netip.ParseAddrPort(address)
		if err != nil {
			return err
		}
		if !reachableFor(at.Addr(), open) {
			return fmt.Errorf("%s is in a private network, and WEBHOOK_NETWORKS does not name it", at.Addr())
		}
		return nil
	}}
	return &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{DialContext: dialer.DialContext, ForceAttemptHTTP2: true,
		TLSHandshakeTimeout: 5 * time.Second, ResponseHeaderTimeout: 10 * time.Second, MaxResponseHeaderBytes: 64 << 10, MaxIdleConnsPerHost: 4, IdleConnTimeout: 90 * time.Second}}
}

// allotted is all of IPv6 that public services have addresses in; what writes an IPv4 address in another way lies
// outside it (::/96, 64:ff9b::/96), but for tunnels.
var allotted = netip.MustParsePrefix("2000::/3")

// reserved are the networks, besides the private ones that package netip knows, that no public service has an
// address in (IANA special-purpose registries), or from which such an address can be reached.
var reserved = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"), netip.MustParsePrefix("192.88.99.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("2001::/23"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("2002::/16"),
}

// reachableFor reports whether an address is public, or in one of the open networks.
func reachableFor(a netip.Addr, open []netip.Prefix) bool {
	a = a.Unmap().WithZone("")
	in := func(networks []netip.Prefix) bool {
		return slices.ContainsFunc(networks, func(n netip.Prefix) bool { return n.Contains(a) })
	}
	return in(open) || a.IsGlobalUnicast() && !a.IsPrivate() && (a.Is4() || allotted.Contains(a)) && !in(reserved)
}
