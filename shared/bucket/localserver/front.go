package localserver

import (
	"errors"
	"io"
	"net"
	"sync"
	"time"
)

// A front takes the connections of clients and passes on, to the server's socket, those that say
// something. versitygw, told to end, waits ten seconds for every connection on which nothing was
// ever asked, and HTTP clients keep such connections in reserve; behind the front it has none. The
// front also knows its port before the server starts.
type front struct {
	listener net.Listener
	socket   string

	mu     sync.Mutex
	open   map[net.Conn]bool
	closed bool
	all    sync.WaitGroup
}

func (f *front) serve() {
	for {
		client, err := f.listener.Accept()
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			time.Sleep(10 * time.Millisecond) // no more file descriptors: the next may fare better
			continue
		}
		f.keep(client)
	}
}

// keep passes client on and remembers it, so that close can close it.
func (f *front) keep(client net.Conn) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		client.Close()
		return
	}
	f.open[client] = true
	f.all.Go(func() { f.pass(client) })
}

func (f *front) pass(client net.Conn) {
	defer func() {
		client.Close()
		f.mu.Lock()
		delete(f.open, client)
		f.mu.Unlock()
	}()
	first := make([]byte, 4<<10)
	n, err := client.Read(first)
	if err != nil {
		return
	}
	server, err := net.Dial("unix", f.socket)
	if err != nil {
		return
	}
	defer server.Close()
	if _, err := server.Write(first[:n]); err != nil {
		return
	}
	f.all.Go(func() {
		io.Copy(server, client)
		server.(*net.UnixConn).CloseWrite()
	})
	io.Copy(client, server)
}

// close ends what is left, once the server has ended its own side.
func (f *front) close() error {
	err := f.listener.Close()
	f.mu.Lock()
	f.closed = true
	for client := range f.open {
		client.Close()
	}
	f.mu.Unlock()
	f.all.Wait()
	return err
}
