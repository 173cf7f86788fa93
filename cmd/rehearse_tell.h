/* A rehearsal's answer for who has no screen: as text, and as JSON. Pure. */
#ifndef CMD_REHEARSE_TELL_H
#define CMD_REHEARSE_TELL_H

#include "kube/cache.h"
#include "tui/rehearsal.h"

/* played: what was rehearsed, "kubectl scale ...". Cluster text is sanitised. */
void rehearse_text(const struct rehearsal_answer *a, const char *played, struct str *out);
json *rehearse_tree(const struct rehearsal_answer *a, const char *played);
/* True where it settles, or rests for a person, and no budget is crossed that was not before. */
bool rehearse_fine(const struct rehearsal_answer *a);

#endif
