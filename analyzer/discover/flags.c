/* SPDX-License-Identifier: Apache-2.0
 *
 * Finds the option that an argument is: the longest name of flags.def that fits.
 */
#include "discover/flags.h"
#include "base/text.h"
#include <string.h>

const struct flag *flag_find(const char *argument)
{
    static const struct flag flags[] = {
#define FLAG(name, form, uses) {name, form, uses},
#include "discover/flags.def"
#undef FLAG
    };
    const struct flag *best = NULL;
    size_t best_length = 0;
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        const struct flag *flag = &flags[i];
        if (flag->name[1] != argument[1]) /* most, and cheaply: there are many arguments */
            continue;
        bool whole = flag->form == FLAG_ALONE || flag->form == FLAG_SEPARATE;
        size_t length = strlen(flag->name);
        if (length < best_length || !text_starts(argument, flag->name) || (whole && argument[length]))
            continue;
        best = flag;
        best_length = length;
    }
    return best;
}
