/* SPDX-License-Identifier: Apache-2.0
 *
 * The list of machines as a table.
 */
#include "facts/object/arch.h"

#define ARCH(name) extern const struct arch arch_##name;
#include "facts/object/archs.def"
#undef ARCH

const struct arch *arch_of_machine(uint16_t machine)
{
    static const struct arch *const archs[] = {
#define ARCH(name) &arch_##name,
#include "facts/object/archs.def"
#undef ARCH
    };
    for (size_t i = 0; i < sizeof archs / sizeof *archs; i++)
        if (archs[i]->machine == machine)
            return archs[i];
    return NULL;
}
