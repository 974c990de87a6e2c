/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes .eh_frame, gives where functions begin and end and how deep their frames are. It is the only list of
 * functions that survives stripping. Relocations are looked up, not applied: libdw applies none to .eh_frame
 * of an object.
 */
#include "facts/object/reader.h"
#include <stdlib.h>
#include <string.h>

enum { DEEPEST_STATE = 16, MOST_ROWS = 1 << 16 };
enum { ENCODED_FORM = 0x0f, ENCODED_BASE = 0x70, ENCODED_RELATIVE = 0x10, ENCODED_NONE = 0xff };

/* Reads forward; over the end it gives zeros and remembers. */
struct cursor {
    const unsigned char *at;
    const unsigned char *end;
    bool failed;
};

static uint64_t take(struct cursor *cursor, unsigned width)
{
    uint64_t number = 0;
    if ((uint64_t)(cursor->end - cursor->at) < width) {
        cursor->failed = true;
        cursor->at = cursor->end;
        return 0;
    }
    memcpy(&number, cursor->at, width);
    cursor->at += width;
    return number;
}

static uint64_t take_uleb(struct cursor *cursor)
{
    uint64_t number = 0;
    for (unsigned shift = 0;; shift += 7) {
        uint64_t byte = take(cursor, 1);
        if (shift < 64)
            number |= (byte & 0x7f) << shift;
        if (!(byte & 0x80))
            return number;
    }
}

static int64_t take_sleb(struct cursor *cursor)
{
    uint64_t number = 0, byte;
    unsigned shift = 0;
    do {
        byte = take(cursor, 1);
        if (shift < 64)
            number |= (byte & 0x7f) << shift;
        shift += 7;
    } while (byte & 0x80);
    if (byte & 0x40 && shift < 64)
        number |= ~(uint64_t)0 << shift;
    return (int64_t)number;
}

static void skip(struct cursor *cursor, uint64_t count)
{
    if ((uint64_t)(cursor->end - cursor->at) < count) {
        cursor->failed = true;
        count = (uint64_t)(cursor->end - cursor->at);
    }
    cursor->at += count;
}

static unsigned encoded_width(uint8_t encoding)
{
    switch (encoding & ENCODED_FORM) {
    case 0x02:
    case 0x0a:
        return 2;
    case 0x03:
    case 0x0b:
        return 4;
    default:
        return 8;
    }
}

static uint64_t sign_extended(uint64_t number, uint8_t encoding)
{
    if (encoding & 0x08 || (encoding & ENCODED_BASE) == ENCODED_RELATIVE)
        switch (encoded_width(encoding)) {
        case 2:
            return (uint64_t)(int64_t)(int16_t)(uint16_t)number;
        case 4:
            return (uint64_t)(int64_t)(int32_t)(uint32_t)number;
        default:
            break;
        }
    return number;
}

/* An address in the section at `section`; where its place is relocated, what the relocation says. */
static uint64_t take_address(struct cursor *cursor, const struct image *image,
                             const struct image_section *section, uint8_t encoding)
{
    uint64_t place = section->address + (uint64_t)(cursor->at - section->bytes);
    uint64_t number = sign_extended(take(cursor, encoded_width(encoding)), encoding);
    const struct image_relocation *relocation = image->relocatable ? image_relocation_at(image, place) : NULL;
    if (relocation && relocation->symbol != NO_SYMBOL)
        return image->symbols.items[relocation->symbol].address + (uint64_t)relocation->addend;
    return (encoding & ENCODED_BASE) == ENCODED_RELATIVE ? place + number : number;
}

/* The augmentation data of a CIE, letter by letter. */
static void take_augmentation(struct cursor *cursor, const char *letters, struct frame *frame)
{
    uint64_t size = take_uleb(cursor);
    struct cursor data = *cursor;
    skip(cursor, size);
    for (; *letters; letters++) {
        if (*letters == 'R')
            frame->encoding = (uint8_t)take(&data, 1);
        else if (*letters == 'L')
            take(&data, 1);
        else if (*letters == 'P')
            skip(&data, encoded_width((uint8_t)take(&data, 1)));
        else if (*letters == 'S')
            frame->signal = true;
    }
}

/* Reads the CIE whose length field is at `at` into the template of its FDEs. */
static bool read_cie(const struct image_section *section, const unsigned char *at, struct frame *frame)
{
    struct cursor cursor = {.at = at, .end = section->bytes + section->size};
    uint64_t length = take(&cursor, 4);
    if (length == 0xffffffff)
        length = take(&cursor, 8);
    if (cursor.failed || !length || length > (uint64_t)(cursor.end - cursor.at))
        return false;
    cursor.end = cursor.at + length;
    if (take(&cursor, 4) != 0)
        return false;
    uint64_t version = take(&cursor, 1);
    const char *augmentation = (const char *)cursor.at;
    const void *nul = memchr(cursor.at, 0, (size_t)(cursor.end - cursor.at));
    if (!nul || (version != 1 && version != 3))
        return false;
    cursor.at = (const unsigned char *)nul + 1;
    *frame = (struct frame){.encoding = 0};
    frame->code_align = take_uleb(&cursor);
    frame->data_align = take_sleb(&cursor);
    take_uleb(&cursor); /* the register of the return address; version 1 has a byte, below 128 all the same */
    if (*augmentation == 'z')
        take_augmentation(&cursor, augmentation + 1, frame);
    else if (*augmentation)
        return false;
    frame->initial = cursor.at;
    frame->initial_end = cursor.end;
    return !cursor.failed && frame->encoding != ENCODED_NONE;
}

/* One FDE, the cursor behind its CIE pointer. */
static void read_fde(struct image *image, const struct image_section *section, struct cursor *cursor,
                     const struct frame *cie, struct frames *frames, struct arena *arena)
{
    struct frame frame = *cie;
    frame.start = take_address(cursor, image, section, frame.encoding);
    frame.end = frame.start + take(cursor, encoded_width(frame.encoding));
    if (frame.signal && frame.start % 16 == 15)
        frame.start++; /* begins a byte early, for unwinders that look up the return address less one */
    skip(cursor, take_uleb(cursor));
    frame.program = cursor->at;
    frame.program_end = cursor->end;
    const struct image_section *code = image_section_at(image, frame.start);
    if (cursor->failed || !code || !image_executable(code) || frame.end <= frame.start ||
        frame.end - code->address > code->size)
        return; /* of a section that the linker dropped */
    *array_push(&frames->items, arena) = frame;
}

static void read_section(struct image *image, const struct image_section *section, struct arena *arena,
                         struct frames *frames)
{
    const unsigned char *end = section->bytes + section->size, *known = NULL;
    struct frame cie = {0};
    bool good = false;
    for (const unsigned char *at = section->bytes; end - at >= 4;) {
        struct cursor cursor = {.at = at, .end = end};
        uint64_t length = take(&cursor, 4);
        if (!length) {
            at = cursor.at; /* ends the list of one input file */
            continue;
        }
        if (length == 0xffffffff)
            length = take(&cursor, 8);
        if (cursor.failed || length < 4 || length > (uint64_t)(end - cursor.at)) {
            frames->broken = true;
            return;
        }
        cursor.end = at = cursor.at + length;
        const unsigned char *pointer = cursor.at;
        uint64_t back = take(&cursor, 4);
        if (!back)
            continue;
        if (back > (uint64_t)(pointer - section->bytes)) {
            frames->broken = true;
            continue;
        }
        if (known != pointer - back) {
            known = pointer - back;
            good = read_cie(section, known, &cie);
        }
        if (good)
            read_fde(image, section, &cursor, &cie, frames, arena);
        else
            frames->broken = true;
    }
}

static int compare_frames(const void *a, const void *b)
{
    const struct frame *x = a, *y = b;
    return x->start != y->start ? (x->start < y->start ? -1 : 1) : (x->end > y->end) - (x->end < y->end);
}

void frames_read(struct image *image, struct arena *arena, struct frames *frames)
{
    for (uint32_t i = 1; i < image->sections.count; i++) {
        const struct image_section *section = &image->sections.items[i];
        if (section->loaded && section->bytes && strcmp(section->name, ".eh_frame") == 0)
            read_section(image, section, arena, frames);
    }
    if (frames->items.count)
        qsort(frames->items.items, frames->items.count, sizeof *frames->items.items, compare_frames);
}

const struct frame *frames_at(const struct frames *frames, uint64_t start)
{
    uint32_t low = 0, high = frames->items.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (frames->items.items[middle].start < start)
            low = middle + 1;
        else
            high = middle;
    }
    return low < frames->items.count && frames->items.items[low].start == start ? &frames->items.items[low]
                                                                                : NULL;
}

/* A program that is being run. */
struct run {
    const struct frame *frame;
    struct frame_rows *rows;
    struct arena *arena;
    struct frame_row row;
    struct frame_row initial;
    struct frame_row saved[DEEPEST_STATE];
    unsigned depth;
};

static bool advance(struct run *run, uint64_t delta)
{
    if (run->rows->items.count >= MOST_ROWS)
        return false;
    *array_push(&run->rows->items, run->arena) = run->row;
    run->row.address += delta * run->frame->code_align;
    return true;
}

static bool run_definition(struct run *run, struct cursor *cursor, uint64_t what)
{
    switch (what) {
    case 0x0c: /* def_cfa */
        run->row.reg = (uint8_t)take_uleb(cursor);
        run->row.offset = (int64_t)take_uleb(cursor);
        return true;
    case 0x0d:
        run->row.reg = (uint8_t)take_uleb(cursor);
        return true;
    case 0x0e:
        run->row.offset = (int64_t)take_uleb(cursor);
        return true;
    case 0x0f: /* def_cfa_expression */
        run->row.reg = NO_REGISTER;
        skip(cursor, take_uleb(cursor));
        return true;
    case 0x12: /* def_cfa_sf */
        run->row.reg = (uint8_t)take_uleb(cursor);
        run->row.offset = (int64_t)((uint64_t)take_sleb(cursor) * (uint64_t)run->frame->data_align);
        return true;
    case 0x13:
        run->row.offset = (int64_t)((uint64_t)take_sleb(cursor) * (uint64_t)run->frame->data_align);
        return true;
    default:
        return false;
    }
}

static bool run_extended(struct run *run, struct cursor *cursor, uint64_t what)
{
    switch (what) {
    case 0x00:
    case 0x2d: /* nop; negate_ra_state */
        return true;
    case 0x02:
    case 0x03:
    case 0x04: /* advance_loc1, 2, 4 */
        return advance(run, take(cursor, 1U << (what - 2)));
    case 0x05:
    case 0x09:
    case 0x14:
    case 0x2f: /* a register and a number */
        take_uleb(cursor);
        take_uleb(cursor);
        return true;
    case 0x11:
    case 0x15:
        take_uleb(cursor);
        take_sleb(cursor);
        return true;
    case 0x06:
    case 0x07:
    case 0x08:
    case 0x2e: /* a register, or args_size */
        take_uleb(cursor);
        return true;
    case 0x10:
    case 0x16: /* a register and an expression */
        take_uleb(cursor);
        skip(cursor, take_uleb(cursor));
        return true;
    case 0x0a:
        if (run->depth == DEEPEST_STATE)
            return false;
        run->saved[run->depth++] = run->row;
        return true;
    case 0x0b:
        if (!run->depth)
            return false;
        run->depth--;
        run->row.reg = run->saved[run->depth].reg;
        run->row.offset = run->saved[run->depth].offset;
        return true;
    default:
        return run_definition(run, cursor, what);
    }
}

static bool run_program(struct run *run, const unsigned char *at, const unsigned char *end)
{
    struct cursor cursor = {.at = at, .end = end};
    while (cursor.at < cursor.end && !cursor.failed) {
        uint64_t what = take(&cursor, 1), low = what & 0x3f;
        bool good = true;
        if (what >> 6 == 1)
            good = advance(run, low);
        else if (what >> 6 == 2)
            take_uleb(&cursor);
        else if (what >> 6 == 0)
            good = run_extended(run, &cursor, what);
        if (!good)
            return false;
    }
    return !cursor.failed;
}

bool frames_rows(const struct frame *frame, struct frame_rows *rows, struct arena *arena)
{
    struct run run = {
        .frame = frame, .rows = rows, .arena = arena, .row = {.address = frame->start, .reg = NO_REGISTER}};
    rows->items.count = 0;
    if (!run_program(&run, frame->initial, frame->initial_end) ||
        !run_program(&run, frame->program, frame->program_end))
        return false;
    *array_push(&rows->items, arena) = run.row;
    return true;
}
