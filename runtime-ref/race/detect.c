/* SPDX-License-Identifier: Apache-2.0
 *
 * Who came before whom: a clock for each context, cells that remember the last accesses to a word, and clocks
 * that were released at an address. An access races with a remembered one of another context that did not
 * come before it.
 */
#include "race/race.h"
#include "thread/raw.h"

enum { WORDS = 1 << 13, CELLS = 8, SYNCS = 1 << 10 };

struct cell {
    uintptr_t word;    /* address / 8; 0: unused */
    uintptr_t pc;
    uint32_t clock;
    uint8_t context;
    uint8_t bytes;     /* of the word, a bit each */
    bool write;
};

struct release {
    uintptr_t address;
    uint32_t clock[RACE_CONTEXTS];
};

static struct race_context contexts[RACE_CONTEXTS];
static struct cell cells[WORDS][CELLS];
static uint8_t next_cell[WORDS];
static struct release releases[SYNCS];
static uint32_t detector_lock;

static void join(uint32_t *into, const uint32_t *from)
{
    for (unsigned i = 0; i < RACE_CONTEXTS; i++)
        if (from[i] > into[i])
            into[i] = from[i];
}

/* A context that has ended is used again with its clock going on. None left, or no race build: null, and the
 * thread is not watched. */
struct race_context *race_context_new(struct race_context *parent)
{
    struct race_context *found = NULL;
    if (!RACE)
        return NULL;
    raw_spin_lock(&detector_lock);
    for (unsigned id = 0; id < RACE_CONTEXTS && !found; id++)
        if (!contexts[id].used)
            found = &contexts[id];
    if (found) {
        found->id = (unsigned)(found - contexts);
        found->used = true;
        found->depth = 0;
        if (parent) {
            join(found->clock, parent->clock);
            parent->clock[parent->id]++;
        }
        found->clock[found->id]++;
    }
    raw_unlock(&detector_lock);
    return found;
}

void race_context_end(struct race_context *context, struct race_context *joiner)
{
    if (!context)
        return;
    raw_spin_lock(&detector_lock);
    if (joiner)
        join(joiner->clock, context->clock);
    context->used = false;
    raw_unlock(&detector_lock);
}

static void check_word(const struct race_access *now, uintptr_t word, uint8_t bytes)
{
    const struct race_context *context = now->context;
    unsigned row = (unsigned)(word % WORDS);
    struct cell *place = NULL;
    for (unsigned i = 0; i < CELLS; i++) {
        struct cell *cell = &cells[row][i];
        if (cell->word == 0) {
            place = place ? place : cell;
        } else if (cell->word == word && cell->context == context->id) {
            if (cell->write == now->write && cell->bytes == bytes)
                place = cell;
        } else if (cell->word == word && cell->bytes & bytes && (cell->write || now->write) &&
                   cell->clock > context->clock[cell->context]) {
            race_report(now, cell->pc, cell->write, cell->context);
        }
    }
    if (!place)
        place = &cells[row][next_cell[row]++ % CELLS];
    uint32_t clock = context->clock[context->id];
    *place = (struct cell) {word, now->pc, clock, (uint8_t)context->id, bytes, now->write};
}

void race_access(void *argument)
{
    const struct race_access *now = argument;
    if (!now->context)
        return;
    raw_spin_lock(&detector_lock);
    uintptr_t end = now->address + now->size;
    for (uintptr_t at = now->address & ~(uintptr_t)7; at < end; at += 8) {
        unsigned bytes = 0xff;
        if (at < now->address)
            bytes &= 0xffu << (now->address - at);
        if (at + 8 > end)
            bytes &= 0xffu >> (at + 8 - end);
        check_word(now, at / 8, (uint8_t)bytes);
    }
    raw_unlock(&detector_lock);
}

void race_forget(void *argument)
{
    const struct race_access *memory = argument;
    raw_spin_lock(&detector_lock);
    for (uintptr_t word = memory->address / 8; word <= (memory->address + memory->size - 1) / 8; word++)
        for (unsigned i = 0; i < CELLS; i++)
            if (cells[word % WORDS][i].word == word)
                cells[word % WORDS][i].word = 0;
    raw_unlock(&detector_lock);
}

void race_sync(void *argument)
{
    const struct race_sync_request *request = argument;
    struct race_context *context = request->context;
    if (!context)
        return;
    raw_spin_lock(&detector_lock);
    struct release *release = NULL;
    for (unsigned i = 0; i < SYNCS && !release; i++) {
        struct release *at = &releases[(request->address / 4 + i) % SYNCS];
        if (at->address == request->address || (at->address == 0 && request->release))
            release = at;
        else if (at->address == 0)
            break;
    }
    if (release && request->release) {
        release->address = request->address;
        join(release->clock, context->clock);
        context->clock[context->id]++;
    } else if (release) {
        join(context->clock, release->clock);
    }
    raw_unlock(&detector_lock);
}
