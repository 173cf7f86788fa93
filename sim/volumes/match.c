/* See match.h. Source: pkg/controller/volume/persistentvolume and component-helpers/storage/volume of Kubernetes
 * 1.36. */
#include "sim/volumes/match.h"

#include "kube/kinds/persistentvolume.h"
#include "kube/kinds/persistentvolumeclaim.h"
#include "kube/quantity.h"
#include "kube/selector.h"

bool volume_is_for(const struct object *volume, const struct object *claim)
{
	const struct persistentvolume *v = persistentvolume_of(volume);

	return streq(v->claim_name, claim->name) && streq(v->claim_namespace, claim->namespace) &&
	       (!*v->claim_uid || streq(v->claim_uid, claim->uid));
}

/* Each of the claim's modes ("RWO,ROX") is among the volume's. */
static bool modes_fit(const char *wanted, const char *offered)
{
	while (*wanted) {
		size_t len = strcspn(wanted, ",");
		bool found = false;

		for (const char *m = offered; *m;) {
			size_t n = strcspn(m, ",");

			found = found || (n == len && strncmp(m, wanted, len) == 0);
			m += n + (m[n] == ',');
		}
		if (!found)
			return false;
		wanted += len + (wanted[len] == ',');
	}
	return true;
}

static bool selector_fits(const struct object *volume, const struct object *claim)
{
	_cleanup_(json_freep) json *tree = object_tree(claim);
	const json *text = json_at(tree, "spec.selector");
	_cleanup_(selector_freep) struct selector *selector = text ? selector_from_json(text, NULL) : NULL;

	return !text || (selector && selector_matches(selector, volume->labels, volume->nlabels));
}

bool volume_fits_claim(const struct object *volume, const struct object *claim)
{
	const struct persistentvolume *v = persistentvolume_of(volume);
	const struct persistentvolumeclaim *c = persistentvolumeclaim_of(claim);
	bool meant = *v->claim_name && volume_is_for(volume, claim);

	if (volume->deleted || (*v->claim_name && !meant))
		return false;
	if (!meant && !streq(v->phase, "Available"))
		return false;
	if (!streq(v->class, c->class) || !streq(v->mode, c->mode) || !modes_fit(c->modes, v->modes))
		return false;
	return quantity_cmp(v->capacity, c->requested) >= 0 && (meant || selector_fits(volume, claim));
}

bool volume_is_smaller(const struct object *a, const struct object *b)
{
	return quantity_cmp(persistentvolume_of(a)->capacity, persistentvolume_of(b)->capacity) < 0;
}
