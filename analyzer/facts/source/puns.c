/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes a cast from a pointer to one record to a pointer to another, gives flows both ways between the function pointers
 * that the two have at the same offset: what is written through one is read through the other.
 */
#include "facts/source/unit.h"

static void join_leaves(struct unit *unit, const struct access *left, const struct access *right, struct place place)
{
    const struct record *one = left->root, *other = right->root;
    for (uint32_t i = 0; i < one->leaves.count; i++)
        for (uint32_t k = 0; k < other->leaves.count; k++) {
            const struct leaf *leaf = &one->leaves.items[i], *same = &other->leaves.items[k];
            if (leaf->offset != same->offset || !type_is_pointer_like(leaf->type) ||
                !type_is_pointer_like(same->type))
                continue;
            struct access from = access_below(unit, left, leaf), to = access_below(unit, right, same);
            uint32_t source = slot_of(unit, &from), target = slot_of(unit, &to);
            flow_add(unit, source, target, FLOW_COPY, NONE, place);
            flow_add(unit, target, source, FLOW_COPY, NONE, place);
        }
}

void pun_records(struct unit *unit, const struct type *from, const struct type *to, CXCursor where)
{
    if (from->class != TYPE_RECORD_POINTER || to->class != TYPE_RECORD_POINTER || from->inner == to->inner)
        return;
    struct record *left = record_of(unit, from->inner), *right = record_of(unit, to->inner);
    if (!left || !right || left == right || !left->has_pointer || !right->has_pointer)
        return;
    record_list(unit, left);
    record_list(unit, right);
    struct access one = access_through(unit, from->inner), other = access_through(unit, to->inner);
    join_leaves(unit, &one, &other, place_of(unit, where));
}
