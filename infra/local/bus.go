package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"inspectioncode.example/shared/event"
	"inspectioncode.example/shared/serve"
)

// A bus is the event broker: NATS JetStream in this process, synced to disk before an event is taken,
// which by default it is not. It delivers each event at least once to every function with a trigger
// for it, in no order, five times at most, and keeps what nobody would take as a dead letter.
type bus struct {
	server  *server.Server
	conn    *nats.Conn
	js      jetstream.JetStream
	address string // of the gateway
	env     *serve.Env
	readers sync.WaitGroup
	cancel  context.CancelFunc // ends them
}

const (
	events = "events"
	dead   = "dead"
	tries  = 5

	atOnce  = 4                // events under way to one function: as on a platform, a slow one does not hold up the next
	ackWait = 10 * time.Second // a function that has not answered by then is called again
)

func startBus(ctx context.Context, dir, address string, env *serve.Env) (*bus, error) {
	s, err := server.NewServer(&server.Options{DontListen: true, JetStream: true, StoreDir: dir, SyncAlways: true, NoSigs: true, NoLog: true})
	if err != nil {
		return nil, fmt.Errorf("start bus: %w", err)
	}
	b := &bus{server: s, address: address, env: env, cancel: func() {}}
	go s.Start()
	if !s.ReadyForConnections(10 * time.Second) {
		b.stop()
		return nil, errors.New("start bus: not ready after ten seconds")
	}
	if b.conn, err = nats.Connect("", nats.InProcessServer(s)); err == nil {
		b.js, err = jetstream.New(b.conn)
	}
	for _, stream := range []string{events, dead} {
		if err == nil {
			_, err = b.js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{Name: stream, Subjects: []string{stream + ".>"},
				MaxAge: 14 * 24 * time.Hour, Duplicates: ackWait}) // what the sweep sends again later must go out again
		}
	}
	if err != nil {
		b.stop()
		return nil, fmt.Errorf("start bus: %w", err)
	}
	return b, nil
}

// ServeHTTP takes events of our functions (202 once they are on disk), and tells how many are under
// way and how many are dead.
func (b *bus) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		b.tell(w, r)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, serve.MaxBody))
	if err != nil {
		http.Error(w, "cannot read the event", http.StatusBadRequest)
		return
	}
	received, err := event.Receive(r.Header, body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	for _, e := range received {
		if !b.env.EventKeys().Signed(e) {
			http.Error(w, "not signed by a function of this city", http.StatusForbidden)
			return
		}
		if err := b.publish(r.Context(), e); err != nil {
			b.env.Log.Error("publish", "event", e.ID(), "err", err)
			http.Error(w, "not taken, send it again", http.StatusServiceUnavailable)
			return
		}
	}
	w.WriteHeader(http.StatusAccepted)
}

func (b *bus) publish(ctx context.Context, e event.Event) error {
	msg := nats.NewMsg(events + "." + e.Type())
	msg.Header.Set(nats.MsgIdHdr, e.Source()+"|"+e.ID())
	body, err := json.Marshal(e)
	if err != nil {
		return err
	}
	msg.Data = body
	_, err = b.js.PublishMsg(ctx, msg)
	return err
}

// tell says how busy the bus is.
func (b *bus) tell(w http.ResponseWriter, r *http.Request) {
	var waiting, letters uint64
	for name := range triggers {
		c, err := b.js.Consumer(r.Context(), events, name)
		if err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		info, err := c.Info(r.Context())
		if err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		waiting += info.NumPending + uint64(info.NumAckPending)
	}
	if s, err := b.js.Stream(r.Context(), dead); err == nil {
		if info, err := s.Info(r.Context()); err == nil {
			letters = info.State.Msgs
		}
	}
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintf(w, "{\"waiting\": %d, \"dead\": %d}\n", waiting, letters)
}

// deliver begins to hand events to functions, until hold.
func (b *bus) deliver(ctx context.Context) {
	ctx, b.cancel = context.WithCancel(ctx)
	for name, types := range triggers {
		for range atOnce {
			b.readers.Go(func() { b.read(ctx, name, types) })
		}
	}
}

// read hands a function the events it has a trigger for, one after another, beside other readers. It fetches in a loop:
// JetStream's own Consume was seen to stall for a whole expiry.
func (b *bus) read(ctx context.Context, name string, types []string) {
	var subjects []string
	for _, t := range types {
		subjects = append(subjects, events+"."+t)
	}
	for ctx.Err() == nil {
		c, err := b.js.CreateOrUpdateConsumer(ctx, events, jetstream.ConsumerConfig{Durable: name, FilterSubjects: subjects,
			AckPolicy: jetstream.AckExplicitPolicy, AckWait: ackWait, MaxDeliver: -1})
		for err == nil && ctx.Err() == nil {
			var batch jetstream.MessageBatch
			if batch, err = c.Fetch(1, jetstream.FetchMaxWait(time.Second)); err != nil {
				break
			}
			for msg := range batch.Messages() {
				b.hand(ctx, name, msg)
			}
			err = batch.Error()
		}
		if ctx.Err() == nil {
			b.env.Log.Error("read bus", "function", name, "err", err)
			time.Sleep(time.Second)
		}
	}
}

// hand gives one event to one function and settles it by the answer. We count the tries ourselves: a
// limit of the server's would drop an event whose last try met a crash.
func (b *bus) hand(ctx context.Context, name string, msg jetstream.Msg) {
	ctx = context.WithoutCancel(ctx) // what is begun is finished
	meta, err := msg.Metadata()
	if err != nil {
		b.env.Log.Error("read bus", "function", name, "err", err)
		return // comes again
	}
	again, err := b.post(ctx, name, msg.Data())
	switch {
	case err == nil:
		err = msg.Ack()
	case again && meta.NumDelivered < tries:
		err = errors.Join(err, msg.NakWithDelay(time.Second<<(meta.NumDelivered-1)))
	default:
		letter := nats.NewMsg(dead + "." + name)
		letter.Header.Set(nats.MsgIdHdr, fmt.Sprintf("%s|%d", name, meta.Sequence.Stream))
		letter.Data = msg.Data()
		if _, deadErr := b.js.PublishMsg(ctx, letter); deadErr != nil {
			err = errors.Join(err, deadErr) // not acknowledged, so it comes again
			break
		}
		b.env.Log.Error("dead letter", "function", name, "err", err)
		err = msg.Ack()
	}
	if err != nil {
		b.env.Log.Warn("deliver", "function", name, "try", meta.NumDelivered, "err", err)
	}
}

// post sends an event to a function; again says whether trying again could help.
func (b *bus) post(ctx context.Context, name string, body []byte) (again bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, ackWait-2*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, b.address+serve.Address(name), bytes.NewReader(body))
	if err != nil {
		return false, err
	}
	req.Header.Set("Content-Type", event.Structured)
	resp, err := b.env.Client.Do(req)
	if err != nil {
		return true, err
	}
	defer resp.Body.Close()
	reason, _ := io.ReadAll(io.LimitReader(resp.Body, 1000))
	if resp.StatusCode/100 == 2 {
		return false, nil
	}
	switch resp.StatusCode {
	case http.StatusNotFound, http.StatusRequestTimeout, http.StatusConflict, http.StatusTooEarly, http.StatusTooManyRequests:
		again = true
	default:
		again = resp.StatusCode >= 500
	}
	return again, fmt.Errorf("%s answered %s: %s", name, resp.Status, reason)
}

// hold stops handing out events and waits for those under way.
func (b *bus) hold() {
	b.cancel()
	b.readers.Wait()
}

func (b *bus) stop() {
	b.hold()
	if b.conn != nil {
		b.conn.Close()
	}
	b.server.Shutdown()
	b.server.WaitForShutdown()
}
