/* SPDX-License-Identifier: Apache-2.0
 *
 * Bytes from a worker that went mad: the wire of objects must refuse or read them, never more. The first byte
 * says what they claim to be.
 */
#include "facts/object_wire.h"
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

static void read(const char *bytes, size_t length, unsigned what, struct arena *arena)
{
    struct intern *names = intern_new(arena);
    struct object_list list = {.objects.items = NULL};
    struct object_places places = {.places.items = NULL};
    struct object_debug debug = {.units.items = NULL};
    struct object_facts object = {.names = names};
    struct places_request request = {.object = &object};
    struct text again = {.arena = arena};
    if (what == 0 && object_wire_read_list(bytes, length, names, arena, &list))
        object_wire_write_list(&list, names, 1, &again);
    if (what == 1 && object_wire_read_places(bytes, length, &request, names, arena, &places))
        object_wire_write_places(&object, &places, names, 1, &again);
    if (what == 2 && object_wire_read_debug(bytes, length, &object, names, arena, &debug))
        object_wire_write_debug(&object, &debug, names, 1, &again);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct arena *arena = arena_new();
    if (length)
        read((const char *)bytes + 1, length - 1, bytes[0] % 3, arena);
    arena_free(arena);
    return 0;
}
