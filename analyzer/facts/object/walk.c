/* SPDX-License-Identifier: Apache-2.0
 *
 * Takes the bytes of each function, gives its points and from them the facts. Code is decoded in one sweep
 * from start to end; the sweep is then checked: every jump must land where an instruction begins, and every
 * byte must be code, or data that a symbol, a literal load or a jump table explains. Otherwise the function
 * is said not to be decoded.
 */
#include "facts/object/walk.h"
#include <string.h>

/* The relocations at an instruction, put to the fields they change. */
static void relocate(struct walk *walk, struct point *point, uint32_t *next)
{
    const struct image *image = &walk->reader->image;
    const struct step *step = &point->step;
    while (*next < image->relocations.count && image->relocations.items[*next].address < step->address)
        ++*next;
    for (; *next < image->relocations.count; ++*next) {
        const struct image_relocation *relocation = &image->relocations.items[*next];
        uint64_t at = relocation->address - step->address;
        if (at >= step->size)
            return;
        enum relocation_use use = image->arch->use(relocation->type);
        if (use == RELOCATION_TLSDESC_CALL) {
            point->descriptor_call = true;
            point->to = location_of(walk->reader, relocation, 0);
            continue;
        }
        if (use == RELOCATION_IGNORED)
            continue;
        if (use == RELOCATION_TLS || use == RELOCATION_TLSDESC) {
            point->is_thread_local = true;
            point->thread_local_one = location_of(walk->reader, relocation, 0);
        }
        bool relative = use == RELOCATION_RELATIVE || use == RELOCATION_BRANCH || use == RELOCATION_GOT ||
                        use == RELOCATION_TLSDESC;
        int64_t bias = image->arch->relative_to_end && relative ? (int64_t)(step->size - at) : 0;
        struct location location = location_of(walk->reader, relocation, bias);
        if (at == step->value_at && at) {
            point->number = location;
            point->number_use = (uint8_t)use;
        } else if (at == step->target_at) {
            point->to = location;
            point->to_use = (uint8_t)use;
            point->type = relocation->type;
            point->has_to = true;
        }
    }
}

static void mark_label(struct walk *walk, uint64_t address)
{
    if (address >= walk->start && address < walk->end)
        walk->marks[address - walk->start] |= MARK_LABEL;
}

/* Data inside the function; if it was decoded already, the sweep must be done again. */
static void mark_data(struct walk *walk, uint64_t from, uint64_t to)
{
    for (uint64_t at = from; at < to && at >= walk->start && at < walk->end; at++) {
        unsigned char *mark = &walk->marks[at - walk->start];
        if (!(*mark & MARK_DATA) && walk->points.count &&
            at < array_last(&walk->points)->step.address + array_last(&walk->points)->step.size)
            walk->again = true;
        *mark |= MARK_DATA;
    }
}

static void note_point(struct walk *walk, struct point *point)
{
    const struct step *step = &point->step;
    bool branch = step->kind == STEP_CALL || step->kind == STEP_JUMP || step->kind == STEP_BRANCH;
    if (!point->has_to && !point->descriptor_call &&
        (branch || step->memory == MEMORY_FIXED || step->memory == MEMORY_INDEXED)) {
        point->to = location_at(step->target);
        point->has_to = true;
    }
    static const char *const signs[] = {[SIGN_KCFI] = "kcfi", [SIGN_SHADOW_STACK] = "shadow-call-stack"};
    if (step->sign && step->sign < sizeof signs / sizeof *signs)
        mark_function(walk->reader, walk->function, signs[step->sign], 0);
    if (branch && point->to.known)
        mark_label(walk, point->to.address);
    if (!branch && step->memory == MEMORY_FIXED && step->flags & STEP_READS && step->width &&
        point->to.known && point->to_use != RELOCATION_GOT && step->kind == STEP_PLAIN &&
        point->to.address != walk->start)
        mark_data(walk, point->to.address, point->to.address + step->width);
    if (step->flags & STEP_PAGE && !point->to_use)
        *array_push(&walk->pages, walk->reader->scratch) = step->target;
}

static bool all_zero(const unsigned char *bytes, uint64_t count)
{
    while (count && !*bytes)
        bytes++, count--;
    return !count;
}

/* Decodes from start to end. */
static void sweep(struct walk *walk)
{
    struct image *image = &walk->reader->image;
    uint64_t available;
    const unsigned char *bytes = image_bytes(image, walk->start, &available);
    uint32_t next = image_relocation_from(image, walk->start);
    walk->points.count = 0;
    walk->pages.count = 0;
    walk->again = false;
    if (!bytes || available < walk->end - walk->start) {
        walk->trouble = "its bytes are not in the file";
        return;
    }
    for (uint64_t at = walk->start; at < walk->end;) {
        const unsigned char *from = bytes + (at - walk->start);
        if (walk->marks[at - walk->start] & MARK_DATA) {
            at++;
            continue;
        }
        struct point *point = array_push(&walk->points, walk->reader->scratch);
        if (!image->arch->decode(from, walk->end - at, at, &point->step)) {
            walk->points.count--;
            if (!all_zero(from, walk->end - at))
                walk->trouble = arena_format(walk->reader->scratch, "the bytes at +0x%llx are no instruction",
                                             (unsigned long long)(at - walk->start));
            return;
        }
        walk->marks[at - walk->start] |= MARK_BOUNDARY;
        relocate(walk, point, &next);
        note_point(walk, point);
        at += point->step.size;
    }
}

/* Marks what is data by symbols, and the labels that data names. */
static void mark_known(struct walk *walk)
{
    const struct reader *reader = walk->reader;
    uint32_t low = 0, high = reader->islands.count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (reader->islands.items[middle].end <= walk->start)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < reader->islands.count && reader->islands.items[low].start < walk->end; low++) {
        struct range island = reader->islands.items[low];
        uint64_t from = island.start > walk->start ? island.start : walk->start;
        mark_data(walk, from, island.end);
    }
    for (low = 0, high = reader->labels.count; low < high;) {
        uint32_t middle = low + (high - low) / 2;
        if (reader->labels.items[middle] < walk->start)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < reader->labels.count && reader->labels.items[low] < walk->end; low++)
        if (reader->image.relocatable || reader->labels.items[low] % reader->image.arch->unit == 0)
            walk->marks[reader->labels.items[low] - walk->start] |= MARK_LABEL;
}

/* A jump over a prefix (lock) lands in an instruction and joins its end; any other such jump is a misreading.
 */
static bool lands_well(struct walk *walk, uint64_t address)
{
    uint64_t available;
    const unsigned char *bytes = image_bytes(&walk->reader->image, address, &available);
    struct step step;
    if (!bytes || !walk->reader->image.arch->decode(bytes, walk->end - address, address, &step))
        return false;
    uint64_t next = address + step.size;
    return step.kind == STEP_PLAIN && (next == walk->end || walk->marks[next - walk->start] & MARK_BOUNDARY);
}

static void check_labels(struct walk *walk)
{
    for (uint32_t i = 0; i < walk->points.count && !walk->trouble; i++) {
        const struct point *point = &walk->points.items[i];
        const struct step *step = &point->step;
        if ((step->kind != STEP_CALL && step->kind != STEP_JUMP && step->kind != STEP_BRANCH) ||
            !point->to.known || point->to.address < walk->start || point->to.address >= walk->end)
            continue;
        if (!(walk->marks[point->to.address - walk->start] & MARK_BOUNDARY) &&
            !lands_well(walk, point->to.address))
            walk->trouble = arena_format(walk->reader->scratch,
                                         "the jump at +0x%llx lands inside an instruction or in data",
                                         (unsigned long long)(step->address - walk->start));
    }
}

/* Makes ready for a function; false: nothing of it is to be read. */
static bool begin(struct walk *walk, uint32_t function)
{
    struct reader *reader = walk->reader;
    const struct object_function *it = &reader->facts->functions.items[function];
    walk->function = function;
    walk->start = it->address;
    walk->end = it->address + it->size;
    walk->trouble = NULL;
    walk->blind = false;
    walk->exits.count = 0;
    walk->exit = 0;
    if (it->size > reader->budget) {
        walk->trouble = "functions overlap too much; the rest of this object was not decoded";
        return false;
    }
    reader->budget -= it->size;
    if (it->size > walk->room) {
        walk->room = it->size * 2;
        walk->marks = arena_alloc(walk->room, reader->scratch);
    }
    memset(walk->marks, 0, it->size);
    walk->points.count = 0;
    mark_known(walk);
    const struct frame *frame = frames_at(&reader->frames, walk->start);
    walk->has_rows = frame && frames_rows(frame, &walk->rows, reader->scratch);
    return true;
}

/* Twice over the points: what addresses registers hold anywhere, then where each pointer jump goes. */
static void decide_tables(struct walk *walk)
{
    walk->candidates.count = 0;
    walk->known = 0;
    for (uint32_t i = 0; i < walk->points.count; i++) {
        value_enter(walk, i);
        value_leave(walk, i);
        table_note(walk, i);
    }
    walk->known = 0;
    for (uint32_t i = 0; i < walk->points.count; i++) {
        value_enter(walk, i);
        if (walk->points.items[i].step.kind == STEP_JUMP_POINTER)
            table_decide(walk, i);
        value_leave(walk, i);
    }
}

/* Decodes until no more data is found inside; then jump tables, whose entries are labels too. */
static void decode(struct walk *walk)
{
    enum { ROUNDS = 8 };
    bool pointer_jump = false;
    unsigned round = 0;
    do {
        for (uint64_t i = 0; round && i < walk->end - walk->start; i++)
            walk->marks[i] &= MARK_DATA;
        if (round)
            mark_known(walk);
        walk->trouble = NULL;
        sweep(walk);
    } while (walk->again && ++round < ROUNDS);
    if (walk->again && !walk->trouble)
        walk->trouble = "code and data could not be told apart";
    check_labels(walk);
    slots_begin(walk);
    for (uint32_t i = 0; i < walk->points.count; i++)
        pointer_jump |= walk->points.items[i].step.kind == STEP_JUMP_POINTER;
    if (pointer_jump)
        decide_tables(walk);
}

static void read_function(struct walk *walk, uint32_t function)
{
    struct object_facts *facts = walk->reader->facts;
    uint32_t first = facts->calls.count, first_argument = facts->arguments.count;
    walk->first_call = first;
    if (begin(walk, function)) {
        decode(walk);
        walk->known = 0;
        for (uint32_t i = 0; i < walk->points.count; i++) {
            value_enter(walk, i);
            emit_references(walk, &walk->points.items[i]);
            slots_note(walk, &walk->points.items[i]);
            emit_transfer(walk, i);
            value_leave(walk, i);
        }
        if (!walk->trouble)
            emit_fall(walk);
        slots_end(walk, first_argument);
        stack_frame(walk);
    }
    struct object_function *it = &facts->functions.items[function];
    it->first_call = first;
    it->call_count = facts->calls.count - first;
    if (!walk->trouble)
        it->flags |= OBJECT_FUNCTION_DECODED;
    else
        reader_gap(walk->reader, "undecoded", it->name, walk->trouble, function);
}

void walk_functions(struct reader *reader)
{
    enum { SPARE = 1 << 16, OVERLAP = 8 };
    struct walk walk = {.reader = reader};
    reader->budget = SPARE;
    for (uint32_t i = 0; i < reader->image.order.count; i++) {
        const struct image_section *section = &reader->image.sections.items[reader->image.order.items[i]];
        if (image_executable(section) && section->bytes)
            reader->budget += section->size * OVERLAP;
    }
    reader->entries = reader->budget;
    for (uint32_t i = 0; i < reader->bodies.count; i++)
        read_function(&walk, reader->bodies.items[i]);
    for (uint32_t i = 0; i < reader->facts->functions.count; i++) {
        struct object_function *function = &reader->facts->functions.items[i];
        const struct object_function *body = &reader->facts->functions.items[function->body];
        enum {
            SHARED = OBJECT_FUNCTION_DECODED | OBJECT_FUNCTION_HAS_FRAME | OBJECT_FUNCTION_DYNAMIC |
                     OBJECT_FUNCTION_STACK_GUARD | OBJECT_FUNCTION_INSTRUMENTED |
                     OBJECT_FUNCTION_UNKNOWN_JUMP
        };
        function->flags |= body->flags & SHARED;
        function->frame = body->frame;
        function->first_call = body->first_call;
        function->call_count = body->call_count;
    }
}
