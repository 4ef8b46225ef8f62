package platforms

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"
)

// What Knative Serving 0.50's webhook lets through with every feature flag as it is installed (fieldmask.go and
// k8s_validation.go of its package serving): its definition of a Service names more than that.
var (
	podMembers       = []string{"containers", "volumes", "enableServiceLinks", "automountServiceAccountToken", "containerConcurrency", "timeoutSeconds", "serviceAccountName", "imagePullSecrets"}
	containerMembers = []string{"name", "image", "imagePullPolicy", "command", "args", "env", "envFrom", "ports", "readinessProbe", "livenessProbe", "startupProbe", "resources", "securityContext", "volumeMounts", "workingDir"}
	contextMembers   = []string{"capabilities", "readOnlyRootFilesystem", "runAsUser", "runAsGroup", "runAsNonRoot", "allowPrivilegeEscalation", "seccompProfile"}
	projections      = []string{"secret", "configMap", "downwardAPI", "serviceAccountToken"}
	reserved         = []string{"PORT", "K_SERVICE", "K_CONFIGURATION", "K_REVISION"}
)

// refusedByWebhook is what the webhook would say of a Service; nothing if it lets it through.
func refusedByWebhook(s object) (said []string) {
	only := func(where string, v any, members []string) {
		m, _ := v.(map[string]any)
		for name := range m {
			if !slices.Contains(members, name) {
				said = append(said, where+"."+name+" needs a feature that is off")
			}
		}
	}
	pod, container := at(s, "spec", "template", "spec"), at(s, "spec", "template", "spec", "containers", 0)
	only("spec", pod, podMembers)
	only("container", container, containerMembers)
	only("securityContext", at(container, "securityContext"), contextMembers)
	if mount := at(pod, "automountServiceAccountToken"); mount != nil && mount != false {
		said = append(said, "automountServiceAccountToken may only be false")
	}
	if timeout, _ := at(pod, "timeoutSeconds").(int); timeout > 600 {
		said = append(said, "timeoutSeconds is over Knative's maximum")
	}
	if probe := at(container, "readinessProbe"); at(probe, "periodSeconds") == nil && (at(probe, "timeoutSeconds") != nil || at(probe, "failureThreshold") != nil || at(probe, "successThreshold") != 1) {
		said = append(said, "a probe without a period has neither timeoutSeconds nor failureThreshold, and is good once")
	}
	volumes, _ := at(pod, "volumes").([]any)
	for i := range volumes {
		only("volume", volumes[i], []string{"name", "projected", "secret", "configMap"})
		sources, _ := at(volumes[i], "projected", "sources").([]any)
		for _, source := range sources {
			only("projected", source, projections)
		}
	}
	env, _ := at(container, "env").([]any)
	for i := range env {
		if name, _ := at(env, i, "name").(string); slices.Contains(reserved, name) {
			said = append(said, name+" is Knative's own")
		}
	}
	annotations, _ := at(s, "spec", "template", "metadata", "annotations").(map[string]any)
	for name, v := range annotations {
		text, _ := v.(string)
		var err error
		switch name {
		case "autoscaling.knative.dev/min-scale", "autoscaling.knative.dev/max-scale", "autoscaling.knative.dev/target-burst-capacity":
			_, err = strconv.ParseFloat(text, 64)
		case "autoscaling.knative.dev/scale-to-zero-pod-retention-period":
			var d time.Duration
			if d, err = time.ParseDuration(text); err == nil && (d < 0 || d > time.Hour) {
				err = fmt.Errorf("%s is not within an hour", text)
			}
		default:
			err = fmt.Errorf("nobody looked whether Knative knows it")
		}
		if err != nil {
			said = append(said, name+": "+err.Error())
		}
	}
	return said
}

// Ensure that every Service passes the webhook of a Knative as it is installed.
func TestTheWebhookLetsServicesThrough(t *testing.T) {
	for overlay, objects := range overlays(t) {
		for name, s := range named(objects, service) {
			for _, why := range refusedByWebhook(s) {
				t.Errorf("%s: %s: %s", overlay, name, why)
			}
		}
	}
}

// Ensure that the check above fails where the webhook does.
func TestWhatTheWebhookRefusesIsNoticed(t *testing.T) {
	text, err := yaml.Marshal(named(render(t, "../../infra/knative/dev"), service)["verify-scan"])
	if err != nil {
		t.Fatal(err)
	}
	for what, edit := range map[string][2]string{
		"an init container":           {"enableServiceLinks: false", "initContainers: []"},
		"a pod's security context":    {"enableServiceLinks: false", "securityContext: {runAsUser: 65532}"},
		"a mounted account":           {"automountServiceAccountToken: false", "automountServiceAccountToken: true"},
		"too long a timeout":          {"timeoutSeconds: 30", "timeoutSeconds: 601"},
		"a probe's own timeout":       {"successThreshold: 1", "timeoutSeconds: 1"},
		"a setting of Knative's":      {"name: FUNCTION", "name: PORT"},
		"privileges":                  {"runAsNonRoot: true", "procMount: Default"},
		"a scale that is no number":   {`max-scale: "20"`, `max-scale: "many"`},
		"retention of more than that": {"retention-period: 5m", "retention-period: 61m"},
		"a claimed volume":            {"projected:", "persistentVolumeClaim:"},
	} {
		edited := strings.Replace(string(text), edit[0], edit[1], 1)
		var s map[string]any
		if err := yaml.Unmarshal([]byte(edited), &s); err != nil {
			t.Fatal(err)
		}
		if edited == string(text) || len(refusedByWebhook(s)) == 0 {
			t.Errorf("%s (%s) is not noticed", what, edit[1])
		}
	}
}

// Ensure that where there is a NetworkPolicy it lets functions reach what their settings name: the store, the inbox
// and the sign-in by port, the broker by where its pods are, wherever its class has them.
func TestTheNetworkPolicyLeadsToWhatTheSettingsName(t *testing.T) {
	policed := 0
	for overlay, objects := range overlays(t) {
		policy := named(objects, "networking.k8s.io/v1 NetworkPolicy")["functions"]
		if policy == nil {
			continue
		}
		policed++
		anywhere := map[string]bool{}
		eventing, own := false, false
		egress, _ := at(policy, "spec", "egress").([]any)
		for _, rule := range egress {
			ports, _ := at(rule, "ports").([]any)
			for i := range ports {
				port := fmt.Sprint(at(ports, i, "port"))
				if at(rule, "to") == nil {
					anywhere[port] = true
				}
				to, _ := at(rule, "to").([]any)
				for j := range to {
					eventing = eventing || port == "8080" && at(to, j, "namespaceSelector", "matchLabels", "kubernetes.io/metadata.name") == "knative-eventing"
					own = own || port == "8080" && at(to, j, "podSelector", "matchLabels", "eventing.knative.dev/broker") == "default"
				}
			}
		}
		if !eventing || !own {
			t.Errorf("%s: the broker's pods are out of reach: in knative-eventing %v, in the namespace %v", overlay, !eventing, !own)
		}
		settings := environment(t, objects, "notify-enterprise")
		for _, name := range []string{"BUCKET_ENDPOINT", "INBOX_URL"} {
			u, err := url.Parse(settings[name])
			if err != nil {
				t.Fatal(err)
			}
			port := u.Port()
			if port == "" {
				port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
			}
			if !anywhere[port] {
				t.Errorf("%s: %s is %s, and the NetworkPolicy lets nobody out to port %s", overlay, name, settings[name], port)
			}
		}
	}
	if policed == 0 {
		t.Error("no overlay has a NetworkPolicy")
	}
}
