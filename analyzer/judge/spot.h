/* SPDX-License-Identifier: Apache-2.0
 *
 * A place as the reports need it.
 */
#ifndef SIGVET_JUDGE_SPOT_H
#define SIGVET_JUDGE_SPOT_H

#include <stdint.h>

struct spot {
    const char *file; /* absolute; "" when not known */
    uint32_t line;
    uint32_t column;
};

#endif
