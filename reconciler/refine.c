#include "reconciler/refine.h"

#include "kube/kinds/event.h"
#include "kube/kinds/persistentvolumeclaim.h"
#include "reconciler/identity.h"

#define HASH_SHOWN 4		/* of a revision, on every screen */

/* What a pod's status word means for its set. */
static const struct trouble {
	const char *word;
	enum reason_code code;
	const char *is;
	const char *ends;
} troubles[] = {
	{ "ImagePullBackOff", REASON_IMAGE, "cannot pull its image",
	  "It ends when the image can be pulled, or the template names another." },
	{ "ErrImagePull", REASON_IMAGE, "cannot pull its image",
	  "It ends when the image can be pulled, or the template names another." },
	{ "InvalidImageName", REASON_IMAGE, "names no image", "It ends when the template names an image that exists." },
	{ "ErrImageNeverPull", REASON_IMAGE, "has no image on its node",
	  "It ends when the node has the image, or may pull it." },
	{ "CrashLoopBackOff", REASON_CRASHING, "crashes", "It ends when the container stays up." },
	{ "Error", REASON_CRASHING, "crashes", "It ends when the container stays up." },
	{ "OOMKilled", REASON_CRASHING, "runs out of memory",
	  "It ends when the container needs less memory, or may use more." },
	{ "CreateContainerConfigError", REASON_CRASHING, "cannot be configured",
	  "It ends when what it refers to exists." },
	{ "CreateContainerError", REASON_CRASHING, "cannot be made",
	  "It ends when the runtime can make the container." },
	{ "RunContainerError", REASON_CRASHING, "cannot be run", "It ends when the runtime can run the container." },
};

static const struct trouble *trouble_of(const struct object *pod)
{
	for (size_t i = 0; i < COUNT(troubles); i++) {
		if (streq(pod_of(pod)->status, troubles[i].word))
			return &troubles[i];
	}
	return NULL;
}

static bool is_unscheduled(const struct object *pod)
{
	return streq(pod_of(pod)->phase, "Pending") && !pod_of(pod)->scheduled && *pod_of(pod)->node == '\0' &&
	       *pod_of(pod)->message != '\0';
}

bool refine_is_broken(const struct object *pod)
{
	return trouble_of(pod) || is_unscheduled(pod);
}

/* --- saying it --- */

static void set_text(char **text, const char *fmt, ...) PRINTF_LIKE(2, 3);

static void set_text(char **text, const char *fmt, ...)
{
	struct str s = STR_INIT;
	va_list args;

	va_start(args, fmt);
	str_vaddf(&s, fmt, args);
	va_end(args);
	free(*text);
	*text = str_take(&s);
}

static void say_kubectl(struct reason *r, const struct object *set, const char *command)
{
	set_text(&r->kubectl, "kubectl -n %s %s", set->namespace, command);
}

static void say_kubectl_about(struct reason *r, const struct object *set, const char *verb, const char *name)
{
	_cleanup_(freep) char *command = xasprintf("%s %s", verb, name);

	say_kubectl(r, set, command);
}

static const char *short_hash(const char *revision)
{
	size_t len = strlen(revision);

	return len > HASH_SHOWN ? revision + len - HASH_SHOWN : revision;
}

/* --- a pod that is there and not ready --- */

/* The first of the pod's claims that is not bound; NULL: none. */
static const struct object *unbound_claim(const struct snapshot *s, const struct object *pod)
{
	for (size_t i = 0; i < pod_of(pod)->nvolumes; i++) {
		const char *name = pod_of(pod)->volumes[i].claim;
		const struct object *claim = *name ? snapshot_claim(s, name) : NULL;

		if (claim && !streq(persistentvolumeclaim_of(claim)->phase, "Bound"))
			return claim;
	}
	return NULL;
}

static void say_unscheduled(struct reason *r, const struct snapshot *s, const struct object *pod)
{
	const struct object *claim =
	    strstr(pod_of(pod)->message, "PersistentVolumeClaim") ? unbound_claim(s, pod) : NULL;

	r->since = pod->created;
	if (claim) {
		r->code = REASON_CLAIM_UNBOUND;
		set_text(&r->text, "%s: waiting for claim %s to be bound", pod->name, claim->name);
		set_text(&r->detail, "Claim %s is %s: %s", claim->name, persistentvolumeclaim_of(claim)->phase,
			 pod_of(pod)->message);
		say_kubectl_about(r, s->set, "describe pvc", claim->name);
		return;
	}
	r->code = REASON_UNSCHEDULABLE;
	r->stuck = true;
	set_text(&r->text, "stuck: %s fits no node", pod->name);
	set_text(&r->detail, "%s cannot be scheduled: %s. It ends when a node fits, or the template asks less.",
		 pod->name, pod_of(pod)->message);
	say_kubectl_about(r, s->set, "describe pod", pod->name);
}

static void say_trouble(struct reason *r, const struct snapshot *s, const struct object *pod, const struct trouble *t)
{
	r->code = t->code;
	r->stuck = true;
	set_text(&r->text, "stuck: %s %s", pod->name, t->is);
	set_text(&r->detail, "%s is %s%s%s. %s", pod->name, pod_of(pod)->status, *pod_of(pod)->message ? ": " : "",
		 pod_of(pod)->message, t->ends);
	if (t->code == REASON_CRASHING)
		say_kubectl_about(r, s->set, "logs --previous", pod->name);
	else
		say_kubectl_about(r, s->set, "describe pod", pod->name);
}

/* kubernetes#67250: a broken pod of an older revision is waited for, not replaced, even when the template is right
 * again. */
static void say_old(struct reason *r, const struct snapshot *s, const struct object *pod, const char *update)
{
	const struct trouble *t = trouble_of(pod);
	const char *revision = identity_revision(pod);

	if (statefulset_of(s->set)->parallel || statefulset_of(s->set)->on_delete || !r->stuck || !*update ||
	    streq(revision, update))
		return;
	r->code = REASON_STUCK_OLD;
	set_text(&r->text, "stuck: %s %s on %s, and OrderedReady will not replace it", pod->name,
		 t ? t->is : "fits no node", short_hash(revision));
	set_text(&r->detail,
		 "%s never became ready at revision %s. The template has moved on to %s, but OrderedReady waits for "
		 "this pod before it replaces any (kubernetes#67250). Deleting it brings it back at the new revision; "
		 "its claims stay.",
		 pod->name, short_hash(revision), short_hash(update));
	say_kubectl_about(r, s->set, "delete pod", pod->name);
}

static void refine_waiting(struct reason *r, const struct snapshot *s, const char *update)
{
	const struct object *pod = snapshot_pod(s, r->subject);
	const struct trouble *t = pod ? trouble_of(pod) : NULL;

	if (!pod)
		return;
	if (t)
		say_trouble(r, s, pod, t);
	else if (is_unscheduled(pod))
		say_unscheduled(r, s, pod);
	else
		set_text(&r->detail,
			 "%s is %s, and its containers are not all ready. Under OrderedReady nothing after it moves.",
			 pod->name, pod_of(pod)->status);
	say_old(r, s, pod, update);
}

/* --- a pod that is not there --- */

static void say_taken(struct reason *r, const struct snapshot *s, const struct object *other)
{
	const struct owner *o = object_controller(other);

	r->code = REASON_NAME_TAKEN;
	r->stuck = true;
	r->since = other->created;
	set_text(&r->text, "stuck: a pod %s is there that is not the set's", other->name);
	set_text(&r->detail, "Pod %s belongs to %s%s%s. It must go or be renamed before %s can make its own.",
		 other->name, o ? o->kind : "nobody", o ? " " : "", o ? o->name : "", s->set->name);
	say_kubectl_about(r, s->set, "delete pod", other->name);
}

static bool say_claim_going(struct reason *r, const struct snapshot *s, const char *pod)
{
	const struct statefulset *spec = statefulset_of(s->set);

	for (size_t i = 0; i < spec->nclaims; i++) {
		_cleanup_(freep) char *name = identity_claim_name(spec->claims[i], s->set->name, identity_ordinal(pod));
		const struct object *claim = snapshot_claim(s, name);

		if (!claim || !claim->deleted)
			continue;
		r->code = REASON_CLAIM_TERMINATING;
		r->since = claim->deleted;
		set_text(&r->text, "%s: waiting until claim %s is gone", pod, name);
		set_text(&r->detail, "Claim %s is being deleted; %s is made once it is gone, with a new one.", name,
			 pod);
		say_kubectl_about(r, s->set, "describe pvc", name);
		return true;
	}
	return false;
}

/* The newest event of the set that says a create of this pod was refused. */
static const struct object *refusal_of(struct cache *cache, const struct object *set, const char *pod)
{
	object_vec events = VEC_INIT;
	const struct object *newest = NULL;
	_cleanup_(freep) char *begins = xasprintf("Create Pod %s in StatefulSet %s failed error: ", pod, set->name);

	cache_list(cache, KIND(event), set->namespace, NULL, &events);
	vec_each(&events, o) {
		const struct event *e = event_of(*o);

		if (streq(e->object_uid, set->uid) && streq(e->reason, "FailedCreate") && strstr(e->message, begins) &&
		    (!newest || e->last_seen >= event_of(newest)->last_seen))
			newest = *o;
	}
	vec_release(&events);
	return newest;
}

static void say_refused(struct reason *r, const struct snapshot *s, const struct object *event)
{
	const char *why = strstr(event_of(event)->message, " failed error: ") + strlen(" failed error: ");

	r->code = REASON_REFUSED;
	r->stuck = true;
	r->since = event_of(event)->first_seen;
	set_text(&r->text, "stuck: the server refuses %s", r->subject);
	set_text(&r->detail, "Creating %s was answered: %s. It is tried again with growing pauses.", r->subject, why);
	say_kubectl_about(r, s->set, "describe sts", s->set->name);
}

static void refine_missing(struct reason *r, struct cache *cache, const struct snapshot *s)
{
	const struct object *other = cache_get(cache, KIND(pod), s->set->namespace, r->subject), *event;
	const struct object *mine = snapshot_pod(s, r->subject);

	if (mine && snapshot_claims(s, mine))
		return;
	if (other && other->deleted) {
		r->code = REASON_WAIT_GONE;
		set_text(&r->text, "%s: waiting until it is gone", other->name);
		refine(r, cache, s, "");
		return;
	}
	if (other) {
		say_taken(r, s, other);
		return;
	}
	if (identity_ordinal(r->subject) >= 0 && say_claim_going(r, s, r->subject))
		return;
	event = refusal_of(cache, s->set, r->subject);
	if (event)
		say_refused(r, s, event);
}

/* The claim waits for a pod that runs on: one that was let go of, and nothing will end by itself. */
static void refine_stale(struct reason *r, struct cache *cache, const struct snapshot *s)
{
	const struct object *claim = snapshot_claim(s, r->subject);

	for (size_t i = 0; claim && i < claim->nowners; i++) {
		const struct object *pod = cache_get(cache, KIND(pod), s->set->namespace, claim->owners[i].name);

		if (streq(claim->owners[i].kind, "Pod") && pod && streq(pod->uid, claim->owners[i].uid) &&
		    !pod->deleted) {
			say_taken(r, s, pod);
			set_text(&r->subject, "%s", pod->name);
			return;
		}
	}
	set_text(&r->detail,
		 "Claim %s still belongs to an earlier pod and is about to be collected. The controller does "
		 "not watch claims: it looks again when a pod or the set changes.",
		 r->subject);
	say_kubectl_about(r, s->set, "get pvc", r->subject);
}

/* --- the rest --- */

static void refine_held(struct reason *r, const struct snapshot *s)
{
	const struct statefulset *spec = statefulset_of(s->set);
	int32_t next = identity_ordinal(r->subject) - spec->start;

	set_text(&r->detail,
		 "The partition holds the update at %" PRId32 ": ordinals below %" PRId32
		 " keep their revision. At %" PRId32 " %s is replaced next.",
		 spec->partition, spec->start + spec->partition, next, r->subject);
	set_text(&r->kubectl, "kubectl -n %s patch sts %s --type=merge -p "
			      "'{\"spec\":{\"updateStrategy\":{\"rollingUpdate\":{\"partition\":%" PRId32 "}}}}'",
		 s->set->namespace, s->set->name, next);
}

void refine(struct reason *r, struct cache *cache, const struct snapshot *s, const char *update)
{
	switch (r->code) {
	case REASON_WAIT_READY:
		refine_waiting(r, s, update);
		break;
	case REASON_WILL_ACT:
		refine_missing(r, cache, s);
		break;
	case REASON_HELD_PARTITION:
		refine_held(r, s);
		break;
	case REASON_ON_DELETE:
		set_text(&r->detail,
			 "The update strategy is OnDelete: a pod takes the new template when it is deleted.");
		say_kubectl_about(r, s->set, "delete pod", r->subject);
		break;
	case REASON_CLAIM_STALE:
		refine_stale(r, cache, s);
		break;
	case REASON_STUCK_CONDEMNED:
		set_text(&r->detail, "Of pods that are to go only the lowest that is not ready may be deleted, and "
				     "the highest goes first. It ends when one of them is ready again, or is deleted "
				     "by hand.");
		say_kubectl_about(r, s->set, "delete pod", r->subject);
		break;
	case REASON_WAIT_GONE:
		set_text(&r->detail,
			 "%s is terminating. Its node must report that it has stopped; a lost node never does.",
			 r->subject);
		say_kubectl_about(r, s->set, "describe pod", r->subject);
		break;
	case REASON_WAIT_AVAILABLE:
		set_text(&r->detail, "%s is ready and must stay so for %" PRId32 " seconds (minReadySeconds).",
			 r->subject, statefulset_of(s->set)->min_ready);
		break;
	default:
		break;
	}
}
