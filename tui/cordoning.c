#include "tui/cordoning.h"

#include "client/verbs.h"

#include "kube/kinds/pod.h"
#include "tui/ages.h"
#include "kube/sight.h"

#define NAMES_TOLD 6

void cordoning_explain(const struct intent *i, note_vec *notes)
{
	_cleanup_(str_release) struct str names = STR_INIT;
	object_vec pods = VEC_INIT;
	size_t ordinals = 0, others = 0;

	cache_list(i->cache, KIND(pod), NULL, NULL, &pods);
	vec_each(&pods, p) {
		const struct owner *o = object_controller(*p);

		if (!streq(pod_of(*p)->node, i->object->name))
			continue;
		if (!o || !streq(o->kind, "StatefulSet"))
			others++;
		else if (ordinals++ < NAMES_TOLD)
			str_addf(&names, "%s%s", names.len ? ", " : "", (*p)->name);
	}
	vec_release(&pods);
	others += ordinals > NAMES_TOLD ? ordinals - NAMES_TOLD : 0;
	if (others) {
		str_add(&names, names.len ? " and " : "");
		count_add(&names, (int64_t)others, names.len ? "other pod" : "pod");
	}
	if (!sight_of(i->cache, KIND(pod)))
		note_add(notes, ROLE_warn, "stays", "cannot be told: pods are not in sight");
	else if (names.len)
		note_add(notes, ROLE_text, "stays", "%s: nothing that runs here is touched", names.buf);
	else
		note_add(notes, ROLE_muted, "stays", "no pod is here");
}

int cordoning_build(const struct intent *i, struct request *ret, struct err *err UNUSED)
{
	verbs_cordon(i->object, streq(i->action->name, "cordon"), ret);
	return 0;
}

void cordoning_done(const struct intent *i, struct str *out)
{
	str_addf(out, "%s %sed", i->object->name, i->action->word);
}
