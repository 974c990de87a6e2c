/* SPDX-License-Identifier: Apache-2.0
 *
 * Where the checks of the profile's indexes end: a violated bound is a bug, and the program stops at once.
 */
#include "slice/slice.h"

NOSPLIT _Noreturn void panicindex(void)
{
    __builtin_trap();
}

NOSPLIT _Noreturn void panicslice(void)
{
    __builtin_trap();
}
