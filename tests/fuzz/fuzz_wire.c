/* SPDX-License-Identifier: Apache-2.0
 *
 * Bytes from a worker that went mad: wire_read must refuse or read them, never more.
 */
#include "facts/wire.h"
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct arena *arena = arena_new();
    struct intern *names = intern_new(arena);
    struct facts *facts = wire_read((const char *)bytes, length, names, arena);
    if (facts) {
        struct text again = {.arena = arena};
        wire_write(facts, &again);
    }
    arena_free(arena);
    return 0;
}
