"""Lists, watches and patches with the Python client, unmodified: a StatefulSet is made, seen to become ready, patched, deleted."""
import sys

from kubernetes import client, config, watch

config.load_kube_config()
apps, core = client.AppsV1Api(), client.CoreV1Api()
labels = {"app": "py"}
made = apps.create_namespaced_stateful_set("default", client.V1StatefulSet(
    metadata=client.V1ObjectMeta(name="py"),
    spec=client.V1StatefulSetSpec(
        service_name="py", replicas=2, selector=client.V1LabelSelector(match_labels=labels),
        template=client.V1PodTemplateSpec(
            metadata=client.V1ObjectMeta(labels=labels),
            spec=client.V1PodSpec(containers=[client.V1Container(name="c", image="nginx:1.27")])))))
print("created", made.metadata.name)
ready = 0
for event in watch.Watch().stream(apps.list_namespaced_stateful_set, "default", timeout_seconds=60,
                                  resource_version=made.metadata.resource_version):
    ready = event["object"].status.ready_replicas or 0
    if ready == 2:
        break
print("ready", ready)
print("pods", sorted(p.metadata.name for p in core.list_namespaced_pod("default", label_selector="app=py").items))
patched = apps.patch_namespaced_stateful_set("py", "default", {"metadata": {"labels": {"tier": "db"}}})
print("patched", patched.metadata.labels["tier"])
scaled = apps.patch_namespaced_stateful_set_scale("py", "default", {"spec": {"replicas": 1}})
print("scaled", scaled.spec.replicas)
apps.delete_namespaced_stateful_set("py", "default", propagation_policy="Foreground")
for event in watch.Watch().stream(apps.list_namespaced_stateful_set, "default", timeout_seconds=60,
                                  field_selector="metadata.name=py",
                                  resource_version=scaled.metadata.resource_version):
    if event["type"] == "DELETED":
        print("deleted", event["object"].metadata.name)
        break
try:
    apps.read_namespaced_stateful_set("py", "default")
    sys.exit("it is still there")
except client.ApiException as gone:
    print("then", gone.status, gone.reason)
