// Lists, watches and patches with client-go, unmodified: a StatefulSet is made, seen to become ready, patched, scaled, deleted.
// Its argument is the type of the bodies that it sends and reads: JSON, or protobuf as controllers have it.
package main

import (
	"context"
	"fmt"
	"os"
	"sort"
	"time"

	apps "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/watch"
	appsclient "k8s.io/client-go/kubernetes/typed/apps/v1"
	coreclient "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func made() *apps.StatefulSet {
	labels := map[string]string{"app": "go"}
	replicas := int32(2)
	return &apps.StatefulSet{
		ObjectMeta: meta.ObjectMeta{Name: "go"},
		Spec: apps.StatefulSetSpec{
			ServiceName: "go", Replicas: &replicas, Selector: &meta.LabelSelector{MatchLabels: labels},
			Template: corev1.PodTemplateSpec{
				ObjectMeta: meta.ObjectMeta{Labels: labels},
				Spec:       corev1.PodSpec{Containers: []corev1.Container{{Name: "c", Image: "nginx:1.27"}}},
			},
		},
	}
}

// until reads a watch until done says so.
func until(w watch.Interface, err error, done func(watch.Event) bool) {
	must(err)
	defer w.Stop()
	for event := range w.ResultChan() {
		if event.Type == watch.Error {
			must(errors.FromObject(event.Object))
		}
		if done(event) {
			return
		}
	}
	must(fmt.Errorf("the watch ended"))
}

// informed counts the pods that an informer (list, then watch, with bookmarks) knows of.
func informed(ctx context.Context, core coreclient.CoreV1Interface) int {
	pods := cache.NewListWatchFromClient(core.RESTClient(), "pods", "default", fields.Everything())
	informer := cache.NewSharedInformer(pods, &corev1.Pod{}, 0)
	go informer.Run(ctx.Done())
	if !cache.WaitForCacheSync(ctx.Done(), informer.HasSynced) {
		must(fmt.Errorf("the informer never synced"))
	}
	return len(informer.GetStore().List())
}

func play(ctx context.Context, sets appsclient.StatefulSetInterface, core coreclient.CoreV1Interface) {
	set, err := sets.Create(ctx, made(), meta.CreateOptions{FieldValidation: "Strict"})
	must(err)
	fmt.Println("created", set.Name)
	w, err := sets.Watch(ctx, meta.ListOptions{ResourceVersion: set.ResourceVersion, AllowWatchBookmarks: true})
	until(w, err, func(e watch.Event) bool {
		set, ok := e.Object.(*apps.StatefulSet)
		return ok && e.Type == watch.Modified && set.Status.ReadyReplicas == 2
	})
	fmt.Println("ready 2")
	list, err := core.Pods("default").List(ctx, meta.ListOptions{LabelSelector: "app=go"})
	must(err)
	names := []string{}
	for _, pod := range list.Items {
		names = append(names, pod.Name)
	}
	sort.Strings(names)
	fmt.Println("pods", names)
	fmt.Println("informed of", informed(ctx, core))
	patch := []byte(`{"metadata":{"labels":{"tier":"db"}}}`)
	set, err = sets.Patch(ctx, "go", types.StrategicMergePatchType, patch, meta.PatchOptions{})
	must(err)
	fmt.Println("patched", set.Labels["tier"])
	scale, err := sets.GetScale(ctx, "go", meta.GetOptions{})
	must(err)
	scale.Spec.Replicas = 1
	scale, err = sets.UpdateScale(ctx, "go", scale, meta.UpdateOptions{})
	must(err)
	fmt.Println("scaled", scale.Spec.Replicas)
	foreground := meta.DeletePropagationForeground
	must(sets.Delete(ctx, "go", meta.DeleteOptions{PropagationPolicy: &foreground}))
	w, err = sets.Watch(ctx, meta.ListOptions{ResourceVersion: scale.ResourceVersion, FieldSelector: "metadata.name=go"})
	until(w, err, func(e watch.Event) bool { return e.Type == watch.Deleted })
	fmt.Println("deleted go")
	_, err = sets.Get(ctx, "go", meta.GetOptions{})
	fmt.Println("then", errors.ReasonForError(err))
}

func main() {
	config, err := clientcmd.BuildConfigFromFlags("", os.Getenv("KUBECONFIG"))
	must(err)
	config.ContentType, config.AcceptContentTypes = os.Args[1], os.Args[1]
	workloads, err := appsclient.NewForConfig(config)
	must(err)
	core, err := coreclient.NewForConfig(config)
	must(err)
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	play(ctx, workloads.StatefulSets("default"), core)
}
