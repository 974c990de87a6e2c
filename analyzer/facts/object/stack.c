/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes the rows of .eh_frame and what the instructions do to the stack pointer, gives an upper bound of the
 * frame. Where the CFA is counted from the stack pointer, the rows say how deep it is, and instructions that
 * no row describes are added. Where a frame pointer is used, or where there are no rows, what the instructions
 * take from the stack is added up, and a loop that takes more than it gives back has no bound. The red zone is
 * not counted.
 */
#include "facts/object/walk.h"
#include <stdlib.h>

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

/* ---- depth, point by point ---- */

struct depth {
    const struct walk *walk;
    uint8_t stack;    /* DWARF number of the stack pointer */
    uint32_t row;     /* of the point at hand */
    int64_t excess;   /* taken from the stack, and no row says so */
    int64_t deepest;  /* where rows count from the stack pointer, and where it is being probed */
    int64_t grown;    /* elsewhere, all together */
};

static bool has_row(const struct walk *walk)
{
    return walk->has_rows && walk->rows.items.count;
}

/* The row that holds at an address, at or behind the one at hand. */
static uint32_t row_from(const struct walk *walk, uint32_t row, uint64_t address)
{
    while (row + 1 < walk->rows.items.count && walk->rows.items.items[row + 1].address <= address)
        row++;
    return row;
}

/* A register other than the stack or frame pointer that holds the final stack pointer, while the stack is probed. */
static bool is_probed(const struct walk *walk, const struct frame_row *row)
{
    const struct arch *arch = walk->reader->image.arch;
    return row->reg != arch->stack && row->reg != arch->frame && row->reg != NO_REGISTER && row->offset > 0;
}

static bool ends_run(uint8_t kind)
{
    return kind == STEP_RETURN || kind == STEP_JUMP || kind == STEP_JUMP_POINTER || kind == STEP_TRAP;
}

/* Whether the depth at a point is only known by adding up. */
static bool is_added_up(const struct depth *depth)
{
    const struct walk *walk = depth->walk;
    if (!has_row(walk))
        return true;
    const struct frame_row *row = &walk->rows.items.items[depth->row];
    return row->reg != depth->stack && !is_probed(walk, row);
}

/* Where rows count from the stack pointer: what they do not describe. */
static void follow_rows(struct depth *depth, const struct step *step)
{
    const struct frame_row *rows = depth->walk->rows.items.items;
    uint32_t after = row_from(depth->walk, depth->row, step->address + step->size);
    int64_t described = rows[after].reg == depth->stack ? rows[after].offset - rows[depth->row].offset : 0;
    if (described < 0 && step->stack >= 0)
        depth->excess = step->stack; /* another way into this code */
    else
        depth->excess += step->stack - described;
    if (depth->excess < 0 || ends_run(step->kind))
        depth->excess = 0;
    int64_t now = rows[depth->row].offset + (described > 0 ? described : 0) + depth->excess;
    depth->deepest = now > depth->deepest ? now : depth->deepest;
}

static void follow(struct depth *depth)
{
    const struct walk *walk = depth->walk;
    for (uint32_t i = 0; i < walk->points.count; i++) {
        const struct step *step = &walk->points.items[i].step;
        if (has_row(walk))
            depth->row = row_from(walk, depth->row, step->address);
        if (is_added_up(depth))
            depth->grown += step->stack > 0 ? step->stack : 0;
        else if (walk->rows.items.items[depth->row].reg == depth->stack)
            follow_rows(depth, step);
    }
    for (uint32_t i = 0; has_row(walk) && i < walk->rows.items.count; i++) {
        const struct frame_row *row = &walk->rows.items.items[i];
        if (row->reg != NO_REGISTER && row->offset > depth->deepest)
            depth->deepest = row->offset;
    }
}

/* ---- loops ---- */

/* From a jump's target to the jump. */
struct loop {
    uint64_t start;
    uint64_t end;
};

typedef ARRAY(struct loop) loops;

static int compare_loops(const void *a, const void *b)
{
    const struct loop *x = a, *y = b;
    return x->start != y->start ? (x->start < y->start ? -1 : 1) : (x->end > y->end) - (x->end < y->end);
}

/* The first address that something jumps to. */
static uint64_t first_label(const struct walk *walk)
{
    for (uint64_t at = 1; at < walk->end - walk->start; at++)
        if (walk->marks[at] & MARK_LABEL)
            return walk->start + at;
    return walk->end;
}

/* What may run again and again, by where it stands; by start. */
static void find_loops(const struct walk *walk, loops *found, struct arena *arena)
{
    uint64_t label = 0;
    for (uint32_t i = 0; i < walk->points.count; i++) {
        const struct point *point = &walk->points.items[i];
        uint64_t to = walk->end;
        if (point->step.kind == STEP_JUMP || point->step.kind == STEP_BRANCH)
            to = point->has_to && point->to.known ? point->to.address : walk->end;
        else if (point->step.kind == STEP_JUMP_POINTER && point->table != TABLE_NONE)
            to = label = label ? label : first_label(walk);
        if (to >= walk->start && to <= point->step.address)
            *array_push(found, arena) = (struct loop){to, point->step.address};
    }
    if (found->count)
        qsort(found->items, found->count, sizeof *found->items, compare_loops);
}

/*
 * Whether code that may run again takes more than it gives back. What a straight run that leaves the function gives back
 * is no part of that.
 */
static bool grows_in_loop(const struct walk *walk, uint8_t stack, struct arena *arena)
{
    loops found = {0};
    find_loops(walk, &found, arena);
    struct depth depth = {.walk = walk, .stack = stack};
    int64_t taken = 0, before = 0;
    uint64_t end = 0;
    uint32_t next = 0;
    for (uint32_t i = 0; i < walk->points.count; i++) {
        const struct step *step = &walk->points.items[i].step;
        if (end && step->address > end) {
            if (taken > 0)
                return true;
            end = 0;
        }
        for (; next < found.count && found.items[next].start <= step->address; next++) {
            if (!end)
                taken = before = 0;
            end = found.items[next].end > end ? found.items[next].end : end;
        }
        if (has_row(walk))
            depth.row = row_from(walk, depth.row, step->address);
        if (walk->marks[step->address - walk->start] & MARK_LABEL)
            before = taken;
        if (end && is_added_up(&depth))
            taken = taken + step->stack > 0 ? taken + step->stack : 0;
        if (step->kind == STEP_RETURN)
            taken = before;
        else if (step->kind == STEP_BRANCH)
            before = taken;
    }
    return end && taken > 0;
}

/* ---- for walk.c ---- */

/* Whether the rows alone tell the depth everywhere: the code need not be known. */
static bool rows_tell(const struct walk *walk, uint8_t stack)
{
    bool tell = has_row(walk);
    for (uint32_t i = 0; tell && i < walk->rows.items.count; i++)
        tell = walk->rows.items.items[i].reg == stack;
    return tell;
}

/* Tail calls whose caller's frame is still there. */
static void note_framed(struct walk *walk)
{
    struct object_facts *facts = walk->reader->facts;
    for (uint32_t i = walk->first_call; i < facts->calls.count; i++) {
        struct object_call *call = &facts->calls.items[i];
        bool known, tail = call->kind == OBJECT_CALL_TAIL || call->kind == OBJECT_CALL_POINTER_TAIL ||
                           call->kind == OBJECT_CALL_FALL;
        if (tail && !stack_is_entry(walk, call->address, &known))
            call->flags |= OBJECT_CALL_FRAMED;
    }
}

void stack_frame(struct walk *walk)
{
    struct object_function *function = &walk->reader->facts->functions.items[walk->function];
    const struct arch *arch = walk->reader->image.arch;
    struct depth depth = {.walk = walk, .stack = arch->stack, .deepest = arch->return_bytes};
    bool dynamic = false;
    for (uint32_t i = 0; i < walk->points.count; i++)
        dynamic |= (walk->points.items[i].step.flags & STEP_UNKNOWN_STACK) != 0;
    follow(&depth);
    if (!dynamic && depth.grown)
        dynamic = grows_in_loop(walk, arch->stack, walk->reader->scratch);
    bool known = !walk->trouble || rows_tell(walk, arch->stack);
    function->frame = known ? (uint64_t)(depth.deepest + depth.grown) : 0;
    function->flags |= known ? OBJECT_FUNCTION_HAS_FRAME : 0;
    function->flags |= dynamic ? OBJECT_FUNCTION_DYNAMIC : 0;
    note_framed(walk);
}
