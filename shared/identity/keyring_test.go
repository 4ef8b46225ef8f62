package identity

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"
)

func TestTwoHundredColdVerificationsAskOnce(t *testing.T) {
	s := fixedSigner(t, "k1")
	p := publish(t, s)
	answer, release := *p.answer.Load(), make(chan struct{})
	p.does(func(w http.ResponseWriter, r *http.Request) { <-release; answer(w, r) })
	v, c := follow(t, p)
	token := c.mint(t, s)
	var begun, ended sync.WaitGroup
	for range 200 {
		begun.Add(1)
		ended.Go(func() {
			begun.Done()
			accepted(t, v, token, officer)
		})
	}
	begun.Wait()
	close(release)
	ended.Wait()
	p.wasAsked(t, 1)
}

func TestAKnownKeyNeverWaitsForTheNetwork(t *testing.T) {
	s := fixedSigner(t, "k1")
	p := publish(t, s)
	answer, release := *p.answer.Load(), make(chan struct{})
	p.does(func(w http.ResponseWriter, r *http.Request) { <-release; answer(w, r) })
	v, c := follow(t, p, s)
	for range 100 { // the seed serves while the first refresh hangs
		accepted(t, v, c.mint(t, s), officer)
	}
	c.turn(2 * refreshGap)
	accepted(t, v, c.mint(t, s), officer) // and no second one begins beside it
	close(release)
	settle(v)
	p.wasAsked(t, 1)

	c.turn(freshFor - 2*refreshGap - 1)
	accepted(t, v, c.mint(t, s), officer)
	settle(v)
	p.wasAsked(t, 1) // still fresh
	c.turn(1)
	release = make(chan struct{})
	for range 100 {
		accepted(t, v, c.mint(t, s), officer)
	}
	close(release)
	settle(v)
	p.wasAsked(t, 2)
}

func TestANewKeyIsFoundAndAnOldOneForgotten(t *testing.T) {
	older, newer := fixedSigner(t, "older"), signer(t, "ES256")
	p := publish(t, older)
	v, c := follow(t, p)
	accepted(t, v, c.mint(t, older), officer)
	refused(t, v, c.mint(t, newer), "key is unknown") // not published yet
	p.shows(t, newer)
	c.turn(refreshGap)
	accepted(t, v, c.mint(t, newer), officer)
	refused(t, v, c.mint(t, older), "key is unknown")
	p.wasAsked(t, 2)
}

// A key withdrawn since the deployment stops with the first refresh, which the first use begins.
func TestAWithdrawnSeedKeyStops(t *testing.T) {
	withdrawn, current := fixedSigner(t, "withdrawn"), signer(t, "ES256")
	p := publish(t, current)
	v, c := follow(t, p, withdrawn)
	accepted(t, v, c.mint(t, withdrawn), officer)
	settle(v)
	refused(t, v, c.mint(t, withdrawn), "key is unknown")
	accepted(t, v, c.mint(t, current), officer)
	p.wasAsked(t, 1)
}

func TestAFloodOfUnknownKeysAsksOnceAMinute(t *testing.T) {
	s := fixedSigner(t, "k1")
	p := publish(t, s)
	v, c := follow(t, p, s)
	var tokens [400]string
	for i := range tokens {
		tokens[i] = signed(t, s, goodHeader(s).with(object{"kid": fmt.Sprint("x", i)}), goodClaims())
	}
	flood := func() {
		var wg sync.WaitGroup
		for part := range slices.Chunk(tokens[:], 50) {
			wg.Go(func() {
				for _, token := range part {
					refused(t, v, token, "key is unknown")
				}
			})
		}
		wg.Wait()
	}
	flood()
	p.wasAsked(t, 1)
	c.turn(refreshGap - 1)
	flood()
	p.wasAsked(t, 1)
	c.turn(1)
	flood()
	p.wasAsked(t, 2)
	accepted(t, v, c.mint(t, s), officer)
}

func TestAnOutageIsSurvivedForADay(t *testing.T) {
	s, rotated := fixedSigner(t, "k1"), signer(t, "ES256")
	p := publish(t, s)
	v, c := follow(t, p)
	accepted(t, v, c.mint(t, s), officer)
	p.does(func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) })
	c.turn(usableFor - 1)
	accepted(t, v, c.mint(t, s), officer)
	settle(v)
	p.wasAsked(t, 2)
	unavailable(t, v, c.mint(t, rotated)) // it may be genuine: nobody can tell
	c.turn(1)
	unavailable(t, v, c.mint(t, s))
	p.wasAsked(t, 2) // within the minute
	c.turn(refreshGap)
	unavailable(t, v, c.mint(t, s))
	p.wasAsked(t, 3)
	p.shows(t, s)
	unavailable(t, v, c.mint(t, s))
	c.turn(refreshGap)
	accepted(t, v, c.mint(t, s), officer)
	p.wasAsked(t, 4)
}

func TestAStartDuringAnOutage(t *testing.T) {
	s := fixedSigner(t, "k1")
	p := publish(t)
	p.Server.Close()
	without, c := follow(t, p)
	unavailable(t, without, c.mint(t, s))
	with, c := follow(t, p, s)
	for c.Load() < int64(usableFor-freshFor) { // a seed starts as keys due for a refresh
		accepted(t, with, c.mint(t, s), officer)
		settle(with)
		c.turn(freshFor)
	}
	unavailable(t, with, c.mint(t, s))
}

func TestWhoGivesUpWaitingSpoilsNothingForTheOthers(t *testing.T) {
	s := fixedSigner(t, "k1")
	p := publish(t, s)
	answer, release, begun := *p.answer.Load(), make(chan struct{}), make(chan struct{})
	p.does(func(w http.ResponseWriter, r *http.Request) { close(begun); <-release; answer(w, r) })
	v, c := follow(t, p)
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-begun; cancel() }()
	if _, err := v.Verify(ctx, c.mint(t, s)); !errors.Is(err, ErrUnavailable) || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want ErrUnavailable because the caller went away", err)
	}
	close(release)
	accepted(t, v, c.mint(t, s), officer)
	p.wasAsked(t, 1)
}

// A function may be frozen in the middle of a refresh and wake up an hour later, when that one fails.
func TestARefreshThatWasFrozenIsTriedAgain(t *testing.T) {
	s := fixedSigner(t, "k1")
	p := publish(t, s)
	answer, thaw, begun := *p.answer.Load(), make(chan struct{}), make(chan struct{})
	var first sync.Once
	p.does(func(w http.ResponseWriter, r *http.Request) {
		frozen := false
		first.Do(func() { frozen = true })
		if frozen {
			close(begun)
			<-thaw
			panic(http.ErrAbortHandler)
		}
		answer(w, r)
	})
	v, c := follow(t, p)
	done := make(chan struct{})
	go func() {
		defer close(done)
		<-begun
		c.turn(time.Hour)
		close(thaw)
	}()
	token, err := s.Sign(officer, agencies, DefaultAudience, 2*time.Hour, noon)
	if err != nil {
		t.Fatal(err)
	}
	accepted(t, v, token, officer)
	<-done
	p.wasAsked(t, 2)
}

func TestAClockThatIsSetBackOnlyMakesUsAskAgain(t *testing.T) {
	s := fixedSigner(t, "k1")
	p := publish(t, s)
	v, c := follow(t, p)
	accepted(t, v, c.mint(t, s), officer)
	c.turn(-7 * 24 * time.Hour)
	accepted(t, v, c.mint(t, s), officer)
	settle(v)
	p.wasAsked(t, 2)
	accepted(t, v, c.mint(t, s), officer)
	settle(v)
	p.wasAsked(t, 2) // at peace with the new time
}

func TestASeedWithoutAnAddressNeverAges(t *testing.T) {
	s := fixedSigner(t, "k1")
	c := &clock{}
	v, err := New([]Issuer{{Issuer: agencies, Algorithms: algorithms, Roles: roles, JWKS: jwks(t, s)}}, c.now, &http.Client{Transport: noNetwork{t}})
	if err != nil {
		t.Fatal(err)
	}
	c.turn(1000 * time.Hour)
	accepted(t, v, c.mint(t, s), officer)
	refused(t, v, c.mint(t, signer(t, "ES256")), "key is unknown")
}
