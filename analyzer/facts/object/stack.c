/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes the rows of .eh_frame and what the instructions do to the stack pointer, gives an upper bound of the
 * frame. Where the CFA is counted from the stack pointer, the largest offset is the frame. Where a frame
 * pointer is used, the table says nothing of depth: then what the instructions take from the stack is added
 * up. The red zone is not counted.
 */
#include "facts/object/walk.h"

static const struct frame_row *row_at(const struct walk *walk, uint64_t address)
{
    uint32_t low = 0, high = walk->rows.items.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (walk->rows.items.items[middle].address <= address)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? &walk->rows.items.items[low - 1] : NULL;
}

bool stack_is_entry(const struct walk *walk, uint64_t address, bool *known)
{
    const struct arch *arch = walk->reader->image.arch;
    const struct frame_row *row = walk->has_rows ? row_at(walk, address) : NULL;
    *known = row != NULL;
    return row && row->reg == arch->stack && row->offset == arch->return_bytes;
}

void stack_frame(struct walk *walk)
{
    struct object_function *function = &walk->reader->facts->functions.items[walk->function];
    const uint8_t stack = walk->reader->image.arch->stack;
    uint64_t deepest = 0, based = 0, grown = 0;
    bool dynamic = false;
    for (uint32_t i = 0; i < walk->rows.items.count && walk->has_rows; i++) {
        const struct frame_row *row = &walk->rows.items.items[i];
        if (row->reg == stack && row->offset > 0 && (uint64_t)row->offset > deepest)
            deepest = (uint64_t)row->offset;
        if (row->reg != stack && i && walk->rows.items.items[i - 1].reg == stack)
            based = (uint64_t)walk->rows.items.items[i - 1].offset > based
                        ? (uint64_t)walk->rows.items.items[i - 1].offset
                        : based;
        if (row->reg != stack && row->reg != NO_REGISTER && row->offset > 0 &&
            (uint64_t)row->offset > deepest)
            deepest =
                (uint64_t)row->offset; /* a register that holds the final stack pointer, while it is probed */
    }
    uint32_t at = 0;
    for (uint32_t i = 0; i < walk->points.count; i++) {
        const struct step *step = &walk->points.items[i].step;
        dynamic |= (step->flags & STEP_UNKNOWN_STACK) != 0;
        if (step->stack <= 0 || !walk->has_rows)
            continue;
        while (at + 1 < walk->rows.items.count && walk->rows.items.items[at + 1].address <= step->address)
            at++;
        if (walk->rows.items.items[at].reg != stack)
            grown += (uint64_t)step->stack;
    }
    function->frame = based + grown > deepest ? based + grown : deepest;
    function->flags |= walk->has_rows ? OBJECT_FUNCTION_HAS_FRAME : 0;
    function->flags |= dynamic ? OBJECT_FUNCTION_DYNAMIC : 0;
    if (!walk->has_rows)
        function->frame = 0;
}
