package localserver

import (
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"

	"github.com/versity/versitygw/backend/meta"
	"github.com/versity/versitygw/backend/posix"
)

// A place is what a server needs of the machine.
type place struct {
	files *posix.Posix // the server's data, and the working directory of the process
	front *front
	run   string // directory of the socket between front and server
	home  string // the working directory before
}

// prepare takes what a server needs, or nothing.
func prepare(dir, addr string) (p *place, err error) {
	p = &place{}
	if p.home, err = os.Getwd(); err != nil {
		return nil, err
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	if err := checkXattr(dir); err != nil {
		return nil, err
	}
	listener, err := listen(addr)
	if err != nil {
		return nil, err
	}
	// Not under dir: the path of a socket may have no more than a hundred bytes.
	if p.run, err = os.MkdirTemp("", "s3-"); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	p.front = &front{listener: listener, socket: filepath.Join(p.run, "socket"), open: map[net.Conn]bool{}}
	if p.files, err = posix.New(dir, meta.XattrMeta{}, posix.PosixOpts{CopyObjectThreshold: 5 << 30}); err != nil {
		return nil, errors.Join(err, p.leave())
	}
	return p, nil
}

// leave gives back what prepare took, except files, which the server closes.
func (p *place) leave() error {
	return errors.Join(p.front.close(), os.RemoveAll(p.run), os.Chdir(p.home))
}

// listen refuses what others could reach: the keys of a local store are no secret.
func listen(addr string) (net.Listener, error) {
	tcp, err := net.ResolveTCPAddr("tcp", addr)
	if err != nil {
		return nil, err
	}
	if !tcp.IP.IsLoopback() {
		return nil, fmt.Errorf("%s is not an address of this machine alone, such as 127.0.0.1:9000", addr)
	}
	return net.ListenTCP("tcp", tcp)
}

// checkXattr finds out whether files under dir keep extended attributes, where the server writes an
// object's metadata in the same step as its bytes. The alternative, files beside the files, loses
// updates (measured: one in four), so there is none.
func checkXattr(dir string) error {
	f, err := os.CreateTemp(dir, ".xattr-")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	if err := (meta.XattrMeta{}).StoreAttribute(f, "", "", "probe", []byte("1")); err != nil {
		return fmt.Errorf("files in %s cannot keep extended attributes (%w), which the local store lives on: "+
			"choose a directory on ext4, xfs or btrfs; network shares seldom can", dir, err)
	}
	return nil
}
