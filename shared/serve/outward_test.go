package serve

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"inspectioncode.example/shared/event"
)

// Ensure that no address which others give leads into a network that is not public, unless the operator has
// opened it.
func TestAddressesOfOthersLeadToPublicNetworksAlone(t *testing.T) {
	open := []netip.Prefix{netip.MustParsePrefix("10.20.0.0/16")}
	for address, want := range map[string]bool{
		"203.0.113.9": true, "2400:3200::1": true, "10.20.3.4": true, "::ffff:10.20.3.4": true,
		"10.21.3.4": false, "127.0.0.1": false, "::1": false, "172.16.0.1": false, "192.168.1.1": false, "169.254.169.254": false, "100.100.100.200": false,
		"0.0.0.0": false, "::": false, "224.0.0.1": false, "255.255.255.255": false, "fe80::1%eth0": false, "fd00:ec2::254": false,
		"::ffff:127.0.0.1": false, "64:ff9b::a00:1": false, "2002:a00:1::": false,
		"::127.0.0.1": false, "::10.21.3.4": false, "::ffff:0:10.21.3.4": false, "fec0::1": false, "5f00::1": false, "2001:db8::1": false, "192.88.99.1": false,
	} {
		if got := reachableFor(netip.MustParseAddr(address), open); got != want {
			t.Errorf("%s: may be connected to: %v, want %v", address, got, want)
		}
	}
}

// Ensure that it is the address a name leads to that counts, and that a network which is none is named.
func TestTheNetworksOfWebhooksAreASetting(t *testing.T) {
	receiver := httptest.NewServer(http.NotFoundHandler())
	defer receiver.Close()
	_, port, _ := strings.Cut(strings.TrimPrefix(receiver.URL, "http://"), ":")
	for networks, want := range map[string]string{"": "private network", "10.0.0.0/8": "private network", "10.0.0.0/8 127.0.0.0/8 ::1/128": ""} {
		e, _ := env(map[string]string{"WEBHOOK_NETWORKS": networks}, nil)
		resp, err := e.Outward().Get("http://localhost:" + port)
		if err == nil {
			resp.Body.Close()
		}
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("with %q: %v, want %q", networks, err, want)
		}
	}
	e, _ := env(map[string]string{"WEBHOOK_NETWORKS": "everywhere"}, nil)
	if e.Outward(); e.Err() == nil || !strings.Contains(e.Err().Error(), `"everywhere" is no network`) {
		t.Errorf("got %v", e.Err())
	}
}

// Ensure that what an address of others' answers with does not fill our memory before we have looked at it.
func TestHeadsOfOthersAnswersAreBounded(t *testing.T) {
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Long", strings.Repeat("x", 1<<20))
	}))
	defer receiver.Close()
	e, _ := env(map[string]string{"WEBHOOK_NETWORKS": "127.0.0.0/8"}, nil)
	if resp, err := e.Outward().Get(receiver.URL); err == nil {
		resp.Body.Close()
		t.Error("an answer with a head of 1 MiB is taken in")
	}
}

// Ensure that without a broker every function that hears of facts is sent them, also when another is away.
func TestAFactIsAnnouncedToEveryHearer(t *testing.T) {
	heard := 0
	hearer := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { heard++ }))
	defer hearer.Close()
	for sinks, want := range map[string]struct {
		heard int
		err   bool
	}{hearer.URL: {1, false}, hearer.URL + " " + hearer.URL + "/other": {2, false}, "http://127.0.0.1:1/ " + hearer.URL: {1, true}} {
		heard = 0
		e, _ := env(map[string]string{"K_SINK": sinks}, map[string]string{"event-keys": strings.Repeat("k", 32)})
		send := e.Announce()
		if err := e.Err(); err != nil {
			t.Fatal(err)
		}
		what, err := event.New(event.CodeIssued, "1", "", e.Now(), "news")
		if err != nil {
			t.Fatal(err)
		}
		if err := send(t.Context(), what); (err != nil) != want.err || heard != want.heard {
			t.Errorf("%s: heard by %d, %v, want %d", sinks, heard, err, want.heard)
		}
	}
	e, _ := env(map[string]string{"K_SINK": " "}, map[string]string{"event-keys": strings.Repeat("k", 32)})
	if e.Announce(); e.Err() == nil {
		t.Error("no hearer is enough")
	}
}

// Ensure that each agency has its own keys, and that a line which is none is named without its content.
func TestAgenciesHaveKeysOfTheirOwn(t *testing.T) {
	long := strings.Repeat("k", 32)
	e, _ := env(nil, map[string]string{"agency-keys": "# keys\n310000-gas b" + long + "\n\n310000-transport " + long + "\n310000-gas a" + long + "\n"})
	ours := event.Keys{[]byte("o" + long)}
	keys := e.AgencyKeys(ours)
	if e.Err() != nil || len(keys) != 2 || len(keys["310000-gas"]) != 2 || string(keys["310000-gas"][0]) != "b"+long {
		t.Errorf("got %q, %v", keys, e.Err())
	}
	for _, wrong := range []string{"310000-gas short", long, "310000-gas " + long + " more",
		"310000-gas " + long + "\n310115-gas " + long, "310000-gas o" + long} {
		e, _ := env(nil, map[string]string{"agency-keys": wrong})
		if e.AgencyKeys(ours); e.Err() == nil || strings.Contains(e.Err().Error(), long) {
			t.Errorf("%q: got %v", wrong, e.Err())
		}
	}
}
