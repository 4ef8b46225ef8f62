package operator

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"go.yaml.in/yaml/v3"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"

	"inspectioncode.example/tests/deployed"
)

// A cluster is what kubectl speaks to in these tests: the objects it is given are those of the manifests, and each
// Service is a process that has the settings and the secrets its document names and no others. It knows the few
// commands the guide has, and refuses the rest. In place of the broker it brings an event to whom a Trigger names.
type cluster struct {
	city    *deployed.City // lends ports; its settings and secrets are not used
	program string         // what is in the image
	dir     string         // of secrets

	mu        sync.Mutex
	namespace string
	triggers  map[string][]string // functions by type of event
	processes map[string]*deployed.Process
	broker    *httptest.Server
}

// An object is as much of a manifest as the cluster acts on.
type object struct {
	Kind     string
	Metadata struct{ Name, Namespace string }
	Data     map[string]string
	Spec     struct {
		Filters    []struct{ Exact struct{ Type string } }
		Subscriber struct{ Ref struct{ Name string } }
		Template   struct {
			Spec struct {
				Containers []struct {
					EnvFrom []struct {
						ConfigMapRef struct{ Name string } `yaml:"configMapRef"`
					} `yaml:"envFrom"`
					Env []struct{ Name, Value string }
				}
				Volumes []struct {
					Projected struct {
						Sources []struct{ Secret struct{ Name string } }
					}
				}
			}
		}
	}
}

// ServeHTTP does what a command line asks for, an argument a line; the working directory is the first.
func (c *cluster) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err == nil {
		lines := strings.Split(strings.TrimSuffix(string(body), "\n"), "\n")
		c.mu.Lock()
		err = c.do(r.Context(), lines[0], lines[1:])
		c.mu.Unlock()
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
	}
}

func (c *cluster) do(ctx context.Context, dir string, args []string) error {
	words := strings.Join(args, " ")
	inNamespace, own := strings.CutPrefix(words, "-n "+c.namespace+" ")
	f := strings.Fields(inNamespace)
	switch {
	case len(args) == 3 && strings.HasPrefix(words, "create namespace "):
		c.namespace = args[2]
		return nil
	case own && strings.HasPrefix(inNamespace, "create secret generic ") && len(f) == 5:
		from, ok := strings.CutPrefix(f[4], "--from-file=")
		if !ok || filepath.Base(from) != f[3] {
			return fmt.Errorf("the secret %s would hold another file", f[3])
		}
		b, err := os.ReadFile(filepath.Join(dir, from))
		if err == nil {
			err = os.WriteFile(filepath.Join(c.dir, f[3]), b, 0o600)
		}
		return err
	case len(args) == 3 && strings.HasPrefix(words, "apply -k "):
		return c.apply(filepath.Join(dir, args[2]))
	case own && strings.HasPrefix(inNamespace, "wait ksvc,broker,trigger,pingsource --all --for=condition=Ready "):
		return c.ready(ctx)
	case strings.HasPrefix(words, "-n kourier-system port-forward svc/kourier-internal ") && strings.HasSuffix(words, ":80"):
		return c.forward(strings.TrimSuffix(args[len(args)-1], ":80"))
	}
	return fmt.Errorf("no such command: kubectl %s", words)
}

// apply starts every Service of an overlay.
func (c *cluster) apply(overlay string) error {
	rendered, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), overlay)
	if err != nil {
		return err
	}
	text, err := rendered.AsYaml()
	if err != nil {
		return err
	}
	var objects []object
	for d := yaml.NewDecoder(bytes.NewReader(text)); ; {
		var o object
		if err := d.Decode(&o); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return err
		}
		objects = append(objects, o)
	}
	c.triggers, c.processes = map[string][]string{}, map[string]*deployed.Process{}
	c.broker = httptest.NewServer(http.HandlerFunc(c.event))
	settings := map[string]map[string]string{}
	for _, o := range objects {
		switch {
		case o.Metadata.Namespace != c.namespace && o.Kind != "Namespace":
			return fmt.Errorf("%s %s is in the namespace %q", o.Kind, o.Metadata.Name, o.Metadata.Namespace)
		case o.Kind == "Trigger":
			c.triggers[o.Spec.Filters[0].Exact.Type] = append(c.triggers[o.Spec.Filters[0].Exact.Type], o.Spec.Subscriber.Ref.Name)
		case o.Kind == "ConfigMap":
			settings[o.Metadata.Name] = o.Data
		}
	}
	for _, o := range objects {
		if o.Kind == "Service" {
			if err := c.run(o, settings); err != nil {
				return fmt.Errorf("%s: %w", o.Metadata.Name, err)
			}
		}
	}
	return nil
}

// run starts a Service.
func (c *cluster) run(o object, settings map[string]map[string]string) error {
	p, err := c.city.Prepare(context.Background(), c.program, "")
	if err != nil {
		return err
	}
	spec := o.Spec.Template.Spec
	given := filepath.Join(c.dir, "of", o.Metadata.Name)
	if err := os.MkdirAll(given, 0o700); err != nil {
		return err
	}
	for _, s := range spec.Volumes[0].Projected.Sources {
		if err := os.Link(filepath.Join(c.dir, s.Secret.Name), filepath.Join(given, s.Secret.Name)); err != nil {
			return err // as a pod waits for a secret that is not there
		}
	}
	address, err := url.Parse(p.Address)
	if err != nil {
		return err
	}
	p.Cmd.Env = []string{"PORT=" + address.Port(), "SECRETS_DIR=" + given}
	for name, value := range settings[spec.Containers[0].EnvFrom[0].ConfigMapRef.Name] {
		if name == "K_SINK" {
			value = c.broker.URL
		}
		p.Cmd.Env = append(p.Cmd.Env, name+"="+value)
	}
	for _, e := range spec.Containers[0].Env {
		p.Cmd.Env = append(p.Cmd.Env, e.Name+"="+e.Value)
	}
	c.processes[o.Metadata.Name] = p
	return p.Run()
}

func (c *cluster) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	for name, p := range c.processes {
		if err := p.Ready(ctx); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// forward listens on a port for the gateway inside the cluster, which knows a function by its Service's host.
func (c *cluster) forward(port string) error {
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		name, _ := strings.CutSuffix(r.In.Host, "."+c.namespace+".svc.cluster.local")
		if p := c.processes[name]; p != nil {
			to, _ := url.Parse(p.Address)
			r.SetURL(to)
		}
	}, ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusNotFound) }}
	go http.ListenAndServe("127.0.0.1:"+port, proxy) // ends with the test
	return nil
}

// event brings an event to its subscribers, as a Broker does.
func (c *cluster) event(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	for _, name := range slices.Clone(c.triggers[r.Header.Get("Ce-Type")]) {
		var req *http.Request
		var resp *http.Response
		if err == nil {
			req, err = http.NewRequestWithContext(r.Context(), http.MethodPost, c.processes[name].Address, bytes.NewReader(body))
		}
		if err == nil {
			req.Header = r.Header.Clone()
			resp, err = http.DefaultClient.Do(req)
		}
		if err == nil {
			resp.Body.Close()
			if resp.StatusCode/100 != 2 {
				err = fmt.Errorf("%s answered %s", name, resp.Status)
			}
		}
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

func (c *cluster) end() {
	if c.broker != nil {
		c.broker.Close()
	}
	for _, p := range c.processes {
		p.Kill()
	}
}
