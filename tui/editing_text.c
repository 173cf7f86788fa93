/* What an edit is as text and as a change: pure. */
#include "kube/patch.h"
#include "tui/editing.h"

#define HEAD \
	"# Please edit the object below. Lines beginning with a '#' will be ignored,\n" \
	"# and an empty file will abort the edit. If an error occurs while saving, this file will be\n" \
	"# reopened with the relevant failures. Nothing is sent before you are asked.\n" \
	"#\n"

static void add_comment(const char *text, struct str *out)
{
	while (*text) {
		size_t len = strcspn(text, "\n");

		str_add(out, "# ");
		str_addn(out, text, len);
		str_addc(out, '\n');
		text += len + (text[len] == '\n');
	}
}

void editing_text(const char *yaml, const char *refusal, struct str *out)
{
	str_add(out, HEAD);
	if (refusal) {
		add_comment(refusal, out);
		str_add(out, "#\n");
	}
	str_add(out, yaml);
}

void editing_strip(const char *text, struct str *out)
{
	while (*text) {
		size_t len = strcspn(text, "\n");

		len += text[len] == '\n';
		if (*text != '#')
			str_addn(out, text, len);
		text += len;
	}
}

/* What the address of a patch says, and what belongs to controllers. */
static int check_kept(const json *shown, const json *saved, struct err *err)
{
	static const char *const kept[] = { "apiVersion", "kind", "metadata.name", "metadata.namespace",
					    "metadata.uid" };

	if (json_type(saved) != JSON_OBJECT)
		return err_set(err, -EINVAL, "this is no object: expected apiVersion, kind, metadata");
	for (size_t i = 0; i < COUNT(kept); i++)
		if (!json_equal(json_at(shown, kept[i]), json_at(saved, kept[i])))
			return err_set(err, -EINVAL, "an edit cannot change %s", kept[i]);
	if (!json_equal(json_get(shown, "status"), json_get(saved, "status")))
		return err_set(err, -EINVAL, "an edit cannot change status: that is what controllers report");
	return 0;
}

json *editing_change(const json *shown, const json *saved, struct err *err)
{
	_cleanup_(json_freep) json *want = NULL, *patch = NULL;
	json *metadata;

	if (check_kept(shown, saved, err))
		return NULL;
	want = json_copy(saved);
	json_set(json_want(want, "metadata"), "resourceVersion", json_copy(json_at(shown, "metadata.resourceVersion")));
	patch = patch_merge_of(shown, want);
	if (!json_len(patch))
		return NULL;
	metadata = json_want(patch, "metadata");
	json_set(metadata, "uid", json_copy(json_at(shown, "metadata.uid")));
	json_set(metadata, "resourceVersion", json_copy(json_at(shown, "metadata.resourceVersion")));

	json *change = json_object();

	json_set(change, "changes", patch_told(shown, want));
	json_set(change, "patch", take(patch));
	return change;
}

void editing_apply(json *object, const json *change)
{
	_cleanup_(status_release) struct status why = STATUS_INIT;
	json *target = object;

	if (change)
		patch_merge(&target, json_get(change, "patch"), &why);
	assert(target == object);
}

#define CHANGES_TOLD 6

void editing_tell(const char *change, note_vec *notes)
{
	_cleanup_(json_freep) json *edit = json_parse(change, strlen(change), NULL);
	const json *changes = json_get(edit, "changes");
	size_t told = 0;

	for (const json *c = json_first(changes); c && told < CHANGES_TOLD; c = json_next(c))
		note_add(notes, ROLE_text, told++ ? "" : "changes", "%s", json_str_or(c, ""));
	if (json_len(changes) > told)
		note_add(notes, ROLE_muted, "", "and %zu more", json_len(changes) - told);
}
