/* struct causes: the field errors of one validation, collected into a Status. The functions are in sim/resource.h. */
#ifndef SIM_VALIDATE_CAUSES_H
#define SIM_VALIDATE_CAUSES_H

#include "sim/resource.h"

struct causes {
	struct status *status;		/* its causes are filled */
};

#endif
